//! axe, which finds what keeps people with a screen reader, a keyboard or weak eyes out.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test without axe has failed"
)]

use std::path::Path;

use serde_json::Value;

use crate::screen::Screen;

const RUN: &str = r"
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'] }).then(
  ({ violations }) => done(violations.map(({ id, help, nodes }) => `${id}: ${help}: ` + nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`).join('; '))),
  (error) => done([String(error)]),
);";

/// What axe finds on the screen as it is, in words; nothing is good.
pub async fn violations(screen: &Screen) -> Vec<String> {
    let known: bool = screen.script("return typeof axe === 'object'").await;
    if !known {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(file).expect("axe is among the interface's packages");
        screen
            .script::<Value>(&format!("{source}; window.axe = axe; return null"))
            .await;
    }
    let found = screen.driver.execute_async(RUN, Vec::new()).await;
    found
        .expect("axe runs")
        .convert()
        .expect("axe answers with a list")
}

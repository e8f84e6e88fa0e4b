//! Everything that is built in may be: its licence is on the list.
//!
//! Expressions are SPDX's (`MIT OR Apache-2.0`), and the old way of writing a choice with `/`.

use std::iter::Peekable;
use std::path::Path;
use std::str::SplitWhitespace;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;

const HERE: &str = "xtask/src/structure/licences.rs";
/// Permissive ones, and two weak ones: MPL-2.0 asks for changes to its own files, and
/// CDLA-Permissive-2.0 is for data (the root certificates).
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Packages that leave the field out and bring the licence's text: somebody has read it.
const READ: &[(&str, &str)] = &[("svelte-toolbelt", "MIT")];

/// An expression, word by word.
type Words<'a> = Peekable<SplitWhitespace<'a>>;

/// Every crate that `cargo metadata` names.
pub(super) fn check_crates(described: &Value, findings: &mut Vec<Finding>) {
    for package in described["packages"].as_array().into_iter().flatten() {
        let (name, version) = (text(&package["name"]), text(&package["version"]));
        if let Some(words) = objection(name, version, package["license"].as_str()) {
            findings.push(Finding {
                path: "Cargo.lock".into(),
                line: 0,
                rule: "licence",
                words,
            });
        }
    }
}

/// Every package of the interface that ends up in what is shipped.
pub(super) fn check_npm(lock: &Path, findings: &mut Vec<Finding>) -> Result<()> {
    let read = std::fs::read_to_string(lock)
        .with_context(|| format!("could not read {}", lock.display()))?;
    let lock: Value =
        serde_json::from_str(&read).with_context(|| format!("{} is no JSON", lock.display()))?;
    npm(&lock, findings);
    Ok(())
}

fn npm(lock: &Value, findings: &mut Vec<Finding>) {
    for (path, package) in lock["packages"].as_object().into_iter().flatten() {
        // Build tools leave nothing of themselves in dist.
        if path.is_empty() || package["dev"] == true {
            continue;
        }
        let name = path.rsplit("node_modules/").next().unwrap_or(path);
        if let Some(words) = objection(name, text(&package["version"]), package["license"].as_str())
        {
            findings.push(Finding {
                path: "ui/package-lock.json".into(),
                line: 0,
                rule: "licence",
                words,
            });
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn objection(name: &str, version: &str, licence: Option<&str>) -> Option<String> {
    let read = || {
        READ.iter()
            .find(|(package, _)| *package == name)
            .map(|(_, licence)| *licence)
    };
    let Some(licence) = licence.or_else(read) else {
        return Some(format!(
            "{name} {version} names no licence: take another package, or read what it brings and add it to READ in {HERE}"
        ));
    };
    (!is_allowed(licence)).then(|| {
        format!(
            "{name} {version} is under {licence}, which is not on the list in {HERE}: take another package, or argue for the licence there"
        )
    })
}

/// Whether an expression can be met with licences from the list. What cannot be read is not met.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    either(&mut words) == Some(true) && words.next().is_none()
}

/// `a OR b`
fn either(words: &mut Words<'_>) -> Option<bool> {
    let mut met = both(words)?;
    while words.next_if_eq(&"OR").is_some() {
        met |= both(words)?;
    }
    Some(met)
}

/// `a AND b`, which binds closer.
fn both(words: &mut Words<'_>) -> Option<bool> {
    let mut met = one(words)?;
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words)?;
    }
    Some(met)
}

/// A licence, a licence with an exception, or an expression in parentheses.
fn one(words: &mut Words<'_>) -> Option<bool> {
    let word = words.next()?;
    if word == "(" {
        let met = either(words)?;
        return words.next_if_eq(&")").map(|_| met);
    }
    if words.next_if_eq(&"WITH").is_some() {
        let exception = words.next()?;
        return Some(ALLOWED.contains(&format!("{word} WITH {exception}").as_str()));
    }
    Some(ALLOWED.contains(&word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_choice_is_ours_and_a_sum_is_not() {
        let rows = [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("GPL-3.0-only OR MIT", true),
            ("GPL-3.0-only AND MIT", false),
            ("MIT/Apache-2.0", true),
            ("(MIT OR GPL-2.0) AND Unicode-3.0", true),
            ("MIT OR (GPL-2.0 AND ISC)", true),
            ("GPL-2.0 OR LGPL-3.0 AND MIT", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("GPL-2.0 WITH Classpath-exception-2.0", false),
            ("", false),
            ("MIT OR", false),
            ("(MIT", false),
            ("MIT Apache-2.0", false),
        ];
        for (expression, allowed) in rows {
            assert_eq!(is_allowed(expression), allowed, "{expression}");
        }
    }

    #[test]
    fn a_crate_without_a_licence_is_a_finding() {
        let described = json!({"packages": [
            {"name": "good", "version": "1.0.0", "license": "MIT"},
            {"name": "silent", "version": "0.1.0", "license": null},
        ]});
        let mut findings = Vec::new();
        check_crates(&described, &mut findings);
        let words: Vec<String> = findings.into_iter().map(|finding| finding.words).collect();
        assert_eq!(
            words,
            [
                "silent 0.1.0 names no licence: take another package, or read what it brings and add it to READ in xtask/src/structure/licences.rs"
            ],
            "by name"
        );
    }

    #[test]
    fn of_the_interface_only_what_is_shipped_counts() {
        let lock = json!({"packages": {
            "": {"license": "none of ours"},
            "node_modules/svelte": {"version": "5.0.0", "license": "MIT"},
            "node_modules/svelte-toolbelt": {"version": "0.10.7"},
            "node_modules/tool": {"version": "1.0.0", "license": "GPL-3.0-only", "dev": true},
            "node_modules/a/node_modules/@b/chart": {"version": "2.0.0", "license": "GPL-3.0-only"},
        }});
        let mut findings = Vec::new();
        npm(&lock, &mut findings);
        let named: Vec<bool> = findings
            .iter()
            .map(|finding| finding.words.starts_with("@b/chart 2.0.0 is under GPL"))
            .collect();
        assert_eq!(named, [true], "the build tool is not shipped, the chart is");
    }
}

//! What an update owes and does not have: the time of the next one, and the blanks that a template left.

use std::sync::LazyLock;

use regex::Regex;

use super::text::Text;
use super::{Facts, Finding, Fix, Level};
use crate::domain::metric;
use crate::domain::update::Audience;

/// The next update's time: missing, or past.
pub(super) fn next_update(facts: &Facts<'_>, level: Level) -> Option<Finding> {
    if !facts.phase.is_open() {
        return None;
    }
    let (title, why) = match facts.next_update_at {
        None => (
            "Next update time missing",
            "Readers wait better when they know until when. Promise a time for the next update, even if nothing will \
             have changed."
                .to_owned(),
        ),
        Some(due) if due <= facts.now => (
            "Next update time has passed",
            format!(
                "It was {} ago. Name one that is still to come.",
                metric::length(facts.now - due)
            ),
        ),
        Some(_) => return None,
    };
    let severity = match facts.audience {
        Audience::Public => level,
        Audience::Internal => Level::Hint,
    };
    Some(Finding {
        rule: "no-next-update".to_owned(),
        severity,
        start: 0,
        end: 0,
        title: title.to_owned(),
        why,
        suggestion: None,
        fix: Some(Fix::AddNextUpdate),
    })
}

/// Blanks that a template left: `[what can they do now?]`, `{{impact}}`.
pub(super) fn unfilled(source: &str, text: &Text<'_>, level: Level) -> Vec<Finding> {
    static BLANK: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\[([^\[\]\n]{1,119}\?)\]|\{\{([^{}\n]{0,80})\}\}").ok());
    let blanks = BLANK.iter().flat_map(|blank| blank.captures_iter(source));
    let mut findings = Vec::new();
    for blank in blanks {
        let Some(all) = blank.get(0) else { continue };
        let is_link = source[all.end()..].starts_with(['(', '[']);
        if is_link && blank.get(1).is_some() {
            continue;
        }
        let asked = blank
            .get(1)
            .or(blank.get(2))
            .map_or("", |asked| asked.as_str().trim());
        let (start, end) = text.characters(&all.range());
        findings.push(Finding {
            rule: "unfilled".to_owned(),
            severity: level,
            start,
            end,
            title: format!("Not filled in: {asked}"),
            why: "Readers would see the blank. Write it, or take it out.".to_owned(),
            suggestion: None,
            fix: None,
        });
    }
    findings
}

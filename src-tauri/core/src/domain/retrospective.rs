//! The written review, begun from the journal: what is recorded is filled in, what is not is asked for.
//!
//! Blameless by construction: it says what happened and when, never who should have. Two kinds of gaps: a blank in
//! brackets (`[who could not do what?]`) needs an answer, a comment asks questions that may stay unanswered. Not here:
//! wording hints (`wording::blameless`), rendering (`markdown`).

mod milestone;
mod paragraph;
mod section;
mod timeline;

pub use milestone::{Milestone, milestones};
pub use section::{Section, sections};

use super::entry::Entry;
use super::incident::Incident;
use super::page::Page;
use super::template;
use super::zone::Zone;

/// A metric that was being watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Its name, as entries have it.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// It stands for something that people do.
    pub is_business: bool,
}

/// What a retrospective is made from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// The capabilities affected, by label.
    pub scope: &'a [String],
    /// Its entries and those of its pages, amendments applied. What happened at the same time stays in this order.
    pub entries: &'a [Entry],
    /// Its pages.
    pub pages: &'a [Page],
    /// The metrics that are watched.
    pub watched: &'a [Watched],
}

/// Every variable of a retrospective template.
pub const VARIABLES: [&str; 10] = [
    "title",
    "facts",
    "summary",
    "impact",
    "timeline",
    "detection",
    "intervals",
    "changes",
    "metrics",
    "overrides",
];

/// The document, Markdown. `template` is the body of the library's `retrospective.md`.
pub fn generate(material: &Material<'_>, zone: &Zone, template: &str) -> String {
    let story = paragraph::Story::new(material, zone);
    let text = template::fill(template, |name| match name {
        "title" => timeline::one_line(&material.incident.title),
        "facts" => story.facts(),
        "summary" => story.summary(),
        "impact" => story.impact(),
        "timeline" => timeline::write(&story.entries, material.incident, zone),
        "detection" => story.detection(),
        "intervals" => milestone::table(&story.milestones, zone),
        "changes" => story.changes(),
        "metrics" => story.metrics(),
        "overrides" => story.overrides(),
        other => format!("[{other}?]"),
    });
    without_wide_gaps(&text)
}

/// Problems of a retrospective template: variables that nothing fills, with the index of their line.
pub fn unknown_variables(template: &str) -> Vec<(usize, String)> {
    template::variables(template)
        .filter(|(_, name)| !VARIABLES.contains(name))
        .map(|(line, name)| (line, name.to_owned()))
        .collect()
}

/// At most one empty line in a row: a variable that had nothing to say leaves none.
fn without_wide_gaps(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_gap = true;
    for line in text.lines() {
        let is_blank = line.trim().is_empty();
        if !(is_blank && is_gap) {
            kept.push_str(line.trim_end());
            kept.push('\n');
        }
        is_gap = is_blank;
    }
    kept
}

#[cfg(test)]
mod tests;

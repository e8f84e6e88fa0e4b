//! Retrospectives and exports on the wire: types, and nothing else.

use serde::{Deserialize, Serialize};

use super::super::incident::{EntryView, IncidentRow};
use crate::domain::Instant;
use crate::domain::id::IncidentId;
use crate::domain::wording::Finding;

/// A retrospective being written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RetrospectiveView {
    /// The incident.
    pub incident: IncidentRow,
    /// The document, Markdown.
    pub markdown: String,
    /// When it was last saved; null while it is as generated.
    pub saved_at: Option<Instant>,
    /// What the document consists of, and what hints there are.
    pub review: Review,
    /// The incident's entries as evidence, oldest first, at most 500; notes and signals, not the bookkeeping.
    pub evidence: Vec<EntryView>,
}

/// What a retrospective's text consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Review {
    /// Its sections, in order.
    pub sections: Vec<SectionView>,
    /// Wording hints (blameless language).
    pub findings: Vec<Finding>,
    /// The document as it reads, sanitised HTML.
    pub html: String,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SectionView {
    /// Its heading.
    pub title: String,
    /// Where its heading begins, in characters.
    pub start: u32,
    /// Somebody has written in it.
    pub written: bool,
    /// How many hints lie in it.
    pub hints: u32,
}

/// Saves a retrospective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SaveRetrospective {
    /// Whose.
    pub incident: IncidentId,
    /// The document, Markdown.
    pub markdown: String,
}

/// A retrospective that is durable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedRetrospective {
    /// When it was saved.
    pub saved_at: Instant,
    /// What it consists of.
    pub review: Review,
}

/// How something is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Markdown.
    Markdown,
    /// One HTML file that needs nothing else.
    Html,
    /// The entries, one JSON object a line.
    Jsonl,
}

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ExportSubject {
    /// The incident's timeline and facts.
    Incident,
    /// Its retrospective, as it was last saved, or as generated.
    Retrospective,
}

/// Exports an incident, its retrospective, or the whole journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Which incident; without one the whole journal.
    pub incident: Option<IncidentId>,
    /// What of it; the incident without it.
    pub subject: Option<ExportSubject>,
    /// How.
    pub format: ExportFormat,
    /// Also write it into the folder `exports` of the home.
    pub save: Option<bool>,
}

/// An export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Exported {
    /// A file name for it.
    pub file_name: String,
    /// Its content.
    pub text: String,
    /// Where it was written.
    pub path: Option<String>,
}

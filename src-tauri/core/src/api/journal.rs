//! The journal as such on the wire: search, lists, verification.

use serde::{Deserialize, Serialize};

use super::incident::{EntryView, IncidentRef, IncidentRow};

/// Searches the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// Words, "phrases", prefixes*. No input is an error.
    pub query: String,
    /// At most so many, 1 to 200; 50 without it.
    pub limit: Option<u32>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SearchResults {
    /// Incidents whose title or number match, newest first.
    pub incidents: Vec<IncidentRow>,
    /// Entries, newest first.
    pub hits: Vec<Hit>,
}

/// An entry that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hit {
    /// The entry.
    pub entry: EntryView,
    /// The incident it belongs to.
    pub incident: Option<IncidentRef>,
    /// What matched in its text: start and end, in characters.
    pub marks: Vec<(u32, u32)>,
}

/// Asks for entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct EntriesRequest {
    /// Of one stream: `incident:ID`, `page:ID`, `desk`; of all without it.
    pub stream: Option<String>,
    /// At most so many, 1 to 1000; 100 without it. Newest first.
    pub limit: Option<u32>,
}

/// What a walk along the chain found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verified {
    /// Entries walked.
    pub entries: u32,
    /// Devices that wrote them.
    pub devices: u32,
    /// What is wrong, in words; nothing when the journal is whole.
    pub problems: Vec<String>,
}

/// What was rebuilt from the entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rebuilt {
    /// Entries folded.
    pub entries: u32,
    /// Incidents.
    pub incidents: u32,
    /// Pages.
    pub pages: u32,
}

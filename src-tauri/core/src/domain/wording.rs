//! Checks of wording: status updates held against what the journal and the metrics say, retrospectives against blame.

use serde::{Deserialize, Serialize};

use super::phase::Phase;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Sending needs a reason.
    Stop,
    /// Worth a look before sending.
    Warn,
    /// Could be said better.
    Hint,
}

/// A fix that is no replacement of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "fix", rename_all = "snake_case")]
pub enum Fix {
    /// Claim another state.
    SetPhase {
        /// Which.
        phase: Phase,
    },
    /// Name a time for the next update.
    AddNextUpdate,
}

/// Something a check found. Offsets count characters; `start` = `end` = 0 for something that is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Finding {
    /// The rule's name: `estimate`.
    pub rule: String,
    /// How much it weighs.
    pub severity: Level,
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What was found: `Promises a time`.
    pub title: String,
    /// Why it matters, and what to do.
    pub why: String,
    /// What could stand from `start` to `end` instead.
    pub suggestion: Option<String>,
    /// A fix that is no replacement of words.
    pub fix: Option<Fix>,
}

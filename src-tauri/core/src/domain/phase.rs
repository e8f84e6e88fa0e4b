//! Where an incident stands. Phases may be skipped forward and walked back: responders find out in any order.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An incident's phase. "Reviewed" is not a phase of the response; it is a finished retrospective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Declared; nobody knows yet what it is.
    Triage,
    /// Looking for the cause.
    Investigating,
    /// The cause is confirmed; the remedy is being worked on.
    Identified,
    /// A remedy is in; watching whether it holds.
    Monitoring,
    /// Over, and verified so.
    Resolved,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::Triage,
        Self::Investigating,
        Self::Identified,
        Self::Monitoring,
        Self::Resolved,
    ];

    /// Still being responded to.
    pub fn is_open(self) -> bool {
        self != Self::Resolved
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Triage => "Triage",
            Self::Investigating => "Investigating",
            Self::Identified => "Identified",
            Self::Monitoring => "Monitoring",
            Self::Resolved => "Resolved",
        })
    }
}

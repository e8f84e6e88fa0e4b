//! Status updates: who they are for and what was said. Wording rules live in `wording`, clocks in `promise`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Instant;
use super::id::EntryId;
use super::phase::Phase;

/// Whom an update speaks to. Editions share facts, not words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Customers: what they cannot do, what they can do now, when we speak next.
    Public,
    /// Colleagues: the same, with systems named.
    Internal,
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Internal => "internal",
        })
    }
}

/// An update as it was sent. Never edited: a correction is another update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentUpdate {
    /// The entry that recorded it.
    pub entry: EntryId,
    /// When it was sent (handed to the outbox or copied).
    pub at: Instant,
    /// Whom it speaks to.
    pub audience: Audience,
    /// The state it claims.
    pub phase: Phase,
    /// Its Markdown text.
    pub text: String,
    /// When the next one was promised, if one was.
    pub next_update_at: Option<Instant>,
}

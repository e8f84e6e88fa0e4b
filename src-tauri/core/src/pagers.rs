//! Where pages come from and where what is done about them goes back: one file per kind of provider.
//!
//! Not here: when to ask, which alerts are one page, and what rings. Every action may arrive twice, and doing it twice
//! is doing it once.

mod alertmanager;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use crate::domain::Instant;
use crate::domain::id::PageId;
use crate::domain::page::Urgency;
use crate::form::kinds;

/// How often an acknowledgement is repeated while the alert fires, so that it outlives the provider's own expiry.
pub const KEEP_ALIVE: Duration = Duration::minutes(5);

/// An alert that fires now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The provider's identity for it, the same as long as it fires.
    pub key: String,
    /// The headline, on one line.
    pub summary: String,
    /// More, if the provider said more.
    pub detail: Option<String>,
    /// Whether it may wake somebody.
    pub urgency: Urgency,
    /// The provider's labels, sorted by name.
    pub labels: Vec<(String, String)>,
    /// Where the provider shows it; http or https.
    pub link: Option<String>,
    /// The capability it concerns, if it says so.
    pub capability: Option<String>,
    /// When it began to fire.
    pub started_at: Instant,
    /// Who has put it off at the provider, if somebody has.
    pub handled: Option<Handled>,
}

/// Somebody has put an alert off at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    /// Who, as the provider names them.
    pub by: String,
    /// Until when, where the provider says.
    pub until: Option<Instant>,
    /// The page on whose behalf a Holdfast did it: compare with your own before calling it somebody else's.
    pub page: Option<PageId>,
}

/// Something to do about a page at its provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageAction {
    /// The page.
    pub page: PageId,
    /// The provider's identity for the alert.
    pub key: String,
    /// The provider's labels for the alert.
    pub labels: Vec<(String, String)>,
    /// Who does it.
    pub by: String,
    /// What.
    pub verb: Verb,
}

/// What is done about a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Verb {
    /// Somebody has it. To be repeated every [`KEEP_ALIVE`] while it fires.
    Acknowledge,
    /// Put off.
    Snooze {
        /// Until when.
        until: Instant,
    },
    /// Nobody has it any more: undo what was done on behalf of this page.
    Release,
}

kinds! {
    /// A page provider.
    pub enum Pager {
        /// Prometheus Alertmanager.
        Alertmanager(alertmanager::Alertmanager),
    }

    /// The alerts that fire now, oldest first.
    async fn poll(http, secret) -> Vec<Alert>;

    /// Does it there, and says in words what was done.
    async fn act(http, secret, action: &PageAction, now: Instant) -> String;

    /// Whether it answers as it should, in words.
    async fn probe(http, secret) -> String;
}

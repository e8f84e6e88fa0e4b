//! Pages on the wire.

use serde::{Deserialize, Serialize};

use super::incident::IncidentRef;
use crate::domain::Instant;
use crate::domain::id::PageId;
use crate::domain::page::{PageState, Place, Told, Urgency};

/// A page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PageView {
    /// Its identity.
    pub id: PageId,
    /// The pager's name.
    pub pager: String,
    /// The provider's identity for the alert.
    pub key: String,
    /// The headline.
    pub summary: String,
    /// More, if the provider said more.
    pub detail: Option<String>,
    /// Whether it may wake somebody.
    pub urgency: Urgency,
    /// The provider's labels, sorted.
    pub labels: Vec<(String, String)>,
    /// Where the provider shows it (http or https).
    pub link: Option<String>,
    /// The capability it concerns.
    pub capability: Option<String>,
    /// Where it stands.
    pub state: PageState,
    /// When it began to fire, this time.
    pub triggered_at: Instant,
    /// When its state last changed.
    pub since: Instant,
    /// Who moved it last.
    pub by: String,
    /// How often it fired.
    pub fired: u32,
    /// How often somebody was told since it last fired.
    pub rang: u32,
    /// When it rings again, while it waits.
    pub rings_again_at: Option<Instant>,
    /// How the last telling went, way by way.
    pub told: Vec<Told>,
    /// The incident it belongs to.
    pub incident: Option<IncidentRef>,
    /// What Holdfast said when it arrived.
    pub verdict: Option<String>,
}

/// Asks for pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct PagesRequest {
    /// Only those that are not over.
    pub open: Option<bool>,
    /// At most so many, 1 to 1000; 200 without it. Newest first.
    pub limit: Option<u32>,
}

/// Names a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// Which.
    pub page: PageId,
}

/// Raises a page by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct RaisePage {
    /// The headline.
    pub summary: String,
    /// The same key again is the same page; without one, every page is new.
    pub key: Option<String>,
    /// High without it.
    pub urgency: Option<Urgency>,
}

/// Takes a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct AcknowledgePage {
    /// Which.
    pub page: PageId,
    /// Where the person pressed; the window without it.
    pub place: Option<Place>,
}

/// Puts a page off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SnoozePage {
    /// Which.
    pub page: PageId,
    /// Until when; at most seven days ahead.
    pub until: Instant,
    /// Where the person pressed; the window without it.
    pub place: Option<Place>,
}

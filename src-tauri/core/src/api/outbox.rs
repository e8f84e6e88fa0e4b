//! Deliveries to the outside on the wire.

use serde::{Deserialize, Serialize};

use super::incident::IncidentRef;
use crate::domain::Instant;
use crate::domain::id::DeliveryId;

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Waiting for its turn, or for the next try.
    Waiting,
    /// Done.
    Sent,
    /// Refused for good, or given up.
    Failed,
    /// It waited longer than its freshness limit: somebody has to say whether it should still go out.
    Stale,
    /// Withdrawn.
    Cancelled,
}

/// A delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DeliveryView {
    /// Its identity.
    pub id: DeliveryId,
    /// To whom, by name.
    pub target: String,
    /// What is to be done there, in words.
    pub what: String,
    /// How it stands.
    pub state: DeliveryState,
    /// When it was asked for.
    pub created_at: Instant,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next.
    pub next_try_at: Option<Instant>,
    /// What answered last.
    pub problem: Option<String>,
    /// The incident it belongs to.
    pub incident: Option<IncidentRef>,
}

/// Asks for deliveries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct OutboxRequest {
    /// Also those that are done, newest first, at most 200.
    pub all: Option<bool>,
}

/// Names a delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct DeliveryRequest {
    /// Which.
    pub delivery: DeliveryId,
}

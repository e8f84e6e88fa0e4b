//! Deliveries to the outside on the wire.

use serde::{Deserialize, Serialize};

use super::desk::Nothing;
use super::incident::IncidentRef;
use super::view::Viewer;
use crate::app::App;
use crate::domain::Instant;
use crate::domain::id::DeliveryId;
use crate::error::{Failure, Result};
use crate::journal::{Delivery, Disposition};

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

/// Deliveries to the outside.
pub fn outbox(app: &App, request: OutboxRequest) -> Result<Vec<DeliveryView>> {
    let config = app.settings().config;
    app.read(|reading| {
        let deliveries = if request.all == Some(true) {
            reading.newest_deliveries(200)?
        } else {
            reading.pending_deliveries()?
        };
        let mut viewer = Viewer::new(app, reading, &config);
        deliveries
            .into_iter()
            .map(|delivery| viewer.delivery(delivery))
            .collect()
    })
}

/// Tries a delivery again now; sends a stale one after all.
pub fn retry_delivery(app: &App, request: DeliveryRequest) -> Result<Nothing> {
    change(app, request.delivery, |delivery, now| {
        delivery.disposition = Disposition::Waiting;
        delivery.next_try_at = now;
        // Somebody has just said that it should go out: that is as fresh as it gets.
        delivery.fresh_until = None;
    })
}

/// Withdraws a delivery.
pub fn cancel_delivery(app: &App, request: DeliveryRequest) -> Result<Nothing> {
    change(app, request.delivery, |delivery, _| {
        delivery.disposition = Disposition::Cancelled;
        delivery.problem = Some("withdrawn by hand".to_owned());
    })
}

fn change(
    app: &App,
    id: DeliveryId,
    change: impl FnOnce(&mut Delivery, Instant),
) -> Result<Nothing> {
    app.write(|writing| {
        let mut delivery = writing
            .reading()
            .delivery(id)?
            .ok_or_else(|| Failure::not_found("delivery", id))?;
        match delivery.disposition {
            Disposition::Waiting | Disposition::Failed | Disposition::Stale => {}
            Disposition::Sent => {
                return Err(Failure::conflict(format!(
                    "This is at {} already.",
                    delivery.target
                )));
            }
            Disposition::Cancelled => return Err(Failure::conflict("This was withdrawn already.")),
        }
        change(&mut delivery, writing.now());
        writing.store_delivery(&delivery)?;
        Ok(Nothing {})
    })
}

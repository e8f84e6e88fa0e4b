//! What changed: told to every client after the transaction has committed, never before.
//!
//! A change says where to look, not what is there now. Clients subscribe first, then read, then read again on change.

use serde::{Deserialize, Serialize};

use crate::domain::id::{IncidentId, PageId};

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "topic", rename_all = "snake_case")]
pub enum Change {
    /// An incident, or its timeline.
    Incident {
        /// Which.
        id: IncidentId,
    },
    /// A page.
    Page {
        /// Which.
        id: PageId,
    },
    /// The desk: changes and notes that belong to no incident.
    Desk,
    /// Metric values, their standing, the health of an adapter.
    Metrics,
    /// Deliveries to the outside.
    Outbox,
    /// A draft that was saved.
    Drafts,
    /// The configuration or the library.
    Settings,
    /// The journal was replaced as a whole (a rebuild, the demo began anew). Read everything again.
    Everything,
    /// A page was opened from outside the window (its notification): show it.
    OpenPage {
        /// Which.
        id: PageId,
    },
}

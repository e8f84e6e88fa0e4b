//! Which entries a timeline shows, and under which filter. Bookkeeping (ticks, rings that were heard, amendments)
//! stays in the journal and out of the way.

use serde::{Deserialize, Serialize};

use super::entry::{Body, NoteSort};

/// Which entries of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TimelineFilter {
    /// All of them.
    Everything,
    /// Decisions.
    Decisions,
    /// Actions taken.
    Actions,
    /// Status updates and their deliveries.
    Updates,
    /// Metrics and pages.
    Signals,
}

impl TimelineFilter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Everything,
        Self::Decisions,
        Self::Actions,
        Self::Updates,
        Self::Signals,
    ];

    /// Its name as it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Decisions => "decisions",
            Self::Actions => "actions",
            Self::Updates => "updates",
            Self::Signals => "signals",
        }
    }
}

/// The narrowest filter that shows an entry; `None` when timelines leave it out.
pub fn filter_of(body: &Body) -> Option<TimelineFilter> {
    match body {
        Body::Noted {
            sort: NoteSort::Decision,
            ..
        }
        | Body::GateOverridden { .. } => Some(TimelineFilter::Decisions),
        Body::Noted {
            sort: NoteSort::Action,
            ..
        } => Some(TimelineFilter::Actions),
        Body::UpdateSent { .. } | Body::DeliveryFailed { .. } => Some(TimelineFilter::Updates),
        Body::MetricDeviated { .. }
        | Body::MetricRecovered { .. }
        | Body::PageTriggered { .. }
        | Body::PageRetriggered {}
        | Body::PageAcknowledged { .. }
        | Body::PageSnoozed { .. }
        | Body::PageWoken { .. }
        | Body::PageResolved { .. }
        | Body::PageNotified {
            accepted: false, ..
        } => Some(TimelineFilter::Signals),
        Body::Noted {
            sort: NoteSort::Note,
            ..
        }
        | Body::IncidentDeclared { .. }
        | Body::Retitled { .. }
        | Body::SeverityChanged { .. }
        | Body::PhaseChanged { .. }
        | Body::RoleAssigned { .. }
        | Body::ScopeChanged { .. }
        | Body::ChangeNoted { .. }
        | Body::RetrospectiveExported { .. } => Some(TimelineFilter::Everything),
        Body::Amended { .. }
        | Body::StepTicked { .. }
        | Body::Delivered { .. }
        | Body::PageNotified { accepted: true, .. }
        | Body::PageLinked { .. }
        | Body::VerdictGiven { .. } => None,
    }
}

//! Journal entries: what happened, when, when it was noted, by whom. The journal is nothing but these.
//!
//! Everything else (incidents, pages, promises) is folded from entries; see [`super::incident`] and [`super::page`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Instant;
use super::id::{DeliveryId, EntryId, IncidentId, PageId};
use super::page::{Channel, Place, Urgency};
use super::phase::Phase;
use super::role::Role;
use super::severity::Severity;
use super::update::Audience;
use super::verdict::Call;

/// Longest text a single entry takes, in characters. A pasted log belongs in a file.
pub const MAX_TEXT: usize = 20_000;

/// What an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream {
    /// One incident.
    Incident(IncidentId),
    /// One page.
    Page(PageId),
    /// The desk: what belongs to neither (changes, notes without an incident, metrics leaving their bands).
    Desk,
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incident(id) => write!(f, "incident:{id}"),
            Self::Page(id) => write!(f, "page:{id}"),
            Self::Desk => f.write_str("desk"),
        }
    }
}

/// A stream's text form was not one of `incident:ID`, `page:ID`, `desk`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” names no stream: expected incident:ID, page:ID or desk")]
pub struct UnknownStream(String);

impl FromStr for Stream {
    type Err = UnknownStream;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownStream(text.to_owned());
        match text.split_once(':') {
            None if text == "desk" => Ok(Self::Desk),
            Some(("incident", id)) => id.parse().map(Self::Incident).map_err(|_| unknown()),
            Some(("page", id)) => id.parse().map(Self::Page).map_err(|_| unknown()),
            Some(_) | None => Err(unknown()),
        }
    }
}

/// What sort of thing a person wrote down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NoteSort {
    /// An observation.
    Note,
    /// A decision, with the risk accepted.
    Decision,
    /// Something that was done to a system.
    Action,
}

/// A wording check that was sent past, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Override {
    /// The check's name.
    pub rule: String,
    /// What the writer said about it.
    pub reason: String,
}

/// An entry's kind and content.
///
/// The names are part of the journal's file format and of `--json`: add kinds, never rename them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Body {
    /// An incident begins.
    IncidentDeclared {
        /// The number people say: `INC-7`.
        number: u32,
        /// What is wrong, as a customer would say it.
        title: String,
        /// How bad.
        severity: Severity,
        /// Capabilities affected, by name.
        scope: Vec<String>,
        /// The page it was declared from.
        page: Option<PageId>,
        /// When it began to hurt, if known.
        impact_began: Option<Instant>,
    },
    /// The title was reworded.
    Retitled {
        /// The new title.
        title: String,
    },
    /// Severity was raised or lowered.
    SeverityChanged {
        /// Before.
        from: Severity,
        /// After.
        to: Severity,
    },
    /// The phase moved, in either direction.
    PhaseChanged {
        /// Before.
        from: Phase,
        /// After.
        to: Phase,
        /// Why, where it needs saying (reopening).
        reason: Option<String>,
    },
    /// A role was given to somebody, or vacated.
    RoleAssigned {
        /// The role.
        role: Role,
        /// Who holds it now.
        person: Option<String>,
    },
    /// Which capabilities are affected was corrected.
    ScopeChanged {
        /// All of them, by name.
        scope: Vec<String>,
    },
    /// Somebody wrote something down.
    Noted {
        /// What sort of thing.
        sort: NoteSort,
        /// The text, Markdown.
        text: String,
    },
    /// An earlier entry is corrected: its text, its time, or both.
    Amended {
        /// The entry corrected.
        entry: EntryId,
        /// The text that replaces it.
        text: Option<String>,
        /// When it really happened.
        at: Option<Instant>,
    },
    /// A checklist step was ticked or unticked.
    StepTicked {
        /// Whose checklist.
        role: Role,
        /// The step's identity within it.
        step: String,
        /// The step's words at that time.
        text: String,
        /// Done, or not done after all.
        done: bool,
    },
    /// A status update was handed over for sending, or copied.
    UpdateSent {
        /// Whom it speaks to.
        audience: Audience,
        /// The state it claims.
        phase: Phase,
        /// The Markdown text.
        text: String,
        /// Publishers it goes to, by name; empty when it was copied to the clipboard.
        targets: Vec<String>,
        /// The time promised for the next one.
        next_update_at: Option<Instant>,
        /// Checks that were sent past.
        overrides: Vec<Override>,
    },
    /// Something went out to a provider or publisher.
    Delivered {
        /// The delivery.
        delivery: DeliveryId,
        /// To whom, by name.
        target: String,
        /// What was done there, in words: "public update", "silence for 15 min".
        what: String,
    },
    /// Something could not be delivered and will not be tried again by itself.
    DeliveryFailed {
        /// The delivery.
        delivery: DeliveryId,
        /// To whom, by name.
        target: String,
        /// What was to be done there.
        what: String,
        /// What answered, and what to do next.
        reason: String,
    },
    /// The incident was resolved although checks of the gate were open.
    GateOverridden {
        /// The open checks, in words.
        open: Vec<String>,
        /// What was said about it.
        reason: String,
    },
    /// A metric left its band and stayed out for its `for` time.
    MetricDeviated {
        /// The metric's name.
        metric: String,
        /// A sentence with the value, the band and how long.
        text: String,
        /// When the band was left.
        since: Instant,
    },
    /// A metric came back into its band and stayed.
    MetricRecovered {
        /// The metric's name.
        metric: String,
        /// A sentence with the value and the band.
        text: String,
        /// When the band was reached.
        since: Instant,
    },
    /// Something changed that may explain a deviation.
    ChangeNoted {
        /// What changed, in words.
        text: String,
    },
    /// The retrospective was exported.
    RetrospectiveExported {
        /// `markdown` or `html`.
        format: String,
    },
    /// A page begins.
    PageTriggered {
        /// The pager's name (`metrics`, `command line`, or one from the configuration).
        pager: String,
        /// The provider's identity for the alert: the same key again is the same page.
        key: String,
        /// The headline.
        summary: String,
        /// More, if the provider said more.
        detail: Option<String>,
        /// Whether it may wake somebody.
        urgency: Urgency,
        /// The provider's labels, sorted.
        labels: Vec<(String, String)>,
        /// Where the provider shows it.
        link: Option<String>,
        /// The capability it concerns, if it names one.
        capability: Option<String>,
    },
    /// The same page fires again after it had been resolved.
    PageRetriggered {},
    /// Somebody was told, or could not be.
    PageNotified {
        /// By which way.
        channel: Channel,
        /// Whether that way accepted it.
        accepted: bool,
        /// What stood in the way.
        problem: Option<String>,
    },
    /// Somebody took it.
    PageAcknowledged {
        /// Where they pressed.
        place: Place,
    },
    /// Somebody put it off.
    PageSnoozed {
        /// Until when.
        until: Instant,
        /// Where they pressed.
        place: Place,
    },
    /// A snooze ended.
    PageWoken {
        /// Why: its time came, a metric left its band, somebody pressed.
        reason: String,
    },
    /// It is over.
    PageResolved {
        /// Where it was resolved.
        place: Place,
    },
    /// It became part of an incident.
    PageLinked {
        /// That incident.
        incident: IncidentId,
    },
    /// What Holdfast said when the page arrived.
    VerdictGiven {
        /// The call.
        call: Call,
        /// The headline and the reason, in words.
        text: String,
    },
}

impl Body {
    /// The kind's name, as it is stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::IncidentDeclared { .. } => "incident_declared",
            Self::Retitled { .. } => "retitled",
            Self::SeverityChanged { .. } => "severity_changed",
            Self::PhaseChanged { .. } => "phase_changed",
            Self::RoleAssigned { .. } => "role_assigned",
            Self::ScopeChanged { .. } => "scope_changed",
            Self::Noted { .. } => "noted",
            Self::Amended { .. } => "amended",
            Self::StepTicked { .. } => "step_ticked",
            Self::UpdateSent { .. } => "update_sent",
            Self::Delivered { .. } => "delivered",
            Self::DeliveryFailed { .. } => "delivery_failed",
            Self::GateOverridden { .. } => "gate_overridden",
            Self::MetricDeviated { .. } => "metric_deviated",
            Self::MetricRecovered { .. } => "metric_recovered",
            Self::ChangeNoted { .. } => "change_noted",
            Self::RetrospectiveExported { .. } => "retrospective_exported",
            Self::PageTriggered { .. } => "page_triggered",
            Self::PageRetriggered {} => "page_retriggered",
            Self::PageNotified { .. } => "page_notified",
            Self::PageAcknowledged { .. } => "page_acknowledged",
            Self::PageSnoozed { .. } => "page_snoozed",
            Self::PageWoken { .. } => "page_woken",
            Self::PageResolved { .. } => "page_resolved",
            Self::PageLinked { .. } => "page_linked",
            Self::VerdictGiven { .. } => "verdict_given",
        }
    }
}

/// An entry as it stands in the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its identity.
    pub id: EntryId,
    /// What it belongs to.
    pub stream: Stream,
    /// When it happened.
    pub at: Instant,
    /// When it was recorded.
    pub noted_at: Instant,
    /// Who recorded it: a person's handle, or `holdfast`.
    pub author: String,
    /// Kind and content.
    pub body: Body,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_reads_back_what_it_writes() {
        let id = IncidentId::new(chrono::DateTime::UNIX_EPOCH);
        for stream in [Stream::Desk, Stream::Incident(id)] {
            assert_eq!(stream.to_string().parse(), Ok(stream));
        }
        assert_eq!(
            "incident:7".parse::<Stream>(),
            Err(UnknownStream("incident:7".into()))
        );
    }

    #[test]
    fn the_kind_column_is_the_tag_that_serde_writes() {
        let bodies = [
            Body::PageRetriggered {},
            Body::Noted {
                sort: NoteSort::Decision,
                text: "x".into(),
            },
            Body::PageAcknowledged {
                place: Place::Window,
            },
        ];
        for body in bodies {
            let json = serde_json::to_value(&body).unwrap();
            assert_eq!(json["kind"], body.kind(), "rows are read back by this name");
        }
    }
}

//! Incidents and their timelines on the wire: types, and nothing else.

use serde::{Deserialize, Serialize};

use super::super::desk::MetricView;
use super::super::outbox::DeliveryView;
use super::super::page::PageView;
use crate::domain::Instant;
pub(super) use crate::domain::describe::Tone;
use crate::domain::entry::NoteSort;
use crate::domain::gate::Gate;
use crate::domain::id::{EntryId, IncidentId, PageId};
use crate::domain::phase::Phase;
use crate::domain::promise::{Nearness, Promise};
use crate::domain::role::Role;
use crate::domain::severity::Severity;
pub(super) use crate::domain::timeline::TimelineFilter;
use crate::domain::update::SentUpdate;

/// An incident's identity and the number people say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IncidentRef {
    /// Its identity.
    pub id: IncidentId,
    /// `7` in `INC-7`.
    pub number: u32,
}

/// How far an incident's retrospective is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RetrospectiveState {
    /// The incident is still open.
    NotYet,
    /// Nobody has begun.
    Waiting,
    /// There is a draft.
    Draft,
    /// It was exported.
    Exported,
}

/// An incident in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IncidentRow {
    /// Its identity.
    pub id: IncidentId,
    /// `7` in `INC-7`.
    pub number: u32,
    /// What is wrong.
    pub title: String,
    /// How bad it is now.
    pub severity: Severity,
    /// Where it stands.
    pub phase: Phase,
    /// Capabilities affected, by label.
    pub scope: Vec<String>,
    /// Who holds command.
    pub commander: Option<String>,
    /// When it was declared.
    pub declared_at: Instant,
    /// When it began to hurt.
    pub impact_began: Instant,
    /// When it was resolved, while it is.
    pub resolved_at: Option<Instant>,
    /// The next public update that is owed.
    pub next_update: Option<Promise>,
    /// How near that is.
    pub nearness: Option<Nearness>,
    /// How far the retrospective is.
    pub retrospective: RetrospectiveState,
    /// How many entries it has.
    pub entries: u32,
}

/// Asks for incidents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct IncidentsRequest {
    /// Only those whose title or number contains this.
    pub text: Option<String>,
    /// At most so many past ones, 1 to 500; 100 without it.
    pub limit: Option<u32>,
    /// Skip so many past ones.
    pub offset: Option<u32>,
}

/// Incidents: the open ones, and a page of the past ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Incidents {
    /// Open, worst first.
    pub open: Vec<IncidentRow>,
    /// Past, newest first.
    pub past: Vec<IncidentRow>,
    /// How many past ones there are in all.
    pub past_total: u32,
}

/// Names an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct IncidentRequest {
    /// Which.
    pub incident: IncidentId,
}

/// An incident as its room shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IncidentView {
    /// What lists show.
    pub row: IncidentRow,
    /// The worst severity it had.
    pub worst: Severity,
    /// Capabilities affected, by name.
    pub scope: Vec<String>,
    /// All capabilities that can be affected.
    pub capabilities: Vec<CapabilityView>,
    /// When the phase last moved.
    pub phase_since: Instant,
    /// Phases reached so far, with when.
    pub reached: Vec<(Phase, Instant)>,
    /// Every role and who holds it.
    pub roles: Vec<RoleView>,
    /// The role that the person at this desk holds, if one.
    pub my_role: Option<Role>,
    /// Every role's checklist for the phase.
    pub checklists: Vec<ChecklistView>,
    /// The resolve gate, while the incident is open.
    pub gate: Option<Gate>,
    /// Updates sent, newest first.
    pub updates: Vec<SentUpdate>,
    /// Its pages.
    pub pages: Vec<PageView>,
    /// The metrics of its scope; all business metrics when the scope names none.
    pub metrics: Vec<MetricView>,
    /// Its deliveries that wait or failed.
    pub deliveries: Vec<DeliveryView>,
    /// How often it was reopened.
    pub reopened: u32,
}

/// Something a user can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CapabilityView {
    /// Its name in the configuration.
    pub name: String,
    /// What people call it.
    pub label: String,
}

/// A role and who holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RoleView {
    /// The role.
    pub role: Role,
    /// What people call it.
    pub label: String,
    /// Who holds it.
    pub person: Option<String>,
}

/// A role's checklist for one phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChecklistView {
    /// Whose.
    pub role: Role,
    /// What people call the role.
    pub label: String,
    /// Its steps, in order.
    pub steps: Vec<StepView>,
    /// The file of the team's library that it was read from; null for the built-in one.
    pub file: Option<String>,
    /// Why the team's own file could not be used.
    pub problem: Option<String>,
}

/// A checklist step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StepView {
    /// Its identity within the checklist.
    pub id: String,
    /// What to do.
    pub text: String,
    /// Why, or how.
    pub detail: Option<String>,
    /// When it should be done by.
    pub due_at: Option<Instant>,
    /// Done.
    pub done: bool,
}

/// Asks for a stretch of a timeline. Entries are counted from the oldest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct TimelineRequest {
    /// Whose.
    pub incident: IncidentId,
    /// The first entry wanted, from 0.
    pub offset: u32,
    /// At most so many, 1 to 500.
    pub limit: u32,
    /// Which; everything without it.
    pub filter: Option<TimelineFilter>,
}

/// A stretch of a timeline, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Timeline {
    /// How many entries match in all.
    pub total: u32,
    /// The index of the first entry here.
    pub offset: u32,
    /// The entries.
    pub entries: Vec<EntryView>,
    /// How many entries each filter has.
    pub counts: Vec<(TimelineFilter, u32)>,
}

/// An entry as people read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EntryView {
    /// Its identity.
    pub id: EntryId,
    /// What it belongs to: `incident:ID`, `page:ID`, `desk`.
    pub stream: String,
    /// When it happened, amendments applied.
    pub at: Instant,
    /// When it was recorded.
    pub noted_at: Instant,
    /// Who recorded it.
    pub author: String,
    /// Its kind, as the journal stores it.
    pub kind: String,
    /// How it is drawn.
    pub tone: Tone,
    /// Its kind in words: `Decision`.
    pub heading: String,
    /// What it says, amendments applied.
    pub text: String,
    /// An amendment changed it.
    pub amended: bool,
    /// Its text may be amended (people's own notes).
    pub editable: bool,
}

/// Declares an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Declare {
    /// What is wrong, as a customer would say it.
    pub title: String,
    /// How bad.
    pub severity: Severity,
    /// Capabilities affected, by name.
    pub scope: Option<Vec<String>>,
    /// The page it is declared from.
    pub page: Option<PageId>,
    /// The role the person takes.
    pub my_role: Option<Role>,
    /// When it began to hurt, if known.
    pub impact_began: Option<Instant>,
}

/// Writes something down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The incident it belongs to; without one, the only open incident, else the desk.
    pub incident: Option<IncidentId>,
    /// The text, Markdown.
    pub text: String,
    /// What sort of thing; a note without it.
    pub sort: Option<NoteSort>,
    /// When it happened, if not now. Not in the future.
    pub at: Option<Instant>,
}

/// What was written down, and is durable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Logged {
    /// The entry.
    pub entry: EntryId,
    /// The incident it went to.
    pub incident: Option<IncidentRef>,
}

/// Corrects an earlier entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Amend {
    /// Which.
    pub entry: EntryId,
    /// The text that replaces it.
    pub text: Option<String>,
    /// When it really happened.
    pub at: Option<Instant>,
}

/// Moves the phase. Resolving goes through [`Resolve`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SetPhase {
    /// Whose.
    pub incident: IncidentId,
    /// Where to; not `resolved`.
    pub phase: Phase,
    /// Why; needed when a resolved incident is reopened.
    pub reason: Option<String>,
}

/// Changes the severity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SetSeverity {
    /// Whose.
    pub incident: IncidentId,
    /// To what.
    pub severity: Severity,
}

/// Gives a role to somebody, or vacates it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct AssignRole {
    /// Whose.
    pub incident: IncidentId,
    /// Which role.
    pub role: Role,
    /// To whom; null vacates it.
    pub person: Option<String>,
}

/// Corrects the title or the scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Describe {
    /// Which.
    pub incident: IncidentId,
    /// The new title.
    pub title: Option<String>,
    /// The capabilities affected, by name.
    pub scope: Option<Vec<String>>,
}

/// Ticks or unticks a checklist step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// Whose.
    pub incident: IncidentId,
    /// Whose checklist.
    pub role: Role,
    /// Which step.
    pub step: String,
    /// Done, or not done after all.
    pub done: bool,
}

/// Resolves an incident behind the gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// Which.
    pub incident: IncidentId,
    /// The commander says that it is over.
    pub commander_says_so: bool,
    /// What is said when a check is open: at least ten characters, journalled, and shown in the retrospective.
    pub override_reason: Option<String>,
}

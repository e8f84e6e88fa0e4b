//! Incidents and their timelines on the wire.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::desk::{self, MetricView, Nothing};
use super::outbox::DeliveryView;
use super::page::PageView;
use super::update::DraftContent;
use super::view::{self, Viewer};
use crate::app::App;
use crate::domain::Instant;
pub use crate::domain::describe::Tone;
use crate::domain::entry::{Body, NoteSort, Stream};
use crate::domain::gate::{self, Gate};
use crate::domain::id::{EntryId, IncidentId, PageId};
use crate::domain::incident::Incident;
use crate::domain::phase::Phase;
use crate::domain::promise::{Nearness, Promise};
use crate::domain::role::Role;
use crate::domain::severity::Severity;
pub use crate::domain::timeline::TimelineFilter;
use crate::domain::update::{Audience, SentUpdate};
use crate::error::{Failure, Result};
use crate::journal::{Listing, Reading, Subject};
use crate::library::Library;

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

/// Entries a timeline gives at once.
const MOST_LINES: u32 = 500;
/// Characters of a title; lists show one line.
const LONGEST_TITLE: usize = 140;
/// Characters of a reason that says something.
const SHORTEST_REASON: usize = 10;

/// Incidents: open ones, and a page of the past ones.
pub fn incidents(app: &App, request: IncidentsRequest) -> Result<Incidents> {
    let config = app.settings().config;
    let text = request.text.unwrap_or_default();
    let all = Listing {
        text: &text,
        limit: MOST_LINES,
        offset: 0,
    };
    let page = Listing {
        limit: request.limit.unwrap_or(100).clamp(1, MOST_LINES),
        offset: request.offset.unwrap_or(0),
        ..all.clone()
    };
    app.read(|reading| {
        let viewer = Viewer::new(app, reading, &config);
        let rows = |incidents: Vec<Incident>| {
            incidents
                .iter()
                .map(|incident| viewer.row(incident))
                .collect::<Result<Vec<_>>>()
        };
        let (mut open, _) = reading.incidents(Some(true), &all)?;
        open.sort_by_key(|incident| (incident.severity, incident.declared_at));
        let (past, past_total) = reading.incidents(Some(false), &page)?;
        Ok(Incidents {
            open: rows(open)?,
            past: rows(past)?,
            past_total,
        })
    })
}

/// One incident, as its room shows it.
pub fn incident(app: &App, request: IncidentRequest) -> Result<IncidentView> {
    let settings = app.settings();
    let library = app.library();
    app.read(|reading| {
        let incident = known(reading, request.incident)?;
        let mut viewer = Viewer::new(app, reading, &settings.config);
        let mut pages = incident
            .pages
            .iter()
            .filter_map(|page| reading.page(*page).transpose())
            .collect::<Result<Vec<_>>>()?;
        view::by_urgency(&mut pages);
        let person = app.person();
        let deliveries = reading.pending_deliveries()?;
        let own = deliveries
            .into_iter()
            .filter(|delivery| match delivery.stream {
                Stream::Incident(id) => id == incident.id,
                Stream::Page(page) => incident.pages.contains(&page),
                Stream::Desk => false,
            });
        Ok(IncidentView {
            row: viewer.row(&incident)?,
            worst: incident.worst,
            capabilities: viewer.capabilities(),
            phase_since: incident.phase_since,
            reached: incident
                .reached
                .iter()
                .map(|(phase, at)| (*phase, *at))
                .collect(),
            roles: Role::ALL
                .into_iter()
                .map(|role| RoleView {
                    role,
                    label: role.to_string(),
                    person: incident.roles.get(&role).cloned(),
                })
                .collect(),
            my_role: Role::ALL
                .into_iter()
                .find(|role| incident.roles.get(role) == Some(&person)),
            checklists: Role::ALL
                .into_iter()
                .map(|role| checklist(&library, &incident, role))
                .collect(),
            gate: if incident.phase.is_open() {
                Some(gate_of(app, reading, &incident, false)?)
            } else {
                None
            },
            updates: incident.updates.iter().rev().cloned().collect(),
            metrics: viewer.metrics(&incident.scope)?,
            pages: pages
                .into_iter()
                .map(|page| viewer.page(page))
                .collect::<Result<_>>()?,
            deliveries: own
                .map(|delivery| viewer.delivery(delivery))
                .collect::<Result<_>>()?,
            reopened: incident.reopened,
            scope: incident.scope,
        })
    })
}

/// A stretch of an incident's timeline.
pub fn timeline(app: &App, request: TimelineRequest) -> Result<Timeline> {
    if !(1..=MOST_LINES).contains(&request.limit) {
        return Err(Failure::invalid(
            "limit",
            format!("A stretch of a timeline has 1 to {MOST_LINES} entries."),
        ));
    }
    let stream = Stream::Incident(request.incident);
    let filter = request.filter.unwrap_or(TimelineFilter::Everything);
    app.read(|reading| {
        known(reading, request.incident)?;
        let counts = reading.line_counts(stream)?;
        let total = counts
            .iter()
            .find(|(counted, _)| *counted == filter)
            .map_or(0, |(_, count)| *count);
        let entries = reading
            .lines(stream, filter, request.offset, request.limit)?
            .into_iter()
            .map(view::entry_view)
            .collect();
        Ok(Timeline {
            total,
            offset: request.offset,
            entries,
            counts,
        })
    })
}

/// Declares an incident.
pub fn declare(app: &App, request: Declare) -> Result<IncidentRef> {
    let title = title_of(&request.title)?;
    let scope = scope_of(app, request.scope.unwrap_or_default())?;
    let impact_began = request
        .impact_began
        .map(|at| desk::past(app, Some(at)))
        .transpose()?;
    let (now, person) = (app.now(), app.person());
    app.write(|writing| {
        let id = IncidentId::new(now);
        let number = writing.reading().next_incident_number()?;
        let page = request
            .page
            .map(|page| {
                writing
                    .reading()
                    .page(page)?
                    .ok_or_else(|| Failure::not_found("page", page))
            })
            .transpose()?;
        if let Some(incident) = page.as_ref().and_then(|page| page.incident) {
            let number = known(&writing.reading(), incident)?.number;
            return Err(Failure::conflict(format!(
                "This page already belongs to INC-{number}. Open that one."
            )));
        }
        let began = impact_began.or_else(|| page.as_ref().map(|page| page.triggered_at));
        let body = Body::IncidentDeclared {
            number,
            title,
            severity: request.severity,
            scope,
            page: request.page,
            impact_began: began,
        };
        writing.append(Stream::Incident(id), now, &person, body)?;
        if let Some(page) = page.filter(crate::domain::page::Page::is_open) {
            app.link_page(writing, page.id, id, &person)?;
        }
        if let Some(role) = request.my_role {
            writing.append(
                Stream::Incident(id),
                now,
                &person,
                Body::RoleAssigned {
                    role,
                    person: Some(person.clone()),
                },
            )?;
        }
        Ok(IncidentRef { id, number })
    })
}

/// Writes something down.
pub fn log(app: &App, request: Log) -> Result<Logged> {
    let text = desk::text_of("text", &request.text)?;
    let at = desk::past(app, request.at)?;
    let body = Body::Noted {
        sort: request.sort.unwrap_or(NoteSort::Note),
        text,
    };
    app.write(|writing| {
        let incident = match request.incident {
            Some(id) => Some(known(&writing.reading(), id)?),
            None => only(writing.reading().open_incidents()?),
        };
        let stream = incident
            .as_ref()
            .map_or(Stream::Desk, |incident| Stream::Incident(incident.id));
        let entry = writing.append(stream, at, &app.person(), body)?;
        Ok(Logged {
            entry: entry.id,
            incident: incident.map(|incident| IncidentRef {
                id: incident.id,
                number: incident.number,
            }),
        })
    })
}

/// Corrects an earlier entry.
pub fn amend(app: &App, request: Amend) -> Result<Logged> {
    let text = request
        .text
        .as_deref()
        .map(|text| desk::text_of("text", text))
        .transpose()?;
    let at = request.at.map(|at| desk::past(app, Some(at))).transpose()?;
    if text.is_none() && at.is_none() {
        return Err(Failure::invalid(
            "text",
            "An amendment changes the text, the time, or both.",
        ));
    }
    app.write(|writing| {
        let line = writing.reading().line(request.entry)?.ok_or_else(|| Failure::not_found("entry", request.entry))?;
        let stream = line.entry.stream;
        if text.is_some() && !view::entry_view(line).editable {
            return Err(Failure::conflict("This entry says what Holdfast saw or did: its words stay. Add an entry that says what was really so."));
        }
        let entry = writing.append(stream, writing.now(), &app.person(), Body::Amended { entry: request.entry, text, at })?;
        Ok(Logged { entry: entry.id, incident: None })
    })
}

/// Moves the phase. Resolving goes through [`resolve`].
pub fn set_phase(app: &App, request: SetPhase) -> Result<Nothing> {
    if request.phase == Phase::Resolved {
        return Err(Failure::invalid(
            "phase",
            "An incident is resolved behind its gate: use “resolve”.",
        ));
    }
    let reason = request
        .reason
        .map(|reason| reason.trim().to_owned())
        .filter(|reason| !reason.is_empty());
    change(app, request.incident, |incident| {
        if incident.phase == request.phase {
            return Ok(None);
        }
        if !incident.phase.is_open()
            && reason
                .as_ref()
                .is_none_or(|reason| reason.chars().count() < SHORTEST_REASON)
        {
            return Err(Failure::invalid(
                "reason",
                format!(
                    "Say in at least {SHORTEST_REASON} characters why INC-{} is opened again: the retrospective will ask.",
                    incident.number
                ),
            ));
        }
        Ok(Some(Body::PhaseChanged {
            from: incident.phase,
            to: request.phase,
            reason,
        }))
    })
}

/// Changes the severity.
pub fn set_severity(app: &App, request: SetSeverity) -> Result<Nothing> {
    change(app, request.incident, |incident| {
        Ok(
            (incident.severity != request.severity).then_some(Body::SeverityChanged {
                from: incident.severity,
                to: request.severity,
            }),
        )
    })
}

/// Gives a role to somebody, or vacates it.
pub fn assign_role(app: &App, request: AssignRole) -> Result<Nothing> {
    let person = request
        .person
        .map(|person| handle_of(&person))
        .transpose()?;
    change(app, request.incident, |incident| {
        Ok(
            (incident.roles.get(&request.role) != person.as_ref()).then_some(Body::RoleAssigned {
                role: request.role,
                person,
            }),
        )
    })
}

/// Corrects the title or the scope.
pub fn describe(app: &App, request: Describe) -> Result<Nothing> {
    let title = request.title.as_deref().map(title_of).transpose()?;
    let scope = request
        .scope
        .map(|scope| scope_of(app, scope))
        .transpose()?;
    if let Some(title) = title {
        change(app, request.incident, |incident| {
            Ok((incident.title != title).then_some(Body::Retitled { title }))
        })?;
    }
    if let Some(scope) = scope {
        change(app, request.incident, |incident| {
            Ok((incident.scope != scope).then_some(Body::ScopeChanged { scope }))
        })?;
    }
    Ok(Nothing {})
}

/// Ticks or unticks a checklist step.
pub fn tick(app: &App, request: Tick) -> Result<Nothing> {
    let library = app.library();
    let (list, ..) = library.checklist(request.role);
    let step = list
        .steps
        .iter()
        .find(|(_, step)| step.id == request.step)
        .map(|(_, step)| step.text.clone());
    let text = step.ok_or_else(|| {
        Failure::invalid(
            "step",
            format!(
                "The checklist of the {} has no step “{}”. It may have been reworded; look again.",
                request.role.to_string().to_lowercase(),
                request.step
            ),
        )
    })?;
    change(app, request.incident, |incident| {
        let unchanged = incident.is_ticked(request.role, &request.step) == request.done;
        Ok((!unchanged).then_some(Body::StepTicked {
            role: request.role,
            step: request.step.clone(),
            text,
            done: request.done,
        }))
    })
}

/// Resolves an incident behind the gate.
pub fn resolve(app: &App, request: Resolve) -> Result<Nothing> {
    let reason = request
        .override_reason
        .map(|reason| reason.trim().to_owned())
        .filter(|reason| !reason.is_empty());
    let (now, person) = (app.now(), app.person());
    app.write(|writing| {
        let incident = known(&writing.reading(), request.incident)?;
        if !incident.phase.is_open() {
            return Err(Failure::conflict(format!("INC-{} is resolved already.", incident.number)));
        }
        let gate = gate_of(app, &writing.reading(), &incident, request.commander_says_so)?;
        let stream = Stream::Incident(incident.id);
        if !gate.open {
            let missing = gate.missing();
            let Some(reason) = reason else {
                return Err(Failure::conflict(format!("The resolve gate is shut. {}. Meet it, or say why you resolve anyway.", missing.join(". "))));
            };
            if reason.chars().count() < SHORTEST_REASON {
                return Err(Failure::invalid("override_reason", format!("Say in at least {SHORTEST_REASON} characters why you resolve although a check is open.")));
            }
            writing.append(stream, now, &person, Body::GateOverridden { open: missing, reason })?;
        }
        writing.append(stream, now, &person, Body::PhaseChanged { from: incident.phase, to: Phase::Resolved, reason: None })?;
        Ok(Nothing {})
    })
}

/// The gate of an incident as it stands.
pub(super) fn gate_of(
    app: &App,
    reading: &Reading<'_>,
    incident: &Incident,
    commander_says_so: bool,
) -> Result<Gate> {
    let board = app.board();
    let in_scope = |capability: &Option<String>| {
        capability
            .as_ref()
            .is_some_and(|capability| incident.scope.contains(capability))
    };
    let scoped = board
        .metrics()
        .any(|status| in_scope(&status.metric.capability));
    let symptoms = board
        .metrics()
        .filter(|status| !scoped || in_scope(&status.metric.capability))
        .map(|status| (status.metric.label.clone(), status.watch.standing()))
        .collect();
    drop(board);
    let draft = reading.draft::<DraftContent>(Subject::Update(incident.id, Audience::Public))?;
    let opened = if incident.reopened > 0 {
        incident.phase_since
    } else {
        incident.declared_at
    };
    let sent = incident.updates.iter().any(|update| {
        update.audience == Audience::Public
            && update.phase == Phase::Resolved
            && update.at >= opened
    });
    let facts = gate::Facts {
        severity: incident.severity,
        symptoms,
        update_drafted: sent
            || draft.is_some_and(|draft| {
                draft.content.phase == Phase::Resolved && !draft.content.text.trim().is_empty()
            }),
        commander: incident.roles.get(&Role::Commander).cloned(),
        commander_says_so,
    };
    Ok(gate::gate(
        &facts,
        Duration::minutes(incident.severity.quiet_minutes()),
        app.now(),
    ))
}

/// The incident, or a sentence that there is none.
pub(super) fn known(reading: &Reading<'_>, id: IncidentId) -> Result<Incident> {
    reading
        .incident(id)?
        .ok_or_else(|| Failure::not_found("incident", id))
}

fn change(
    app: &App,
    id: IncidentId,
    body: impl FnOnce(&Incident) -> Result<Option<Body>>,
) -> Result<Nothing> {
    app.write(|writing| {
        let incident = known(&writing.reading(), id)?;
        if let Some(body) = body(&incident)? {
            writing.append(Stream::Incident(id), writing.now(), &app.person(), body)?;
        }
        Ok(Nothing {})
    })
}

fn checklist(library: &Library, incident: &Incident, role: Role) -> ChecklistView {
    let (list, file, problem) = library.checklist(role);
    let phase_began = incident
        .reached
        .get(&incident.phase)
        .copied()
        .unwrap_or(incident.phase_since);
    let steps = list.of(incident.phase).map(|step| StepView {
        id: step.id.clone(),
        text: step.text.clone(),
        detail: step.detail.clone(),
        due_at: step
            .within_minutes
            .map(|minutes| phase_began + Duration::minutes(i64::from(minutes))),
        done: incident.is_ticked(role, &step.id),
    });
    ChecklistView {
        role,
        label: role.to_string(),
        steps: steps.collect(),
        file,
        problem,
    }
}

fn title_of(typed: &str) -> Result<String> {
    let title = desk::text_of("title", typed)?.replace('\n', " ");
    if title.chars().count() > LONGEST_TITLE {
        return Err(Failure::invalid(
            "title",
            format!("A title has at most {LONGEST_TITLE} characters: say what people cannot do."),
        ));
    }
    Ok(title)
}

fn scope_of(app: &App, scope: Vec<String>) -> Result<Vec<String>> {
    let config = app.settings().config;
    match scope.iter().find(|name| {
        !config
            .capabilities
            .iter()
            .any(|capability| capability.name == **name)
    }) {
        Some(unknown) => Err(Failure::invalid(
            "scope",
            format!("There is no capability “{unknown}”. Add it in Settings, or choose another."),
        )),
        None => Ok(scope),
    }
}

/// A person's handle: one line, no spaces at its ends.
pub(super) fn handle_of(typed: &str) -> Result<String> {
    let handle = typed.trim();
    if handle.is_empty() || handle.chars().count() > 60 || handle.chars().any(char::is_control) {
        return Err(Failure::invalid(
            "person",
            "A handle is one line of 1 to 60 characters, such as on-call-1.",
        ));
    }
    Ok(handle.to_owned())
}

fn only(incidents: Vec<Incident>) -> Option<Incident> {
    let mut incidents = incidents.into_iter();
    match (incidents.next(), incidents.next()) {
        (Some(incident), None) => Some(incident),
        (_, _) => None,
    }
}

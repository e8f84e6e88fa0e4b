//! Incidents and their timelines on the wire.

mod act;
mod wire;

use chrono::Duration;

use super::update::{self, DraftContent};
use super::view::{self, Viewer};
use crate::app::App;
pub use crate::domain::describe::Tone;
use crate::domain::entry::Stream;
use crate::domain::gate::{self, Gate};
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::phase::Phase;
use crate::domain::role::Role;
pub use crate::domain::timeline::TimelineFilter;
use crate::domain::update::Audience;
use crate::error::{Failure, Result};
use crate::journal::{Listing, Reading, Subject};
use crate::library::Library;
pub use act::*;
pub use wire::*;

/// Entries a timeline gives at once.
const MOST_LINES: u32 = 500;

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

/// The gate of an incident as it stands.
pub(super) fn gate_of(
    app: &App,
    reading: &Reading<'_>,
    incident: &Incident,
    commander_says_so: bool,
) -> Result<Gate> {
    let symptoms = app
        .board()
        .of_scope(&incident.scope)
        .into_iter()
        .map(|status| (status.metric.label.clone(), status.watch.standing()))
        .collect();
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
                draft.content.phase == Phase::Resolved
                    && update::is_written(app, &draft.content.text)
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
        file: file.map(str::to_owned),
        problem: problem.map(str::to_owned),
    }
}

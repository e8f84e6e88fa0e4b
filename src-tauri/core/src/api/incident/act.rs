//! What people do to an incident: each is entries in one transaction, or a sentence why not.

use super::super::desk::{self, Nothing};
use super::super::view::{self};
use super::{
    Amend, AssignRole, Declare, Describe, IncidentRef, Log, Logged, Resolve, SetPhase, SetSeverity,
    Tick,
};
use super::{gate_of, known};
use crate::app::{App, HOLDFAST, MetricStatus};
use crate::domain::Instant;
use crate::domain::band::Standing;
use crate::domain::entry::{Body, NoteSort, Stream};
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::phase::Phase;
use crate::error::{Failure, Result};

/// Characters of a title; lists show one line.
const LONGEST_TITLE: usize = 140;
/// Characters of a reason that says something.
const SHORTEST_REASON: usize = 10;

/// Declares an incident.
pub fn declare(app: &App, request: Declare) -> Result<IncidentRef> {
    let title = title_of(&request.title)?;
    let scope = scope_of(app, request.scope.unwrap_or_default())?;
    let impact_began = request
        .impact_began
        .map(|at| desk::past(app, Some(at)))
        .transpose()?;
    let (now, person) = (app.now(), app.person());
    let deviations = deviations(app, &scope);
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
        for (since, body) in deviations {
            writing.append(Stream::Incident(id), since, HOLDFAST, body)?;
        }
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

/// What is out of its band already: the story begins before the declaration.
fn deviations(app: &App, scope: &[String]) -> Vec<(Instant, Body)> {
    let now = app.now();
    let board = app.board();
    let deviated = |status: &&MetricStatus| match status.watch.standing() {
        Standing::Out { since } => {
            let text = format!("{} {}", status.metric.label, status.sentence(now));
            let metric = status.metric.name.clone();
            Some((
                since,
                Body::MetricDeviated {
                    metric,
                    text,
                    since,
                },
            ))
        }
        Standing::Silent { .. }
        | Standing::InBand { .. }
        | Standing::Leaving { .. }
        | Standing::Returning { .. } => None,
    };
    board.of_scope(scope).iter().filter_map(deviated).collect()
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
pub(in crate::api) fn handle_of(typed: &str) -> Result<String> {
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

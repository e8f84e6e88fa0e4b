//! Status updates on the wire: drafts, checks, sending.

mod wire;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::desk::{self, Nothing};
use super::incident::{self, IncidentRef};
use super::view::Viewer;
use crate::app::{Action, App, MetricStatus};
use crate::domain::Instant;
use crate::domain::entry::{Body, MAX_TEXT, Override, Stream};
use crate::domain::incident::Incident;
use crate::domain::metric;
use crate::domain::phase::Phase;
use crate::domain::promise::{self};
use crate::domain::role::Role;
use crate::domain::template::{Template, Values};
use crate::domain::update::Audience;
use crate::domain::wording::{self, Finding, Level, Symptom};
use crate::error::{Failure, Result};
use crate::form::FieldInput;
use crate::journal::{NewDelivery, Subject};
use crate::markdown;
use crate::publishers::Message;
pub use wire::*;

/// An update that waited longer than this asks before it is still sent: what it says may no longer be so.
const FRESH: Duration = Duration::minutes(15);
/// Characters of a reason that says something.
const SHORTEST_REASON: usize = 10;

/// What of an update is being typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct DraftContent {
    pub(super) phase: Phase,
    pub(super) text: String,
    pub(super) next_update_at: Option<Instant>,
    pub(super) targets: Vec<String>,
}

/// The draft of an update, begun from the template when there is none.
pub fn update_draft(app: &App, request: DraftRequest) -> Result<UpdateDraft> {
    let settings = app.settings();
    let now = app.now();
    app.read(|reading| {
        let incident = incident::known(reading, request.incident)?;
        let viewer = Viewer::new(app, reading, &settings.config);
        let suggested_next_at = suggested(&incident, now);
        let templates = templates(app, &viewer, &incident, request.audience, suggested_next_at);
        let draft =
            reading.draft::<DraftContent>(Subject::Update(incident.id, request.audience))?;
        let saved_at = draft.as_ref().map(|draft| draft.saved_at);
        let content = draft.map_or_else(
            || begin(app, &incident, &templates, suggested_next_at),
            |draft| draft.content,
        );
        let checked = check(app, &incident, request.audience, &content);
        let sent = incident
            .updates
            .iter()
            .rev()
            .filter(|update| update.audience == request.audience)
            .cloned()
            .collect();
        Ok(UpdateDraft {
            incident: IncidentRef {
                id: incident.id,
                number: incident.number,
            },
            title: incident.title.clone(),
            severity: incident.severity,
            audience: request.audience,
            targets: targets(app, &content.targets),
            phase: content.phase,
            text: content.text,
            next_update_at: content.next_update_at,
            saved_at,
            templates,
            scope: viewer.labels(&incident.scope),
            sent,
            promise: if incident.phase.is_open() {
                promise::next_public_update(incident.declared_at, &incident.updates)
            } else {
                None
            },
            suggested_next_at,
            gate: if incident.phase.is_open() {
                Some(incident::gate_of(app, reading, &incident, false)?)
            } else {
                None
            },
            checked,
        })
    })
}

/// Saves a draft and has it checked.
pub fn save_draft(app: &App, request: SaveDraft) -> Result<SavedDraft> {
    let content = content_of(
        app,
        request.phase,
        &request.text,
        request.next_update_at,
        request.targets,
    )?;
    app.write(|writing| {
        let incident = incident::known(&writing.reading(), request.incident)?;
        writing.save_draft(Subject::Update(incident.id, request.audience), &content)?;
        Ok(SavedDraft {
            saved_at: writing.now(),
            checked: check(app, &incident, request.audience, &content),
        })
    })
}

/// Throws a draft away.
pub fn discard_draft(app: &App, request: DraftRequest) -> Result<Nothing> {
    app.write(|writing| {
        incident::known(&writing.reading(), request.incident)?;
        writing.discard_draft(Subject::Update(request.incident, request.audience))?;
        Ok(Nothing {})
    })
}

/// Sends an update, or records that it was copied.
pub fn send_update(app: &App, request: SendUpdate) -> Result<SentView> {
    let text = desk::text_of("text", &request.text)?;
    let content = content_of(
        app,
        request.phase,
        &text,
        request.next_update_at,
        request.targets.clone(),
    )?;
    let settings = app.settings();
    let person = app.person();
    app.write(|writing| {
        let incident = incident::known(&writing.reading(), request.incident)?;
        let checked = check(app, &incident, request.audience, &content);
        refuse_stops(&checked.findings, &request.overrides)?;
        let now = writing.now();
        let overrides = request.overrides.into_iter().filter(|given| checked.findings.iter().any(|finding| finding.rule == given.rule)).collect();
        let body = Body::UpdateSent { audience: request.audience, phase: request.phase, text: text.clone(), targets: request.targets.clone(), next_update_at: request.next_update_at, overrides };
        let entry = writing.append(Stream::Incident(incident.id), now, &person, body)?;
        for target in &request.targets {
            let publisher = settings.config.publishers.iter().find(|publisher| publisher.name == *target);
            let publisher = publisher.ok_or_else(|| Failure::invalid("targets", format!("There is no publisher “{target}”. Choose another, or add it in Settings.")))?;
            let (length, most) = (text.chars().count(), publisher.adapter.max_chars());
            if u32::try_from(length).unwrap_or(u32::MAX) > most {
                return Err(Failure::invalid("text", format!("{target} takes at most {most} characters; this has {length}. Shorten it, or leave that target out.")));
            }
            let message = Message {
                key: format!("{}:{target}", entry.id),
                title: incident.title.clone(),
                severity: incident.severity,
                audience: request.audience,
                phase: request.phase,
                text: text.clone(),
                next_update: request.next_update_at.map(|at| settings.zone.near(at, now)),
            };
            let action = serde_json::to_value(Action::Publish { message }).map_err(|error| Failure::internal("queueing an update", error))?;
            let what = format!("{} update, {}", request.audience, request.phase.to_string().to_lowercase());
            writing.enqueue(&NewDelivery { stream: Stream::Incident(incident.id), target: target.clone(), what, action, fresh_until: Some(now + FRESH) })?;
        }
        writing.discard_draft(Subject::Update(incident.id, request.audience))?;
        let queued = u32::try_from(request.targets.len()).unwrap_or(u32::MAX);
        Ok(SentView { entry: entry.id, plain: markdown::to_plain(&text), html: markdown::to_html(&text), queued })
    })
}

/// What stops needs a reason of its own; what warns does not.
fn refuse_stops(findings: &[Finding], overrides: &[Override]) -> Result<()> {
    for finding in findings
        .iter()
        .filter(|finding| finding.severity == Level::Stop)
    {
        let given = overrides.iter().find(|given| given.rule == finding.rule);
        if given.is_none_or(|given| given.reason.trim().chars().count() < SHORTEST_REASON) {
            return Err(Failure::conflict(format!(
                "{}. {} Change the text, or say in at least {SHORTEST_REASON} characters why it goes out so.",
                finding.title, finding.why
            )));
        }
    }
    Ok(())
}

fn content_of(
    app: &App,
    phase: Phase,
    text: &str,
    next_update_at: Option<Instant>,
    targets: Vec<String>,
) -> Result<DraftContent> {
    if text.chars().count() > MAX_TEXT {
        return Err(Failure::invalid(
            "text",
            format!("An update has at most {MAX_TEXT} characters."),
        ));
    }
    let config = app.settings().config;
    let targets = targets
        .into_iter()
        .filter(|target| {
            config
                .publishers
                .iter()
                .any(|publisher| publisher.name == *target)
        })
        .collect();
    Ok(DraftContent {
        phase,
        text: text.to_owned(),
        next_update_at,
        targets,
    })
}

/// A draft that nobody has typed into: the template of the phase, everything that is ready chosen.
fn begin(
    app: &App,
    incident: &Incident,
    templates: &[TemplateView],
    next: Instant,
) -> DraftContent {
    let phase = spoken(incident.phase);
    let text = templates
        .iter()
        .find(|template| template.phase == phase)
        .map(|template| template.text.clone())
        .unwrap_or_default();
    let targets = targets(app, &[])
        .into_iter()
        .filter(|target| target.ready)
        .map(|target| target.name)
        .collect();
    DraftContent {
        phase,
        text,
        next_update_at: phase.is_open().then_some(next),
        targets,
    }
}

/// The next time to offer: twenty minutes on, at a time people can remember.
fn suggested(incident: &Incident, now: Instant) -> Instant {
    let minutes = if now - incident.declared_at > Duration::hours(promise::CLOSE_HOURS) {
        60
    } else {
        promise::CADENCE_MINUTES
    };
    let at = now + Duration::minutes(minutes);
    let past = at.timestamp().rem_euclid(300);
    at - Duration::seconds(past) - Duration::milliseconds(i64::from(at.timestamp_subsec_millis()))
}

fn templates(
    app: &App,
    viewer: &Viewer<'_>,
    incident: &Incident,
    audience: Audience,
    next: Instant,
) -> Vec<TemplateView> {
    let settings = app.settings();
    let now = app.now();
    let scope = viewer.labels(&incident.scope);
    let symptoms: Vec<String> = app
        .board()
        .metrics()
        .filter(|status| status.concerns(&incident.scope))
        .map(|status| format!("{} {}.", status.metric.label, status.sentence(now)))
        .collect();
    let phase = spoken(incident.phase);
    let values = Values {
        title: Some(incident.title.clone()),
        number: Some(format!("INC-{}", incident.number)),
        severity: Some(incident.severity.to_string()),
        phase: Some(phase.to_string()),
        scope: (!scope.is_empty()).then(|| scope.join(" and ")),
        started: Some(settings.zone.near(incident.impact_began, now)),
        duration: Some(metric::length(now - incident.impact_began)),
        next_update: Some(settings.zone.near(next, now)),
        metrics: (!symptoms.is_empty()).then(|| symptoms.join(" ")),
        commander: incident.roles.get(&Role::Commander).cloned(),
        ..Values::default()
    };
    let view = |template: &Template| TemplateView {
        name: template.name.clone(),
        title: template.title.clone(),
        text: template.fill(&values),
        phase: template.phase,
    };
    app.library()
        .templates(audience, phase)
        .into_iter()
        .map(view)
        .collect()
}

/// Nobody speaks of "triage" to readers: what is being looked at is being investigated.
fn spoken(phase: Phase) -> Phase {
    if phase == Phase::Triage {
        Phase::Investigating
    } else {
        phase
    }
}

fn targets(app: &App, chosen: &[String]) -> Vec<TargetView> {
    let config = app.settings().config;
    config
        .publishers
        .iter()
        .map(|publisher| {
            let status = app
                .board()
                .adapter(&format!("publisher/{}", publisher.name));
            let needs_secret = publisher
                .adapter
                .form()
                .fields
                .iter()
                .any(|field| field.input == FieldInput::Secret && field.required);
            let missing = needs_secret && publisher.secret.is_none();
            TargetView {
                name: publisher.name.clone(),
                kind: publisher.kind.clone(),
                chosen: chosen.contains(&publisher.name),
                ready: !missing,
                note: match (missing, status.problem) {
                    (true, _) => "needs its address: see Settings".to_owned(),
                    (false, Some(_)) => "did not answer last time, will queue".to_owned(),
                    (false, None) => "ready".to_owned(),
                },
                max_chars: publisher.adapter.max_chars(),
            }
        })
        .collect()
}

/// A text without blanks of its template: somebody has said what it says.
pub(super) fn is_written(app: &App, text: &str) -> bool {
    let library = app.library();
    let facts = wording::Facts {
        phase: Phase::Resolved,
        audience: Audience::Public,
        now: app.now(),
        next_update_at: None,
        symptoms: &[],
        cause_confirmed: true,
        rules: library.rulebook(),
    };
    let report = wording::check(text, &facts);
    !text.trim().is_empty()
        && !report
            .findings
            .iter()
            .any(|finding| finding.rule == "unfilled")
}

fn check(app: &App, incident: &Incident, audience: Audience, content: &DraftContent) -> Checked {
    let now = app.now();
    let symptom = |status: &MetricStatus| Symptom {
        label: status.metric.label.clone(),
        standing: status.watch.standing(),
        sentence: status.against_band(),
    };
    let symptoms: Vec<Symptom> = app
        .board()
        .of_scope(&incident.scope)
        .into_iter()
        .map(symptom)
        .collect();
    let library = app.library();
    let facts = wording::Facts {
        phase: content.phase,
        audience,
        now,
        next_update_at: content.next_update_at,
        symptoms: &symptoms,
        cause_confirmed: incident.phase >= Phase::Identified,
        rules: library.rulebook(),
    };
    let report = wording::check(&content.text, &facts);
    let words = content.text.split_whitespace().count();
    Checked {
        findings: report.findings,
        passed: report.passed,
        preview_html: markdown::to_html(&content.text),
        words: u32::try_from(words).unwrap_or(u32::MAX),
    }
}

//! Status updates on the wire: drafts, checks, sending.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::desk::{self, Nothing};
use super::incident::{self, IncidentRef};
use super::view::Viewer;
use crate::app::{Action, App};
use crate::domain::Instant;
use crate::domain::entry::{Body, MAX_TEXT, Override, Stream};
use crate::domain::gate::Gate;
use crate::domain::id::{EntryId, IncidentId};
use crate::domain::incident::Incident;
use crate::domain::phase::Phase;
use crate::domain::promise::{self, Promise};
use crate::domain::role::Role;
use crate::domain::severity::Severity;
use crate::domain::template;
use crate::domain::update::{Audience, SentUpdate};
use crate::domain::wording::{self, Finding, Level, Symptom};
use crate::error::{Failure, Result};
use crate::form::FieldInput;
use crate::journal::{NewDelivery, Subject};
use crate::markdown;
use crate::publishers::Message;

/// Asks for the draft of an update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// Whose.
    pub incident: IncidentId,
    /// For whom.
    pub audience: Audience,
}

/// An update being written, with everything its composer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UpdateDraft {
    /// Whose.
    pub incident: IncidentRef,
    /// The incident's title.
    pub title: String,
    /// The incident's severity.
    pub severity: Severity,
    /// For whom.
    pub audience: Audience,
    /// The state it claims.
    pub phase: Phase,
    /// Its Markdown text.
    pub text: String,
    /// The time it promises for the next one.
    pub next_update_at: Option<Instant>,
    /// Publishers it can go to.
    pub targets: Vec<TargetView>,
    /// When it was last saved; null while it is still the template.
    pub saved_at: Option<Instant>,
    /// Templates for this audience, the one for the phase first.
    pub templates: Vec<TemplateView>,
    /// Labels of the capabilities affected.
    pub scope: Vec<String>,
    /// Updates sent to this audience, newest first.
    pub sent: Vec<SentUpdate>,
    /// What is owed.
    pub promise: Option<Promise>,
    /// The next-update time to offer, by the rhythm.
    pub suggested_next_at: Instant,
    /// The resolve gate, while the incident is open.
    pub gate: Option<Gate>,
    /// What the checks say.
    pub checked: Checked,
}

/// A template, its variables filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TemplateView {
    /// Its name: `public-investigating`.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// The text, variables filled in.
    pub text: String,
    /// The phase it is for.
    pub phase: Phase,
}

/// Somewhere an update can go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TargetView {
    /// The publisher's name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Chosen for this draft.
    pub chosen: bool,
    /// It can be sent to; otherwise `note` says why not.
    pub ready: bool,
    /// `ready`, `offline, will queue`, `needs its address`.
    pub note: String,
    /// The longest text it takes, in characters.
    pub max_chars: u32,
}

/// Saves a draft and has it checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// Whose.
    pub incident: IncidentId,
    /// For whom.
    pub audience: Audience,
    /// The state it claims.
    pub phase: Phase,
    /// Its Markdown text.
    pub text: String,
    /// The time it promises.
    pub next_update_at: Option<Instant>,
    /// Chosen publishers, by name.
    pub targets: Vec<String>,
}

/// A draft that is durable, and what the checks say of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedDraft {
    /// When it was saved.
    pub saved_at: Instant,
    /// What the checks say.
    pub checked: Checked,
}

/// What the checks say of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Checked {
    /// What was found, what stops first.
    pub findings: Vec<Finding>,
    /// What is well, in words.
    pub passed: Vec<String>,
    /// The text as readers will see it, sanitised HTML.
    pub preview_html: String,
    /// Words in it.
    pub words: u32,
}

/// Sends an update, or records that it was copied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SendUpdate {
    /// Whose.
    pub incident: IncidentId,
    /// For whom.
    pub audience: Audience,
    /// The state it claims.
    pub phase: Phase,
    /// Its Markdown text.
    pub text: String,
    /// The time it promises.
    pub next_update_at: Option<Instant>,
    /// Publishers, by name; none means that it was copied to the clipboard.
    pub targets: Vec<String>,
    /// A reason for each stopping check that is sent past.
    pub overrides: Vec<Override>,
}

/// An update that was recorded; its deliveries wait in the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentView {
    /// The entry.
    pub entry: EntryId,
    /// The text for the clipboard: plain.
    pub plain: String,
    /// The text for the clipboard: HTML.
    pub html: String,
    /// How many deliveries were queued.
    pub queued: u32,
}

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
    let phase = if incident.phase == Phase::Triage {
        Phase::Investigating
    } else {
        incident.phase
    };
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
    let facts = template::Facts {
        title: incident.title.clone(),
        number: incident.number,
        severity: incident.severity,
        phase: incident.phase,
        scope: viewer.labels(&incident.scope),
        started: Some(settings.zone.near(incident.impact_began, now)),
        next_update: Some(settings.zone.near(next, now)),
        commander: incident.roles.get(&Role::Commander).cloned(),
        metrics: app
            .board()
            .metrics()
            .filter(|status| {
                status
                    .metric
                    .capability
                    .as_ref()
                    .is_some_and(|capability| incident.scope.contains(capability))
            })
            .map(|status| format!("{} {}", status.metric.label, status.sentence(now)))
            .collect(),
    };
    let mut views: Vec<TemplateView> = app
        .library()
        .templates(audience)
        .iter()
        .map(|template| TemplateView {
            name: template.name.clone(),
            title: template.title.clone(),
            text: template.fill(&facts),
            phase: template.phase,
        })
        .collect();
    let wanted = if incident.phase == Phase::Triage {
        Phase::Investigating
    } else {
        incident.phase
    };
    views.sort_by_key(|view| view.phase != wanted);
    views
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

fn check(app: &App, incident: &Incident, audience: Audience, content: &DraftContent) -> Checked {
    let now = app.now();
    let in_scope = |capability: &Option<String>| {
        capability
            .as_ref()
            .is_some_and(|capability| incident.scope.contains(capability))
    };
    let symptoms: Vec<Symptom> = {
        let board = app.board();
        let scoped = board
            .metrics()
            .any(|status| in_scope(&status.metric.capability));
        let concerned = board
            .metrics()
            .filter(|status| !scoped || in_scope(&status.metric.capability));
        concerned
            .map(|status| Symptom {
                label: status.metric.label.clone(),
                standing: status.watch.standing(),
                sentence: status.sentence(now),
            })
            .collect()
    };
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

//! Polls every source and writes down what its metrics do.
//!
//! A source's metrics are asked together, a few at a time; their samples are stored in one batch. The first round learns
//! the recent past (from the samples and, where the source has one, from its history), so that a restart neither
//! forgets a deviation nor tells about it twice.

use chrono::Duration;
use futures::StreamExt;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::supervisor::sleep_until;
use crate::app::{App, HOLDFAST, MetricStatus, NewPage};
use crate::change::Change;
use crate::config::{Configured, Metric};
use crate::domain::Instant;
use crate::domain::band::{Standing, Turn};
use crate::domain::entry::Body;
use crate::domain::page::Urgency;
use crate::domain::schedule;
use crate::error::Result;
use crate::http::{Problem, ProblemKind};
use crate::secret::Secret;
use crate::sources::{Reading, Source};

/// Queries of one source that are under way at the same time.
const AT_ONCE: usize = 8;
/// The past that a chart shows and a watch learns from.
const PAST: Duration = Duration::hours(3);
/// The spacing of what is asked of a source's history.
const HISTORY_STEP: Duration = Duration::seconds(60);
/// The pager's name of Holdfast's own metrics.
const OWN_PAGER: &str = "metrics";

/// Polls until cancelled; a changed configuration starts every source anew.
pub(super) async fn run(app: App, token: CancellationToken) {
    let mut changes = app.changes();
    while !token.is_cancelled() {
        let config = app.settings().config;
        let mut sources = JoinSet::new();
        for source in &config.sources {
            let metrics: Vec<Metric> = config
                .metrics
                .iter()
                .filter(|metric| metric.source == source.name)
                .cloned()
                .collect();
            if !metrics.is_empty() {
                sources.spawn(watch(app.clone(), source.clone(), metrics));
            }
        }
        loop {
            tokio::select! {
                () = token.cancelled() => return,
                change = changes.recv() => if !matches!(change, Ok(change) if change != Change::Settings) { break },
                () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {
                    if !app.board().tick(app.now()).is_empty() {
                        app.publish(Change::Metrics);
                    }
                }
            }
        }
    }
}

async fn watch(app: App, source: Configured<Source>, metrics: Vec<Metric>) {
    learn(&app, &source, &metrics).await;
    let key = format!("source/{}", source.name);
    loop {
        let problem = round(&app, &source, &metrics, &key).await;
        let told = problem.and_then(|problem| problem.retry_after);
        let tries = app.board().adapter(&key).tries;
        let next = app.now() + schedule::next_poll(source.every, tries, fastrand::f64(), told);
        app.board().adapter_next(&key, next);
        app.publish(Change::Metrics);
        sleep_until(&app, next).await;
    }
}

/// Learns where each metric stands, then says what changed while nobody looked.
async fn learn(app: &App, source: &Configured<Source>, metrics: &[Metric]) {
    let now = app.now();
    for metric in metrics {
        let stored = app
            .samples()
            .range(&metric.name, now - PAST, now)
            .unwrap_or_default();
        let known_until = stored.last().map_or(now - PAST, |(at, _)| *at);
        app.board().replay(&metric.name, &stored);
        let Ok(secret) = secret(app, source).await else {
            continue;
        };
        let history = source
            .adapter
            .history(
                app.http(),
                secret.as_ref(),
                &metric.query,
                known_until,
                now,
                HISTORY_STEP,
            )
            .await;
        let past: Vec<(Instant, f64)> = history
            .unwrap_or_default()
            .into_iter()
            .filter(|reading| reading.at > known_until)
            .map(|reading| (reading.at, reading.value))
            .collect();
        if let Err(error) = app.samples().add(&metric.name, &past) {
            tracing::warn!(metric = metric.name, %error, "the past of a metric could not be stored");
        }
        app.board().replay(&metric.name, &past);
        if let Err(error) = catch_up(app, &metric.name) {
            tracing::error!(metric = metric.name, %error, "what a metric did while Holdfast was away could not be written down");
        }
    }
    app.publish(Change::Metrics);
}

/// The journal and the watch agree, or the journal is told.
fn catch_up(app: &App, name: &str) -> Result<()> {
    let Some(status) = app.board().metric(name).cloned() else {
        return Ok(());
    };
    let deviated = app.read(|reading| reading.metric_deviates(name))?;
    match status.watch.standing() {
        Standing::Out { since } if !deviated => note_turn(app, &status, Turn::Deviated { since }),
        Standing::InBand { since } if deviated => {
            note_turn(app, &status, Turn::Recovered { since, left: since })
        }
        Standing::Silent { .. }
        | Standing::InBand { .. }
        | Standing::Leaving { .. }
        | Standing::Out { .. }
        | Standing::Returning { .. } => Ok(()),
    }
}

/// Asks every metric of a source once. Returns a problem of the round, if there was one.
async fn round(
    app: &App,
    source: &Configured<Source>,
    metrics: &[Metric],
    key: &str,
) -> Option<Problem> {
    let secret = match secret(app, source).await {
        Ok(secret) => secret,
        Err(problem) => {
            app.board()
                .adapter_failed(key, problem.message.clone(), true);
            return Some(problem);
        }
    };
    let began = app.now();
    let answers = futures::stream::iter(metrics.to_vec())
        .map(|metric| read(app, &source.adapter, secret.as_ref(), metric))
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<_>>()
        .await;
    let took = app.now() - began;
    let mut last_problem = None;
    let mut answered = false;
    for (metric, answer) in answers {
        match answer {
            Ok(reading) => {
                answered = true;
                take(app, &metric, reading.at, reading.value);
            }
            Err(problem) => {
                app.board().fail(&metric.name, problem.message.clone());
                last_problem = Some(problem);
            }
        }
    }
    match &last_problem {
        Some(problem) if !answered => app.board().adapter_failed(
            key,
            problem.message.clone(),
            problem.kind == ProblemKind::NeedsSecret,
        ),
        Some(problem) => {
            app.board().adapter_answered(key, began + took, took);
            app.board()
                .adapter_failed(key, problem.message.clone(), false);
        }
        None => app.board().adapter_answered(key, began + took, took),
    }
    last_problem
}

async fn read(
    app: &App,
    source: &Source,
    secret: Option<&Secret>,
    metric: Metric,
) -> (Metric, std::result::Result<Reading, Problem>) {
    let answer = source
        .read(app.http(), secret, &metric.query, app.now())
        .await;
    (metric, answer)
}

fn take(app: &App, metric: &Metric, at: Instant, value: f64) {
    if let Err(error) = app.samples().add(&metric.name, &[(at, value)]) {
        tracing::warn!(metric = metric.name, %error, "a sample could not be stored");
    }
    let turn = app.board().observe(&metric.name, at, value);
    let Some(turn) = turn else { return };
    let Some(status) = app.board().metric(&metric.name).cloned() else {
        return;
    };
    if let Err(error) = note_turn(app, &status, turn) {
        tracing::error!(metric = metric.name, %error, "what a metric did could not be written down");
    }
}

/// Writes a turn down, on the desk and in every open incident it concerns; raises or resolves the metric's page; and
/// wakes what was snoozed on the condition that all is well.
fn note_turn(app: &App, status: &MetricStatus, turn: Turn) -> Result<()> {
    let now = app.now();
    let (name, label) = (status.metric.name.clone(), &status.metric.label);
    let body = match turn {
        Turn::Deviated { since } => Body::MetricDeviated {
            metric: name.clone(),
            text: format!("{label} {}", status.sentence(now)),
            since,
        },
        Turn::Recovered { since, .. } => Body::MetricRecovered {
            metric: name.clone(),
            text: format!("{label} {}", status.against_band()),
            since,
        },
        Turn::WentSilent | Turn::Spoke => return Ok(()),
    };
    app.signal(now, HOLDFAST, &body, |incident| {
        incident.scope.is_empty()
            || status.metric.capability.is_none()
            || status.concerns(&incident.scope)
    })?;
    match turn {
        Turn::Deviated { .. } => {
            if status.metric.page {
                app.raise(&own_page(status, now), HOLDFAST)?;
            }
            wake_snoozed(app, label)
        }
        Turn::Recovered { .. } => end_own_page(app, &name),
        Turn::WentSilent | Turn::Spoke => Ok(()),
    }
}

fn own_page(status: &MetricStatus, now: Instant) -> NewPage {
    let metric = &status.metric;
    NewPage {
        pager: OWN_PAGER.to_owned(),
        key: metric.name.clone(),
        summary: status.headline(),
        detail: Some(status.detail(now)),
        urgency: Urgency::High,
        labels: Vec::new(),
        link: None,
        capability: metric.capability.clone(),
        at: now,
    }
}

fn end_own_page(app: &App, metric: &str) -> Result<()> {
    let page = app.read(|reading| reading.page_by_key(OWN_PAGER, metric))?;
    match page {
        Some(page) if page.is_open() => {
            app.resolve_page(page.id, crate::domain::page::Place::Holdfast, HOLDFAST)
        }
        Some(_) | None => Ok(()),
    }
}

/// The tripwire: "can wait" was said while every business metric was in band.
fn wake_snoozed(app: &App, label: &str) -> Result<()> {
    let pages = app.read(|reading| reading.open_pages())?;
    for page in pages
        .iter()
        .filter(|page| matches!(page.state, crate::domain::page::PageState::Snoozed { .. }))
    {
        app.wake(page.id, &format!("{label} left its band"), HOLDFAST)?;
    }
    Ok(())
}

async fn secret(
    app: &App,
    source: &Configured<Source>,
) -> std::result::Result<Option<Secret>, Problem> {
    let Some(reference) = &source.secret else {
        return Ok(None);
    };
    app.keychain()
        .fetch(reference, "source", &source.name)
        .await
        .map_err(|message| Problem::new(ProblemKind::NeedsSecret, message))
}

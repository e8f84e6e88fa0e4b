//! Polls every pager and brings the journal's pages in line with it: new alerts become pages, handled ones are marked,
//! alerts that are gone are resolved. What was acknowledged here is kept acknowledged there.

use std::collections::BTreeMap;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::supervisor::sleep_until;
use crate::app::{App, NewPage};
use crate::change::Change;
use crate::config::Configured;
use crate::domain::Instant;
use crate::domain::id::PageId;
use crate::domain::page::{Page, PageState, Place};
use crate::domain::schedule;
use crate::error::Result;
use crate::http::{Problem, ProblemKind};
use crate::pagers::{Alert, KEEP_ALIVE, PageAction, Pager, Verb};
use crate::secret::Secret;

/// Polls until cancelled; a changed configuration starts every pager anew.
pub(super) async fn run(app: App, token: CancellationToken) {
    let mut changes = app.changes();
    while !token.is_cancelled() {
        let config = app.settings().config;
        let mut pagers = JoinSet::new();
        for pager in &config.pagers {
            pagers.spawn(watch(app.clone(), pager.clone()));
        }
        loop {
            tokio::select! {
                () = token.cancelled() => return,
                change = changes.recv() => if !matches!(change, Ok(change) if change != Change::Settings) { break },
            }
        }
    }
}

async fn watch(app: App, pager: Configured<Pager>) {
    let key = format!("pager/{}", pager.name);
    let mut kept: BTreeMap<PageId, Instant> = BTreeMap::new();
    loop {
        let began = app.now();
        let answer = ask(&app, &pager, &mut kept).await;
        let now = app.now();
        let told = match answer {
            Ok(()) => {
                app.board().adapter_answered(&key, now, now - began);
                None
            }
            Err(problem) => {
                app.board().adapter_failed(
                    &key,
                    problem.message.clone(),
                    problem.kind == ProblemKind::NeedsSecret,
                );
                problem.retry_after
            }
        };
        let next = now
            + schedule::next_poll(
                pager.every,
                app.board().adapter(&key).tries,
                fastrand::f64(),
                told,
            );
        app.board().adapter_next(&key, next);
        app.publish(Change::Metrics);
        sleep_until(&app, next).await;
    }
}

async fn ask(
    app: &App,
    pager: &Configured<Pager>,
    kept: &mut BTreeMap<PageId, Instant>,
) -> std::result::Result<(), Problem> {
    let secret = secret(app, pager).await?;
    let alerts = pager.adapter.poll(app.http(), secret.as_ref()).await?;
    let held = match bring_in_line(app, &pager.name, &alerts) {
        Ok(held) => held,
        Err(error) => {
            tracing::error!(pager = pager.name, %error, "what a pager said could not be written down");
            return Err(Problem::new(ProblemKind::Unreadable, error.message));
        }
    };
    kept.retain(|page, _| held.iter().any(|held| held.id == *page));
    for page in held {
        let due = *kept.entry(page.id).or_insert(page.since + KEEP_ALIVE);
        if app.now() < due {
            continue;
        }
        let action = PageAction {
            page: page.id,
            key: page.key,
            labels: page.labels,
            by: page.by,
            verb: Verb::Acknowledge,
        };
        pager
            .adapter
            .act(app.http(), secret.as_ref(), &action, app.now())
            .await?;
        kept.insert(page.id, app.now() + KEEP_ALIVE);
    }
    Ok(())
}

/// Returns the pages that are acknowledged here and still fire there.
fn bring_in_line(app: &App, pager: &str, alerts: &[Alert]) -> Result<Vec<Page>> {
    let mut held = Vec::new();
    for alert in alerts {
        let known = app.read(|reading| reading.page_by_key(pager, &alert.key))?;
        let page = match known {
            Some(page) if page.is_open() => page,
            Some(_) | None => {
                // Somebody has it already: nobody here needs to hear of it.
                if alert.handled.is_some() {
                    continue;
                }
                app.raise(&new_page(pager, alert), pager)?
            }
        };
        let elsewhere = alert
            .handled
            .as_ref()
            .filter(|handled| handled.page != Some(page.id));
        match (elsewhere, page.state) {
            (Some(handled), PageState::Triggered) => {
                app.acknowledge_from_provider(page.id, &handled.by)?;
            }
            (None, PageState::Acknowledged) => held.push(page),
            (Some(_) | None, _) => {}
        }
    }
    for page in app.read(|reading| reading.open_pages())? {
        if page.pager == pager && !alerts.iter().any(|alert| alert.key == page.key) {
            app.resolve_page(page.id, Place::Provider, pager)?;
        }
    }
    Ok(held)
}

fn new_page(pager: &str, alert: &Alert) -> NewPage {
    NewPage {
        pager: pager.to_owned(),
        key: alert.key.clone(),
        summary: alert.summary.clone(),
        detail: alert.detail.clone(),
        urgency: alert.urgency,
        labels: alert.labels.clone(),
        link: alert.link.clone(),
        capability: alert.capability.clone(),
        at: alert.started_at,
    }
}

async fn secret(
    app: &App,
    pager: &Configured<Pager>,
) -> std::result::Result<Option<Secret>, Problem> {
    let Some(reference) = &pager.secret else {
        return Ok(None);
    };
    app.keychain()
        .fetch(reference, "pager", &pager.name)
        .await
        .map_err(|message| Problem::new(ProblemKind::NeedsSecret, message))
}

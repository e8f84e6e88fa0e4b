//! Rings: tells a person about every page that nobody has taken, again and again, and takes it back once handled.
//!
//! A call that shows a notification is no proof that anybody saw it: only an acknowledgement ends the ringing. Which
//! ways accepted and which did not is written into the journal each time a page begins to ring or the ways change.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use crate::app::{App, HOLDFAST};
use crate::change::Change;
use crate::desktop::{Notice, Press, SNOOZE_MINUTES};
use crate::domain::Instant;
use crate::domain::entry::{Body, Stream};
use crate::domain::id::PageId;
use crate::domain::page::{Page, PageState, Place, Urgency, ring_again_after};
use crate::error::Result;

/// Rings until cancelled. A changed page is looked at at once, time once a second.
pub(super) async fn run(app: App, token: CancellationToken) {
    let mut changes = app.changes();
    let mut shown = BTreeSet::new();
    loop {
        if let Err(error) = round(&app, &mut shown).await {
            tracing::error!(%error, "the pages could not be read, so nobody could be told");
        }
        tokio::select! {
            () = token.cancelled() => break,
            () = wait_for_page(&mut changes) => {}
            () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {}
        }
    }
    for page in shown {
        untell(&app, page).await;
    }
}

async fn wait_for_page(changes: &mut tokio::sync::broadcast::Receiver<Change>) {
    loop {
        match changes.recv().await {
            Ok(Change::Page { .. } | Change::Everything) | Err(_) => return,
            Ok(
                Change::Incident { .. }
                | Change::Desk
                | Change::Metrics
                | Change::Outbox
                | Change::Drafts
                | Change::Settings
                | Change::OpenPage { .. },
            ) => {}
        }
    }
}

async fn round(app: &App, shown: &mut BTreeSet<PageId>) -> Result<()> {
    let now = app.now();
    let pages = app.read(|reading| reading.open_pages())?;
    for page in &pages {
        if let PageState::Snoozed { until } = page.state
            && until <= now
        {
            app.wake(page.id, "its time came", HOLDFAST)?;
        }
    }
    let waiting: Vec<&Page> = pages.iter().filter(|page| page.is_waiting()).collect();
    for page in shown.clone() {
        if !waiting.iter().any(|waiting| waiting.id == page) {
            untell(app, page).await;
            shown.remove(&page);
        }
    }
    let repeat = app.settings().config.notifications.repeat;
    // After a restart what is waiting is shown again, whether or not it is due to ring.
    let due = waiting
        .into_iter()
        .filter(|page| !shown.contains(&page.id) || is_due(page, repeat, now));
    let due: Vec<&Page> = due.collect();
    // A service that is slow to show one page must not hold the others up.
    let rings = futures::future::join_all(due.iter().map(|page| ring(app, page))).await;
    shown.extend(due.iter().map(|page| page.id));
    rings.into_iter().collect()
}

fn is_due(page: &Page, repeat: bool, now: Instant) -> bool {
    let again = |rang_at| {
        repeat && page.urgency == Urgency::High && now >= rang_at + ring_again_after(page.rang)
    };
    page.rang_at.is_none_or(again)
}

async fn ring(app: &App, page: &Page) -> Result<()> {
    let notice = notice(app, page);
    let (desktop, pressing) = (Arc::clone(app.desktop()), app.clone());
    let pressed: Arc<dyn Fn(PageId, Press) + Send + Sync> =
        Arc::new(move |page, press| press_on(&pressing, page, press));
    let told = tokio::task::spawn_blocking(move || desktop.tell(&notice, pressed))
        .await
        .unwrap_or_default();
    let now = app.now();
    app.write(|writing| {
        for (channel, result) in told {
            let body = Body::PageNotified {
                channel,
                accepted: result.is_ok(),
                problem: result.err(),
            };
            writing.append(Stream::Page(page.id), now, HOLDFAST, body)?;
        }
        Ok(())
    })
}

fn notice(app: &App, page: &Page) -> Notice {
    let hide = app.settings().config.notifications.hide_details;
    let (title, body) = if hide {
        (
            "A page is waiting".to_owned(),
            "Open Holdfast to read it.".to_owned(),
        )
    } else {
        let detail = page.detail.as_deref().filter(|detail| !detail.is_empty());
        let verdict = page.verdict.as_deref();
        (
            page.summary.clone(),
            [detail, verdict]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n"),
        )
    };
    Notice {
        page: page.id,
        title,
        body,
        urgency: page.urgency,
        rang: page.rang,
    }
}

fn press_on(app: &App, page: PageId, press: Press) {
    let person = app.person();
    let done = match press {
        Press::Acknowledge => app.acknowledge(page, Place::Notification, &person),
        Press::Snooze => app.snooze(
            page,
            app.now() + Duration::minutes(SNOOZE_MINUTES),
            Place::Notification,
            &person,
        ),
        Press::Open => {
            app.publish(Change::OpenPage { id: page });
            Ok(())
        }
    };
    if let Err(error) = done {
        tracing::warn!(%error, "a press on a notification could not be carried out");
        app.desktop().remind("That did not work", &error.message);
    }
}

async fn untell(app: &App, page: PageId) {
    let desktop = Arc::clone(app.desktop());
    if let Err(error) = tokio::task::spawn_blocking(move || desktop.untell(page)).await {
        tracing::warn!(%error, "a notification could not be taken back");
    }
}

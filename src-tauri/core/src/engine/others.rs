//! Notices what others do: entries written by another process, configuration and library edited by hand. Keeps the tray
//! true and the samples small.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::change::Change;
use crate::desktop::TrayState;
use crate::domain::band::Standing;
use crate::domain::verdict::Call;
use crate::error::Result;
use crate::journal::Reading;

/// How soon another process's entry is noticed.
const LOOK: Duration = Duration::from_millis(200);
/// Rounds of [`LOOK`] between two looks at the files.
const FILES_EVERY: u32 = 5;
/// Rounds of [`LOOK`] between two thinnings of the samples: an hour.
const PRUNE_EVERY: u32 = 18_000;

/// Looks around until cancelled.
pub(super) async fn run(app: App, token: CancellationToken) {
    let mut version = app.journal().data_version().unwrap_or_default();
    prepare(&app);
    let mut tray = None;
    let mut round: u32 = 0;
    loop {
        if let Err(error) = look(&app, &mut version, round) {
            tracing::error!(%error, "what others wrote could not be read");
        }
        if round.is_multiple_of(FILES_EVERY) {
            show_tray(&app, &mut tray).await;
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = token.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Compiles the wording rules before somebody types, not while.
fn prepare(app: &App) {
    let library = app.library();
    tokio::task::spawn_blocking(move || library.rulebook().prepare());
}

fn look(app: &App, version: &mut i64, round: u32) -> Result<()> {
    let now = app.journal().data_version()?;
    if now != *version {
        *version = now;
        app.journal().notice_others()?;
        // The outbox and the drafts have no entries of their own.
        app.publish(Change::Outbox);
        app.publish(Change::Drafts);
    }
    if round.is_multiple_of(FILES_EVERY) && app.reload() {
        app.keychain().refresh();
        prepare(app);
    }
    if round.is_multiple_of(PRUNE_EVERY) {
        app.samples().prune(app.now())?;
    }
    Ok(())
}

async fn show_tray(app: &App, shown: &mut Option<TrayState>) {
    let state = match tray_state(app) {
        Ok(state) => state,
        Err(error) => {
            tracing::warn!(%error, "the tray could not be brought up to date");
            return;
        }
    };
    if shown.as_ref() == Some(&state) {
        return;
    }
    let (desktop, next) = (Arc::clone(app.desktop()), state.clone());
    if tokio::task::spawn_blocking(move || desktop.tray(&next))
        .await
        .is_ok()
    {
        *shown = Some(state);
    }
}

fn tray_state(app: &App) -> Result<TrayState> {
    let (pages, incidents) =
        app.read(|reading: &Reading<'_>| Ok((reading.open_pages()?, reading.open_incidents()?)))?;
    let waiting = pages.iter().filter(|page| page.is_waiting()).count();
    let verdict = app.verdict();
    let blind = app
        .board()
        .metrics()
        .any(|status| matches!(status.watch.standing(), Standing::Silent { .. }));
    // The minutes in the headline would redraw the tray every minute; the call and the metric are enough there.
    let headline = verdict
        .headline
        .split(" for ")
        .next()
        .unwrap_or_default()
        .to_owned();
    Ok(TrayState {
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        incidents: incidents
            .into_iter()
            .map(|incident| (incident.number, incident.title))
            .collect(),
        verdict: headline,
        alarm: waiting > 0 || verdict.call == Call::ActNow,
        blind,
    })
}

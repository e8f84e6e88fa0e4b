//! The core while the window runs: opened, its changes passed on, its engine stopped at the end.

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use holdfast_core::app::{App, Home, Options};
use holdfast_core::change::Change;
use holdfast_core::clock::SystemClock;
use holdfast_core::desktop::{Desktop, TrayState};
use holdfast_core::domain::page::Place;
use holdfast_core::engine::Engine;
use holdfast_core::error::{Failure, Result};
use tauri::async_runtime::{block_on, spawn};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::desktop::NativeDesktop;
use crate::ipc::Core;
use crate::window;

/// How long the engine has to end.
const LAST_CALL: Duration = Duration::from_secs(6);

/// The engine, if this process runs it, until the end.
pub(crate) struct Running(Mutex<Option<Engine>>);

impl Running {
    /// Ends the engine and waits for it.
    pub(crate) fn stop(&self) {
        let engine = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(engine) = engine else { return };
        let (ended, end) = sync_channel(1);
        spawn(async move {
            engine.stop().await;
            ended.try_send(()).ok();
        });
        // Not by the runtime's own clock, which stands still with a runtime that is stuck.
        if end.recv_timeout(LAST_CALL).is_err() {
            tracing::error!("the engine did not end in time");
        }
    }
}

/// Opens the core and starts its engine; a core that cannot be opened answers with the reason.
pub(crate) fn open(
    window: &AppHandle,
    home: Result<Home>,
    desktop: &Arc<NativeDesktop>,
) -> (Core, Running) {
    let opened = home.and_then(|home| {
        let folder = home.data().to_owned();
        App::open(Options {
            home,
            clock: Arc::new(SystemClock),
            desktop: Arc::clone(desktop) as Arc<dyn Desktop>,
            place: Place::Window,
        })
        .map_err(|failure| located(failure, &folder))
    });
    let (core, engine) = match opened {
        Ok(app) => {
            let engine = start(window, &app, desktop);
            (Core::Open(app), engine)
        }
        Err(failure) => {
            tracing::error!("Holdfast could not open its journal: {failure}");
            desktop.tray(&unopened());
            (Core::Failed(failure), None)
        }
    };
    (core, Running(Mutex::new(engine)))
}

fn start(window: &AppHandle, app: &App, desktop: &Arc<NativeDesktop>) -> Option<Engine> {
    desktop.allow_sound(app.settings().config.notifications.sound);
    spawn(pass_on(
        window.clone(),
        app.clone(),
        Arc::clone(desktop),
        app.changes(),
    ));
    let engine = block_on(async { Engine::start(app) });
    if engine.is_none() {
        tracing::info!("another Holdfast polls and delivers for this journal");
    }
    engine
}

/// The failure, with the folder that it is about.
fn located(failure: Failure, folder: &Path) -> Failure {
    let folder = folder.display().to_string();
    if failure.message.contains(&folder) {
        return failure;
    }
    let message = format!("{} The journal lies in {folder}.", failure.message);
    Failure { message, ..failure }
}

/// What the tray says when there is no journal: that it cannot tell.
fn unopened() -> TrayState {
    TrayState {
        verdict: "Cannot tell: the journal could not be opened".to_owned(),
        blind: true,
        ..TrayState::default()
    }
}

/// Passes changes on to the window for as long as there are any, each once however often it was told meanwhile.
async fn pass_on(
    window: AppHandle,
    app: App,
    desktop: Arc<NativeDesktop>,
    mut changes: Receiver<Change>,
) {
    loop {
        let first = match changes.recv().await {
            Ok(change) => change,
            Err(RecvError::Lagged(_)) => Change::Everything,
            Err(RecvError::Closed) => return,
        };
        for change in gather(first, &mut changes) {
            if matches!(change, Change::Settings | Change::Everything) {
                desktop.allow_sound(app.settings().config.notifications.sound);
            }
            if let Err(error) = window.emit_to(window::MAIN, "change", change) {
                tracing::warn!("the window was not told of a change: {error}");
            }
        }
    }
}

/// This change and those that wait behind it, without repetition.
fn gather(first: Change, changes: &mut Receiver<Change>) -> Vec<Change> {
    let mut gathered = vec![first];
    loop {
        let change = match changes.try_recv() {
            Ok(change) => change,
            Err(TryRecvError::Lagged(_)) => Change::Everything,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return gathered,
        };
        if !gathered.contains(&change) {
            gathered.push(change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_core::error::Code;
    use tokio::sync::broadcast::channel;

    #[test]
    fn a_change_is_passed_on_once_however_often_it_was_told() {
        let (sender, mut changes) = channel(16);
        for change in [Change::Metrics, Change::Desk, Change::Metrics, Change::Desk] {
            sender.send(change).unwrap();
        }
        assert_eq!(
            gather(Change::Metrics, &mut changes),
            [Change::Metrics, Change::Desk]
        );
    }

    #[test]
    fn whoever_fell_behind_reads_everything_again() {
        let (sender, mut changes) = channel(2);
        for _ in 0..5 {
            sender.send(Change::Desk).unwrap();
        }
        assert_eq!(
            gather(Change::Metrics, &mut changes),
            [Change::Metrics, Change::Everything, Change::Desk],
            "what was missed is unknown"
        );
    }

    #[test]
    fn a_failure_says_where_the_journal_lies() {
        let folder = Path::new("/home/me/holdfast");
        let failure = located(
            Failure::new(Code::Newer, "A newer Holdfast wrote it."),
            folder,
        );
        assert_eq!(
            failure,
            Failure::new(
                Code::Newer,
                "A newer Holdfast wrote it. The journal lies in /home/me/holdfast."
            )
        );
        assert_eq!(
            located(failure.clone(), folder),
            failure,
            "and says it once"
        );
    }

    #[test]
    fn without_a_journal_the_tray_never_looks_calm() {
        assert!(unopened().blind);
    }
}

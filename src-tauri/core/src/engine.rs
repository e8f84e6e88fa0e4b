//! The engine: the tasks that poll, ring, deliver and remind. Each is a thin loop around decisions made in `domain`.
//!
//! One process on a journal runs it; the others see its work through the journal. It starts nothing that it does not
//! stop: dropping or stopping the [`Engine`] ends every task.

mod bell;
mod demo;
mod metrics;
mod others;
mod outbox;
mod pagers;
mod reminders;
mod supervisor;

use std::fs::File;

use crate::app::App;
use supervisor::Supervisor;

/// The running engine. Stop it with [`Engine::stop`]; dropping it cancels its tasks without waiting for them.
#[derive(Debug)]
pub struct Engine {
    supervisor: Supervisor,
    /// Held for as long as the engine runs; the system lets go of it when the process dies, however it dies.
    _lock: File,
}

impl Engine {
    /// Starts the engine on the current tokio runtime. `None` when another process runs it on this journal.
    pub fn start(app: &App) -> Option<Self> {
        let lock = lock(app)?;
        let supervisor = Supervisor::new();
        supervisor.run("metrics", app, metrics::run);
        supervisor.run("pagers", app, pagers::run);
        supervisor.run("bell", app, bell::run);
        supervisor.run("outbox", app, outbox::run);
        supervisor.run("reminders", app, reminders::run);
        supervisor.run("others", app, others::run);
        supervisor.run("demo", app, demo::run);
        app.set_engine(true);
        Some(Self {
            supervisor,
            _lock: lock,
        })
    }

    /// Ends every task and waits for them, at most five seconds.
    pub async fn stop(self) {
        self.supervisor.stop().await;
    }
}

fn lock(app: &App) -> Option<File> {
    let path = app.home().data().join("engine.lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path).inspect_err(|error| tracing::error!(%error, file = %path.display(), "the engine's lock cannot be opened")).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

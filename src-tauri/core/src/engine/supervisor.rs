//! Keeps the engine's tasks running: one that panics is started again, all end together.

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::domain::Instant;

/// How long stopping may take.
const GRACE: Duration = Duration::from_secs(5);
/// The pause before a task that panicked is started again.
const RECOVERY: Duration = Duration::from_secs(1);
/// No sleep is longer than this, so that a clock that jumped or a machine that slept is noticed.
const NAP: Duration = Duration::from_secs(5);

/// Owns tasks; dropping it cancels them.
#[derive(Debug)]
pub(super) struct Supervisor {
    token: CancellationToken,
    tasks: TaskTracker,
}

impl Supervisor {
    pub(super) fn new() -> Self {
        Self {
            token: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// Runs `task` until it is cancelled; should it panic, it begins again after a second.
    pub(super) fn run<F>(
        &self,
        name: &'static str,
        app: &App,
        task: impl Fn(App, CancellationToken) -> F + Send + 'static,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let (app, token) = (app.clone(), self.token.clone());
        self.tasks.spawn(async move {
            while !token.is_cancelled() {
                let running = tokio::spawn(task(app.clone(), token.clone()));
                match running.await {
                    Ok(()) => {}
                    Err(error) => tracing::error!(task = name, %error, "a task of the engine failed and is started again"),
                }
                tokio::select! {
                    () = token.cancelled() => {}
                    () = tokio::time::sleep(RECOVERY) => {}
                }
            }
        });
    }

    /// Cancels every task and waits for them.
    pub(super) async fn stop(self) {
        self.token.cancel();
        self.tasks.close();
        if tokio::time::timeout(GRACE, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!(
                "some tasks of the engine did not end within five seconds and were left behind"
            );
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.token.cancel();
    }
}

/// Sleeps until `at` by the app's clock, however often that clock jumps or changes its pace meanwhile.
pub(super) async fn sleep_until(app: &App, at: Instant) {
    loop {
        let left = at - app.now();
        let Ok(left) = left.to_std() else { return };
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(app.clock().real(left).min(NAP)).await;
    }
}

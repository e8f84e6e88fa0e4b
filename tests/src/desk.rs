//! A desk: Holdfast in a home of its own, with a clock that is turned by hand.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use holdfast_core::api;
use holdfast_core::api::desk::{MissionControl, Nothing};
use holdfast_core::api::page::{PageView, PagesRequest};
use holdfast_core::app::{App, Home, Options};
use holdfast_core::clock::ManualClock;
use holdfast_core::domain::page::Place;
use holdfast_core::engine::Engine;
use tempfile::TempDir;

use crate::desktop::Recorder;

/// A Thursday night in Berlin, 01:46: nobody is at work before nine.
pub const NIGHT: &str = "2026-11-19T00:46:00Z";

/// Holdfast in a home of its own.
pub struct Desk {
    /// The clock; turn it with `advance`.
    pub clock: Arc<ManualClock>,
    /// The desktop around it.
    pub desktop: Arc<Recorder>,
    /// Holdfast.
    pub app: App,
    engine: Option<Engine>,
    home: TempDir,
}

impl Desk {
    /// A desk with that configuration, at night; nothing runs yet.
    ///
    /// # Panics
    ///
    /// When the temporary folder cannot be used.
    #[expect(clippy::expect_used, reason = "a test without a folder has failed")]
    pub fn with(config: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let text =
            format!("[person]\nhandle = \"on-call-1\"\nzone = \"Europe/Berlin\"\n\n{config}");
        std::fs::write(home.path().join("holdfast.toml"), text)
            .expect("the configuration is written");
        Self::at(home, Arc::new(ManualClock::new(night())))
    }

    #[expect(clippy::expect_used, reason = "a test without an app has failed")]
    fn at(home: TempDir, clock: Arc<ManualClock>) -> Self {
        let desktop = Arc::new(Recorder::default());
        let options = Options {
            home: Home::at(home.path().to_owned()),
            clock: clock.clone(),
            desktop: desktop.clone(),
            place: Place::Window,
        };
        let app = App::open(options).expect("the home opens");
        Self {
            clock,
            desktop,
            app,
            engine: None,
            home,
        }
    }

    /// Starts the engine.
    ///
    /// # Panics
    ///
    /// When another process runs it in this home.
    #[must_use]
    pub fn running(mut self) -> Self {
        self.engine = Engine::start(&self.app);
        assert!(
            self.engine.is_some(),
            "no other process runs the engine here"
        );
        self
    }

    /// The folder everything lies in.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    /// Stops the engine, lets go of everything, and opens the same home again, `later`; the engine runs again.
    pub async fn restarted(self, later: Duration) -> Self {
        let Self {
            clock,
            app,
            engine,
            home,
            ..
        } = self;
        if let Some(engine) = engine {
            engine.stop().await;
        }
        drop(app);
        clock.advance(later);
        Self::at(home, clock).running()
    }

    /// Mission control.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    #[expect(clippy::expect_used, reason = "a test that cannot read has failed")]
    pub fn control(&self) -> MissionControl {
        api::desk::mission_control(&self.app, Nothing {}).expect("mission control is read")
    }

    /// Every page there is.
    ///
    /// # Panics
    ///
    /// When they cannot be read.
    #[expect(clippy::expect_used, reason = "a test that cannot read has failed")]
    pub fn pages(&self) -> Vec<PageView> {
        api::page::pages(
            &self.app,
            PagesRequest {
                open: None,
                limit: None,
            },
        )
        .expect("pages are read")
    }

    /// What the clock shows.
    pub fn clock_now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    /// Turns the clock.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }
}

/// [`NIGHT`] as an instant.
pub fn night() -> DateTime<Utc> {
    NIGHT.parse().unwrap_or_default()
}

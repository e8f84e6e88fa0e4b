//! Holdfast on the machine's own clock, for other programs cannot be told another time. The clock may run ahead by a
//! set length: what Holdfast does after minutes then happens now.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test without an app has failed"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Duration;
use holdfast_core::api;
use holdfast_core::api::desk::{AdapterHealth, MissionControl, Nothing};
use holdfast_core::api::page::{PageView, PagesRequest};
use holdfast_core::app::{App, Home, Options};
use holdfast_core::clock::{Clock, SystemClock};
use holdfast_core::domain::Instant;
use holdfast_core::domain::page::Place;
use holdfast_core::engine::Engine;
use tempfile::TempDir;

use crate::desktop::Recorder;

/// Holdfast with its engine running, in a home of its own.
pub struct Lookout {
    /// The desktop around it.
    pub desktop: Arc<Recorder>,
    /// Holdfast.
    pub app: App,
    clock: Arc<Ahead>,
    engine: Option<Engine>,
    _home: TempDir,
}

#[derive(Default)]
struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> Instant {
        SystemClock.now() + Duration::milliseconds(self.0.load(Ordering::Relaxed))
    }

    /// Nobody knows when it is put ahead, so whoever sleeps looks at it often.
    fn real(&self, length: std::time::Duration) -> std::time::Duration {
        length.min(std::time::Duration::from_millis(50))
    }
}

impl Lookout {
    /// Opens with that configuration and begins to watch.
    pub fn with(config: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let text =
            format!("[person]\nhandle = \"on-call-1\"\nzone = \"Europe/Berlin\"\n\n{config}");
        std::fs::write(home.path().join("holdfast.toml"), text)
            .expect("the configuration is written");
        let (desktop, clock) = (Arc::new(Recorder::default()), Arc::new(Ahead::default()));
        let app = App::open(Options {
            home: Home::at(home.path().to_owned()),
            clock: clock.clone(),
            desktop: desktop.clone(),
            place: Place::Window,
        })
        .expect("the home opens");
        assert_eq!(
            *app.settings().problems,
            Vec::new(),
            "the configuration has no mistakes"
        );
        let engine = Engine::start(&app);
        assert!(engine.is_some(), "nobody else runs the engine here");
        Self {
            desktop,
            app,
            clock,
            engine,
            _home: home,
        }
    }

    /// Puts the clock ahead by that much more.
    pub fn advance(&self, by: Duration) {
        self.clock
            .0
            .fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }

    /// Mission control.
    pub fn control(&self) -> MissionControl {
        api::desk::mission_control(&self.app, Nothing {}).expect("mission control is read")
    }

    /// How the adapter called `name` is doing.
    pub fn adapter(&self, name: &str) -> AdapterHealth {
        let mut adapters = self.control().adapters.into_iter();
        adapters
            .find(|adapter| adapter.name == name)
            .expect("the adapter is configured")
    }

    /// Every page there is.
    pub fn pages(&self) -> Vec<PageView> {
        let all = PagesRequest {
            open: None,
            limit: None,
        };
        api::page::pages(&self.app, all).expect("pages are read")
    }

    /// Stops the engine.
    pub async fn stop(mut self) {
        if let Some(engine) = self.engine.take() {
            engine.stop().await;
        }
    }
}

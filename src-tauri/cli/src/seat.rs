//! Where a command sits: the core it asks, and the paper it writes its answer on.
//!
//! Opening it starts nothing: no engine, no runtime, no network, no keychain.

use std::sync::Arc;

use holdfast_core::app::{App, Home, Options};
use holdfast_core::clock::SystemClock;
use holdfast_core::desktop::Headless;
use holdfast_core::domain::Instant;
use holdfast_core::domain::page::Place;
use holdfast_core::error::Result;

use crate::moment;
use crate::paper::Paper;

/// The core, and the paper.
pub(crate) struct Seat {
    /// The core.
    pub(crate) app: App,
    /// What human output is written on.
    pub(crate) paper: Paper,
}

impl Seat {
    /// Opens the journal that the environment names.
    pub(crate) fn open() -> Result<Self> {
        let app = App::open(Options {
            home: Home::from_env()?,
            clock: Arc::new(SystemClock),
            desktop: Arc::new(Headless),
            place: Place::CommandLine,
        })?;
        let paper = Paper::standard_output(app.settings().zone, app.now());
        Ok(Self { app, paper })
    }

    /// The instant that somebody typed, if they did.
    pub(crate) fn moment(&self, typed: Option<&str>) -> Result<Option<Instant>> {
        typed
            .map(|typed| moment::read(typed, self.paper.now, &self.paper.zone))
            .transpose()
    }
}

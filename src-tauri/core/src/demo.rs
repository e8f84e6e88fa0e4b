//! The demo incident: a shop whose checkout degrades after a deploy, told by a script.
//!
//! It needs no configuration and no network, and lives in a folder of its own that can be thrown away. The numbers, the
//! entries and the clock are the script's; everything else (bands, verdict, pages, room, updates) is the real thing.

mod clock;
mod home;
mod script;

pub use clock::DemoClock;
pub use home::{begin_again, prepare};
pub use script::{Event, LENGTH, chapter, events_between, value};

use std::sync::Mutex;
use std::sync::PoisonError;

use crate::api::desk::DemoView;
use crate::domain::Instant;

/// The kind of the script's own adapters; forms do not offer it.
pub const KIND: &str = "demo";
/// The name of the metric source.
pub const SOURCE: &str = "shop";

/// A running demo.
#[derive(Debug)]
pub struct Demo {
    clock: DemoClock,
    began: Mutex<Instant>,
}

impl Demo {
    /// A demo that begins now.
    pub fn new(clock: DemoClock) -> Self {
        let began = crate::clock::Clock::now(&clock);
        Self {
            clock,
            began: Mutex::new(began),
        }
    }

    /// When the script began.
    pub fn began(&self) -> Instant {
        *self.began.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins the script again at `now`.
    pub fn begin(&self, now: Instant) {
        *self.began.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Runs so many times faster than life from now on; 0 pauses.
    pub fn set_speed(&self, speed: f64) {
        self.clock.set_speed(speed);
    }

    /// Where it stands at `now`.
    pub fn view(&self, now: Instant) -> DemoView {
        let elapsed = now - self.began();
        DemoView {
            speed: self.clock.speed(),
            chapter: chapter(elapsed).to_owned(),
            elapsed_seconds: u32::try_from(elapsed.num_seconds()).unwrap_or_default(),
            length_seconds: u32::try_from(LENGTH.num_seconds()).unwrap_or_default(),
        }
    }
}

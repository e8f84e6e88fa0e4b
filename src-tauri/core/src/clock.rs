//! Where time comes from. The core asks a [`Clock`]; tests hold a [`ManualClock`] and turn it.

use std::sync::Mutex;

use chrono::{Duration, SubsecRound, Utc};

use crate::domain::Instant;

/// Tells the time, to the millisecond.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Instant;

    /// How long something that takes `length` by this clock takes in life.
    fn real(&self, length: std::time::Duration) -> std::time::Duration {
        length
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Utc::now().trunc_subsecs(3)
    }
}

/// A clock that stands still until it is turned.
#[derive(Debug)]
pub struct ManualClock(Mutex<Instant>);

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: Instant) -> Self {
        Self(Mutex::new(now))
    }

    /// Turns it forward (or back, for a negative length).
    pub fn advance(&self, by: Duration) {
        let mut now = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whoever sleeps by this clock looks at it often: nobody knows when it is turned.
    fn real(&self, _: std::time::Duration) -> std::time::Duration {
        std::time::Duration::from_millis(5)
    }
}

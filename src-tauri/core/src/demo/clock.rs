//! A clock whose pace can be changed, or stopped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::Duration;

use crate::clock::Clock;
use crate::domain::Instant;

/// While it is paused, nothing needs to be looked at sooner than this.
const PAUSED_NAP: std::time::Duration = std::time::Duration::from_millis(500);

/// Time that runs `speed` times faster than the clock beneath it.
#[derive(Clone)]
pub struct DemoClock {
    beneath: Arc<dyn Clock>,
    pace: Arc<Mutex<Pace>>,
}

#[derive(Clone, Copy, Debug)]
struct Pace {
    speed: f64,
    /// The moment of the last change of speed, by the clock beneath and by this one.
    beneath: Instant,
    here: Instant,
}

impl DemoClock {
    /// A clock that shows what `beneath` shows, and runs at `speed` from now on.
    pub fn new(beneath: Arc<dyn Clock>, speed: f64) -> Self {
        let now = beneath.now();
        Self {
            beneath,
            pace: Arc::new(Mutex::new(Pace {
                speed,
                beneath: now,
                here: now,
            })),
        }
    }

    /// Its speed.
    pub fn speed(&self) -> f64 {
        self.pace().speed
    }

    /// Changes its speed; it does not jump.
    pub fn set_speed(&self, speed: f64) {
        let now = self.beneath.now();
        let mut pace = self.pace();
        *pace = Pace {
            speed,
            beneath: now,
            here: pace.at(now),
        };
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pace {
    fn at(&self, beneath: Instant) -> Instant {
        let real = (beneath - self.beneath).num_milliseconds();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "milliseconds of a demo, not of centuries"
        )]
        let scaled = (real as f64 * self.speed) as i64;
        self.here + Duration::milliseconds(scaled)
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        self.pace().at(self.beneath.now())
    }

    fn real(&self, length: std::time::Duration) -> std::time::Duration {
        let speed = self.speed();
        if speed <= 0.0 {
            PAUSED_NAP
        } else {
            length.div_f64(speed).min(PAUSED_NAP)
        }
    }
}

impl std::fmt::Debug for DemoClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoClock")
            .field("pace", &*self.pace())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn changing_the_speed_never_jumps() {
        let start = chrono::DateTime::UNIX_EPOCH;
        let beneath = Arc::new(ManualClock::new(start));
        let clock = DemoClock::new(beneath.clone(), 10.0);
        beneath.advance(Duration::seconds(6));
        clock.set_speed(0.0);
        beneath.advance(Duration::seconds(60));
        clock.set_speed(1.0);
        beneath.advance(Duration::seconds(5));
        assert_eq!(clock.now(), start + Duration::seconds(65));
    }
}

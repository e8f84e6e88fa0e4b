//! Bands: the range in which a metric is expected, and the machine that says when it has left it for good.
//!
//! A value outside its band is "leaving" until it has stayed out for the metric's `for` time, and "returning" until it
//! has stayed in for its `clear` time, so one odd sample neither pages nor calms anybody. No data is its own state and
//! never counts as being in band.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::Instant;

/// An expected range; either end may be open, not both.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Band {
    /// Lowest expected value.
    pub low: Option<f64>,
    /// Highest expected value.
    pub high: Option<f64>,
}

/// Where a value lies against its band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Below the low end.
    Under,
    /// Within.
    Inside,
    /// Above the high end.
    Over,
}

impl Band {
    /// Where `value` lies. The ends belong to the band.
    pub fn side(self, value: f64) -> Side {
        if self.low.is_some_and(|low| value < low) {
            Side::Under
        } else if self.high.is_some_and(|high| value > high) {
            Side::Over
        } else {
            Side::Inside
        }
    }

    /// Inside, but within a tenth of the band's width of an end (a tenth of the end itself where one end is open).
    pub fn is_near_edge(self, value: f64) -> bool {
        let margin = match (self.low, self.high) {
            (Some(low), Some(high)) => (high - low) / 10.0,
            (Some(end), None) | (None, Some(end)) => end.abs() / 10.0,
            (None, None) => return false,
        };
        // A percentage cannot pass 100 nor a count 0, so an end of 0 or 100 is no edge to be near to.
        let near_low = self
            .low
            .is_some_and(|low| low != 0.0 && value < low + margin);
        let near_high = self
            .high
            .is_some_and(|high| (high - 100.0).abs() > f64::EPSILON && value > high - margin);
        self.side(value) == Side::Inside && (near_low || near_high)
    }
}

/// How patient a metric's watch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long a value must stay out before it is a deviation.
    pub hold: Duration,
    /// How long it must stay in before the deviation is over.
    pub clear: Duration,
    /// How long without an answer before the metric is silent.
    pub silent_after: Duration,
}

/// What a metric's watch says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Standing {
    /// No data: never asked, no answer, or nothing for longer than the metric's silence limit.
    Silent {
        /// Since when; `None` when there never was a value.
        since: Option<Instant>,
    },
    /// In its band.
    InBand {
        /// Since when.
        since: Instant,
    },
    /// Out of its band, not yet for long enough to be a deviation.
    Leaving {
        /// When it left.
        since: Instant,
    },
    /// Out of its band for longer than its `for` time.
    Out {
        /// When it left.
        since: Instant,
    },
    /// Back in its band, not yet for long enough to be trusted.
    Returning {
        /// When it came back.
        since: Instant,
        /// When it had left.
        left: Instant,
    },
}

/// What a new sample or the passing of time brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is a deviation now.
    Deviated {
        /// When the band was left.
        since: Instant,
    },
    /// The deviation is over.
    Recovered {
        /// When the band was reached again.
        since: Instant,
        /// When it had been left.
        left: Instant,
    },
    /// No data any more.
    WentSilent,
    /// Data again.
    Spoke,
}

/// The watch over one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    band: Band,
    patience: Patience,
    standing: Standing,
    /// A deviation outlives silence: no data does not end it.
    deviation: Option<Instant>,
    last: Option<(Instant, f64)>,
}

impl Watch {
    /// A watch that has seen nothing yet.
    pub fn new(band: Band, patience: Patience) -> Self {
        Self {
            band,
            patience,
            standing: Standing::Silent { since: None },
            deviation: None,
            last: None,
        }
    }

    /// What it says.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// The newest sample.
    pub fn last(&self) -> Option<(Instant, f64)> {
        self.last
    }

    /// A value read at `at`. Samples older than the newest are ignored.
    pub fn observe(&mut self, at: Instant, value: f64) -> Option<Turn> {
        if self.last.is_some_and(|(newest, _)| at <= newest) {
            return None;
        }
        self.last = Some((at, value));
        let inside = self.band.side(value) == Side::Inside;
        let was = self.standing;
        self.standing = match (was, inside) {
            (Standing::Silent { .. }, true) => {
                self.deviation
                    .map_or(Standing::InBand { since: at }, |left| Standing::Returning {
                        since: at,
                        left,
                    })
            }
            (Standing::Silent { .. }, false) => self
                .deviation
                .map_or(Standing::Leaving { since: at }, |since| Standing::Out {
                    since,
                }),
            (Standing::InBand { .. }, false) => Standing::Leaving { since: at },
            (Standing::Leaving { .. }, true) => Standing::InBand { since: at },
            (Standing::Out { since }, true) => Standing::Returning {
                since: at,
                left: since,
            },
            (Standing::Returning { left, .. }, false) => Standing::Out { since: left },
            (same @ (Standing::InBand { .. } | Standing::Returning { .. }), true)
            | (same @ (Standing::Leaving { .. } | Standing::Out { .. }), false) => same,
        };
        let settled = self.settle(at);
        settled.or(matches!(was, Standing::Silent { since: Some(_) }).then_some(Turn::Spoke))
    }

    /// Time has passed without a value.
    pub fn tick(&mut self, now: Instant) -> Option<Turn> {
        let (newest, _) = self.last?;
        if now - newest < self.patience.silent_after
            || matches!(self.standing, Standing::Silent { .. })
        {
            return None;
        }
        self.standing = Standing::Silent {
            since: Some(newest),
        };
        Some(Turn::WentSilent)
    }

    /// Only samples settle a standing: without them nobody can know that it lasted.
    fn settle(&mut self, at: Instant) -> Option<Turn> {
        match self.standing {
            Standing::Leaving { since } if at - since >= self.patience.hold => {
                self.standing = Standing::Out { since };
                self.deviation = Some(since);
                Some(Turn::Deviated { since })
            }
            Standing::Returning { since, left } if at - since >= self.patience.clear => {
                self.standing = Standing::InBand { since };
                self.deviation = None;
                Some(Turn::Recovered { since, left })
            }
            Standing::Silent { .. }
            | Standing::InBand { .. }
            | Standing::Leaving { .. }
            | Standing::Out { .. }
            | Standing::Returning { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        chrono::DateTime::UNIX_EPOCH + Duration::seconds(second)
    }

    fn watch() -> Watch {
        let patience = Patience {
            hold: Duration::seconds(60),
            clear: Duration::seconds(30),
            silent_after: Duration::seconds(90),
        };
        Watch::new(
            Band {
                low: Some(88.0),
                high: Some(96.0),
            },
            patience,
        )
    }

    #[test]
    fn one_odd_sample_is_no_deviation() {
        let mut watch = watch();
        let turns: Vec<_> = [(0, 92.0), (15, 60.0), (30, 92.0)]
            .into_iter()
            .filter_map(|(second, value)| watch.observe(at(second), value))
            .collect();
        assert_eq!(
            (turns, watch.standing()),
            (vec![], Standing::InBand { since: at(30) })
        );
    }

    #[test]
    fn a_deviation_counts_from_when_the_band_was_left_and_ends_only_after_the_clear_time() {
        let mut watch = watch();
        let samples = [
            (0, 92.0),
            (15, 61.0),
            (75, 60.0),
            (90, 91.0),
            (105, 70.0),
            (120, 91.0),
            (150, 91.0),
        ];
        let turns: Vec<_> = samples
            .into_iter()
            .filter_map(|(second, value)| watch.observe(at(second), value))
            .collect();
        assert_eq!(
            turns,
            vec![
                Turn::Deviated { since: at(15) },
                Turn::Recovered {
                    since: at(120),
                    left: at(15)
                }
            ]
        );
    }

    #[test]
    fn silence_is_not_calm_and_does_not_end_a_deviation() {
        let mut watch = watch();
        watch.observe(at(0), 60.0);
        watch.observe(at(60), 60.0);
        assert_eq!(watch.tick(at(149)), None);
        assert_eq!(watch.tick(at(150)), Some(Turn::WentSilent));
        assert_eq!(
            watch.standing(),
            Standing::Silent {
                since: Some(at(60))
            }
        );
        assert_eq!(watch.observe(at(200), 60.0), Some(Turn::Spoke));
        assert_eq!(
            watch.standing(),
            Standing::Out { since: at(0) },
            "it never came back in band"
        );
    }

    #[test]
    fn near_the_edge_is_a_tenth_of_the_width() {
        let band = Band {
            low: Some(88.0),
            high: Some(98.0),
        };
        assert_eq!(
            [87.9, 88.5, 89.1, 97.5].map(|value| band.is_near_edge(value)),
            [false, true, false, true]
        );
        let share = Band {
            low: Some(97.0),
            high: Some(100.0),
        };
        assert!(
            !share.is_near_edge(99.9),
            "a share of everything is not near trouble"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_sequence_of_samples_and_silences_leaves_a_deviation_without_a_sample_in_band(steps in proptest::collection::vec((1i64..200, proptest::option::of(50.0f64..100.0)), 1..60)) {
            let mut watch = watch();
            let (mut now, mut open) = (0, false);
            for (gap, value) in steps {
                now += gap;
                let turn = match value {
                    Some(value) => watch.observe(at(now), value),
                    None => watch.tick(at(now)),
                };
                match turn {
                    Some(Turn::Deviated { since }) => { proptest::prop_assert!(!open && since <= at(now)); open = true; }
                    Some(Turn::Recovered { since, left }) => { proptest::prop_assert!(open && left < since); open = false; }
                    Some(Turn::WentSilent | Turn::Spoke) | None => {}
                }
            }
        }
    }
}

//! What the engine last saw: the watch over each metric and the health of each adapter. In memory; the samples and the
//! journal have what must last.

use std::collections::BTreeMap;

use chrono::Duration;

use crate::config::{Config, Metric};
use crate::domain::band::{Side, Standing, Turn, Watch};
use crate::domain::{Instant, metric};

/// An answer that took longer than this is slow.
const SLOW: Duration = Duration::seconds(2);

/// One metric as it was last seen.
#[derive(Clone, Debug)]
pub struct MetricStatus {
    /// Its configuration.
    pub metric: Metric,
    /// The watch over it.
    pub watch: Watch,
    /// What its source answered last, when that was no value.
    pub problem: Option<String>,
}

/// One adapter as it was last seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdapterStatus {
    /// When it last answered well.
    pub answered_at: Option<Instant>,
    /// What it answered last, when that was no good answer.
    pub problem: Option<String>,
    /// A secret it needs is missing.
    pub needs_secret: bool,
    /// Its last good answer was slow.
    pub slow: bool,
    /// When it is asked next.
    pub next_at: Option<Instant>,
    /// Tries since the last good answer.
    pub tries: u32,
}

/// What the engine last saw.
#[derive(Debug, Default)]
pub struct Board {
    metrics: Vec<MetricStatus>,
    adapters: BTreeMap<String, AdapterStatus>,
}

impl Board {
    /// A board for a configuration; nothing was seen yet.
    pub fn new(config: &Config) -> Self {
        let mut board = Self::default();
        board.configure(config);
        board
    }

    /// Takes a changed configuration over. A metric whose query and band are the same keeps its watch.
    pub fn configure(&mut self, config: &Config) {
        let mut old = std::mem::take(&mut self.metrics);
        self.metrics = config
            .metrics
            .iter()
            .map(|metric| {
                match old
                    .iter()
                    .position(|status| is_watched_alike(&status.metric, metric))
                {
                    Some(index) => MetricStatus {
                        metric: metric.clone(),
                        ..old.swap_remove(index)
                    },
                    None => MetricStatus {
                        metric: metric.clone(),
                        watch: Watch::new(metric.band, metric.patience),
                        problem: None,
                    },
                }
            })
            .collect();
    }

    /// Every metric, in the order of the configuration.
    pub fn metrics(&self) -> impl Iterator<Item = &MetricStatus> {
        self.metrics.iter()
    }

    /// The metrics of what is affected; all of them when `scope` names nothing that is watched.
    pub fn of_scope(&self, scope: &[String]) -> Vec<&MetricStatus> {
        let concerned: Vec<&MetricStatus> = self
            .metrics
            .iter()
            .filter(|status| status.concerns(scope))
            .collect();
        if concerned.is_empty() {
            self.metrics.iter().collect()
        } else {
            concerned
        }
    }

    /// One metric.
    pub fn metric(&self, name: &str) -> Option<&MetricStatus> {
        self.metrics
            .iter()
            .find(|status| status.metric.name == name)
    }

    /// Samples from before: the watch learns where it stands, and nobody is told.
    pub fn replay(&mut self, name: &str, samples: &[(Instant, f64)]) {
        if let Some(status) = self.metric_mut(name) {
            for (at, value) in samples {
                status.watch.observe(*at, *value);
            }
        }
    }

    /// A value was read.
    pub fn observe(&mut self, name: &str, at: Instant, value: f64) -> Option<Turn> {
        let status = self.metric_mut(name)?;
        status.problem = None;
        status.watch.observe(at, value)
    }

    /// A read failed.
    pub fn fail(&mut self, name: &str, problem: String) {
        if let Some(status) = self.metric_mut(name) {
            status.problem = Some(problem);
        }
    }

    /// Time has passed. Returns what went silent.
    pub fn tick(&mut self, now: Instant) -> Vec<String> {
        self.metrics
            .iter_mut()
            .filter_map(|status| status.watch.tick(now).map(|_| status.metric.name.clone()))
            .collect()
    }

    /// One adapter, by `table/name`.
    pub fn adapter(&self, key: &str) -> AdapterStatus {
        self.adapters.get(key).cloned().unwrap_or_default()
    }

    /// An adapter answered well, after `took`.
    pub fn adapter_answered(&mut self, key: &str, now: Instant, took: Duration) {
        let status = AdapterStatus {
            answered_at: Some(now),
            slow: took > SLOW,
            ..AdapterStatus::default()
        };
        self.adapters.insert(key.to_owned(), status);
    }

    /// An adapter did not answer as it should.
    pub fn adapter_failed(&mut self, key: &str, problem: String, needs_secret: bool) {
        let status = self.adapters.entry(key.to_owned()).or_default();
        status.problem = Some(problem);
        status.needs_secret = needs_secret;
        status.tries += 1;
    }

    /// When an adapter is asked next.
    pub fn adapter_next(&mut self, key: &str, at: Instant) {
        self.adapters.entry(key.to_owned()).or_default().next_at = Some(at);
    }

    fn metric_mut(&mut self, name: &str) -> Option<&mut MetricStatus> {
        self.metrics
            .iter_mut()
            .find(|status| status.metric.name == name)
    }
}

impl MetricStatus {
    /// Whether it stands for one of these capabilities.
    pub fn concerns(&self, scope: &[String]) -> bool {
        self.metric
            .capability
            .as_ref()
            .is_some_and(|capability| scope.contains(capability))
    }

    /// The newest value in words.
    pub fn value_text(&self) -> Option<String> {
        self.watch
            .last()
            .map(|(_, value)| metric::value(value, self.metric.unit))
    }

    /// `61% is below its band 88–96%`; without a value, that there is none.
    pub fn against_band(&self) -> String {
        match self.watch.last() {
            Some((_, value)) => format!(
                "{} is {}",
                metric::value(value, self.metric.unit),
                metric::against_band(value, self.metric.band, self.metric.unit)
            ),
            None => "has no data yet".to_owned(),
        }
    }

    /// `Checkout success is below its band`: what does not change while the numbers do.
    pub fn headline(&self) -> String {
        let side = self
            .watch
            .last()
            .map(|(_, value)| self.metric.band.side(value));
        let place = match side {
            Some(Side::Under) => "is below its band",
            Some(Side::Over) => "is above its band",
            Some(Side::Inside) => "is in its band",
            None => "has no data",
        };
        format!("{} {place}", self.metric.label)
    }

    /// `61% now, expected 88–96%, for 6 min`.
    pub fn detail(&self, now: Instant) -> String {
        let expected = metric::band(self.metric.band, self.metric.unit);
        let since = match self.watch.standing() {
            Standing::Silent { since } => since,
            Standing::InBand { since }
            | Standing::Leaving { since }
            | Standing::Out { since }
            | Standing::Returning { since, .. } => Some(since),
        };
        let held = since
            .map(|since| format!(", for {}", metric::length(now - since)))
            .unwrap_or_default();
        format!(
            "{} now, expected {expected}{held}",
            self.value_text().unwrap_or_else(|| "no data".to_owned())
        )
    }

    /// The whole sentence: where it stands, and for how long.
    pub fn sentence(&self, now: Instant) -> String {
        let held = |since: Instant| metric::length(now - since);
        match self.watch.standing() {
            Standing::Silent { since: None } => self
                .problem
                .clone()
                .unwrap_or_else(|| "No data yet".to_owned()),
            Standing::Silent { since: Some(since) } => {
                let silent = format!("No data for {}", held(since));
                self.problem
                    .as_ref()
                    .map_or_else(|| silent.clone(), |problem| format!("{silent}. {problem}"))
            }
            Standing::InBand { .. } => self.against_band(),
            Standing::Leaving { since } | Standing::Out { since } => {
                format!("{} for {}", self.against_band(), held(since))
            }
            Standing::Returning { since, .. } => {
                format!("{} again for {}", self.against_band(), held(since))
            }
        }
    }

    /// In its band, but close to an end.
    pub fn is_near_edge(&self) -> bool {
        self.watch
            .last()
            .is_some_and(|(_, value)| self.metric.band.is_near_edge(value))
    }
}

/// The same numbers held against the same band: what a watch has learned stays true.
fn is_watched_alike(one: &Metric, other: &Metric) -> bool {
    (&one.name, &one.source, &one.query, one.band, one.patience)
        == (
            &other.name,
            &other.source,
            &other.query,
            other.band,
            other.patience,
        )
}

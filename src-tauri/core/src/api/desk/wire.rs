//! The desk on the wire: types, and nothing else.

use serde::{Deserialize, Serialize};

use super::super::incident::IncidentRow;
use super::super::page::PageView;
use super::super::settings::ConfigProblem;
use crate::config::AdapterTable;
use crate::domain::Instant;
use crate::domain::band::{Band, Standing};
use crate::domain::id::EntryId;
use crate::domain::metric::Unit;
use crate::domain::verdict::Verdict;
use crate::domain::zone::ZoneView;

/// A request that asks for nothing in particular.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Who sits here, and how this Holdfast is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Session {
    /// Holdfast's version.
    pub version: String,
    /// The folder that holds the journal.
    pub home: String,
    /// The person's handle.
    pub person: String,
    /// The person's time zone.
    pub zone: ZoneView,
    /// The core's time, which runs ahead of the wall clock in a sped-up demo.
    pub now: Instant,
    /// This is the demo, in a folder of its own.
    pub demo: Option<DemoView>,
    /// Nothing is configured and nothing was written yet.
    pub first_run: bool,
    /// When the newest entry was saved.
    pub saved_at: Option<Instant>,
    /// Deliveries that wait in the outbox.
    pub waiting: u32,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<Instant>,
    /// True when this process polls and delivers; false when another Holdfast on this journal does.
    pub engine: bool,
    /// Errors in the configuration file.
    pub config_problems: Vec<ConfigProblem>,
    /// Why the journal cannot be written at the moment.
    pub storage_problem: Option<String>,
}

/// Where the demo incident stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DemoView {
    /// How many times faster than life it runs; 0 is paused.
    pub speed: f64,
    /// What happens now, in a sentence.
    pub chapter: String,
    /// Seconds of its own time that have passed.
    pub elapsed_seconds: u32,
    /// Seconds of its own time in all.
    pub length_seconds: u32,
}

/// Changes the demo's speed, or starts it anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct DriveDemo {
    /// Times faster than life, 0 to 120.
    pub speed: Option<f64>,
    /// Begin again; what was written so far stays, in the past.
    pub restart: Option<bool>,
}

/// Mission control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MissionControl {
    /// The core's time.
    pub now: Instant,
    /// The verdict.
    pub verdict: Verdict,
    /// When a metric was last read.
    pub polled_at: Option<Instant>,
    /// Business metrics, in the order of the configuration.
    pub metrics: Vec<MetricView>,
    /// Pages that are not over: waiting ones first, then newest first.
    pub pages: Vec<PageView>,
    /// Open incidents, worst first.
    pub incidents: Vec<IncidentRow>,
    /// Changes of the last 24 hours, newest first.
    pub changes: Vec<ChangeView>,
    /// Every configured adapter and how it is doing.
    pub adapters: Vec<AdapterHealth>,
    /// When people are at work next, and so how long something can wait.
    pub at_work_at: Instant,
}

/// A metric with its recent past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MetricView {
    /// Its name in the configuration.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The capability it stands for.
    pub capability: Option<String>,
    /// The source it is read from, by name.
    pub source: String,
    /// The query, as configured.
    pub query: String,
    /// What it counts in.
    pub unit: Unit,
    /// Where it is expected.
    pub band: Band,
    /// The band in words: `88–96%`.
    pub band_text: String,
    /// Seconds it must stay out of its band to be a deviation.
    pub for_seconds: u32,
    /// The newest value, however old.
    pub value: Option<f64>,
    /// The newest value in words: `61%`.
    pub value_text: Option<String>,
    /// When it was read.
    pub at: Option<Instant>,
    /// What its watch says.
    pub standing: Standing,
    /// In its band, but close to an end.
    pub near_edge: bool,
    /// The sentence: `61% is below its band 88–96% for 6 min`, or since when there is no data and why.
    pub sentence: String,
    /// What its source answered last, when that was no value.
    pub problem: Option<String>,
    /// Its past, oldest first; a gap is a `null`, never a guess.
    pub points: Vec<Point>,
}

/// One sample; `value` is null where there was no data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Point {
    /// When.
    pub at: Instant,
    /// What.
    pub value: Option<f64>,
}

/// Asks for one metric's past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct MetricRequest {
    /// Its name in the configuration.
    pub name: String,
    /// How many hours back, 1 to 168; 3 without it.
    pub hours: Option<u32>,
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChangeView {
    /// Its entry.
    pub entry: EntryId,
    /// When it happened.
    pub at: Instant,
    /// Who noted it.
    pub author: String,
    /// What changed.
    pub text: String,
}

/// How an adapter is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It has not been asked yet.
    Idle,
    /// Its last answer was good.
    Working,
    /// Its last answer was good but took longer than two seconds.
    Slow,
    /// Its last answer was no answer.
    Failing,
    /// A secret it needs is missing.
    NeedsSecret,
}

/// An adapter and how it is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AdapterHealth {
    /// What it adapts.
    pub table: AdapterTable,
    /// Its name in the configuration.
    pub name: String,
    /// Its kind: `prometheus`.
    pub kind: String,
    /// How it is doing.
    pub health: Health,
    /// What answered, in words: `Prometheus answered 401: check the token`.
    pub message: Option<String>,
    /// When it last answered well.
    pub answered_at: Option<Instant>,
    /// When it is asked next.
    pub next_at: Option<Instant>,
    /// Tries since the last good answer.
    pub tries: u32,
}

/// Notes a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct NoteChange {
    /// What changed.
    pub text: String,
    /// When, if not now.
    pub at: Option<Instant>,
}

//! The desk's wire types: who sits here, and mission control.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::incident::{IncidentRow, Logged};
use super::page::PageView;
use super::settings::ConfigProblem;
use super::view::{self, Viewer};
use crate::app::App;
use crate::config::AdapterTable;
use crate::domain::Instant;
use crate::domain::band::{Band, Standing};
use crate::domain::entry::{Body, MAX_TEXT, Stream};
use crate::domain::id::EntryId;
use crate::domain::metric::Unit;
use crate::domain::verdict::Verdict;
use crate::domain::zone::ZoneView;
use crate::error::{Failure, Result};

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

/// Who sits here, and how this Holdfast is doing.
pub fn session(app: &App, _: Nothing) -> Result<Session> {
    let settings = app.settings();
    let now = app.now();
    let config = &settings.config;
    let unconfigured =
        config.sources.is_empty() && config.pagers.is_empty() && config.publishers.is_empty();
    app.read(|reading| {
        let (waiting, waiting_since) = reading.waiting_deliveries()?;
        Ok(Session {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            home: app.home().data().display().to_string(),
            person: app.person(),
            zone: settings.zone.view(now),
            now,
            demo: app.demo().map(|demo| demo.view(now)),
            first_run: unconfigured && reading.is_empty()?,
            saved_at: reading.newest_noted_at()?,
            waiting,
            waiting_since,
            engine: app.runs_engine(),
            config_problems: settings.problems.to_vec(),
            storage_problem: None,
        })
    })
}

/// Mission control: verdict, metrics, pages, incidents, changes.
pub fn mission_control(app: &App, _: Nothing) -> Result<MissionControl> {
    let settings = app.settings();
    let now = app.now();
    let config = &settings.config;
    app.read(|reading| {
        let mut viewer = Viewer::new(app, reading, config);
        let mut pages = reading.open_pages()?;
        view::by_urgency(&mut pages);
        let incidents = reading.open_incidents()?;
        let changes = reading.desk_lines("change_noted", now - Duration::hours(24), 20)?;
        Ok(MissionControl {
            now,
            verdict: app.verdict(),
            polled_at: app
                .board()
                .metrics()
                .filter_map(|status| status.watch.last())
                .map(|(at, _)| at)
                .max(),
            metrics: viewer.metrics(&[])?,
            pages: pages
                .into_iter()
                .map(|page| viewer.page(page))
                .collect::<Result<_>>()?,
            incidents: incidents
                .iter()
                .map(|incident| viewer.row(incident))
                .collect::<Result<_>>()?,
            changes: changes.into_iter().map(change_view).collect(),
            adapters: view::adapters(app, config),
            at_work_at: settings.zone.next_at_work(config.working, now),
        })
    })
}

/// One metric with more of its past.
pub fn metric(app: &App, request: MetricRequest) -> Result<MetricView> {
    let hours = request.hours.unwrap_or(3);
    if !(1..=168).contains(&hours) {
        return Err(Failure::invalid(
            "hours",
            "A metric's past goes from 1 to 168 hours.",
        ));
    }
    let status = app
        .board()
        .metric(&request.name)
        .cloned()
        .ok_or_else(|| Failure::not_found("metric", &request.name))?;
    view::metric_view(app, &status, Duration::hours(i64::from(hours)))
}

/// Notes that something changed.
pub fn note_change(app: &App, request: NoteChange) -> Result<Logged> {
    let text = text_of("text", &request.text)?;
    let at = past(app, request.at)?;
    let entry = app.write(|writing| {
        writing.append(Stream::Desk, at, &app.person(), Body::ChangeNoted { text })
    })?;
    Ok(Logged {
        entry: entry.id,
        incident: None,
    })
}

/// Opens the demo incident in a Holdfast of its own.
pub fn open_demo(app: &App, _: Nothing) -> Result<Nothing> {
    app.desktop().open_demo().map_err(Failure::conflict)?;
    Ok(Nothing {})
}

/// Changes the demo's speed, or starts it anew.
pub fn drive_demo(app: &App, request: DriveDemo) -> Result<Nothing> {
    let demo = app.demo().ok_or_else(|| Failure::conflict("This is not the demo. Start it with “holdfast serve --demo” or “cargo xtask run --demo”."))?;
    if let Some(speed) = request.speed {
        if !(0.0..=120.0).contains(&speed) {
            return Err(Failure::invalid(
                "speed",
                "The demo runs at 0 (paused) to 120 times the speed of life.",
            ));
        }
        demo.set_speed(speed);
    }
    if request.restart == Some(true) {
        app.restart_demo()?;
    }
    app.publish(crate::change::Change::Everything);
    Ok(Nothing {})
}

fn change_view(line: crate::journal::Line) -> ChangeView {
    let entry = view::entry_view(line);
    ChangeView {
        entry: entry.id,
        at: entry.at,
        author: entry.author,
        text: entry.text,
    }
}

/// Text that somebody typed: neither empty nor endless, without control characters that could hide something.
pub(super) fn text_of(field: &str, typed: &str) -> Result<String> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(Failure::invalid(
            field,
            "There is nothing to write down: type some text first.",
        ));
    }
    if text.chars().count() > MAX_TEXT {
        return Err(Failure::invalid(
            field,
            format!(
                "This text is longer than {MAX_TEXT} characters. Keep the log in a file and write down what it shows."
            ),
        ));
    }
    Ok(text
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect())
}

/// When something happened: now, or a time that is not ahead of the clock by more than a minute.
pub(super) fn past(app: &App, at: Option<Instant>) -> Result<Instant> {
    let now = app.now();
    match at {
        Some(at) if at > now + Duration::minutes(1) => Err(Failure::invalid(
            "at",
            format!(
                "{} has not come yet. An entry says what has happened.",
                app.settings().zone.near(at, now)
            ),
        )),
        Some(at) => Ok(at.min(now)),
        None => Ok(now),
    }
}

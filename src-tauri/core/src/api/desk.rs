//! The desk's wire types: who sits here, and mission control.

mod wire;

use chrono::Duration;

use super::incident::Logged;
use super::view::{self, Viewer};
use crate::app::App;
use crate::domain::Instant;
use crate::domain::entry::MAX_TEXT;
use crate::error::{Failure, Result};
pub use wire::*;

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
            storage_problem: app.storage_problem(),
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
        // A statement of its own: within the answer the board would stay locked until all of it is built.
        let polled_at = app
            .board()
            .metrics()
            .filter_map(|status| status.watch.last())
            .map(|(at, _)| at)
            .max();
        Ok(MissionControl {
            now,
            verdict: app.verdict(),
            polled_at,
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
    let entry = app.note_change(text, at, &app.person())?;
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

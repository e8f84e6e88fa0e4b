//! `holdfast list`: incidents, pages or entries, as a table.

use holdfast_core::api::incident::{self, EntryView, IncidentRow, IncidentsRequest};
use holdfast_core::api::journal::{self, EntriesRequest};
use holdfast_core::api::page::{self, PageView, PagesRequest};
use holdfast_core::domain::page::PageState;
use holdfast_core::error::Result;

use super::{Answer, short};
use crate::arguments::{self, Listed};
use crate::paper::{Ink, Paper};
use crate::seat::Seat;
use crate::table::Table;

pub(super) fn run(seat: &Seat, asked: &arguments::List) -> Result<Answer> {
    let json = asked.format.json;
    match asked.what {
        Listed::Incidents => {
            let incidents = incidents(seat, asked.all, asked.limit)?;
            Answer::of(json, &incidents, |rows| incident_table(&seat.paper, rows))
        }
        Listed::Pages => {
            let open = (!asked.all).then_some(true);
            let pages = page::pages(
                &seat.app,
                PagesRequest {
                    open,
                    limit: asked.limit,
                },
            )?;
            Answer::of(json, &pages, |pages| page_table(&seat.paper, pages))
        }
        Listed::Entries => {
            let request = EntriesRequest {
                stream: None,
                limit: asked.limit,
            };
            let entries = journal::entries(&seat.app, request)?;
            Answer::of(json, &entries, |entries| entry_table(&seat.paper, entries))
        }
    }
}

fn incidents(seat: &Seat, all: bool, limit: Option<u32>) -> Result<Vec<IncidentRow>> {
    let limit = limit.unwrap_or(100);
    let mut rows = Vec::new();
    let mut offset = 0;
    loop {
        let found = incident::incidents(
            &seat.app,
            IncidentsRequest {
                text: None,
                limit: Some(limit.min(500)),
                offset: Some(offset),
            },
        )?;
        if offset == 0 {
            rows.extend(found.open);
        }
        let got = u32::try_from(found.past.len()).unwrap_or(u32::MAX);
        if all {
            rows.extend(found.past);
        }
        offset = offset.saturating_add(got);
        if !all || got == 0 || rows.len() >= limit as usize {
            rows.truncate(limit as usize);
            return Ok(rows);
        }
    }
}

/// Incidents as a table.
pub(super) fn incident_table(paper: &Paper, rows: &[IncidentRow]) -> String {
    if rows.is_empty() {
        return "No open incidents. Past ones: holdfast list incidents --all\n".to_owned();
    }
    let mut table = Table::new([
        "incident",
        "severity",
        "phase",
        "since",
        "commander",
        "title",
    ]);
    for row in rows {
        let (phase, severity) = if row.phase.is_open() {
            (
                Ink::Plain,
                if row.severity.is_major() {
                    Ink::Alarm
                } else {
                    Ink::Plain
                },
            )
        } else {
            (Ink::Good, Ink::Plain)
        };
        table.row([
            (Ink::Strong, format!("INC-{}", row.number)),
            (severity, row.severity.to_string()),
            (phase, row.phase.to_string()),
            (Ink::Faint, paper.time(row.declared_at)),
            (
                Ink::Plain,
                row.commander.clone().unwrap_or_else(|| "nobody".to_owned()),
            ),
            (Ink::Plain, row.title.clone()),
        ]);
    }
    table.on(paper)
}

fn page_table(paper: &Paper, pages: &[PageView]) -> String {
    if pages.is_empty() {
        return "No pages. Those that are over: holdfast list pages --all\n".to_owned();
    }
    let mut table = Table::new(["page", "state", "since", "by", "summary"]);
    for page in pages {
        let (ink, state) = state(paper, page);
        table.row([
            (Ink::Faint, short(&page.id)),
            (ink, state),
            (Ink::Faint, paper.time(page.since)),
            (Ink::Plain, page.by.clone()),
            (Ink::Plain, page.summary.clone()),
        ]);
    }
    table.on(paper)
}

/// Where a page stands, in a word or two.
pub(super) fn state(paper: &Paper, page: &PageView) -> (Ink, String) {
    match page.state {
        PageState::Triggered => (Ink::Alarm, "waiting".to_owned()),
        PageState::Acknowledged => (Ink::Plain, "acknowledged".to_owned()),
        PageState::Snoozed { until } => {
            (Ink::Plain, format!("snoozed until {}", paper.time(until)))
        }
        PageState::Resolved => (Ink::Good, "resolved".to_owned()),
    }
}

/// Entries as a table.
pub(super) fn entry_table(paper: &Paper, entries: &[EntryView]) -> String {
    if entries.is_empty() {
        return "No entries.\n".to_owned();
    }
    let mut table = Table::new(["entry", "at", "author", "kind", "text"]);
    for entry in entries {
        table.row([
            (Ink::Faint, short(&entry.id)),
            (Ink::Faint, paper.time(entry.at)),
            (Ink::Plain, entry.author.clone()),
            (super::show::ink(entry.tone), entry.heading.clone()),
            (Ink::Plain, entry.text.clone()),
        ]);
    }
    table.on(paper)
}

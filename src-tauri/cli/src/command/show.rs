//! `holdfast show`: an incident, a page or an entry, as a person reads it.

use holdfast_core::api::incident::{self, EntryView, IncidentRequest, IncidentView, Tone};
use holdfast_core::api::journal::{self, EntriesRequest};
use holdfast_core::api::name::Named;
use holdfast_core::api::page::{self, PageRequest, PageView};
use holdfast_core::domain::entry::Stream;
use holdfast_core::domain::gate::CheckState;
use holdfast_core::error::Result;
use serde::Serialize;

use super::list::{entry_table, state};
use super::{Answer, fact};
use crate::arguments;
use crate::paper::{Ink, Paper, clean};
use crate::seat::Seat;
use crate::target;

/// How many of the newest entries are shown with an incident or a page.
const ENTRIES: u32 = 20;

/// What was shown. With `--json` the name of the first field says which it is.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Shown {
    /// An incident and its newest entries, newest first.
    Incident {
        incident: Box<IncidentView>,
        entries: Vec<EntryView>,
    },
    /// A page and its newest entries, newest first.
    Page {
        page: Box<PageView>,
        entries: Vec<EntryView>,
    },
    /// An entry.
    Entry { entry: Box<EntryView> },
}

pub(super) fn run(seat: &Seat, asked: &arguments::Show) -> Result<Answer> {
    let shown = match target::anything(&seat.app, &asked.id)? {
        Named::Incident { incident } => Shown::Incident {
            entries: entries(seat, Stream::Incident(incident.id))?,
            incident: Box::new(incident::incident(
                &seat.app,
                IncidentRequest {
                    incident: incident.id,
                },
            )?),
        },
        Named::Page { page } => Shown::Page {
            entries: entries(seat, Stream::Page(page))?,
            page: Box::new(page::page(&seat.app, PageRequest { page })?),
        },
        Named::Entry { entry } => Shown::Entry { entry },
    };
    Answer::of(asked.format.json, &shown, |shown| match shown {
        Shown::Incident { incident, entries } => incident_text(&seat.paper, incident, entries),
        Shown::Page { page, entries } => page_text(&seat.paper, page, entries),
        Shown::Entry { entry } => entry_text(&seat.paper, entry),
    })
}

fn entries(seat: &Seat, stream: Stream) -> Result<Vec<EntryView>> {
    let request = EntriesRequest {
        stream: Some(stream.to_string()),
        limit: Some(ENTRIES),
    };
    journal::entries(&seat.app, request)
}

fn incident_text(paper: &Paper, incident: &IncidentView, entries: &[EntryView]) -> String {
    let row = &incident.row;
    let title = format!("INC-{}  {}", row.number, clean(&row.title));
    let mut text = format!("{}\n", paper.ink(Ink::Strong, &title));
    let mut add = |name: &str, value: &str| text.push_str(&fact(paper, name, Ink::Plain, value));
    add("severity", &row.severity.to_string());
    add(
        "phase",
        &format!("{}, since {}", row.phase, paper.time(incident.phase_since)),
    );
    add("declared", &paper.time(row.declared_at));
    add("impact from", &paper.time(row.impact_began));
    if let Some(resolved) = row.resolved_at {
        add("resolved", &paper.time(resolved));
    }
    if !row.scope.is_empty() {
        add("scope", &row.scope.join(", "));
    }
    for role in &incident.roles {
        let label = role.label.to_lowercase();
        add(&label, role.person.as_deref().unwrap_or("nobody"));
    }
    if let Some(promise) = &row.next_update {
        add("next update", &paper.time(promise.due_at));
    }
    for page in &incident.pages {
        add(
            "page",
            &format!("{} ({})", page.summary, state(paper, page).1),
        );
    }
    for check in incident.gate.iter().flat_map(|gate| &gate.checks) {
        let word = match check.state {
            CheckState::Met => "met",
            CheckState::Open => "open",
            CheckState::Unknown => "can’t tell",
        };
        add(
            "gate",
            &format!("{word}: {} ({})", check.title, check.evidence),
        );
    }
    add("id", &row.id.to_string());
    with_entries(paper, text, entries)
}

fn page_text(paper: &Paper, page: &PageView, entries: &[EntryView]) -> String {
    let mut text = format!("{}\n", paper.ink(Ink::Strong, &clean(&page.summary)));
    let (ink, standing) = state(paper, page);
    text.push_str(&fact(paper, "state", ink, &standing));
    let mut add = |name: &str, value: &str| text.push_str(&fact(paper, name, Ink::Plain, value));
    add("since", &format!("{}, {}", paper.time(page.since), page.by));
    add("triggered", &paper.time(page.triggered_at));
    add("from", &format!("{} {}", page.pager, page.key));
    if let Some(verdict) = &page.verdict {
        add("verdict", verdict);
    }
    if let Some(incident) = &page.incident {
        add("incident", &format!("INC-{}", incident.number));
    }
    for (name, value) in &page.labels {
        add("label", &format!("{name}={value}"));
    }
    if let Some(link) = &page.link {
        add("link", link);
    }
    add("id", &page.id.to_string());
    if let Some(detail) = &page.detail {
        text.push('\n');
        text.push_str(&paper.paragraph(2, detail));
    }
    with_entries(paper, text, entries)
}

fn with_entries(paper: &Paper, mut text: String, entries: &[EntryView]) -> String {
    text.push('\n');
    text.push_str(&entry_table(paper, entries));
    text
}

fn entry_text(paper: &Paper, entry: &EntryView) -> String {
    let mut text = format!("{}\n", paper.ink(Ink::Strong, &clean(&entry.heading)));
    let mut add = |name: &str, value: &str| text.push_str(&fact(paper, name, Ink::Plain, value));
    let amended = if entry.amended { " (amended)" } else { "" };
    add("at", &format!("{}{amended}", paper.time(entry.at)));
    add(
        "noted",
        &format!("{} by {}", paper.time(entry.noted_at), entry.author),
    );
    add("belongs to", &entry.stream);
    add("kind", &entry.kind);
    add("id", &entry.id.to_string());
    text.push('\n');
    text.push_str(&paper.paragraph(2, &entry.text));
    text
}

/// The ink of an entry's kind.
pub(super) fn ink(tone: Tone) -> Ink {
    match tone {
        Tone::Plain => Ink::Plain,
        Tone::Update | Tone::Decision => Ink::Strong,
        Tone::Alarm => Ink::Alarm,
        Tone::Good => Ink::Good,
    }
}

//! The timeline of a retrospective: what mattered, a line each, and a count of the rest.

use std::fmt::Write as _;

use crate::domain::describe::describe;
use crate::domain::entry::{Body, Entry, NoteSort};
use crate::domain::incident::Incident;
use crate::domain::zone::Zone;

/// Most lines: a reader follows a few dozen, a writer cuts down a few hundred.
const MAX_LINES: usize = 300;
/// Most characters of one line's text.
const MAX_CHARACTERS: usize = 280;

/// The timeline as a list under its days. `entries` are in the order in which they happened.
pub(super) fn write(entries: &[&Entry], incident: &Incident, zone: &Zone) -> String {
    let mut shown: Vec<&Entry> = entries
        .iter()
        .copied()
        .filter(|entry| matters(&entry.body))
        .collect();
    if shown.len() > MAX_LINES {
        shown.retain(|entry| {
            !matches!(
                entry.body,
                Body::Noted {
                    sort: NoteSort::Note,
                    ..
                }
            )
        });
        shown.truncate(MAX_LINES);
    }
    let mut text = String::new();
    let began = zone.date(incident.impact_began);
    let spans_days = shown.iter().any(|entry| zone.date(entry.at) != began);
    let mut day = String::new();
    for entry in &shown {
        let today = zone.date(entry.at);
        if spans_days && today != day {
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = write!(text, "{gap}**{today}**\n\n");
            day = today;
        }
        let description = describe(entry);
        let _ = writeln!(
            text,
            "- {} **{}** {} ({})",
            zone.clock(entry.at),
            description.heading,
            one_line(&quoted(entry, &description.text)),
            one_line(&entry.author)
        );
    }
    let rest = entries.len() - shown.len();
    if rest > 0 {
        let entries = if rest == 1 { "entry is" } else { "entries are" };
        let _ = write!(
            text,
            "\n{rest} more {entries} in the journal: checklists, roles, deliveries and the like."
        );
    }
    text
}

/// One line of Markdown that cannot begin a block or a comment of its own, shortened where it is long.
pub(super) fn one_line(text: &str) -> String {
    let words = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("<!--", "&lt;!--");
    if words.chars().count() <= MAX_CHARACTERS {
        return words;
    }
    let kept: String = words.chars().take(MAX_CHARACTERS).collect();
    let kept = kept
        .rsplit_once(' ')
        .map_or(kept.as_str(), |(kept, _)| kept);
    format!("{kept}…")
}

/// What was said to others stands in quotes: it is what was said, not what is so.
fn quoted(entry: &Entry, text: &str) -> String {
    if let Body::UpdateSent { text: said, .. } = &entry.body {
        let after = text.strip_prefix(said.trim_end()).unwrap_or_default();
        format!("“{}” {after}", one_line(said))
    } else {
        text.to_owned()
    }
}

fn matters(body: &Body) -> bool {
    match body {
        Body::IncidentDeclared { .. }
        | Body::SeverityChanged { .. }
        | Body::PhaseChanged { .. }
        | Body::Noted { .. }
        | Body::UpdateSent { .. }
        | Body::DeliveryFailed { .. }
        | Body::GateOverridden { .. }
        | Body::MetricDeviated { .. }
        | Body::MetricRecovered { .. }
        | Body::ChangeNoted { .. }
        | Body::PageTriggered { .. }
        | Body::PageRetriggered {}
        | Body::PageAcknowledged { .. }
        | Body::PageSnoozed { .. } => true,
        Body::Retitled { .. }
        | Body::RoleAssigned { .. }
        | Body::ScopeChanged { .. }
        | Body::Amended { .. }
        | Body::StepTicked { .. }
        | Body::Delivered { .. }
        | Body::RetrospectiveExported { .. }
        | Body::PageNotified { .. }
        | Body::PageWoken { .. }
        | Body::PageResolved { .. }
        | Body::PageLinked { .. }
        | Body::VerdictGiven { .. } => false,
    }
}

//! An incident as a document: the facts and the whole timeline, for whoever was not there. It concludes nothing; that is
//! what the retrospective is for.

use std::fmt::Write as _;

use super::Instant;
use super::describe::describe;
use super::entry::Entry;
use super::incident::Incident;
use super::metric;
use super::update::Audience;
use super::zone::Zone;

/// The document, Markdown. `entries` are in the order in which they happened, amendments applied; `scope` are the labels
/// of what is affected.
pub fn report(
    incident: &Incident,
    scope: &[String],
    entries: &[Entry],
    zone: &Zone,
    now: Instant,
) -> String {
    let mut text = format!("# INC-{} {}\n\n", incident.number, incident.title);
    for (name, value) in facts(incident, scope, zone, now) {
        let _ = writeln!(text, "- **{name}**: {value}");
    }
    text.push_str("\n## Timeline\n");
    let mut day = String::new();
    for entry in entries {
        let date = zone.date(entry.at);
        if date != day {
            let _ = write!(text, "\n### {date}\n\n");
            day = date;
        }
        let described = describe(entry);
        let words = described.text.replace('\n', "\n  ");
        let (clock, heading, author) = (zone.clock(entry.at), described.heading, &entry.author);
        // Writing into a string cannot fail.
        let _ = writeln!(text, "- **{clock}** {heading} ({author}): {words}");
    }
    text
}

fn facts(
    incident: &Incident,
    scope: &[String],
    zone: &Zone,
    now: Instant,
) -> Vec<(&'static str, String)> {
    let ended = incident.resolved_at.unwrap_or(now);
    let mut facts = vec![
        ("Severity", incident.severity.to_string()),
        ("Phase", incident.phase.to_string()),
        ("Impact began", zone.stamp(incident.impact_began)),
        ("Declared", zone.stamp(incident.declared_at)),
    ];
    if let Some(at) = incident.resolved_at {
        facts.push(("Resolved", zone.stamp(at)));
    }
    facts.push((
        "Lasted",
        format!(
            "{}{}",
            metric::length(ended - incident.impact_began),
            if incident.resolved_at.is_some() {
                ""
            } else {
                " so far"
            }
        ),
    ));
    if !scope.is_empty() {
        facts.push(("Affected", scope.join(", ")));
    }
    facts.extend(incident.roles.iter().map(|(role, person)| {
        (
            if *role == super::role::Role::Commander {
                "Commander"
            } else {
                "Customer liaison"
            },
            person.clone(),
        )
    }));
    let public = incident
        .updates
        .iter()
        .filter(|update| update.audience == Audience::Public)
        .count();
    facts.push((
        "Updates sent",
        format!("{} ({public} public)", incident.updates.len()),
    ));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::{Body, NoteSort, Stream};
    use crate::domain::id::{EntryId, IncidentId};
    use crate::domain::severity::Severity;

    #[test]
    fn it_says_the_facts_and_every_line_under_its_day() {
        let began: Instant = "2026-11-18T23:50:00Z".parse().unwrap();
        let id = IncidentId::new(began);
        let entry = |minutes: i64, body| {
            let at = began + chrono::Duration::minutes(minutes);
            Entry {
                id: EntryId::new(at),
                stream: Stream::Incident(id),
                at,
                noted_at: at,
                author: "ann".into(),
                body,
            }
        };
        let declaration = entry(
            0,
            Body::IncidentDeclared {
                number: 7,
                title: "Nobody can pay".into(),
                severity: Severity::Sev2,
                scope: vec![],
                page: None,
                impact_began: None,
            },
        );
        let note = entry(
            20,
            Body::Noted {
                sort: NoteSort::Decision,
                text: "Roll back".into(),
            },
        );
        let incident = Incident::declared(&declaration).unwrap();
        let text = report(
            &incident,
            &["Checkout".into()],
            &[declaration, note],
            &Zone::utc(),
            began + chrono::Duration::minutes(30),
        );
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines[0], "# INC-7 Nobody can pay");
        assert!(
            lines.contains(&"- **Lasted**: 30 min so far")
                && lines.contains(&"- **Affected**: Checkout"),
            "{text}"
        );
        assert_eq!(
            lines.iter().filter(|line| line.starts_with("### ")).count(),
            2,
            "midnight starts a new day"
        );
        assert_eq!(lines.last(), Some(&"- **00:10** Decision (ann): Roll back"));
    }
}

//! The night that the tests tell: checkout fails from 01:46, is called over too early, and recovers at 02:43.

use chrono::Duration;

use super::super::*;
use crate::domain::Instant;
use crate::domain::entry::{Body, NoteSort, Override, Stream};
use crate::domain::front_matter::File;
use crate::domain::id::{EntryId, IncidentId};
use crate::domain::page::{Place, Urgency};
use crate::domain::phase::Phase;
use crate::domain::role::Role;
use crate::domain::severity::Severity;
use crate::domain::update::Audience;

pub(super) fn template() -> &'static str {
    File::parse(include_str!("../../../../library/retrospective.md"))
        .unwrap()
        .body
}

/// `hh:mm` of 19 November 2026 in Berlin (UTC+1).
pub(super) fn at(clock: &str) -> Instant {
    let local: Instant = format!("2026-11-19T{clock}:00Z").parse().unwrap();
    local - Duration::hours(1)
}

pub(super) fn entry(clock: &str, author: &str, body: Body) -> Entry {
    let at = at(clock);
    let stream = Stream::Incident(IncidentId::new(at));
    Entry {
        id: EntryId::new(at),
        stream,
        at,
        noted_at: at,
        author: author.into(),
        body,
    }
}

pub(super) fn update(
    clock: &str,
    phase: Phase,
    text: &str,
    next: Option<&str>,
    overrides: Vec<Override>,
) -> Entry {
    let body = Body::UpdateSent {
        audience: Audience::Public,
        phase,
        text: text.into(),
        targets: vec!["Status page".into()],
        next_update_at: next.map(at),
        overrides,
    };
    entry(clock, "support-1", body)
}

pub(super) fn note(clock: &str, sort: NoteSort, text: &str) -> Entry {
    entry(
        clock,
        "on-call-1",
        Body::Noted {
            sort,
            text: text.into(),
        },
    )
}

pub(super) fn moved(clock: &str, from: Phase, to: Phase) -> Entry {
    entry(
        clock,
        "on-call-1",
        Body::PhaseChanged {
            from,
            to,
            reason: None,
        },
    )
}

#[expect(clippy::too_many_lines, reason = "one night, told in order")]
pub(super) fn story() -> Vec<Entry> {
    let metric = "checkout_success";
    let out = |clock, since: &str, text: &str| {
        let body = Body::MetricDeviated {
            metric: metric.into(),
            text: text.into(),
            since: at(since),
        };
        entry(clock, "holdfast", body)
    };
    let back = |clock, since: &str| {
        let body = Body::MetricRecovered {
            metric: metric.into(),
            text: "Checkout success 90%, in its band 88–96%".into(),
            since: at(since),
        };
        entry(clock, "holdfast", body)
    };
    let declared = Body::IncidentDeclared {
        number: 7,
        title: "Checkout failing for some shoppers".into(),
        severity: Severity::Sev2,
        scope: vec!["checkout".into()],
        page: None,
        impact_began: Some(at("01:46")),
    };
    let page = Body::PageTriggered {
        pager: "metrics".into(),
        key: "k".into(),
        summary: "Checkout success 61% is below its band 88–96%".into(),
        detail: None,
        urgency: Urgency::High,
        labels: vec![],
        link: None,
        capability: None,
    };
    vec![
        entry("01:52", "on-call-1", declared),
        entry(
            "01:38",
            "deploys",
            Body::ChangeNoted {
                text: "Deploy storefront 4.18.0".into(),
            },
        ),
        out(
            "01:49",
            "01:46",
            "Checkout success 61% is below its band 88–96%, for 3 min",
        ),
        entry("01:49", "holdfast", page),
        entry(
            "01:50",
            "on-call-1",
            Body::PageAcknowledged {
                place: Place::Notification,
            },
        ),
        entry(
            "01:52",
            "on-call-1",
            Body::RoleAssigned {
                role: Role::Commander,
                person: Some("on-call-1".into()),
            },
        ),
        update(
            "01:58",
            Phase::Investigating,
            "Some shoppers cannot pay.\n\nNext update by 02:20.",
            Some("02:20"),
            vec![],
        ),
        note(
            "02:04",
            NoteSort::Action,
            "Rolled storefront back.\n\n# 61% to 66% <!-- still out",
        ),
        moved("02:13", Phase::Triage, Phase::Identified),
        note(
            "02:13",
            NoteSort::Decision,
            "Rule to observe-only; risk accepted for 30 min",
        ),
        update(
            "02:16",
            Phase::Identified,
            "A security check stops some payments.",
            Some("02:30"),
            vec![],
        ),
        back("02:27", "02:24"),
        moved("02:28", Phase::Identified, Phase::Monitoring),
        out(
            "02:36",
            "02:33",
            "Checkout success 79% is below its band 88–96%, for 3 min",
        ),
        update(
            "02:36",
            Phase::Resolved,
            "This is over.",
            None,
            vec![Override {
                rule: "resolved-out-of-band".into(),
                reason: "we thought one point was noise".into(),
            }],
        ),
        back("02:46", "02:43"),
        moved("02:58", Phase::Monitoring, Phase::Resolved),
    ]
}

pub(super) fn material<'a>(
    incident: &'a Incident,
    entries: &'a [Entry],
    watched: &'a [Watched],
) -> Material<'a> {
    Material {
        incident,
        scope: &[],
        entries,
        pages: &[],
        watched,
    }
}

pub(super) fn folded(entries: &[Entry]) -> Incident {
    let mut incident = Incident::declared(&entries[0]).unwrap();
    entries[1..].iter().for_each(|entry| incident.apply(entry));
    incident
}

pub(super) fn watched() -> Vec<Watched> {
    [
        ("checkout_success", "Checkout success"),
        ("orders", "Orders a minute"),
    ]
    .map(|(name, label)| Watched {
        name: name.into(),
        label: label.into(),
        is_business: true,
    })
    .to_vec()
}

pub(super) fn document(entries: &[Entry]) -> String {
    let incident = folded(entries);
    let watched = watched();
    let scope = ["Checkout".to_owned()];
    let material = Material {
        scope: &scope,
        ..material(&incident, entries, &watched)
    };
    generate(
        &material,
        &Zone::named("Europe/Berlin").unwrap(),
        template(),
    )
}

pub(super) fn part<'a>(document: &'a str, title: &str) -> &'a str {
    let (_, after) = document.split_once(&format!("## {title}\n\n")).unwrap();
    after.split("\n## ").next().unwrap().trim_end()
}

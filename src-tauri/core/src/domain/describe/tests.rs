use super::*;
use crate::domain::Instant;
use crate::domain::entry::Stream;
use crate::domain::id::{DeliveryId, EntryId, IncidentId};
use crate::domain::page::{Channel, Place, Urgency};
use crate::domain::role::Role;
use crate::domain::update::Audience;
use crate::domain::verdict::Call;
use chrono::Duration;

fn at(minute: i64) -> Instant {
    chrono::DateTime::UNIX_EPOCH + Duration::minutes(minute)
}

fn said(body: Body) -> (String, String, Tone, bool) {
    let entry = Entry {
        id: EntryId::new(at(0)),
        stream: Stream::Desk,
        at: at(10),
        noted_at: at(10),
        author: "on-call-1".into(),
        body,
    };
    let Description {
        heading,
        text,
        tone,
        editable,
    } = describe(&entry);
    (heading, text, tone, editable)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of all kinds")]
fn every_kind_reads_as_a_person_would_say_it() {
    let delivery = DeliveryId::new(at(0));
    let rows = [
        (
            Body::IncidentDeclared {
                number: 7,
                title: "Checkout failing for some shoppers".into(),
                severity: Severity::Sev2,
                scope: vec!["checkout".into(), "sign-in".into()],
                page: None,
                impact_began: None,
            },
            "Incident declared",
            "INC-7, SEV-2: Checkout failing for some shoppers. Affects checkout and sign-in.",
            Tone::Plain,
        ),
        (
            Body::SeverityChanged {
                from: Severity::Sev3,
                to: Severity::Sev2,
            },
            "Severity raised",
            "SEV-3 to SEV-2",
            Tone::Plain,
        ),
        (
            Body::PhaseChanged {
                from: Phase::Resolved,
                to: Phase::Identified,
                reason: Some("one region still enforced the rule".into()),
            },
            "Reopened",
            "Resolved to Identified: one region still enforced the rule",
            Tone::Alarm,
        ),
        (
            Body::PhaseChanged {
                from: Phase::Monitoring,
                to: Phase::Resolved,
                reason: None,
            },
            "Resolved",
            "Monitoring to Resolved",
            Tone::Good,
        ),
        (
            Body::RoleAssigned {
                role: Role::Commander,
                person: None,
            },
            "Commander",
            "Nobody",
            Tone::Plain,
        ),
        (
            Body::Noted {
                sort: NoteSort::Decision,
                text: "Rule to observe-only".into(),
            },
            "Decision",
            "Rule to observe-only",
            Tone::Decision,
        ),
        (
            Body::Amended {
                entry: EntryId::new(at(0)),
                text: Some("61%".into()),
                at: Some(at(5)),
            },
            "Correction",
            "Happened at 1970-01-01 00:05 UTC, and reads: 61%",
            Tone::Plain,
        ),
        (
            Body::StepTicked {
                role: Role::Commander,
                step: "x".into(),
                text: "Name a scribe".into(),
                done: true,
            },
            "Commander checklist",
            "Done: Name a scribe",
            Tone::Plain,
        ),
        (
            Body::UpdateSent {
                audience: Audience::Public,
                phase: Phase::Investigating,
                text: "Some shoppers cannot pay.".into(),
                targets: vec!["Status page".into(), "Chat".into()],
                next_update_at: Some(at(30)),
                overrides: vec![Override {
                    rule: "estimate".into(),
                    reason: "agreed with the commander".into(),
                }],
            },
            "Status update, public: Investigating",
            "Some shoppers cannot pay.\n\nTo Status page and Chat. Next one promised in 20 min. Sent past “estimate”: agreed with the commander.",
            Tone::Update,
        ),
        (
            Body::DeliveryFailed {
                delivery,
                target: "Status page".into(),
                what: "public update".into(),
                reason: "it answered 401: check the token".into(),
            },
            "Not delivered",
            "public update to Status page: it answered 401: check the token",
            Tone::Alarm,
        ),
        (
            Body::GateOverridden {
                open: vec!["In band for 15 min: 13 of 15".into()],
                reason: "bank confirms".into(),
            },
            "Resolved past the gate",
            "bank confirms. Open: In band for 15 min: 13 of 15.",
            Tone::Decision,
        ),
        (
            Body::PageSnoozed {
                until: at(55),
                place: Place::Notification,
            },
            "Page snoozed",
            "For 45 min, in the notification",
            Tone::Plain,
        ),
        (
            Body::PageNotified {
                channel: Channel::Notification,
                accepted: false,
                problem: Some("no notification service".into()),
            },
            "One way did not get through",
            "By a desktop notification: no notification service",
            Tone::Alarm,
        ),
        (
            Body::PageRetriggered {},
            "Page again",
            "The same alert fires again",
            Tone::Alarm,
        ),
        (
            Body::VerdictGiven {
                call: Call::ActNow,
                text: "Act now: Checkout success 61%".into(),
            },
            "Verdict",
            "Act now: Checkout success 61%",
            Tone::Alarm,
        ),
    ];
    for (body, heading, text, tone) in rows {
        let editable = matches!(body, Body::Noted { .. });
        assert_eq!(
            said(body),
            (heading.to_owned(), text.to_owned(), tone, editable)
        );
    }
}

#[test]
fn search_finds_a_page_by_its_labels_and_an_update_by_the_reason_it_was_sent_with() {
    let page = Body::PageTriggered {
        pager: "alertmanager".into(),
        key: "abc".into(),
        summary: "Checkout is slow".into(),
        detail: None,
        urgency: Urgency::High,
        labels: vec![("region".into(), "eu-west".into())],
        link: Some("https://alerts.example/1".into()),
        capability: Some("checkout".into()),
    };
    assert_eq!(
        prose(&page),
        "Checkout is slow\nalertmanager\nabc\ncheckout\neu-west"
    );
    assert_eq!(
        prose(&Body::PageLinked {
            incident: IncidentId::new(at(0))
        }),
        "",
        "an identity is no word"
    );
}

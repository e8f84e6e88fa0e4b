//! What an entry says, in one wording for the window, the command line, exports and retrospectives.
//!
//! Times inside a sentence are lengths ("for 45 min"): a description knows no time zone. When it happened and who noted
//! it stand beside the entry, not in it.

use serde::{Deserialize, Serialize};

use super::entry::{Body, Entry, NoteSort, Override};
use super::metric;
use super::page::{Channel, Place, Urgency};
use super::phase::Phase;
use super::severity::Severity;
use super::verdict::Call;

/// How an entry is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Plain.
    Plain,
    /// Something broke or failed.
    Alarm,
    /// A status update.
    Update,
    /// A decision.
    Decision,
    /// Something is well again.
    Good,
}

/// An entry in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Its kind: `Decision`.
    pub heading: String,
    /// What it says; Markdown where a person wrote it.
    pub text: String,
    /// How it is drawn.
    pub tone: Tone,
    /// Its text may be amended: a person's own note.
    pub editable: bool,
}

/// The entry in words.
pub fn describe(entry: &Entry) -> Description {
    let (heading, text, tone) = parts(entry);
    Description {
        heading: heading.into_owned(),
        text,
        tone,
        editable: matches!(entry.body, Body::Noted { .. }),
    }
}

/// The words of an entry that a search should find: what people and providers wrote, not how Holdfast frames it.
pub fn prose(body: &Body) -> String {
    let mut words: Vec<&str> = Vec::new();
    let number;
    match body {
        Body::IncidentDeclared {
            number: n,
            title,
            scope,
            ..
        } => {
            number = format!("INC-{n}");
            words.extend([number.as_str(), title]);
            words.extend(scope.iter().map(String::as_str));
        }
        Body::Retitled { title } => words.push(title),
        Body::SeverityChanged { .. }
        | Body::RetrospectiveExported { .. }
        | Body::PageRetriggered {}
        | Body::PageAcknowledged { .. }
        | Body::PageSnoozed { .. }
        | Body::PageResolved { .. }
        | Body::PageLinked { .. } => {}
        Body::PhaseChanged { reason, .. } => words.extend(reason.as_deref()),
        Body::RoleAssigned { person, .. } => words.extend(person.as_deref()),
        Body::ScopeChanged { scope } => words.extend(scope.iter().map(String::as_str)),
        Body::Noted { text, .. }
        | Body::StepTicked { text, .. }
        | Body::MetricDeviated { text, .. }
        | Body::MetricRecovered { text, .. }
        | Body::ChangeNoted { text }
        | Body::VerdictGiven { text, .. } => words.push(text),
        Body::Amended { text, .. } => words.extend(text.as_deref()),
        Body::UpdateSent {
            text,
            targets,
            overrides,
            ..
        } => {
            words.push(text);
            words.extend(targets.iter().map(String::as_str));
            words.extend(overrides.iter().map(|past| past.reason.as_str()));
        }
        Body::Delivered { target, what, .. } => words.extend([target.as_str(), what]),
        Body::DeliveryFailed {
            target,
            what,
            reason,
            ..
        } => words.extend([target.as_str(), what, reason]),
        Body::GateOverridden { open, reason } => {
            words.push(reason);
            words.extend(open.iter().map(String::as_str));
        }
        Body::PageTriggered {
            pager,
            key,
            summary,
            detail,
            labels,
            capability,
            ..
        } => {
            words.extend([summary.as_str(), pager, key]);
            words.extend(detail.as_deref());
            words.extend(capability.as_deref());
            words.extend(labels.iter().map(|(_, value)| value.as_str()));
        }
        Body::PageNotified { problem, .. } => words.extend(problem.as_deref()),
        Body::PageWoken { reason } => words.push(reason),
    }
    words.join("\n")
}

type Heading = std::borrow::Cow<'static, str>;

fn parts(entry: &Entry) -> (Heading, String, Tone) {
    match &entry.body {
        Body::IncidentDeclared {
            number,
            title,
            severity,
            scope,
            ..
        } => {
            let mut text = format!("INC-{number}, {severity}: {}", sentence(title));
            if !scope.is_empty() {
                text = format!("{text} Affects {}.", listed(scope));
            }
            ("Incident declared".into(), text, Tone::Plain)
        }
        Body::Retitled { title } => ("New title".into(), title.clone(), Tone::Plain),
        Body::SeverityChanged { from, to } => (
            severity_heading(*from, *to).into(),
            format!("{from} to {to}"),
            Tone::Plain,
        ),
        Body::PhaseChanged { from, to, reason } => phase(*from, *to, reason.as_deref()),
        Body::RoleAssigned { role, person } => (
            role.to_string().into(),
            person.clone().unwrap_or_else(|| "Nobody".to_owned()),
            Tone::Plain,
        ),
        Body::ScopeChanged { scope } if scope.is_empty() => {
            ("Scope".into(), "Names nothing".to_owned(), Tone::Plain)
        }
        Body::ScopeChanged { scope } => ("Scope".into(), listed(scope), Tone::Plain),
        Body::Noted { sort, text } => note(*sort, text),
        Body::Amended { text, at, .. } => ("Correction".into(), amendment(text, *at), Tone::Plain),
        Body::StepTicked {
            role, text, done, ..
        } => {
            let heading = format!("{role} checklist").into();
            let before = if *done { "Done" } else { "Not done after all" };
            (heading, format!("{before}: {text}"), Tone::Plain)
        }
        Body::UpdateSent { .. } => update(entry),
        Body::Delivered { target, what, .. } => (
            "Delivered".into(),
            format!("{what} to {target}"),
            Tone::Plain,
        ),
        Body::DeliveryFailed {
            target,
            what,
            reason,
            ..
        } => (
            "Not delivered".into(),
            format!("{what} to {target}: {reason}"),
            Tone::Alarm,
        ),
        Body::GateOverridden { open, reason } => (
            "Resolved past the gate".into(),
            format!("{} Open: {}.", sentence(reason), open.join("; ")),
            Tone::Decision,
        ),
        Body::MetricDeviated { text, .. } => {
            ("Metric left its band".into(), text.clone(), Tone::Alarm)
        }
        Body::MetricRecovered { text, .. } => {
            ("Metric back in band".into(), text.clone(), Tone::Good)
        }
        Body::ChangeNoted { text } => ("Change".into(), text.clone(), Tone::Plain),
        Body::RetrospectiveExported { format } => (
            "Retrospective exported".into(),
            format!("As {}", if format == "html" { "HTML" } else { "Markdown" }),
            Tone::Plain,
        ),
        Body::PageTriggered { .. }
        | Body::PageRetriggered {}
        | Body::PageNotified { .. }
        | Body::PageAcknowledged { .. }
        | Body::PageSnoozed { .. }
        | Body::PageWoken { .. }
        | Body::PageResolved { .. }
        | Body::PageLinked { .. }
        | Body::VerdictGiven { .. } => page(entry),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "called for the kinds of a page only"
)]
fn page(entry: &Entry) -> (Heading, String, Tone) {
    match &entry.body {
        Body::PageTriggered {
            pager,
            summary,
            detail,
            urgency,
            ..
        } => {
            let heading = match urgency {
                Urgency::High => format!("Page from {pager}"),
                Urgency::Low => format!("Low-urgency page from {pager}"),
            };
            let text = match detail {
                Some(detail) if !detail.trim().is_empty() => format!("{summary}\n\n{detail}"),
                Some(_) | None => summary.clone(),
            };
            (heading.into(), text, Tone::Alarm)
        }
        Body::PageNotified {
            channel,
            accepted,
            problem,
        } => {
            let by = by_channel(*channel);
            let problem = problem
                .as_ref()
                .map_or_else(String::new, |problem| format!(": {problem}"));
            if *accepted {
                (
                    "Somebody was told".into(),
                    format!("{by}{problem}"),
                    Tone::Plain,
                )
            } else {
                (
                    "Could not tell anybody".into(),
                    format!("{by}{problem}"),
                    Tone::Alarm,
                )
            }
        }
        Body::PageAcknowledged { place } => (
            "Page acknowledged".into(),
            in_place(*place).to_owned(),
            Tone::Plain,
        ),
        Body::PageSnoozed { until, place } => (
            "Page snoozed".into(),
            format!(
                "For {}, {}",
                metric::length(*until - entry.at),
                lower(in_place(*place))
            ),
            Tone::Plain,
        ),
        Body::PageWoken { reason } => ("Snooze ended".into(), reason.clone(), Tone::Alarm),
        Body::PageResolved { place } => (
            "Page resolved".into(),
            in_place(*place).to_owned(),
            Tone::Good,
        ),
        Body::PageLinked { .. } => (
            "Page linked".into(),
            "It belongs to an incident now".to_owned(),
            Tone::Plain,
        ),
        Body::VerdictGiven { call, text } => {
            let tone = match call {
                Call::ActNow => Tone::Alarm,
                Call::CanWait | Call::CannotTell => Tone::Plain,
            };
            ("Verdict".into(), text.clone(), tone)
        }
        _ => (
            "Page again".into(),
            "The same alert fires again".to_owned(),
            Tone::Alarm,
        ),
    }
}

fn severity_heading(from: Severity, to: Severity) -> &'static str {
    if to < from {
        "Severity raised"
    } else {
        "Severity lowered"
    }
}

fn phase(from: Phase, to: Phase, reason: Option<&str>) -> (Heading, String, Tone) {
    let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    let text = format!("{from} to {to}{reason}");
    if !from.is_open() && to.is_open() {
        ("Reopened".into(), text, Tone::Alarm)
    } else if to == Phase::Resolved {
        ("Resolved".into(), text, Tone::Good)
    } else {
        ("Phase".into(), text, Tone::Plain)
    }
}

fn note(sort: NoteSort, text: &str) -> (Heading, String, Tone) {
    let (heading, tone) = match sort {
        NoteSort::Note => ("Note", Tone::Plain),
        NoteSort::Decision => ("Decision", Tone::Decision),
        NoteSort::Action => ("Action taken", Tone::Plain),
    };
    (heading.into(), text.to_owned(), tone)
}

fn amendment(text: &Option<String>, at: Option<super::Instant>) -> String {
    let at = at.map(|at| format!("Happened at {}", at.format("%Y-%m-%d %H:%M UTC")));
    match (at, text) {
        (Some(at), Some(text)) => format!("{at}, and reads: {text}"),
        (Some(at), None) => at,
        (None, Some(text)) => format!("Reads: {text}"),
        (None, None) => "Nothing changed".to_owned(),
    }
}

fn update(entry: &Entry) -> (Heading, String, Tone) {
    let Body::UpdateSent {
        audience,
        phase,
        text,
        targets,
        next_update_at,
        overrides,
    } = &entry.body
    else {
        return (Heading::default(), String::new(), Tone::Update);
    };
    let mut after = vec![if targets.is_empty() {
        "Copied to the clipboard.".to_owned()
    } else {
        format!("To {}.", listed(targets))
    }];
    if let Some(next) = next_update_at {
        after.push(format!(
            "Next one promised in {}.",
            metric::length(*next - entry.at)
        ));
    }
    after.extend(overrides.iter().map(sent_past));
    (
        format!("Status update, {audience}: {phase}").into(),
        format!("{}\n\n{}", text.trim_end(), after.join(" ")),
        Tone::Update,
    )
}

fn sent_past(past: &Override) -> String {
    format!("Sent past “{}”: {}", past.rule, sentence(&past.reason))
}

fn by_channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Notification => "By a desktop notification",
        Channel::Window => "By the window",
        Channel::Tray => "By the tray icon",
        Channel::Sound => "By sound",
    }
}

fn in_place(place: Place) -> &'static str {
    match place {
        Place::Notification => "In the notification",
        Place::Window => "In the window",
        Place::CommandLine => "On the command line",
        Place::Provider => "At the provider",
        Place::Holdfast => "By Holdfast itself",
    }
}

/// Ends with a full stop, whatever it ended with.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Instant;
    use crate::domain::entry::Stream;
    use crate::domain::id::{DeliveryId, EntryId, IncidentId};
    use crate::domain::role::Role;
    use crate::domain::update::Audience;
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
                "Could not tell anybody",
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
}

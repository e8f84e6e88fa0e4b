//! What an entry says, in one wording for the window, the command line, exports and retrospectives.
//!
//! Times inside a sentence are lengths ("for 45 min"): a description knows no time zone. When it happened and who noted
//! it stand beside the entry, not in it.

mod page;

use serde::{Deserialize, Serialize};

use super::entry::{Body, Entry, NoteSort, Override};
use super::metric;
use super::phase::Phase;
use super::severity::Severity;

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
        Body::Amended { text, at, .. } => (
            "Correction".into(),
            amendment(text.as_deref(), *at),
            Tone::Plain,
        ),
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
        | Body::VerdictGiven { .. } => page::parts(entry),
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

fn amendment(text: Option<&str>, at: Option<super::Instant>) -> String {
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

/// Ends with a full stop, whatever it ended with.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
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
mod tests;

//! What happened to a page, in words.

use super::{Heading, Tone};
use crate::domain::entry::{Body, Entry};
use crate::domain::metric;
use crate::domain::page::{Channel, Place, Urgency};
use crate::domain::verdict::Call;

/// Heading, text and tone of an entry of a page's stream.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "called for the kinds of a page only"
)]
pub(super) fn parts(entry: &Entry) -> (Heading, String, Tone) {
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
                    "One way did not get through".into(),
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

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

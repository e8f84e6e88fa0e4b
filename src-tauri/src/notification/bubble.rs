//! What a bubble says, as values: text, buttons, hints, and what its answers mean. Nothing here talks to the bus.

use holdfast_core::desktop::{Notice, Press, SNOOZE_MINUTES};
use holdfast_core::domain::page::Urgency;
use notify_rust::error::Error;
use notify_rust::{Hint, Notification, NotificationResponse, Timeout};

/// The longest text a bubble carries; more belongs in the window.
const LONGEST: usize = 400;

/// A page. One that demands a human stays until it is answered; its sound is our own.
pub(super) fn page(notice: &Notice) -> Notification {
    let mut bubble = plain(&notice.title, &notice.body);
    bubble
        .action("default", "Open")
        .action("ack", "Acknowledge")
        .action("snooze", &format!("Snooze {SNOOZE_MINUTES} min"))
        .action("open", "Open");
    match notice.urgency {
        Urgency::High => bubble
            .urgency(notify_rust::Urgency::Critical)
            .timeout(Timeout::Never)
            .hint(Hint::Resident(true)),
        Urgency::Low => bubble.urgency(notify_rust::Urgency::Normal),
    };
    bubble
}

/// A line that nobody has to answer.
pub(super) fn reminder(title: &str, body: &str) -> Notification {
    let mut bubble = plain(title, body);
    bubble.urgency(notify_rust::Urgency::Normal);
    bubble
}

/// What an answer means; none when the bubble is gone.
pub(super) fn press(response: &NotificationResponse) -> Option<Press> {
    match response {
        NotificationResponse::Action(name) => match name.as_str() {
            "ack" => Some(Press::Acknowledge),
            "snooze" => Some(Press::Snooze),
            _ => Some(Press::Open),
        },
        NotificationResponse::Default => Some(Press::Open),
        NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => None,
    }
}

/// Why the service did not show it, in words that go on from "because".
pub(super) fn complaint(error: &Error) -> String {
    let said = error.to_string();
    if said.contains("org.freedesktop.DBus.Error.ServiceUnknown") {
        return "no notification service runs on this desktop".to_owned();
    }
    format!("the notification service refused: {said}")
}

fn plain(title: &str, body: &str) -> Notification {
    let mut bubble = Notification::new();
    bubble
        .appname("Holdfast")
        .icon("holdfast-desktop")
        .summary(&tidy(title))
        .body(&escaped(&tidy(body)))
        .hint(Hint::DesktopEntry("Holdfast".to_owned()))
        .hint(Hint::SuppressSound(true));
    bubble
}

/// The text of a provider is not ours: no control characters, and not without end.
fn tidy(text: &str) -> String {
    let visible = |letter: &char| !letter.is_control() || *letter == '\n';
    let mut letters = text.chars().filter(visible);
    let mut tidy: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        tidy.push('…');
    }
    tidy
}

/// Services read markup in a body whether or not they admit it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_core::clock::{Clock, SystemClock};
    use holdfast_core::domain::id::PageId;
    use notify_rust::CloseReason;

    fn notice(urgency: Urgency) -> Notice {
        Notice {
            page: PageId::new(SystemClock.now()),
            title: "Checkout success is below its band".into(),
            body: "64%, expected 88–96%, for 3 min. <b>R&D</b>\0".into(),
            urgency,
            rang: 0,
        }
    }

    #[test]
    fn a_page_that_demands_a_human_stays_and_has_three_buttons() {
        let bubble = page(&notice(Urgency::High));
        assert_eq!(bubble.timeout, Timeout::Never, "it waits for an answer");
        assert!(bubble.hints.contains(&Hint::Resident(true)));
        assert!(
            bubble
                .hints
                .contains(&Hint::Urgency(notify_rust::Urgency::Critical))
        );
        let buttons = [
            "default",
            "Open",
            "ack",
            "Acknowledge",
            "snooze",
            "Snooze 10 min",
            "open",
            "Open",
        ];
        assert_eq!(bubble.actions, buttons, "a click anywhere else opens");
    }

    #[test]
    fn a_page_that_may_wait_goes_by_itself() {
        let bubble = page(&notice(Urgency::Low));
        assert_eq!(bubble.timeout, Timeout::Default);
        assert!(!bubble.hints.contains(&Hint::Resident(true)));
    }

    #[test]
    fn the_text_of_a_provider_is_never_markup() {
        let bubble = page(&notice(Urgency::High));
        assert_eq!(
            bubble.body, "64%, expected 88–96%, for 3 min. &lt;b&gt;R&amp;D&lt;/b&gt;",
            "it is shown as it was written, less what cannot be shown"
        );
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let text = tidy(&"ä".repeat(10_000));
        assert_eq!(text.chars().count(), LONGEST + 1);
        assert!(text.ends_with('…'));
    }

    #[test]
    fn every_answer_means_something() {
        let action = |name: &str| press(&NotificationResponse::Action(name.into()));
        assert_eq!(action("ack"), Some(Press::Acknowledge));
        assert_eq!(action("snooze"), Some(Press::Snooze));
        assert_eq!(action("open"), Some(Press::Open));
        assert_eq!(press(&NotificationResponse::Default), Some(Press::Open));
        let closed = NotificationResponse::Closed(CloseReason::Dismissed);
        assert_eq!(press(&closed), None, "the bubble is gone, the page is not");
    }
}

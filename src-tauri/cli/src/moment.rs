//! Times as people type them: `02:05`, `yesterday 23:10`, `10m ago`, RFC 3339.
//!
//! Pure: now and the zone are arguments. Whether a time may lie in the future is the core's to say.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use holdfast_core::domain::Instant;
use holdfast_core::domain::zone::Zone;
use holdfast_core::error::{Failure, Result};

const FORMS: &str = "say 02:05, “yesterday 23:10”, “10m ago”, or 2026-11-21T02:05:00Z";

/// The instant that `typed` means at `now` in `zone`; a refusal names the field `at`.
pub(crate) fn read(typed: &str, now: Instant, zone: &Zone) -> Result<Instant> {
    let text = typed.trim();
    let lower = text.to_lowercase();
    if lower == "now" {
        return Ok(now);
    }
    let found = if let Some(length) = lower.strip_suffix("ago") {
        length_of_time(length).and_then(|length| now.checked_sub_signed(length))
    } else if let Some(clock) = lower.strip_prefix("yesterday") {
        clock_time(clock).map(|clock| zone.last_time(clock, end_of_yesterday(now, zone)))
    } else if let Some(clock) = clock_time(&lower) {
        Some(zone.last_time(clock, now))
    } else {
        DateTime::parse_from_rfc3339(&text.to_uppercase())
            .ok()
            .map(|at| at.with_timezone(&Utc))
    };
    found.ok_or_else(|| {
        Failure::invalid(
            "at",
            format!("“{typed}” is no time Holdfast knows: {FORMS}."),
        )
    })
}

/// The last millisecond of yesterday.
fn end_of_yesterday(now: Instant, zone: &Zone) -> Instant {
    zone.last_time(NaiveTime::MIN, now) - Duration::milliseconds(1)
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()
}

/// `10m`, `1h30m`, `2 hours`, `90 s`: numbers with units, all added up. None for anything else, and for no length at all.
fn length_of_time(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total = Duration::zero();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after
            .find(|letter: char| !letter.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let number: i64 = number.parse().ok()?;
        let length = match unit {
            "s" | "sec" | "secs" | "second" | "seconds" => Duration::try_seconds(number),
            "m" | "min" | "mins" | "minute" | "minutes" => Duration::try_minutes(number),
            "h" | "hour" | "hours" => Duration::try_hours(number),
            "d" | "day" | "days" => Duration::try_days(number),
            _ => None,
        }?;
        total = total.checked_add(&length)?;
        rest = after.trim_start();
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_reads_as_the_one_that_was_meant() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let now = utc("2026-11-21T01:30:00Z"); // 02:30 there
        let table = [
            ("now", "2026-11-21T01:30:00Z", "this moment"),
            ("02:05", "2026-11-21T01:05:00Z", "earlier today"),
            (
                "2:05",
                "2026-11-21T01:05:00Z",
                "a leading zero is not needed",
            ),
            (
                "02:30",
                "2026-11-21T01:30:00Z",
                "this very minute is not yesterday",
            ),
            (
                "02:31",
                "2026-11-20T01:31:00Z",
                "not yet today, so the last one",
            ),
            ("23:50", "2026-11-20T22:50:00Z", "before midnight"),
            (
                "yesterday 23:10",
                "2026-11-20T22:10:00Z",
                "yesterday by the local calendar",
            ),
            (
                "Yesterday 02:05",
                "2026-11-20T01:05:00Z",
                "although 02:05 was today as well",
            ),
            (
                "yesterday 00:00",
                "2026-11-19T23:00:00Z",
                "the first minute of yesterday",
            ),
            ("10m ago", "2026-11-21T01:20:00Z", "minutes"),
            ("10 min ago", "2026-11-21T01:20:00Z", "spelt out"),
            ("1h30m ago", "2026-11-21T00:00:00Z", "two units"),
            (
                "1 hour 30 minutes ago",
                "2026-11-21T00:00:00Z",
                "two units, spelt out",
            ),
            ("90s ago", "2026-11-21T01:28:30Z", "seconds"),
            ("2 days ago", "2026-11-19T01:30:00Z", "days are 24 hours"),
            (
                "2026-11-21T02:05:00+01:00",
                "2026-11-21T01:05:00Z",
                "RFC 3339 with an offset",
            ),
            (
                "2026-11-20t10:00:00z",
                "2026-11-20T10:00:00Z",
                "RFC 3339 in lower case",
            ),
            (" 02:05 ", "2026-11-21T01:05:00Z", "spaces around it"),
        ];
        for (typed, meant, why) in table {
            assert_eq!(
                read(typed, now, &berlin),
                Ok(utc(meant)),
                "{typed:?}: {why}"
            );
        }
    }

    #[test]
    fn yesterday_is_right_on_the_day_after_the_clocks_changed() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let now = utc("2026-10-26T00:30:00Z"); // 01:30 there; yesterday had 25 hours
        assert_eq!(
            read("yesterday 00:30", now, &berlin),
            Ok(utc("2026-10-24T22:30:00Z")),
            "half past midnight was still summer time"
        );
    }

    #[test]
    fn what_is_no_time_is_refused_with_the_forms_that_are() {
        let zone = Zone::utc();
        let now = utc("2026-11-21T01:30:00Z");
        let wrong = [
            "",
            "ago",
            "yesterday",
            "25:00",
            "12:60",
            "tomorrow 02:00",
            "10 ago",
            "m ago",
            "10x ago",
            "-5m ago",
            "2026-11-21",
            "2026-13-01T00:00:00Z",
            "99999999999999999999m ago",
            "9223372036854775807d ago",
            "02:05\0",
        ];
        for typed in wrong {
            let refusal = read(typed, now, &zone).expect_err(typed);
            assert_eq!(refusal.field.as_deref(), Some("at"), "{typed:?}");
            assert!(
                refusal.message.contains("yesterday 23:10"),
                "{typed:?} says what can be typed"
            );
        }
    }
}

//! Local time: the only place where zone rules are applied. Rules come from jiff's bundled database, because system
//! and webview data lag behind the law.

use std::sync::LazyLock;

use chrono::{DateTime, Duration, NaiveTime, Timelike, Utc};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

use super::Instant;

/// The bundled rules, never the system's.
static RULES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time zone with its rules.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// No such zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no time zone: use a name such as Europe/Berlin")]
pub struct UnknownZone(String);

/// From when on which offset holds, for clients that format times but must not know rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Offset {
    /// From when on.
    pub from: Instant,
    /// Minutes east of UTC.
    pub minutes: i32,
    /// `CET`, `+01`.
    pub abbreviation: String,
}

/// A zone as clients get it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ZoneView {
    /// Its name.
    pub name: String,
    /// Offsets around now, oldest first; the first holds for everything before the second.
    pub offsets: Vec<Offset>,
}

/// Hours of the day in which somebody is at work anyway, on weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    /// From.
    pub from: NaiveTime,
    /// To, later than `from`.
    pub to: NaiveTime,
}

impl Zone {
    /// The zone of that name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        RULES
            .get(name)
            .map(Self)
            .map_err(|_| UnknownZone(name.to_owned()))
    }

    /// UTC.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Its name; `UTC` where the rules have none.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// `02:05`.
    pub fn clock(&self, at: Instant) -> String {
        self.zoned(at).strftime("%H:%M").to_string()
    }

    /// `Thu 21 Nov 2026`.
    pub fn date(&self, at: Instant) -> String {
        self.zoned(at).strftime("%a %-d %b %Y").to_string()
    }

    /// `2026-11-21 02:05`, for documents.
    pub fn stamp(&self, at: Instant) -> String {
        self.zoned(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// `02:05` today, `Fri 02:05` within the week, `21 Nov 02:05` otherwise.
    pub fn near(&self, at: Instant, now: Instant) -> String {
        let (then, today) = (self.zoned(at), self.zoned(now));
        let days = (then.date() - today.date()).get_days().abs();
        let format = match days {
            0 => "%H:%M",
            1..=6 => "%a %H:%M",
            _ => "%-d %b %H:%M",
        };
        then.strftime(format).to_string()
    }

    /// The instant of `hh:mm` closest before or at `now`: what somebody means who types `@02:05`.
    pub fn last_time(&self, clock: NaiveTime, now: Instant) -> Instant {
        let today = self.zoned(now).date();
        let at = |date: jiff::civil::Date| self.at_clock(date, clock);
        let here = at(today);
        if here <= now {
            here
        } else {
            at(today.yesterday().unwrap_or(today))
        }
    }

    /// The instant of `hh:mm` closest after `now`: what somebody means by "next update at 02:45".
    pub fn next_time(&self, clock: NaiveTime, now: Instant) -> Instant {
        let today = self.zoned(now).date();
        let here = self.at_clock(today, clock);
        if here > now {
            here
        } else {
            self.at_clock(today.tomorrow().unwrap_or(today), clock)
        }
    }

    /// When somebody is at work next: an hour from now within working hours, else when they begin, weekends skipped.
    pub fn next_at_work(&self, hours: WorkingHours, now: Instant) -> Instant {
        let local = self.zoned(now);
        let minute = u32::try_from(local.hour()).unwrap_or_default() * 60
            + u32::try_from(local.minute()).unwrap_or_default();
        let of = |time: NaiveTime| time.hour() * 60 + time.minute();
        if is_workday(local.date()) && minute >= of(hours.from) && minute < of(hours.to) {
            return now + Duration::hours(1);
        }
        let mut date = local.date();
        if minute >= of(hours.from) {
            date = date.tomorrow().unwrap_or(date);
        }
        while !is_workday(date) {
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        self.at_clock(date, hours.from)
    }

    /// The zone as clients get it: offsets from two years before `now` to one year after.
    pub fn view(&self, now: Instant) -> ZoneView {
        let start = now - Duration::days(730);
        let end = timestamp(now + Duration::days(366));
        let at = |from: Timestamp| {
            let info = self.0.to_offset_info(from);
            Offset {
                from: instant(from),
                minutes: info.offset().seconds() / 60,
                abbreviation: info.abbreviation().to_owned(),
            }
        };
        let mut offsets = vec![at(timestamp(start))];
        offsets.extend(
            self.0
                .following(timestamp(start))
                .map(|transition| transition.timestamp())
                .take_while(|from| *from < end)
                .map(at),
        );
        ZoneView {
            name: self.name().to_owned(),
            offsets,
        }
    }

    fn zoned(&self, at: Instant) -> jiff::Zoned {
        timestamp(at).to_zoned(self.0.clone())
    }

    /// A clock time that a change of offset skips is read as the time after the gap; one that occurs twice, as the first.
    fn at_clock(&self, date: jiff::civil::Date, clock: NaiveTime) -> Instant {
        let part = |number: u32| i8::try_from(number).unwrap_or_default();
        let civil = date.at(part(clock.hour()), part(clock.minute()), 0, 0);
        self.0.to_ambiguous_zoned(civil).compatible().map_or_else(
            |_| DateTime::<Utc>::MIN_UTC,
            |zoned| instant(zoned.timestamp()),
        )
    }
}

/// This machine's zone; UTC where it cannot be found out.
pub fn system() -> Zone {
    let name = TimeZone::try_system()
        .ok()
        .and_then(|zone| zone.iana_name().map(str::to_owned));
    name.and_then(|name| Zone::named(&name).ok())
        .unwrap_or_else(Zone::utc)
}

fn is_workday(date: jiff::civil::Date) -> bool {
    use jiff::civil::Weekday;
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn timestamp(at: Instant) -> Timestamp {
    Timestamp::from_millisecond(at.timestamp_millis()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn instant(at: Timestamp) -> Instant {
    DateTime::from_timestamp_millis(at.as_millisecond()).unwrap_or(DateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn hours() -> WorkingHours {
        WorkingHours {
            from: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            to: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
        }
    }

    #[test]
    fn a_night_page_can_wait_until_nine_and_a_friday_night_one_until_monday() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(
            berlin.next_at_work(hours(), utc("2026-11-19T01:52:00Z")),
            utc("2026-11-19T08:00:00Z")
        );
        assert_eq!(
            berlin.next_at_work(hours(), utc("2026-11-20T22:00:00Z")),
            utc("2026-11-23T08:00:00Z")
        );
        assert_eq!(
            berlin.next_at_work(hours(), utc("2026-11-19T10:00:00Z")),
            utc("2026-11-19T11:00:00Z"),
            "at work already: within the hour"
        );
    }

    #[test]
    fn nine_oclock_is_nine_oclock_on_both_sides_of_a_change_of_offset() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(
            berlin.next_at_work(hours(), utc("2026-10-25T22:00:00Z")),
            utc("2026-10-26T08:00:00Z")
        );
        assert_eq!(
            berlin.next_at_work(hours(), utc("2026-03-29T22:00:00Z")),
            utc("2026-03-30T07:00:00Z")
        );
    }

    #[test]
    fn a_typed_time_is_the_last_one_and_a_promised_time_the_next_one() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let clock = NaiveTime::from_hms_opt(23, 50, 0).unwrap();
        let now = utc("2026-11-20T23:10:00Z"); // 00:10 local
        assert_eq!(berlin.last_time(clock, now), utc("2026-11-20T22:50:00Z"));
        assert_eq!(berlin.next_time(clock, now), utc("2026-11-21T22:50:00Z"));
    }

    #[test]
    fn clients_get_the_offsets_around_now() {
        let view = Zone::named("Europe/Berlin")
            .unwrap()
            .view(utc("2026-11-21T00:00:00Z"));
        assert_eq!((view.offsets[0].minutes, view.offsets.len()), (60, 7));
        assert_eq!(view.offsets[4].from, utc("2026-10-25T01:00:00Z"));
    }

    #[test]
    fn the_bundled_rules_know_this_autumn_s_law() {
        let vancouver = Zone::named("America/Vancouver").unwrap();
        assert_eq!(
            vancouver.clock(utc("2026-12-01T12:00:00Z")),
            "05:00",
            "British Columbia stays on UTC-7 from 2026 on"
        );
    }
}

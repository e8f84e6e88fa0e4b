//! The script: what the shop's numbers are, what happens when, and how it is told. Pure: time since the beginning in,
//! words and numbers out.

use chrono::Duration;

use crate::domain::page::Urgency;

/// How long the story is.
pub const LENGTH: Duration = Duration::minutes(32);

/// When checkout begins to fail, and when the rule that broke it is taken back.
const BREAKS: i64 = 90;
const MENDED: i64 = 14 * 60;

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Something changed.
    Change(&'static str),
    /// A page from another team's monitoring.
    Page {
        /// The provider's key.
        key: &'static str,
        /// The headline.
        summary: &'static str,
        /// More.
        detail: &'static str,
        /// Whether it may wake somebody.
        urgency: Urgency,
    },
    /// Somebody in the room says something.
    Said {
        /// Who.
        who: &'static str,
        /// What.
        text: &'static str,
    },
}

const EVENTS: &[(i64, Event)] = &[
    (-55 * 60, Event::Change("Config: search cache 60 to 90 s")),
    (
        15,
        Event::Change("Deploy storefront 4.18.0, retries slow quotes"),
    ),
    (
        40,
        Event::Change("Flag velocity-rule-v2 to 100%, security service"),
    ),
    (
        70,
        Event::Page {
            key: "disk",
            summary: "Disk 82% on search-replica-3",
            detail: "Grows 2% a day. No business metric is affected.",
            urgency: Urgency::Low,
        },
    ),
    (
        190,
        Event::Said {
            who: "support-1",
            text: "Customer report: “Pay does nothing, my bank says nobody tried.” Phone, mobile data. First of its kind tonight.",
        },
    ),
    (
        250,
        Event::Said {
            who: "support-1",
            text: "Three more customers: the second press of Pay fails, the first sometimes works. All on phones.",
        },
    ),
    (
        330,
        Event::Said {
            who: "storefront-1",
            text: "Rolled storefront back to 4.17.3. Checkout success is still out of its band, so the deploy alone was not it.",
        },
    ),
    (
        420,
        Event::Said {
            who: "security-1",
            text: "4,180 velocity_exceeded answers in ten minutes, usually about 40. All of them were sent as HTTP 200.",
        },
    ),
    (
        500,
        Event::Said {
            who: "support-2",
            text: "Reproduced: second press of Pay on mobile data fails 3 of 3. First press passes 4 of 4.",
        },
    ),
    (
        600,
        Event::Said {
            who: "support-1",
            text: "14 customers so far, two of them called the bank. They ask whether they were charged: they were not.",
        },
    ),
    (
        720,
        Event::Said {
            who: "security-1",
            text: "velocity-rule-v2 counts a repeated request as an attack. I can put it in observe-only. Strong objections?",
        },
    ),
    (
        MENDED,
        Event::Change("Flag velocity-rule-v2 to observe-only, security service"),
    ),
    (
        960,
        Event::Said {
            who: "support-2",
            text: "Tried again with the customer on the phone: payment went through on the first and the second press.",
        },
    ),
    (
        1200,
        Event::Said {
            who: "support-1",
            text: "No new reports for nine minutes. The queue is answered.",
        },
    ),
];

/// What happens in `(after, until]` since the beginning, in order, with when.
pub fn events_between(after: Duration, until: Duration) -> impl Iterator<Item = (Duration, Event)> {
    let (after, until) = (after.num_seconds(), until.num_seconds());
    EVENTS
        .iter()
        .filter(move |(at, _)| *at > after && *at <= until)
        .map(|(at, event)| (Duration::seconds(*at), *event))
}

/// What is going on, for somebody who watches.
pub fn chapter(elapsed: Duration) -> &'static str {
    match elapsed.num_seconds() {
        ..15 => "A quiet night. Every number is in its band.",
        15..BREAKS => "Two changes went out within a minute of each other.",
        BREAKS..190 => {
            "Checkout begins to fail. A page is on its way: take it, then declare an incident."
        }
        190..330 => {
            "Customers report it. Take command, tick the checklist, write the first public update."
        }
        330..500 => "The obvious suspect was rolled back and it did not help. Write that down too.",
        500..720 => "Somebody can reproduce it. What separates “works for me” from “broken”?",
        720..MENDED => {
            "The cause is found. Say “identified”, and what you do, but promise no time."
        }
        MENDED..1100 => "The rule is off and the number climbs. Do not say resolved yet: watch.",
        1100..1860 => {
            "In band. The gate opens after fifteen minutes: say it is over, then write the retrospective."
        }
        _ => "The story is told. Export the retrospective, or begin again.",
    }
}

/// A metric's value; `None` for a metric that the shop does not have.
pub fn value(metric: &str, elapsed: Duration) -> Option<f64> {
    let second = elapsed.num_seconds();
    let (calm, worst, noise) = match metric {
        "checkout-success" => (92.4, 61.0, 1.1),
        "orders" => (13.8, 7.2, 0.9),
        "payment-approval" => (97.2, 97.0, 0.6),
        "sign-in-success" => (98.6, 98.5, 0.4),
        "basket" => (32.0, 31.0, 2.2),
        "search-hits" => (94.2, 94.2, 0.8),
        _ => return None,
    };
    let value = calm + (worst - calm) * trouble(second) + wobble(metric, second) * noise;
    Some((value * 100.0).round() / 100.0)
}

/// How much of the trouble is there, from 0 to 1.
fn trouble(second: i64) -> f64 {
    let share = |from: i64, length: i64| {
        f64::from(i32::try_from((second - from).clamp(0, length)).unwrap_or_default())
            / f64::from(i32::try_from(length).unwrap_or(1))
    };
    let falling = share(BREAKS, 60);
    // The rollback helps a little, because fewer requests are repeated.
    let rolled_back = 0.16 * share(330, 30);
    let mended = share(MENDED, 100);
    ((falling - rolled_back) * (1.0 - mended)).max(0.0)
}

/// A number in -1..1 that is the same for the same second of the same metric, and smooth from one to the next.
fn wobble(metric: &str, second: i64) -> f64 {
    let step = 40;
    let (slot, place) = (second.div_euclid(step), second.rem_euclid(step));
    let at = |slot: i64| {
        let mut hash = metric
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        hash = (hash ^ slot.unsigned_abs()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 29;
        hash = hash.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        f64::from(u16::try_from(hash >> 48).unwrap_or_default()) / f64::from(u16::MAX) * 2.0 - 1.0
    };
    let share = f64::from(i32::try_from(place).unwrap_or_default())
        / f64::from(i32::try_from(step).unwrap_or(1));
    at(slot) * (1.0 - share) + at(slot + 1) * share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::band::{Band, Side};

    fn sides(metric: &str, band: Band, seconds: impl Iterator<Item = i64>) -> Vec<Side> {
        seconds
            .map(|second| band.side(value(metric, Duration::seconds(second)).unwrap()))
            .collect()
    }

    #[test]
    fn checkout_is_in_band_before_out_during_and_in_after() {
        let band = Band {
            low: Some(88.0),
            high: Some(96.0),
        };
        assert!(
            sides("checkout-success", band, -10_800..BREAKS)
                .iter()
                .all(|side| *side == Side::Inside),
            "three calm hours"
        );
        assert!(
            sides("checkout-success", band, BREAKS + 30..MENDED)
                .iter()
                .all(|side| *side == Side::Under),
            "no breath in between: it must not look mended"
        );
        assert!(
            sides("checkout-success", band, MENDED + 110..LENGTH.num_seconds())
                .iter()
                .all(|side| *side == Side::Inside),
            "and it stays"
        );
    }

    #[test]
    fn the_others_stay_calm_so_that_one_metric_tells_the_story() {
        for (metric, low, high) in [
            ("payment-approval", 95.0, 99.0),
            ("sign-in-success", 97.0, 100.0),
            ("basket", 26.0, 41.0),
            ("search-hits", 91.0, 97.0),
        ] {
            let band = Band {
                low: Some(low),
                high: Some(high),
            };
            assert!(
                sides(metric, band, -10_800..LENGTH.num_seconds())
                    .iter()
                    .all(|side| *side == Side::Inside),
                "{metric}"
            );
        }
    }

    #[test]
    fn nothing_is_told_twice() {
        let (middle, end) = (Duration::seconds(330), Duration::hours(1));
        let once: Vec<_> = events_between(Duration::hours(-2), end).collect();
        let twice: Vec<_> = events_between(Duration::hours(-2), middle)
            .chain(events_between(middle, end))
            .collect();
        assert_eq!((once.len(), once), (EVENTS.len(), twice));
    }
}

//! When the next public update is due: the customer's clock.
//!
//! The rhythm is that of the public guidance in `PagerDuty`'s incident response documentation (external communication):
//! the first post within five minutes of the call, then at least every twenty for the first two hours. After that
//! the commander decides, and only what was promised counts.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::Instant;
use super::update::{Audience, SentUpdate};

/// Minutes from the declaration within which the first public update is due.
pub const FIRST_POST_MINUTES: i64 = 5;
/// Minutes between public updates during the first [`CLOSE_HOURS`].
pub const CADENCE_MINUTES: i64 = 20;
/// Hours during which the close rhythm applies.
pub const CLOSE_HOURS: i64 = 2;
/// Minutes before a due time at which the reminder is given.
pub const REMIND_MINUTES: i64 = 5;

/// The next public update that is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Promise {
    /// When it is due.
    pub due_at: Instant,
    /// True when a sent update named this time; false when it follows from the rhythm.
    pub promised: bool,
}

/// What is owed for an incident declared at `declared_at`, given the updates sent so far in any order.
/// `None` when nothing is owed: a resolved update closed the matter, or the close rhythm is over and nothing was promised.
pub fn next_public_update(declared_at: Instant, sent: &[SentUpdate]) -> Option<Promise> {
    let last = sent
        .iter()
        .filter(|update| update.audience == Audience::Public)
        .max_by_key(|update| update.at);
    let Some(last) = last else {
        return Some(Promise {
            due_at: declared_at + Duration::minutes(FIRST_POST_MINUTES),
            promised: false,
        });
    };
    if !last.phase.is_open() {
        return None;
    }
    if let Some(due_at) = last.next_update_at {
        return Some(Promise {
            due_at,
            promised: true,
        });
    }
    let due_at = last.at + Duration::minutes(CADENCE_MINUTES);
    let rhythm_ends = declared_at + Duration::hours(CLOSE_HOURS);
    (last.at < rhythm_ends).then_some(Promise {
        due_at,
        promised: false,
    })
}

/// Where `now` stands against a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// More than [`REMIND_MINUTES`] away.
    Ahead,
    /// Within [`REMIND_MINUTES`].
    Near,
    /// Past.
    Overdue,
}

/// How near `promise` is at `now`.
pub fn nearness(promise: &Promise, now: Instant) -> Nearness {
    if now >= promise.due_at {
        Nearness::Overdue
    } else if promise.due_at - now <= Duration::minutes(REMIND_MINUTES) {
        Nearness::Near
    } else {
        Nearness::Ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::EntryId;
    use crate::domain::phase::Phase;

    fn at(minute: i64) -> Instant {
        chrono::DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    fn sent(minute: i64, phase: Phase, next: Option<i64>) -> SentUpdate {
        SentUpdate {
            entry: EntryId::new(at(minute)),
            at: at(minute),
            audience: Audience::Public,
            phase,
            text: "x".into(),
            next_update_at: next.map(at),
        }
    }

    #[test]
    fn the_first_post_is_due_five_minutes_after_the_declaration() {
        assert_eq!(
            next_public_update(at(0), &[]),
            Some(Promise {
                due_at: at(5),
                promised: false
            })
        );
    }

    #[test]
    fn a_promised_time_wins_over_the_rhythm_and_internal_updates_do_not_count() {
        let mut internal = sent(9, Phase::Identified, Some(50));
        internal.audience = Audience::Internal;
        let updates = [sent(4, Phase::Investigating, Some(30)), internal];
        assert_eq!(
            next_public_update(at(0), &updates),
            Some(Promise {
                due_at: at(30),
                promised: true
            })
        );
    }

    #[test]
    fn without_a_promise_the_rhythm_runs_for_two_hours() {
        assert_eq!(
            next_public_update(at(0), &[sent(110, Phase::Monitoring, None)]),
            Some(Promise {
                due_at: at(130),
                promised: false
            })
        );
        assert_eq!(
            next_public_update(at(0), &[sent(121, Phase::Monitoring, None)]),
            None,
            "after two hours only promises count"
        );
    }

    #[test]
    fn nothing_is_owed_after_resolved() {
        assert_eq!(
            next_public_update(
                at(0),
                &[
                    sent(4, Phase::Investigating, Some(30)),
                    sent(25, Phase::Resolved, None)
                ]
            ),
            None
        );
    }

    #[test]
    fn a_promise_is_ahead_then_near_then_overdue() {
        let promise = Promise {
            due_at: at(20),
            promised: true,
        };
        assert_eq!(
            [14, 15, 20].map(|minute| nearness(&promise, at(minute))),
            [Nearness::Ahead, Nearness::Near, Nearness::Overdue]
        );
    }
}

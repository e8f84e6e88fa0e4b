//! When to ask again: regularly with a little jitter, more and more patiently while nothing answers.

use chrono::Duration;

/// The longest wait between two tries of something that does not answer.
const MOST: Duration = Duration::seconds(60);

/// How long to wait before asking again. `tries` counts failures since the last good answer, `luck` is a random number
/// in `0.0..1.0` that spreads many pollers over time, and `told` is what the other side asked for (`Retry-After`).
pub fn next_poll(every: Duration, tries: u32, luck: f64, told: Option<Duration>) -> Duration {
    let backed_off = match tries {
        0 | 1 => every,
        _ => every.max(scaled(every, f64::from(1_u32 << (tries - 1).min(6))).min(MOST)),
    };
    let jittered = scaled(backed_off, 0.95 + 0.1 * luck);
    told.map_or(jittered, |told| jittered.max(told.min(Duration::hours(1))))
}

/// How long to wait before a delivery is tried again after its `attempts`-th failure: 5 s, 10 s, 20 s, then every minute.
pub fn next_try(attempts: u32, luck: f64, told: Option<Duration>) -> Duration {
    let wait = scaled(
        Duration::seconds(5),
        f64::from(1_u32 << attempts.saturating_sub(1).min(6)),
    )
    .min(MOST);
    let jittered = scaled(wait, 0.9 + 0.1 * luck);
    told.map_or(jittered, |told| jittered.max(told.min(Duration::hours(1))))
}

fn scaled(length: Duration, by: f64) -> Duration {
    let millis = u32::try_from(length.num_milliseconds().clamp(0, 86_400_000)).unwrap_or(u32::MAX);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most a day of milliseconds times 64"
    )]
    let scaled = (f64::from(millis) * by) as i64;
    Duration::milliseconds(scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_keep_their_rhythm_and_grow_patient_without_answers() {
        let waits: Vec<i64> = (0..6)
            .map(|tries| next_poll(Duration::seconds(15), tries, 0.5, None).num_seconds())
            .collect();
        assert_eq!(waits, vec![15, 15, 30, 60, 60, 60]);
        assert_eq!(
            next_poll(Duration::minutes(5), 9, 0.5, None).num_seconds(),
            300,
            "a slow poll is not sped up by failing"
        );
        assert_eq!(
            next_poll(Duration::seconds(15), 1, 0.5, Some(Duration::seconds(90))).num_seconds(),
            90,
            "what was asked for is obeyed"
        );
    }

    #[test]
    fn the_first_retry_comes_within_five_seconds() {
        let waits: Vec<i64> = (1..7)
            .map(|attempts| next_try(attempts, 1.0, None).num_seconds())
            .collect();
        assert_eq!(waits, vec![5, 10, 20, 40, 60, 60]);
    }
}

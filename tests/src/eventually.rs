//! Waiting for what somebody else brings about: as short as it takes, and never longer than a limit.

use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(20);
/// How long other programs may take: to start, to scrape, to draw.
pub const LONG: Duration = Duration::from_secs(45);
const LOOK: Duration = Duration::from_millis(5);
const GLANCE: Duration = Duration::from_millis(50);

/// Looks until `look` finds something.
///
/// # Panics
///
/// When it has not after [`LIMIT`], saying what was waited for.
pub async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < LIMIT, "waited {LIMIT:?} for {what}");
        tokio::time::sleep(LOOK).await;
    }
}

/// Asks somebody outside until the answer is there, or the last thing they said was no answer for [`LONG`].
///
/// # Panics
///
/// When it is not there in time, saying what was waited for and what was said instead.
pub async fn in_time<T>(what: &str, mut ask: impl AsyncFnMut() -> Result<T, String>) -> T {
    let began = Instant::now();
    loop {
        let instead = match ask().await {
            Ok(found) => return found,
            Err(instead) => instead,
        };
        assert!(
            began.elapsed() < LONG,
            "waited {LONG:?} for {what}; at last: {instead}"
        );
        tokio::time::sleep(GLANCE).await;
    }
}

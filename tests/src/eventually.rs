//! Waiting for what another task brings about: as short as it takes, and never longer than a limit.

use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(5);

/// Looks until `look` finds something.
///
/// # Panics
///
/// When it has not after [`LIMIT`], saying what was waited for.
#[expect(clippy::panic, reason = "a test that waits in vain has failed")]
pub async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        if began.elapsed() > LIMIT {
            panic!("waited {LIMIT:?} for {what}");
        }
        tokio::time::sleep(LOOK).await;
    }
}

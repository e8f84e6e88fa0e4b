//! `GET /events`: what changed, as server-sent events. A listener that fell behind is told to read everything again.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, StreamExt};
use holdfast_core::change::Change;
use tokio_stream::wrappers::BroadcastStream;

use super::{Desk, stopped};

/// How often a silent stream says that it is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The stream of changes, until the browser leaves or the server stops.
pub(super) async fn stream(
    State(desk): State<Desk>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = BroadcastStream::new(desk.core.changes())
        // The one error there is: some changes were missed.
        .map(|change| change.unwrap_or(Change::Everything))
        .filter_map(|change| async move { Event::default().json_data(change).ok().map(Ok) })
        .take_until(stopped(desk.stopping));
    Sse::new(changes).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

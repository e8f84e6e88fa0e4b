//! Reminds of the next public update: once when it is near, once when it is due. Pages ring; this does not.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::change::Change;
use crate::domain::Instant;
use crate::domain::id::IncidentId;
use crate::domain::metric;
use crate::domain::promise::{self, Nearness};
use crate::error::Result;

/// Looks at every open incident's promise every five seconds until cancelled.
pub(super) async fn run(app: App, token: CancellationToken) {
    let mut reminded = BTreeSet::new();
    loop {
        if let Err(error) = round(&app, &mut reminded).await {
            tracing::error!(%error, "the promises could not be read, so nobody could be reminded");
        }
        let nap = app
            .clock()
            .real(Duration::from_secs(5))
            .max(Duration::from_millis(200));
        tokio::select! {
            () = token.cancelled() => return,
            () = tokio::time::sleep(nap) => {}
        }
    }
}

async fn round(app: &App, reminded: &mut BTreeSet<(IncidentId, Instant, bool)>) -> Result<()> {
    let now = app.now();
    let incidents = app.read(|reading| reading.open_incidents())?;
    reminded.retain(|(incident, ..)| incidents.iter().any(|open| open.id == *incident));
    for incident in incidents {
        let Some(promise) = promise::next_public_update(incident.declared_at, &incident.updates)
        else {
            continue;
        };
        let overdue = match promise::nearness(&promise, now) {
            Nearness::Ahead => continue,
            Nearness::Near => false,
            Nearness::Overdue => true,
        };
        if !reminded.insert((incident.id, promise.due_at, overdue)) {
            continue;
        }
        let word = if promise.promised { "promised" } else { "due" };
        let title = if overdue {
            format!(
                "The public update {word} for {} is due now",
                app.settings().zone.clock(promise.due_at)
            )
        } else {
            format!(
                "Public update {word} in {}",
                metric::length(promise.due_at - now)
            )
        };
        let body = format!(
            "INC-{} {}. “No change” said plainly is an update.",
            incident.number, incident.title
        );
        let desktop = Arc::clone(app.desktop());
        if let Err(error) = tokio::task::spawn_blocking(move || desktop.remind(&title, &body)).await
        {
            tracing::warn!(%error, "a reminder could not be given");
        }
        app.publish(Change::Incident { id: incident.id });
    }
    Ok(())
}

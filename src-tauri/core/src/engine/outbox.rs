//! Delivers what waits in the outbox: at least once, oldest first, each target at its own pace.

use tokio_util::sync::CancellationToken;

use crate::app::{Action, App, HOLDFAST};
use crate::change::Change;
use crate::domain::Instant;
use crate::domain::entry::{Body, Stream};
use crate::domain::schedule;
use crate::error::Result;
use crate::http::{Problem, ProblemKind};
use crate::journal::{Delivery, Disposition};
use crate::secret::Secret;

/// What was done at the target, in words, or what stood in the way.
type Outcome = std::result::Result<String, Problem>;

/// Delivers until cancelled.
pub(super) async fn run(app: App, token: CancellationToken) {
    let mut changes = app.changes();
    loop {
        if let Err(error) = round(&app).await {
            tracing::error!(%error, "the outbox could not be read");
        }
        tokio::select! {
            () = token.cancelled() => return,
            () = wait_for_delivery(&mut changes) => {}
            () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {}
        }
    }
}

async fn wait_for_delivery(changes: &mut tokio::sync::broadcast::Receiver<Change>) {
    while let Ok(change) = changes.recv().await {
        if change == Change::Outbox {
            return;
        }
    }
}

async fn round(app: &App) -> Result<()> {
    let due = app.read(|reading| match reading.next_delivery_at()? {
        Some(at) if at <= app.now() => reading.due_deliveries(app.now()),
        Some(_) | None => Ok(Vec::new()),
    })?;
    // Targets do not wait for each other; to one target, order is kept.
    let mut targets: Vec<(String, Vec<Delivery>)> = Vec::new();
    for delivery in due {
        match targets
            .iter_mut()
            .find(|(target, _)| *target == delivery.target)
        {
            Some((_, deliveries)) => deliveries.push(delivery),
            None => targets.push((delivery.target.clone(), vec![delivery])),
        }
    }
    let results = futures::future::join_all(targets.into_iter().map(async |(_, deliveries)| {
        for delivery in deliveries {
            if !deliver(app, delivery).await? {
                break;
            }
        }
        Ok(())
    }));
    results.await.into_iter().collect()
}

/// True when the target may be given its next delivery.
async fn deliver(app: &App, mut delivery: Delivery) -> Result<bool> {
    let now = app.now();
    if delivery.fresh_until.is_some_and(|until| until < now) {
        delivery.disposition = Disposition::Stale;
        delivery.problem = Some(
            "It waited too long to be sent without asking: send it now or withdraw it".to_owned(),
        );
        app.write(|writing| writing.store_delivery(&delivery))?;
        return Ok(true);
    }
    let began = app.now();
    let outcome = attempt(app, &delivery).await;
    note_health(app, &delivery, &outcome, began);
    delivery.attempts += 1;
    let now = app.now();
    match outcome {
        Ok(what) => {
            delivery.disposition = Disposition::Sent;
            delivery.problem = None;
            app.write(|writing| {
                writing.store_delivery(&delivery)?;
                note(
                    writing,
                    &delivery,
                    Body::Delivered {
                        delivery: delivery.id,
                        target: delivery.target.clone(),
                        what,
                    },
                )
            })?;
            Ok(true)
        }
        Err(problem) if problem.is_permanent() => {
            delivery.disposition = Disposition::Failed;
            delivery.problem = Some(problem.message.clone());
            app.write(|writing| {
                writing.store_delivery(&delivery)?;
                let body = Body::DeliveryFailed {
                    delivery: delivery.id,
                    target: delivery.target.clone(),
                    what: delivery.what.clone(),
                    reason: problem.message.clone(),
                };
                note(writing, &delivery, body)
            })?;
            Ok(true)
        }
        Err(problem) => {
            let told = problem.retry_after;
            delivery.next_try_at =
                now + schedule::next_try(delivery.attempts, fastrand::f64(), told);
            delivery.problem = Some(problem.message);
            app.write(|writing| writing.store_delivery(&delivery))?;
            Ok(false)
        }
    }
}

/// A publisher is asked only here, so here is where its health is learned; pagers say theirs when they are polled.
fn note_health(app: &App, delivery: &Delivery, outcome: &Outcome, began: Instant) {
    let settings = app.settings();
    let mut publishers = settings.config.publishers.iter();
    if !publishers.any(|publisher| publisher.name == delivery.target) {
        return;
    }
    let key = format!("publisher/{}", delivery.target);
    let now = app.now();
    match outcome {
        Ok(_) => app.board().adapter_answered(&key, now, now - began),
        Err(problem) => {
            let needs_secret = problem.kind == ProblemKind::NeedsSecret;
            app.board()
                .adapter_failed(&key, problem.message.clone(), needs_secret);
        }
    }
    app.publish(Change::Metrics);
}

fn note(writing: &mut crate::journal::Writing<'_>, delivery: &Delivery, body: Body) -> Result<()> {
    writing.append(delivery.stream, writing.now(), HOLDFAST, body)?;
    if let Stream::Page(page) = delivery.stream {
        writing.tell(Change::Page { id: page });
    }
    Ok(())
}

async fn attempt(app: &App, delivery: &Delivery) -> Outcome {
    let unreadable = |message: String| Problem::new(ProblemKind::Rejected, message);
    let action: Action = serde_json::from_value(delivery.action.clone()).map_err(|error| {
        unreadable(format!(
            "This delivery was written by another Holdfast and cannot be read: {error}"
        ))
    })?;
    let config = app.settings().config;
    let gone = || {
        unreadable(format!(
            "“{}” is no longer in the configuration",
            delivery.target
        ))
    };
    match action {
        Action::Page { action } => {
            let pager = config
                .pagers
                .iter()
                .find(|pager| pager.name == delivery.target)
                .ok_or_else(gone)?;
            let secret = secret(app, pager.secret.as_ref(), "pager", &pager.name).await?;
            pager
                .adapter
                .act(app.http(), secret.as_ref(), &action, app.now())
                .await
        }
        Action::Publish { message } => {
            let publisher = config
                .publishers
                .iter()
                .find(|publisher| publisher.name == delivery.target)
                .ok_or_else(gone)?;
            let secret =
                secret(app, publisher.secret.as_ref(), "publisher", &publisher.name).await?;
            publisher
                .adapter
                .publish(app.http(), secret.as_ref(), &message)
                .await
        }
    }
}

async fn secret(
    app: &App,
    reference: Option<&crate::config::SecretRef>,
    table: &str,
    name: &str,
) -> std::result::Result<Option<Secret>, Problem> {
    let Some(reference) = reference else {
        return Ok(None);
    };
    app.keychain()
        .fetch(reference, table, name)
        .await
        .map_err(|message| Problem::new(ProblemKind::NeedsSecret, message))
}

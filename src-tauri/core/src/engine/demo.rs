//! Plays the demo's script: its changes, its pages, what people say in the room.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::{App, NewPage};
use crate::demo::{self, Demo, Event};
use crate::domain::Instant;
use crate::domain::entry::{Body, NoteSort, Stream};
use crate::error::Result;

/// The pager's name of the script's pages.
const PAGER: &str = "shop-monitoring";

/// Plays until cancelled; returns at once when this is no demo.
pub(super) async fn run(app: App, token: CancellationToken) {
    let Some(demo) = app.demo() else {
        token.cancelled().await;
        return;
    };
    let mut began = demo.began();
    let mut told = chrono::Duration::hours(-2);
    loop {
        if demo.began() != began {
            began = demo.began();
            told = chrono::Duration::zero();
        }
        let elapsed = app.now() - began;
        if let Err(error) = play(&app, demo, told, elapsed) {
            tracing::error!(%error, "a scene of the demo could not be written down");
        }
        told = elapsed;
        tokio::select! {
            () = token.cancelled() => return,
            () = tokio::time::sleep(Duration::from_millis(250)) => {}
        }
    }
}

fn play(app: &App, demo: &Demo, after: chrono::Duration, until: chrono::Duration) -> Result<()> {
    for (when, event) in demo::events_between(after, until) {
        let at = demo.began() + when;
        match event {
            Event::Change(text) => {
                app.note_change(text.to_owned(), at, "deploy-bot")?;
            }
            Event::Page {
                key,
                summary,
                detail,
                urgency,
            } => {
                let new = NewPage {
                    pager: PAGER.to_owned(),
                    key: key.to_owned(),
                    summary: summary.to_owned(),
                    detail: Some(detail.to_owned()),
                    urgency,
                    labels: Vec::new(),
                    link: None,
                    capability: None,
                    at,
                };
                app.raise(&new, PAGER)?;
            }
            Event::Said { who, text } => {
                let incident = app
                    .read(|reading| reading.open_incidents())?
                    .into_iter()
                    .next();
                let stream =
                    incident.map_or(Stream::Desk, |incident| Stream::Incident(incident.id));
                note(
                    app,
                    stream,
                    at,
                    who,
                    Body::Noted {
                        sort: NoteSort::Note,
                        text: text.to_owned(),
                    },
                )?;
            }
        }
    }
    Ok(())
}

fn note(app: &App, stream: Stream, at: Instant, who: &str, body: Body) -> Result<()> {
    app.write(|writing| writing.append(stream, at, who, body))
        .map(drop)
}

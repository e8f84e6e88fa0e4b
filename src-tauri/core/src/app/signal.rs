//! What concerns the desk and every open incident alike: a metric's turn, a change. It is written down in each, in one
//! transaction, so that an incident's own stream tells its whole story.

use super::App;
use crate::domain::Instant;
use crate::domain::entry::{Body, Entry, Stream};
use crate::domain::incident::Incident;
use crate::error::Result;

impl App {
    /// Writes a signal down on the desk and in every open incident that it concerns. Returns the desk's entry.
    pub fn signal(
        &self,
        at: Instant,
        author: &str,
        body: &Body,
        concerns: impl Fn(&Incident) -> bool,
    ) -> Result<Entry> {
        self.write(|writing| {
            let incidents = writing.reading().open_incidents()?;
            let entry = writing.append(Stream::Desk, at, author, body.clone())?;
            for incident in incidents.iter().filter(|incident| concerns(incident)) {
                writing.append(Stream::Incident(incident.id), at, author, body.clone())?;
            }
            Ok(entry)
        })
    }

    /// Notes that something changed: a suspect for whatever is open.
    pub fn note_change(&self, text: String, at: Instant, author: &str) -> Result<Entry> {
        self.signal(at, author, &Body::ChangeNoted { text }, |_| true)
    }
}

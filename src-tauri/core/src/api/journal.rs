//! The journal as such on the wire: search, lists, verification.

use serde::{Deserialize, Serialize};

use super::desk::Nothing;
use super::incident::{EntryView, IncidentRef, IncidentRow};
use super::view::{self, Viewer};
use crate::app::App;
use crate::domain::entry::Stream;
use crate::error::{Failure, Result};
use crate::journal::Listing;

/// Searches the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// Words, "phrases", prefixes*. No input is an error.
    pub query: String,
    /// At most so many, 1 to 200; 50 without it.
    pub limit: Option<u32>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SearchResults {
    /// Incidents whose title or number match, newest first.
    pub incidents: Vec<IncidentRow>,
    /// Entries, newest first.
    pub hits: Vec<Hit>,
}

/// An entry that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hit {
    /// The entry.
    pub entry: EntryView,
    /// The incident it belongs to.
    pub incident: Option<IncidentRef>,
    /// What matched in its text: start and end, in characters.
    pub marks: Vec<(u32, u32)>,
}

/// Asks for entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct EntriesRequest {
    /// Of one stream: `incident:ID`, `page:ID`, `desk`; of all without it.
    pub stream: Option<String>,
    /// At most so many, 1 to 1000; 100 without it. Newest first.
    pub limit: Option<u32>,
}

/// What a walk along the chain found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verified {
    /// Entries walked.
    pub entries: u32,
    /// Devices that wrote them.
    pub devices: u32,
    /// What is wrong, in words; nothing when the journal is whole.
    pub problems: Vec<String>,
}

/// What was rebuilt from the entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rebuilt {
    /// Entries folded.
    pub entries: u32,
    /// Incidents.
    pub incidents: u32,
    /// Pages.
    pub pages: u32,
}

/// Searches the journal.
pub fn search(app: &App, request: SearchRequest) -> Result<SearchResults> {
    let config = app.settings().config;
    let limit = request.limit.unwrap_or(50).clamp(1, 200);
    let query: String = request.query.chars().take(1000).collect();
    app.read(|reading| {
        let mut viewer = Viewer::new(app, reading, &config);
        let hits = reading.search(&query, limit)?.into_iter().map(|line| {
            let incident = viewer.incident_of(line.entry.stream)?;
            let entry = view::entry_view(line);
            let marks = marks(&query, &entry.text);
            Ok(Hit {
                entry,
                incident,
                marks,
            })
        });
        let hits = hits.collect::<Result<Vec<_>>>()?;
        let titles = Listing {
            text: &query,
            limit: 20,
            offset: 0,
        };
        let incidents = if query.trim().is_empty() {
            Vec::new()
        } else {
            reading.matching(None, &titles)?
        };
        Ok(SearchResults {
            incidents: incidents
                .iter()
                .map(|incident| viewer.row(incident))
                .collect::<Result<_>>()?,
            hits,
        })
    })
}

/// Entries, newest first.
pub fn entries(app: &App, request: EntriesRequest) -> Result<Vec<EntryView>> {
    let limit = request.limit.unwrap_or(100).clamp(1, 1000);
    let stream = request
        .stream
        .map(|stream| {
            stream
                .parse::<Stream>()
                .map_err(|error| Failure::invalid("stream", error.to_string()))
        })
        .transpose()?;
    app.read(|reading| {
        Ok(reading
            .newest_lines(stream, limit)?
            .into_iter()
            .map(view::entry_view)
            .collect())
    })
}

/// Walks the hash chain.
pub fn verify_journal(app: &App, _: Nothing) -> Result<Verified> {
    let found = app.read(|reading| reading.verify())?;
    Ok(Verified {
        entries: found.entries,
        devices: found.devices,
        problems: found.problems,
    })
}

/// Folds every projection again from the entries alone.
pub fn rebuild_journal(app: &App, _: Nothing) -> Result<Rebuilt> {
    let rebuilt = app.journal().rebuild(app.now())?;
    Ok(Rebuilt {
        entries: rebuilt.entries,
        incidents: rebuilt.incidents,
        pages: rebuilt.pages,
    })
}

/// Where the words of a query stand in a text, in characters, in order and without overlaps.
fn marks(query: &str, text: &str) -> Vec<(u32, u32)> {
    let words: Vec<Vec<char>> = query
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(fold)
        .collect();
    let letters: Vec<char> = text.chars().map(fold_letter).collect();
    let mut marks = Vec::new();
    let mut place = 0;
    while place < letters.len() {
        let begins_word = place == 0 || !letters[place - 1].is_alphanumeric();
        let longest = words
            .iter()
            .filter(|word| begins_word && letters[place..].starts_with(word))
            .map(Vec::len)
            .max();
        match longest {
            Some(length) => {
                let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
                marks.push((at(place), at(place + length)));
                place += length;
            }
            None => place += 1,
        }
    }
    marks
}

fn fold(word: &str) -> Vec<char> {
    word.chars().map(fold_letter).collect()
}

/// One letter for one letter, so that places stay places.
fn fold_letter(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_whole_beginnings_of_words() {
        assert_eq!(
            marks("pay check", "Checkout: nobody can pay, repayments work"),
            vec![(0, 5), (21, 24)]
        );
        assert_eq!(marks("über", "Über allem"), vec![(0, 4)]);
        assert_eq!(marks("", "x"), vec![]);
    }
}

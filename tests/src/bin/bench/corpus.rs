//! A journal of ten thousand incidents and a million entries in an invented language, made once through the core itself and
//! kept. Words are as common as words are: the second half as common as the first, the third a third.

use std::path::PathBuf;

use anyhow::Result;
use chrono::{DateTime, Duration, Utc};
use fastrand::Rng;
use holdfast_core::domain::entry::{Body, NoteSort, Stream};
use holdfast_core::domain::id::IncidentId;
use holdfast_core::domain::phase::Phase;
use holdfast_core::domain::severity::Severity;
use holdfast_core::journal::{Journal, Writing};

use crate::home;

/// Words there are.
const WORDS: usize = 20_000;
/// Moves when the corpus has to be made differently.
const EDITION: u32 = 1;
/// Entries written in one transaction while it is made.
const AT_ONCE: u32 = 5_000;
/// Entries of the incident that went on and on.
pub(crate) const LONG: u32 = 10_000;

/// How large a corpus is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) entries: u32,
    pub(crate) incidents: u32,
}

impl Size {
    pub(crate) fn new(quick: bool) -> Self {
        let entries = if quick { 100_000 } else { 1_000_000 };
        Self {
            entries,
            incidents: entries / 100,
        }
    }

    fn folder(self) -> Result<PathBuf> {
        Ok(home::cache()?.join(format!("corpus-{}-{EDITION}", self.entries)))
    }
}

/// The words, and how to draw them as a text does.
pub(crate) struct Language {
    words: Vec<String>,
    reach: Vec<f64>,
}

impl Language {
    pub(crate) fn new() -> Self {
        let mut random = Rng::with_seed(7);
        let mut words = Vec::with_capacity(WORDS);
        let mut known = std::collections::BTreeSet::new();
        while words.len() < WORDS {
            let mut word = String::new();
            for _ in 0..random.usize(1..=4) {
                word.push(char::from(
                    *random.choice(b"bcdfghklmnprstvz").unwrap_or(&b'b'),
                ));
                word.push(char::from(*random.choice(b"aeiou").unwrap_or(&b'a')));
            }
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut reach = Vec::with_capacity(WORDS);
        let mut sum = 0.0;
        for rank in 1..=u32::try_from(WORDS).unwrap_or(u32::MAX) {
            sum += 1.0 / f64::from(rank);
            reach.push(sum);
        }
        Self { words, reach }
    }

    /// The word of that rank; 0 is the commonest.
    pub(crate) fn ranked(&self, rank: usize) -> &str {
        &self.words[rank % WORDS]
    }

    /// A word, as often as it is used.
    pub(crate) fn word(&self, random: &mut Rng) -> &str {
        let end = self.reach.last().copied().unwrap_or_default();
        let drawn = random.f64() * end;
        self.ranked(self.reach.partition_point(|reach| *reach < drawn))
    }

    /// A sentence of six to eighteen words.
    pub(crate) fn sentence(&self, random: &mut Rng) -> String {
        let words: Vec<&str> = (0..random.usize(6..=18))
            .map(|_| self.word(random))
            .collect();
        words.join(" ")
    }
}

/// The home with the corpus, made now if it is not there. The long incident is its number 1, and open.
pub(crate) fn home(size: Size) -> Result<PathBuf> {
    let folder = size.folder()?;
    if folder.is_dir() {
        return Ok(folder);
    }
    let Size { entries, incidents } = size;
    eprintln!("  making {incidents} incidents with {entries} entries, once");
    let unfinished = folder.with_extension("unfinished");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished)?;
    }
    fill(&Journal::open(&unfinished)?, size)?;
    std::fs::rename(&unfinished, &folder)?;
    Ok(folder)
}

/// Throws the corpus away.
pub(crate) fn remove(size: Size) -> Result<()> {
    let folder = size.folder()?;
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(())
}

struct Writer {
    language: Language,
    random: Rng,
    at: DateTime<Utc>,
    written: u32,
}

fn fill(journal: &Journal, size: Size) -> Result<()> {
    let mut writer = Writer {
        language: Language::new(),
        random: Rng::with_seed(1),
        at: "2020-01-01T00:00:00Z".parse()?,
        written: 0,
    };
    let each = (size.entries - LONG) / (size.incidents - 1);
    let mut number = 1;
    while number <= size.incidents {
        let began = writer.written;
        journal.write(writer.at, |writing| {
            while number <= size.incidents && writer.written - began < AT_ONCE {
                writer.incident(writing, number, if number == 1 { LONG } else { each })?;
                number += 1;
            }
            Ok(())
        })?;
        if writer.written / 100_000 != began / 100_000 {
            eprintln!("  {} entries", writer.written);
        }
    }
    Ok(())
}

impl Writer {
    /// One incident from its declaration to its end; the long one is still open.
    fn incident(
        &mut self,
        writing: &mut Writing<'_>,
        number: u32,
        entries: u32,
    ) -> holdfast_core::error::Result<()> {
        let stream = Stream::Incident(IncidentId::new(self.at));
        let title: String = self
            .language
            .sentence(&mut self.random)
            .chars()
            .take(60)
            .collect();
        let declared = Body::IncidentDeclared {
            number,
            title,
            severity: Severity::Sev2,
            scope: vec![],
            page: None,
            impact_began: None,
        };
        self.append(writing, stream, declared)?;
        for _ in 2..entries {
            let sort = match self.random.u8(..10) {
                0 => NoteSort::Decision,
                1 | 2 => NoteSort::Action,
                _ => NoteSort::Note,
            };
            let text = self.language.sentence(&mut self.random);
            self.append(writing, stream, Body::Noted { sort, text })?;
        }
        let to = if number == 1 {
            Phase::Investigating
        } else {
            Phase::Resolved
        };
        let moved = Body::PhaseChanged {
            from: Phase::Triage,
            to,
            reason: None,
        };
        self.append(writing, stream, moved)
    }

    fn append(
        &mut self,
        writing: &mut Writing<'_>,
        stream: Stream,
        body: Body,
    ) -> holdfast_core::error::Result<()> {
        self.at += Duration::seconds(self.random.i64(1..240));
        self.written += 1;
        writing.append(stream, self.at, "ada", body)?;
        Ok(())
    }
}

//! Entries: appended, chained, never updated, never deleted. Triggers hold the last two.

use rusqlite::{Connection, Row, params};

use super::{Reading, Writing, instant, millis};
use crate::change::Change;
use crate::domain::chain::{self, GENESIS, Hash, Link};
use crate::domain::entry::{Body, Entry, Stream};
use crate::domain::id::EntryId;
use crate::domain::{Instant, describe};
use crate::error::{Failure, Result};

pub(super) const CREATE: &str = "
    CREATE TABLE this_device (id TEXT NOT NULL) STRICT;

    CREATE TABLE entry (
        row       INTEGER PRIMARY KEY,
        id        TEXT NOT NULL UNIQUE,
        stream    TEXT NOT NULL,
        device    TEXT NOT NULL,
        sequence  INTEGER NOT NULL,
        at        INTEGER NOT NULL,
        noted_at  INTEGER NOT NULL,
        author    TEXT NOT NULL,
        kind      TEXT NOT NULL,
        body      TEXT,
        body_hash BLOB NOT NULL,
        hash      BLOB NOT NULL,
        UNIQUE (device, sequence)
    ) STRICT;
    CREATE INDEX entry_of_stream ON entry (stream, row);

    CREATE TRIGGER entry_is_never_updated BEFORE UPDATE ON entry BEGIN
        SELECT raise(ABORT, 'entries are never updated: a correction is another entry');
    END;
    CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry BEGIN
        SELECT raise(ABORT, 'entries are never deleted');
    END;
";

const COLUMNS: &str = "id, stream, at, noted_at, author, kind, body";

/// An entry that was found by the beginning of its id.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// No entry begins so.
    None,
    /// Exactly this one.
    One(Box<Entry>),
    /// Several do.
    Several,
}

/// What a walk along the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Entries walked.
    pub entries: u32,
    /// Devices that wrote them.
    pub devices: u32,
    /// What is wrong, in words, at most a hundred.
    pub problems: Vec<String>,
}

impl From<Stream> for Change {
    fn from(stream: Stream) -> Self {
        match stream {
            Stream::Incident(id) => Self::Incident { id },
            Stream::Page(id) => Self::Page { id },
            Stream::Desk => Self::Desk,
        }
    }
}

impl Writing<'_> {
    /// Appends an entry, folds it into the projections and indexes it. It is durable once the transaction is.
    pub fn append(
        &mut self,
        stream: Stream,
        at: Instant,
        author: &str,
        body: Body,
    ) -> Result<Entry> {
        let entry = Entry {
            id: EntryId::new(self.now),
            stream,
            at,
            noted_at: self.now,
            author: author.to_owned(),
            body,
        };
        let row = self.insert(&entry)?;
        self.fold(row, &entry)?;
        self.tell(Change::from(stream));
        Ok(entry)
    }

    fn insert(&self, entry: &Entry) -> Result<i64> {
        let body = body_text(&entry.body)?;
        let body_hash = chain::body_hash(&body);
        let (sequence, previous) = self.end_of_chain()?;
        let (id, stream) = (entry.id.to_string(), entry.stream.to_string());
        let link = Link {
            previous: &previous,
            id: &id,
            stream: &stream,
            device: self.device,
            sequence: sequence + 1,
            at: millis(entry.at),
            noted_at: millis(entry.noted_at),
            author: &entry.author,
            kind: entry.body.kind(),
            body: &body_hash,
        };
        let mut insert = self.transaction.prepare_cached(
            "INSERT INTO entry (id, stream, device, sequence, at, noted_at, author, kind, body, body_hash, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        insert.execute(params![
            id,
            stream,
            self.device,
            link.sequence,
            link.at,
            link.noted_at,
            link.author,
            link.kind,
            body,
            body_hash,
            link.hash()
        ])?;
        Ok(self.transaction.last_insert_rowid())
    }

    fn end_of_chain(&self) -> Result<(i64, Hash)> {
        let mut select = self.transaction.prepare_cached(
            "SELECT sequence, hash FROM entry WHERE device = ?1 ORDER BY sequence DESC LIMIT 1",
        )?;
        let mut rows = select.query([self.device])?;
        Ok(match rows.next()? {
            Some(row) => (row.get(0)?, row.get(1)?),
            None => (0, GENESIS),
        })
    }
}

impl Reading<'_> {
    /// One entry, as it was written; amendments are not applied.
    pub fn entry(&self, id: EntryId) -> Result<Option<Entry>> {
        let mut select = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM entry WHERE id = ?1"))?;
        let mut rows = select.query([id.to_string()])?;
        rows.next()?.map(read).transpose()
    }

    /// The entry whose id begins with `prefix`.
    pub fn entry_like(&self, prefix: &str) -> Result<Found> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2"
        ))?;
        let mut rows = select.query([prefix])?;
        let Some(first) = rows.next()?.map(read).transpose()? else {
            return Ok(Found::None);
        };
        Ok(if rows.next()?.is_some() {
            Found::Several
        } else {
            Found::One(Box::new(first))
        })
    }

    /// Streams whose text form begins with `prefix`, oldest first, at most `limit`.
    pub fn streams_like(&self, prefix: &str, limit: u32) -> Result<Vec<Stream>> {
        let mut select = self.connection.prepare_cached("SELECT DISTINCT stream FROM entry WHERE stream >= ?1 AND stream < ?1 || '~' ORDER BY stream LIMIT ?2")?;
        let found = select
            .query_map(params![prefix, limit], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        found
            .iter()
            .map(|stream| {
                stream
                    .parse()
                    .map_err(|error| Failure::storage("Reading a stream’s name", error))
            })
            .collect()
    }

    /// Every entry of a stream, or of all of them, in the order in which they were written, handed over one by one.
    pub fn each_entry(
        &self,
        stream: Option<Stream>,
        mut each: impl FnMut(Entry) -> Result<()>,
    ) -> Result<()> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE ?1 IS NULL OR stream = ?1 ORDER BY row"
        ))?;
        let mut rows = select.query([stream.map(|stream| stream.to_string())])?;
        while let Some(row) = rows.next()? {
            each(read(row)?)?;
        }
        Ok(())
    }

    /// Whether the last thing the desk heard of a metric was that it left its band.
    pub fn metric_deviates(&self, metric: &str) -> Result<bool> {
        let sql = "SELECT kind = 'metric_deviated' FROM entry
                   WHERE stream = 'desk' AND kind IN ('metric_deviated', 'metric_recovered') AND json_extract(body, '$.metric') = ?1
                   ORDER BY row DESC LIMIT 1";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([metric])?;
        Ok(rows
            .next()?
            .map(|row| row.get(0))
            .transpose()?
            .unwrap_or(false))
    }

    /// When the newest entry was recorded.
    pub fn newest_noted_at(&self) -> Result<Option<Instant>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT noted_at FROM entry ORDER BY row DESC LIMIT 1")?;
        let mut rows = select.query([])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?.map(instant))
    }

    /// Walks every device's chain from its first entry.
    pub fn verify(&self) -> Result<Verification> {
        let mut walk = Walk::default();
        let mut select = self.connection.prepare("SELECT device, sequence, id, stream, at, noted_at, author, kind, body, body_hash, hash FROM entry ORDER BY device, sequence")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            walk.step(row)?;
        }
        Ok(Verification {
            entries: walk.entries,
            devices: walk.devices,
            problems: walk.problems,
        })
    }
}

/// Every write asks this. Left to choose, `SQLite` walks the whole index of streams, which has them in order already.
const STREAMS_AFTER: &str = "SELECT DISTINCT stream FROM entry NOT INDEXED WHERE row > ?1";

/// Streams with entries after `row`, each once.
pub(super) fn streams_after(connection: &Connection, row: i64) -> Result<Vec<Stream>> {
    let mut select = connection.prepare_cached(STREAMS_AFTER)?;
    let texts = select
        .query_map([row], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    texts.iter().map(|text| stream(text)).collect()
}

pub(super) fn read(row: &Row<'_>) -> Result<Entry> {
    let (id, kind): (String, String) = (row.get(0)?, row.get(5)?);
    let body: Option<String> = row.get(6)?;
    let body = body.ok_or_else(|| {
        Failure::storage(
            &format!("Reading entry {id}"),
            "its body was redacted by a newer Holdfast",
        )
    })?;
    let content: serde_json::Value = super::from_json("an entry", &body)?;
    let tagged = serde_json::json!({ "kind": kind, "body": content });
    let body = serde_json::from_value(tagged)
        .map_err(|error| Failure::storage(&format!("Reading entry {id} ({kind})"), error))?;
    Ok(Entry {
        id: id
            .parse()
            .map_err(|error| Failure::storage("Reading an entry", error))?,
        stream: stream(&row.get::<_, String>(1)?)?,
        at: instant(row.get(2)?),
        noted_at: instant(row.get(3)?),
        author: row.get(4)?,
        body,
    })
}

pub(super) fn stream(text: &str) -> Result<Stream> {
    text.parse()
        .map_err(|error| Failure::storage("Reading the journal", error))
}

/// What is searched for an entry.
pub(super) fn prose(body: &Body) -> String {
    describe::prose(body)
}

/// The body without its kind, which has a column of its own.
fn body_text(body: &Body) -> Result<String> {
    let tagged =
        serde_json::to_value(body).map_err(|error| Failure::internal("writing an entry", error))?;
    super::to_json("an entry", &tagged["body"])
}

#[derive(Default)]
struct Walk {
    entries: u32,
    devices: u32,
    problems: Vec<String>,
    device: String,
    sequence: i64,
    previous: Hash,
}

impl Walk {
    fn step(&mut self, row: &Row<'_>) -> Result<()> {
        let device: String = row.get(0)?;
        if device != self.device {
            self.devices += 1;
            (self.device, self.sequence, self.previous) = (device, 0, GENESIS);
        }
        self.entries += 1;
        let (sequence, id, stream): (i64, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (author, kind, body): (String, String, Option<String>) =
            (row.get(6)?, row.get(7)?, row.get(8)?);
        let (body_hash, hash): (Hash, Hash) = (row.get(9)?, row.get(10)?);
        if sequence != self.sequence + 1 {
            self.problem(format!(
                "Before entry {id}: entries {} to {} of device {} are missing",
                self.sequence + 1,
                sequence - 1,
                self.device
            ));
        }
        if body.is_some_and(|body| chain::body_hash(&body) != body_hash) {
            self.problem(format!("Entry {id}: its text is not what was written"));
        }
        let link = Link {
            previous: &self.previous,
            id: &id,
            stream: &stream,
            device: &self.device,
            sequence,
            at: row.get(4)?,
            noted_at: row.get(5)?,
            author: &author,
            kind: &kind,
            body: &body_hash,
        };
        if link.hash() != hash {
            self.problem(format!("Entry {id}: it, or the one before it, was changed"));
        }
        (self.sequence, self.previous) = (sequence, hash);
        Ok(())
    }

    fn problem(&mut self, problem: String) {
        if self.problems.len() < 100 {
            self.problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_for_newer_entries_does_not_walk_the_older_ones() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(CREATE).unwrap();
        let explain = format!("EXPLAIN QUERY PLAN {STREAMS_AFTER}");
        let plan: String = connection
            .query_row(&explain, [7], |row| row.get("detail"))
            .unwrap();
        assert_eq!(plan, "SEARCH entry USING INTEGER PRIMARY KEY (rowid>?)");
    }
}

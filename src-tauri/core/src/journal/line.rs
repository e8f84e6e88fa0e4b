//! Timeline lines: the entries a timeline shows, in the order in which things happened, amendments applied.

use rusqlite::{OptionalExtension, Row, params};

use super::{Reading, Writing, entry, instant, millis};
use crate::domain::Instant;
use crate::domain::entry::{Entry, Stream};
use crate::domain::id::{EntryId, IncidentId, PageId};
use crate::domain::timeline::{TimelineFilter, filter_of};
use crate::error::Result;

pub(super) const CREATE: &str = "
    CREATE TABLE line (
        row      INTEGER PRIMARY KEY REFERENCES entry (row),
        timeline TEXT NOT NULL,
        filter   TEXT NOT NULL,
        at       INTEGER NOT NULL,
        text     TEXT
    ) STRICT;
    CREATE INDEX line_of_timeline ON line (timeline, at, row);
    CREATE INDEX line_of_filter ON line (timeline, filter, at, row);
";

/// A line: an entry, and what an amendment made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The entry as it was written, `at` amended.
    pub entry: Entry,
    /// The text that replaces its own.
    pub text: Option<String>,
    /// An amendment changed its text or its time.
    pub amended: bool,
}

const COLUMNS: &str = "entry.id, entry.stream, line.at, entry.noted_at, entry.author, entry.kind, entry.body, line.text, entry.at";

impl Writing<'_> {
    /// A page's lines join the timeline of the incident it became part of.
    pub(super) fn add_line(
        &self,
        row: i64,
        entry: &Entry,
        incident: Option<IncidentId>,
    ) -> Result<()> {
        let Some(filter) = filter_of(&entry.body) else {
            return Ok(());
        };
        let timeline = incident.map_or(entry.stream, Stream::Incident);
        let mut insert = self.transaction.prepare_cached(
            "INSERT INTO line (row, timeline, filter, at) VALUES (?1, ?2, ?3, ?4)",
        )?;
        insert.execute(params![
            row,
            timeline.to_string(),
            filter.name(),
            millis(entry.at)
        ])?;
        Ok(())
    }

    pub(super) fn move_lines(&self, page: PageId, incident: IncidentId) -> Result<()> {
        let sql = "UPDATE line SET timeline = ?2 WHERE timeline = ?1";
        self.transaction.execute(
            sql,
            [
                Stream::Page(page).to_string(),
                Stream::Incident(incident).to_string(),
            ],
        )?;
        Ok(())
    }

    /// The row of the amended entry, when it has a line.
    pub(super) fn amend_line(
        &self,
        id: EntryId,
        text: Option<&str>,
        at: Option<Instant>,
    ) -> Result<Option<i64>> {
        let sql = "UPDATE line SET text = coalesce(?2, text), at = coalesce(?3, at) WHERE row = (SELECT row FROM entry WHERE id = ?1) RETURNING row";
        Ok(self
            .transaction
            .query_row(sql, params![id.to_string(), text, at.map(millis)], |row| {
                row.get(0)
            })
            .optional()?)
    }
}

impl Reading<'_> {
    /// A stretch of a timeline, oldest first.
    pub fn lines(
        &self,
        timeline: Stream,
        filter: TimelineFilter,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Line>> {
        let (index, filtered) = match filter {
            TimelineFilter::Everything => ("line_of_timeline", ""),
            TimelineFilter::Decisions
            | TimelineFilter::Actions
            | TimelineFilter::Updates
            | TimelineFilter::Signals => ("line_of_filter", "AND filter = ?2"),
        };
        // The page is cut on the narrow index before the wide rows are joined, so a deep offset stays cheap.
        let sql = format!(
            "SELECT {COLUMNS} FROM (SELECT row, at, text FROM line INDEXED BY {index} WHERE timeline = ?1 {filtered} AND ?2 = ?2 ORDER BY at, row LIMIT ?3 OFFSET ?4) line
             JOIN entry ON entry.row = line.row ORDER BY line.at, line.row"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![timeline.to_string(), filter.name(), limit, offset])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(read(row)?);
        }
        Ok(lines)
    }

    /// How many lines each filter has.
    pub fn line_counts(&self, timeline: Stream) -> Result<Vec<(TimelineFilter, u32)>> {
        let mut select = self.connection.prepare_cached(
            "SELECT filter, count(*) FROM line WHERE timeline = ?1 GROUP BY filter",
        )?;
        let found = select
            .query_map([timeline.to_string()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let all = found.iter().map(|(_, count)| count).sum();
        Ok(TimelineFilter::ALL
            .into_iter()
            .map(|filter| {
                let own = found
                    .iter()
                    .find(|(name, _)| name == filter.name())
                    .map_or(0, |(_, count)| *count);
                (
                    filter,
                    if filter == TimelineFilter::Everything {
                        all
                    } else {
                        own
                    },
                )
            })
            .collect())
    }

    /// The newest lines of a timeline, or of all of them, newest first.
    pub fn newest_lines(&self, timeline: Option<Stream>, limit: u32) -> Result<Vec<Line>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM line JOIN entry ON entry.row = line.row WHERE ?1 IS NULL OR timeline = ?1 ORDER BY line.row DESC LIMIT ?2"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![
            timeline.map(|timeline| timeline.to_string()),
            limit
        ])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(read(row)?);
        }
        Ok(lines)
    }

    /// Lines of one kind on the desk since `since`, newest first.
    pub fn desk_lines(&self, kind: &str, since: Instant, limit: u32) -> Result<Vec<Line>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM line JOIN entry ON entry.row = line.row WHERE timeline = 'desk' AND line.at >= ?2 AND kind = ?1 ORDER BY line.at DESC, line.row DESC LIMIT ?3"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![kind, millis(since), limit])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(read(row)?);
        }
        Ok(lines)
    }

    /// One entry's line.
    pub fn line(&self, id: EntryId) -> Result<Option<Line>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM line JOIN entry ON entry.row = line.row WHERE entry.id = ?1"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query([id.to_string()])?;
        rows.next()?.map(read).transpose()
    }
}

pub(super) fn read(row: &Row<'_>) -> Result<Line> {
    let entry = entry::read(row)?;
    let text: Option<String> = row.get(7)?;
    let amended = text.is_some() || instant(row.get(8)?) != entry.at;
    Ok(Line {
        entry,
        text,
        amended,
    })
}

pub(super) const SELECT_COLUMNS: &str = COLUMNS;

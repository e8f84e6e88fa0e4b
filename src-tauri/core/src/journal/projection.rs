//! Folding entries into the tables that screens read, and folding all of them again.

use super::{Journal, Reading, Writing, entry};
use crate::change::Change;
use crate::domain::Instant;
use crate::domain::entry::{Body, Entry, Stream};
use crate::domain::id::{IncidentId, PageId};
use crate::domain::incident::Incident;
use crate::domain::page::Page;
use crate::error::{Failure, Result};

/// What was folded again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// Entries.
    pub entries: u32,
    /// Incidents.
    pub incidents: u32,
    /// Pages.
    pub pages: u32,
}

impl Writing<'_> {
    pub(super) fn fold(&mut self, row: i64, entry: &Entry) -> Result<()> {
        let mut timeline = None;
        let mut is_news = true;
        match entry.stream {
            Stream::Incident(id) => self.fold_incident(id, entry)?,
            Stream::Page(id) => (timeline, is_news) = self.fold_page(id, entry)?,
            Stream::Desk => {}
        }
        if is_news {
            self.add_line(row, entry, timeline)?;
        }
        if let Some(id) = timeline {
            self.tell(Change::Incident { id });
        }
        if let Body::Amended {
            entry: amended,
            text,
            at,
        } = &entry.body
        {
            if let (Some(row), Some(text)) =
                (self.amend_line(*amended, text.as_deref(), *at)?, text)
            {
                return self.reindex(row, text);
            }
            return Ok(());
        }
        self.index(row, &entry::prose(&entry.body))
    }

    fn fold_incident(&mut self, id: IncidentId, entry: &Entry) -> Result<()> {
        let incident = match self.reading().incident(id)? {
            Some(mut incident) => {
                incident.apply(entry);
                incident
            }
            None => Incident::declared(entry).ok_or_else(|| Failure::not_found("incident", id))?,
        };
        self.store_incident(&incident)
    }

    /// Returns the incident whose timeline shows the page's lines, and whether the entry is news there.
    fn fold_page(&mut self, id: PageId, entry: &Entry) -> Result<(Option<IncidentId>, bool)> {
        let mut is_news = true;
        let page = match self.reading().page(id)? {
            Some(mut page) => {
                is_news = page.is_news(&entry.body);
                page.apply(entry);
                page
            }
            None => Page::triggered(entry).ok_or_else(|| Failure::not_found("page", id))?,
        };
        self.store_page(&page)?;
        if let Body::PageLinked { incident } = entry.body {
            self.move_lines(id, incident)?;
            if let Some(mut linked) = self.reading().incident(incident)?
                && !linked.pages.contains(&id)
            {
                linked.pages.push(id);
                self.store_incident(&linked)?;
            }
        }
        Ok((page.incident, is_news))
    }
}

impl Journal {
    /// Throws every projection away and folds it again from the entries alone, in one transaction.
    pub fn rebuild(&self, now: Instant) -> Result<Rebuild> {
        self.write(now, |writing| {
            writing.transaction.execute_batch("DELETE FROM line; DELETE FROM incident; DELETE FROM page; INSERT INTO prose (prose) VALUES ('delete-all');")?;
            let mut rows = Vec::new();
            writing.reading().each_row(|row, entry| {
                rows.push((row, entry));
                Ok(())
            })?;
            for (row, entry) in &rows {
                writing.fold(*row, entry)?;
            }
            writing.changes.clear();
            writing.tell(Change::Everything);
            let count = |table: &str| -> Result<u32> { Ok(writing.transaction.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?) };
            Ok(Rebuild { entries: count("entry")?, incidents: count("incident")?, pages: count("page")? })
        })
    }

    /// Every projection as text, table by table, to compare before and after a rebuild.
    pub fn projections(&self) -> Result<String> {
        self.read(|reading| {
            let mut text = String::new();
            for (table, columns) in [
                ("line", "row, timeline, filter, at, text"),
                (
                    "incident",
                    "id, number, title, severity, is_open, declared_at, state",
                ),
                ("page", "id, pager, key, is_open, triggered_at, state"),
            ] {
                let mut select = reading.connection.prepare(&format!(
                    "SELECT json_array({columns}) FROM {table} ORDER BY 1"
                ))?;
                for row in select.query_map([], |row| row.get::<_, String>(0))? {
                    text.extend([table, " ", &row?, "\n"]);
                }
            }
            Ok(text)
        })
    }
}

impl Reading<'_> {
    fn each_row(&self, mut each: impl FnMut(i64, Entry) -> Result<()>) -> Result<()> {
        let mut select = self.connection.prepare(
            "SELECT id, stream, at, noted_at, author, kind, body, row FROM entry ORDER BY row",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(7)?, entry::read(row)?)?;
        }
        Ok(())
    }
}

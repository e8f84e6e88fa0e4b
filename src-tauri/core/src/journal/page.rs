//! Pages as they stand, folded from their entries.

use rusqlite::{OptionalExtension, params};

use super::{Reading, Writing, from_json, millis, to_json};
use crate::domain::id::PageId;
use crate::domain::page::Page;
use crate::error::Result;

pub(super) const CREATE: &str = "
    CREATE TABLE page (
        id           TEXT PRIMARY KEY,
        pager        TEXT NOT NULL,
        key          TEXT NOT NULL,
        is_open      INTEGER NOT NULL,
        triggered_at INTEGER NOT NULL,
        state        TEXT NOT NULL
    ) STRICT;
    CREATE INDEX page_by_key ON page (pager, key, triggered_at);
    CREATE INDEX page_open ON page (is_open, triggered_at);
";

impl Writing<'_> {
    pub(super) fn store_page(&self, page: &Page) -> Result<()> {
        let mut upsert = self.transaction.prepare_cached(
            "INSERT INTO page (id, pager, key, is_open, triggered_at, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open, triggered_at = excluded.triggered_at, state = excluded.state",
        )?;
        let state = to_json("a page", page)?;
        upsert.execute(params![
            page.id.to_string(),
            page.pager,
            page.key,
            page.is_open(),
            millis(page.triggered_at),
            state
        ])?;
        Ok(())
    }
}

impl Reading<'_> {
    /// One page.
    pub fn page(&self, id: PageId) -> Result<Option<Page>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT state FROM page WHERE id = ?1")?;
        let state: Option<String> = select
            .query_row([id.to_string()], |row| row.get(0))
            .optional()?;
        state.map(|state| from_json("a page", &state)).transpose()
    }

    /// The newest page of a pager under the provider's key.
    pub fn page_by_key(&self, pager: &str, key: &str) -> Result<Option<Page>> {
        let mut select = self.connection.prepare_cached("SELECT state FROM page WHERE pager = ?1 AND key = ?2 ORDER BY triggered_at DESC LIMIT 1")?;
        let state: Option<String> = select
            .query_row([pager, key], |row| row.get(0))
            .optional()?;
        state.map(|state| from_json("a page", &state)).transpose()
    }

    /// Pages that are not over, oldest first.
    pub fn open_pages(&self) -> Result<Vec<Page>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT state FROM page WHERE is_open = 1 ORDER BY triggered_at")?;
        let states = select
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        states
            .iter()
            .map(|state| from_json("a page", state))
            .collect()
    }

    /// The newest pages, newest first.
    pub fn newest_pages(&self, limit: u32) -> Result<Vec<Page>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT state FROM page ORDER BY triggered_at DESC LIMIT ?1")?;
        let states = select
            .query_map([limit], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        states
            .iter()
            .map(|state| from_json("a page", state))
            .collect()
    }
}

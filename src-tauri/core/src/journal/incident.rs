//! Incidents as they stand, folded from their entries. Columns are what lists filter and sort by.

use rusqlite::{OptionalExtension, params};

use super::{Reading, Writing, from_json, millis, to_json};
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::error::Result;

pub(super) const CREATE: &str = "
    CREATE TABLE incident (
        id          TEXT PRIMARY KEY,
        number      INTEGER NOT NULL,
        title       TEXT NOT NULL,
        severity    INTEGER NOT NULL,
        is_open     INTEGER NOT NULL,
        declared_at INTEGER NOT NULL,
        state       TEXT NOT NULL
    ) STRICT;
    CREATE INDEX incident_by_number ON incident (number);
    CREATE INDEX incident_open ON incident (is_open, declared_at);
";

/// Everything a list filters and sorts by, so that the states of those it leaves out are not read.
pub(super) const LISTED: &str = "
    CREATE INDEX incident_listed ON incident (declared_at, number, is_open, title);
";

const MATCHING: &str = "FROM incident INDEXED BY incident_listed WHERE (?1 IS NULL OR is_open = ?1) AND (?2 = '' OR instr(lower(title), lower(?2)) > 0 OR number = ?3)";

/// Which past incidents a list wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing<'a> {
    /// The title contains this, or the number is it (`INC-7`, `7`).
    pub text: &'a str,
    /// At most so many.
    pub limit: u32,
    /// Skip so many.
    pub offset: u32,
}

impl Listing<'_> {
    /// The number that the text is, if it is one.
    fn number(&self) -> Option<u32> {
        let text = self.text.trim();
        text.trim_start_matches(['I', 'N', 'C', 'i', 'n', 'c', '-', '#'])
            .parse()
            .ok()
    }
}

impl Writing<'_> {
    pub(super) fn store_incident(&self, incident: &Incident) -> Result<()> {
        let mut upsert = self.transaction.prepare_cached(
            "INSERT INTO incident (id, number, title, severity, is_open, declared_at, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET title = excluded.title, severity = excluded.severity, is_open = excluded.is_open, state = excluded.state",
        )?;
        let severity = incident.severity as u8;
        let state = to_json("an incident", incident)?;
        upsert.execute(params![
            incident.id.to_string(),
            incident.number,
            incident.title,
            severity,
            incident.phase.is_open(),
            millis(incident.declared_at),
            state
        ])?;
        Ok(())
    }
}

impl Reading<'_> {
    /// One incident.
    pub fn incident(&self, id: IncidentId) -> Result<Option<Incident>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT state FROM incident WHERE id = ?1")?;
        let state: Option<String> = select
            .query_row([id.to_string()], |row| row.get(0))
            .optional()?;
        state
            .map(|state| from_json("an incident", &state))
            .transpose()
    }

    /// The incident people call by that number.
    pub fn incident_numbered(&self, number: u32) -> Result<Option<Incident>> {
        let mut select = self.connection.prepare_cached(
            "SELECT state FROM incident WHERE number = ?1 ORDER BY declared_at LIMIT 1",
        )?;
        let state: Option<String> = select.query_row([number], |row| row.get(0)).optional()?;
        state
            .map(|state| from_json("an incident", &state))
            .transpose()
    }

    /// The number for the next incident.
    pub fn next_incident_number(&self) -> Result<u32> {
        Ok(self.connection.query_row(
            "SELECT coalesce(max(number), 0) + 1 FROM incident",
            [],
            |row| row.get(0),
        )?)
    }

    /// Open incidents, worst first, then oldest.
    pub fn open_incidents(&self) -> Result<Vec<Incident>> {
        let mut select = self.connection.prepare_cached(
            "SELECT state FROM incident WHERE is_open = 1 ORDER BY severity, declared_at",
        )?;
        let states = select
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        states
            .iter()
            .map(|state| from_json("an incident", state))
            .collect()
    }

    /// Incidents that match, newest first, and how many match in all. `open`: only open or only past ones.
    pub fn incidents(
        &self,
        open: Option<bool>,
        listing: &Listing<'_>,
    ) -> Result<(Vec<Incident>, u32)> {
        let (text, number) = (listing.text.trim(), listing.number());
        let total = self
            .connection
            .prepare_cached(&format!("SELECT count(*) {MATCHING}"))?
            .query_row(params![open, text, number], |row| row.get(0))?;
        Ok((self.matching(open, listing)?, total))
    }

    /// Incidents that match, newest first.
    pub fn matching(&self, open: Option<bool>, listing: &Listing<'_>) -> Result<Vec<Incident>> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT state {MATCHING} ORDER BY declared_at DESC, number DESC LIMIT ?4 OFFSET ?5"
        ))?;
        let (text, number) = (listing.text.trim(), listing.number());
        let states = select
            .query_map(
                params![open, text, number, listing.limit, listing.offset],
                |row| row.get::<_, String>(0),
            )?
            .collect::<Result<Vec<_>, _>>()?;
        states
            .iter()
            .map(|state| from_json("an incident", state))
            .collect()
    }

    /// Nothing was ever written here.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self
            .connection
            .query_row("SELECT NOT EXISTS (SELECT 1 FROM entry)", [], |row| {
                row.get(0)
            })?)
    }
}

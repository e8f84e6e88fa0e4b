//! The outbox: what is to go out, written in the same transaction as the entry that asks for it.
//!
//! At least once: a delivery leaves the outbox only when its target has answered. What an action means is the engine's
//! business; here it is a document.

use rusqlite::{OptionalExtension, Row, params};

use super::{Reading, Writing, entry, from_json, instant, millis, to_json};
use crate::change::Change;
use crate::domain::Instant;
use crate::domain::entry::Stream;
use crate::domain::id::DeliveryId;
use crate::error::{Failure, Result};

pub(super) const CREATE: &str = "
    CREATE TABLE outbox (
        id          TEXT PRIMARY KEY,
        stream      TEXT NOT NULL,
        target      TEXT NOT NULL,
        what        TEXT NOT NULL,
        action      TEXT NOT NULL,
        disposition TEXT NOT NULL,
        created_at  INTEGER NOT NULL,
        fresh_until INTEGER,
        attempts    INTEGER NOT NULL DEFAULT 0,
        next_try_at INTEGER NOT NULL,
        problem     TEXT
    ) STRICT;
    CREATE INDEX outbox_waiting ON outbox (disposition, next_try_at);
    CREATE INDEX outbox_of_stream ON outbox (stream);
";

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Waiting for its turn, or for the next try.
    Waiting,
    /// Done.
    Sent,
    /// Refused for good.
    Failed,
    /// It waited longer than it may: somebody has to say whether it should still go out.
    Stale,
    /// Withdrawn.
    Cancelled,
}

impl Disposition {
    const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Sent,
        Self::Failed,
        Self::Stale,
        Self::Cancelled,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Stale => "stale",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A delivery to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDelivery {
    /// What it belongs to.
    pub stream: Stream,
    /// To whom: the adapter's name.
    pub target: String,
    /// What is to be done there, in words.
    pub what: String,
    /// The engine's document.
    pub action: serde_json::Value,
    /// After this it must not go out without somebody saying so.
    pub fresh_until: Option<Instant>,
}

/// A delivery as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its identity.
    pub id: DeliveryId,
    /// What it belongs to.
    pub stream: Stream,
    /// To whom.
    pub target: String,
    /// What is to be done there, in words.
    pub what: String,
    /// The engine's document.
    pub action: serde_json::Value,
    /// How it stands.
    pub disposition: Disposition,
    /// When it was asked for.
    pub created_at: Instant,
    /// After this it must not go out without somebody saying so.
    pub fresh_until: Option<Instant>,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next.
    pub next_try_at: Instant,
    /// What answered last.
    pub problem: Option<String>,
}

const COLUMNS: &str = "id, stream, target, what, action, disposition, created_at, fresh_until, attempts, next_try_at, problem";

impl Writing<'_> {
    /// Puts a delivery into the outbox, due now.
    pub fn enqueue(&mut self, delivery: &NewDelivery) -> Result<DeliveryId> {
        let id = DeliveryId::new(self.now);
        let sql = "INSERT INTO outbox (id, stream, target, what, action, disposition, created_at, fresh_until, next_try_at) VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', ?6, ?7, ?6)";
        self.transaction.execute(
            sql,
            params![
                id.to_string(),
                delivery.stream.to_string(),
                delivery.target,
                delivery.what,
                to_json("a delivery", &delivery.action)?,
                millis(self.now),
                delivery.fresh_until.map(millis)
            ],
        )?;
        self.tell(Change::Outbox);
        Ok(id)
    }

    /// Writes down how a delivery stands now.
    pub fn store_delivery(&mut self, delivery: &Delivery) -> Result<()> {
        let sql = "UPDATE outbox SET disposition = ?2, attempts = ?3, next_try_at = ?4, problem = ?5, fresh_until = ?6 WHERE id = ?1";
        self.transaction.execute(
            sql,
            params![
                delivery.id.to_string(),
                delivery.disposition.name(),
                delivery.attempts,
                millis(delivery.next_try_at),
                delivery.problem,
                delivery.fresh_until.map(millis)
            ],
        )?;
        self.tell(Change::Outbox);
        Ok(())
    }

    /// Withdraws what still waits for a target in a stream: something newer takes its place.
    pub fn supersede(&mut self, stream: Stream, target: &str) -> Result<()> {
        let sql = "UPDATE outbox SET disposition = 'cancelled', problem = 'a newer one took its place' WHERE stream = ?1 AND target = ?2 AND disposition IN ('waiting', 'stale')";
        if self
            .transaction
            .execute(sql, params![stream.to_string(), target])?
            > 0
        {
            self.tell(Change::Outbox);
        }
        Ok(())
    }
}

impl Reading<'_> {
    /// One delivery.
    pub fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>> {
        let mut select = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE id = ?1"))?;
        let mut rows = select.query([id.to_string()])?;
        rows.next()?.map(read).transpose()
    }

    /// Waiting deliveries that are due at `now`, oldest first.
    pub fn due_deliveries(&self, now: Instant) -> Result<Vec<Delivery>> {
        self.deliveries(&format!("SELECT {COLUMNS} FROM outbox WHERE disposition = 'waiting' AND next_try_at <= ?1 ORDER BY created_at, id"), millis(now))
    }

    /// When the next waiting delivery is due.
    pub fn next_delivery_at(&self) -> Result<Option<Instant>> {
        let next: Option<i64> = self.connection.query_row(
            "SELECT min(next_try_at) FROM outbox WHERE disposition = 'waiting'",
            [],
            |row| row.get(0),
        )?;
        Ok(next.map(instant))
    }

    /// Deliveries that are not done: waiting, failed, stale; oldest first.
    pub fn pending_deliveries(&self) -> Result<Vec<Delivery>> {
        self.deliveries(&format!("SELECT {COLUMNS} FROM outbox WHERE disposition IN ('waiting', 'failed', 'stale') AND ?1 = ?1 ORDER BY created_at, id"), 0)
    }

    /// The newest deliveries, newest first.
    pub fn newest_deliveries(&self, limit: u32) -> Result<Vec<Delivery>> {
        self.deliveries(
            &format!("SELECT {COLUMNS} FROM outbox ORDER BY created_at DESC, id DESC LIMIT ?1"),
            i64::from(limit),
        )
    }

    /// How many deliveries wait, and since when.
    pub fn waiting_deliveries(&self) -> Result<(u32, Option<Instant>)> {
        let sql = "SELECT count(*), min(created_at) FROM outbox WHERE disposition IN ('waiting', 'stale')";
        let (count, since): (u32, Option<i64>) = self
            .connection
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .unwrap_or_default();
        Ok((count, since.map(instant)))
    }

    fn deliveries(&self, sql: &str, parameter: i64) -> Result<Vec<Delivery>> {
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([parameter])?;
        let mut deliveries = Vec::new();
        while let Some(row) = rows.next()? {
            deliveries.push(read(row)?);
        }
        Ok(deliveries)
    }
}

fn read(row: &Row<'_>) -> Result<Delivery> {
    let name: String = row.get(5)?;
    let disposition = Disposition::ALL
        .into_iter()
        .find(|disposition| disposition.name() == name);
    Ok(Delivery {
        id: row
            .get::<_, String>(0)?
            .parse()
            .map_err(|error| Failure::storage("Reading the outbox", error))?,
        stream: entry::stream(&row.get::<_, String>(1)?)?,
        target: row.get(2)?,
        what: row.get(3)?,
        action: from_json("a delivery", &row.get::<_, String>(4)?)?,
        disposition: disposition.ok_or_else(|| {
            Failure::storage("Reading the outbox", format!("“{name}” is no disposition"))
        })?,
        created_at: instant(row.get(6)?),
        fresh_until: row.get::<_, Option<i64>>(7)?.map(instant),
        attempts: row.get(8)?,
        next_try_at: instant(row.get(9)?),
        problem: row.get(10)?,
    })
}

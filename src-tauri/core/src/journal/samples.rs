//! Metric samples, in a file of their own: losing it loses no incident, so it may be written with less ceremony.

use std::path::Path;
use std::sync::Mutex;

use chrono::Duration;
use rusqlite::{Connection, ErrorCode, params};

use super::{instant, lock, millis};
use crate::domain::Instant;
use crate::error::{Failure, Result};

/// Samples are kept as they were read for this long, and as five-minute means for [`KEPT`].
const RAW: Duration = Duration::hours(48);
const KEPT: Duration = Duration::days(90);

/// The samples of one home folder.
#[derive(Debug)]
pub struct Samples(Mutex<Connection>);

impl Samples {
    /// Opens or creates the samples in `folder`. A damaged file is set aside and begun anew: it can be read again.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("metrics.db");
        match open(&path) {
            Err(error) if is_damage(&error) => {}
            opened => return Ok(Self(Mutex::new(opened?))),
        }
        let aside = folder.join("metrics.damaged.db");
        std::fs::rename(&path, &aside).map_err(|error| {
            Failure::storage(
                &format!("Setting the damaged {} aside", path.display()),
                error,
            )
        })?;
        tracing::warn!(file = %aside.display(), "the metric samples were damaged and set aside");
        Ok(Self(Mutex::new(open(&path)?)))
    }

    /// Adds samples of a metric; one that is there already is kept.
    pub fn add(&self, metric: &str, samples: &[(Instant, f64)]) -> Result<()> {
        let mut connection = lock(&self.0);
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT OR IGNORE INTO sample (metric, at, value) VALUES (?1, ?2, ?3)",
            )?;
            for (at, value) in samples {
                insert.execute(params![metric, millis(*at), value])?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// A metric's samples in `from..=until`, oldest first.
    pub fn range(
        &self,
        metric: &str,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<(Instant, f64)>> {
        let connection = lock(&self.0);
        let mut select = connection.prepare_cached(
            "SELECT at, value FROM sample WHERE metric = ?1 AND at BETWEEN ?2 AND ?3 ORDER BY at",
        )?;
        let samples = select
            .query_map(params![metric, millis(from), millis(until)], |row| {
                Ok((instant(row.get(0)?), row.get(1)?))
            })?
            .collect::<Result<_, _>>()?;
        Ok(samples)
    }

    /// Thins what is older than two days to five-minute means and drops what is older than ninety days.
    pub fn prune(&self, now: Instant) -> Result<()> {
        let mut connection = lock(&self.0);
        let transaction = connection.transaction()?;
        let (raw, kept) = (millis(now - RAW), millis(now - KEPT));
        transaction.execute("DELETE FROM sample WHERE at < ?1", [kept])?;
        transaction.execute(
            "INSERT OR REPLACE INTO sample (metric, at, value)
             SELECT metric, at / 300000 * 300000 AS slot, avg(value) FROM sample WHERE at < ?1 GROUP BY metric, slot",
            [raw],
        )?;
        transaction.execute(
            "DELETE FROM sample WHERE at < ?1 AND at % 300000 <> 0",
            [raw],
        )?;
        Ok(transaction.commit()?)
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(super::BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS sample (metric TEXT NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (metric, at)) STRICT, WITHOUT ROWID;",
    )?;
    Ok(connection)
}

/// A full disk or a busy file passes; damage does not.
fn is_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_samples_become_five_minute_means_and_very_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let samples = Samples::open(folder.path()).unwrap();
        let now = instant(1_800_000_000_000);
        let old = instant(millis(now - Duration::days(3)) / 300_000 * 300_000);
        samples
            .add(
                "m",
                &[
                    (now - Duration::days(91), 1.0),
                    (old, 2.0),
                    (old + Duration::seconds(60), 4.0),
                    (now, 9.0),
                ],
            )
            .unwrap();
        samples.prune(now).unwrap();
        assert_eq!(
            samples.range("m", now - Duration::days(100), now).unwrap(),
            vec![(old, 3.0), (now, 9.0)]
        );
    }

    #[test]
    fn a_damaged_file_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("metrics.db"),
            b"this is no database, it only has its name and is long enough",
        )
        .unwrap();
        Samples::open(folder.path())
            .unwrap()
            .add("m", &[(instant(0), 1.0)])
            .unwrap();
        assert!(
            folder.path().join("metrics.damaged.db").exists(),
            "what was there is kept for whoever wants to look"
        );
    }
}

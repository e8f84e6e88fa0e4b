//! The journal: an append-only, hash-chained `SQLite` file, and the tables folded from it.
//!
//! This is the only place that knows SQL. One connection writes, a few read; every write is one transaction in which
//! the entry, its projections, the search index and the outbox move together, and what changed is told to clients
//! after the commit, never before. Decisions are made in `domain`; nothing here waits, polls or speaks to a network.

mod draft;
mod entry;
mod incident;
mod line;
mod outbox;
mod page;
mod projection;
mod samples;
mod search;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use tokio::sync::broadcast;

use crate::change::Change;
use crate::domain::Instant;
use crate::error::{Code, Failure, Result};

pub use draft::{Draft, Subject};
pub use entry::{Found, Verification};
pub use incident::Listing;
pub use line::Line;
pub use outbox::{Delivery, Disposition, NewDelivery};
pub use projection::Rebuild;
pub use samples::Samples;

/// Changes that a slow client may fall behind before it is told to read everything again.
const CHANGES_KEPT: usize = 1024;
/// Connections that read. More would only wait for the same two cores.
const READERS: usize = 3;
/// How long a writer waits for another process to finish its own transaction.
const BUSY: Duration = Duration::from_secs(10);

/// The schema, oldest first. A released migration is never edited; a change is a new line here.
const MIGRATIONS: &[M<'static>] = &[
    M::up(entry::CREATE),
    M::up(line::CREATE),
    M::up(search::CREATE),
    M::up(incident::CREATE),
    M::up(page::CREATE),
    M::up(draft::CREATE),
    M::up(outbox::CREATE),
    M::up(incident::LISTED),
];

/// The journal of one home folder.
#[derive(Debug)]
pub struct Journal {
    writer: Mutex<Connection>,
    readers: Vec<Mutex<Connection>>,
    next_reader: AtomicI64,
    device: String,
    changes: broadcast::Sender<Change>,
    /// The newest row whose change was told. Rows beyond it that this process did not write are another process's.
    told: AtomicI64,
    path: PathBuf,
}

impl Journal {
    /// Opens or creates the journal in `folder`, bringing its schema up to date.
    ///
    /// Fails with [`Code::Newer`], having touched nothing, when a newer Holdfast wrote it, and with [`Code::Storage`]
    /// when it cannot be used.
    pub fn open(folder: &Path) -> Result<Self> {
        create_private(folder).map_err(|error| {
            Failure::storage(&format!("Creating the folder {}", folder.display()), error)
        })?;
        let path = folder.join("journal.db");
        refuse_newer(&path)?;
        let mut writer = connect(&path, false)?;
        migrate(&mut writer).map_err(|error| {
            Failure::storage(
                &format!("Bringing the journal {} up to date", path.display()),
                error,
            )
        })?;
        let device = device(&mut writer)?;
        let readers = (0..READERS)
            .map(|_| connect(&path, true).map(Mutex::new))
            .collect::<Result<_>>()?;
        let told = newest_row(&writer)?;
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        Ok(Self {
            writer: Mutex::new(writer),
            readers,
            next_reader: AtomicI64::new(0),
            device,
            changes,
            told: AtomicI64::new(told),
            path,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What changes from now on. A client that falls behind by more than a thousand is told that it lagged.
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Tells clients about something that is not in the journal (metrics, settings).
    pub fn publish(&self, change: Change) {
        // Nobody listening is fine: the command line has no clients.
        let _ = self.changes.send(change);
    }

    /// Reads. Everything `work` sees is one consistent moment.
    pub fn read<T>(&self, work: impl FnOnce(&Reading<'_>) -> Result<T>) -> Result<T> {
        let turn = self
            .next_reader
            .fetch_add(1, Ordering::Relaxed)
            .unsigned_abs();
        let index = usize::try_from(turn).unwrap_or_default() % self.readers.len();
        let mut connection = self
            .readers
            .iter()
            .cycle()
            .skip(index)
            .take(READERS)
            .find_map(|reader| reader.try_lock().ok())
            .unwrap_or_else(|| lock(&self.readers[index]));
        let transaction = connection.transaction()?;
        work(&Reading {
            connection: &transaction,
        })
    }

    /// Writes: one transaction, durable when this returns. On an error nothing was written and nobody is told.
    pub fn write<T>(
        &self,
        now: Instant,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T>,
    ) -> Result<T> {
        let (done, changes) = {
            let mut connection = lock(&self.writer);
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let others = entry::streams_after(&transaction, self.told.load(Ordering::Acquire))?;
            let changes = others.into_iter().map(Change::from).collect();
            let mut writing = Writing {
                transaction,
                device: &self.device,
                now,
                changes,
            };
            let done = work(&mut writing)?;
            let Writing {
                transaction,
                changes,
                ..
            } = writing;
            let newest = newest_row(&transaction)?;
            transaction.commit()?;
            self.told.store(newest, Ordering::Release);
            (done, changes)
        };
        self.tell(changes);
        Ok(done)
    }

    /// Tells clients about entries that another process has written since. Cheap when there are none.
    pub fn notice_others(&self) -> Result<()> {
        let connection = lock(&self.writer);
        let told = self.told.load(Ordering::Acquire);
        let streams = entry::streams_after(&connection, told)?;
        self.told.store(newest_row(&connection)?, Ordering::Release);
        drop(connection);
        self.tell(streams.into_iter().map(Change::from));
        Ok(())
    }

    /// A number that moves whenever another process has committed.
    pub fn data_version(&self) -> Result<i64> {
        Ok(lock(&self.writer).query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    fn tell(&self, changes: impl IntoIterator<Item = Change>) {
        let mut seen = Vec::new();
        for change in changes {
            if !seen.contains(&change) {
                seen.push(change);
                self.publish(change);
            }
        }
    }
}

/// A moment of the journal, to read from. Each table's file adds its queries.
pub struct Reading<'a> {
    connection: &'a Connection,
}

/// A transaction, to write in. Each table's file adds its writes.
pub struct Writing<'a> {
    transaction: Transaction<'a>,
    device: &'a str,
    now: Instant,
    changes: Vec<Change>,
}

impl Writing<'_> {
    /// What this transaction sees, its own writes included.
    pub fn reading(&self) -> Reading<'_> {
        Reading {
            connection: &self.transaction,
        }
    }

    /// The moment of this transaction.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Has a change told once this transaction has committed.
    pub fn tell(&mut self, change: Change) {
        self.changes.push(change);
    }
}

/// A panic while holding a connection leaves no half-made transaction behind: `SQLite` rolls it back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, read_only: bool) -> Result<Connection> {
    let flags = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    };
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(64);
    if !read_only {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
    }
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// The folder is this person's alone: it holds what customers and colleagues said.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Looks before anything is written: even switching to WAL would touch the file of a newer Holdfast.
fn refuse_newer(path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(BUSY)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if usize::try_from(version).is_ok_and(|version| version <= MIGRATIONS.len()) {
        return Ok(());
    }
    let known = MIGRATIONS.len();
    let message = format!(
        "The journal {} was written by a newer Holdfast (format {version}; this one knows {known}). It was not touched. Update Holdfast, then open it again.",
        path.display()
    );
    Err(Failure::new(Code::Newer, message))
}

/// Two processes may find the same journal new at the same moment. The one that comes second fails on what the first
/// has just made; looking again, it finds nothing left to do.
fn migrate(writer: &mut Connection) -> rusqlite_migration::Result<()> {
    let migrations = Migrations::from_slice(MIGRATIONS);
    migrations
        .to_latest(writer)
        .or_else(|_| migrations.to_latest(writer))
}

/// This machine's identity in the journal, made once.
fn device(connection: &mut Connection) -> Result<String> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: Option<String> = transaction
        .query_row("SELECT id FROM this_device", [], |row| row.get(0))
        .optional()?;
    let id = if let Some(id) = found {
        id
    } else {
        let id = uuid::Uuid::new_v4().to_string();
        transaction.execute("INSERT INTO this_device (id) VALUES (?1)", [&id])?;
        id
    };
    transaction.commit()?;
    Ok(id)
}

fn newest_row(connection: &Connection) -> Result<i64> {
    Ok(
        connection.query_row("SELECT coalesce(max(row), 0) FROM entry", [], |row| {
            row.get(0)
        })?,
    )
}

/// Instants are stored as Unix milliseconds.
fn millis(at: Instant) -> i64 {
    at.timestamp_millis()
}

fn instant(millis: i64) -> Instant {
    chrono::DateTime::from_timestamp_millis(millis).unwrap_or(chrono::DateTime::UNIX_EPOCH)
}

/// JSON that Holdfast itself wrote; when it cannot be read, the file was changed by something else.
fn from_json<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| {
        Failure::storage(
            &format!("Reading {what} from the journal"),
            format!("{error}; run “holdfast journal rebuild”"),
        )
    })
}

fn to_json(what: &str, value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Failure::internal(&format!("writing {what}"), error))
}

//! The demo's own folder: made anew for every showing.

use std::collections::BTreeMap;
use std::path::Path;

use super::{KIND, SOURCE};
use crate::app::Home;
use crate::config::{AdapterEdit, AdapterTable, ConfigFile};
use crate::domain::Instant;
use crate::error::{Failure, Result};

const CONFIG: &str = include_str!("shop.toml");

/// Throws the last showing away and lays the shop's configuration down. A demo that still runs is left alone.
pub fn prepare(home: &Home, began: Instant) -> Result<()> {
    let folder = home.data();
    if is_running(folder) {
        return Ok(());
    }
    let failed = |error| {
        Failure::storage(
            &format!("Preparing the demo in {}", folder.display()),
            error,
        )
    };
    for name in [
        "journal.db",
        "journal.db-wal",
        "journal.db-shm",
        "metrics.db",
        "metrics.db-wal",
        "metrics.db-shm",
    ] {
        match std::fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed(error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    let config = CONFIG.replace("BEGAN", &began.to_rfc3339());
    std::fs::write(home.config_file(), config).map_err(failed)
}

fn is_running(folder: &Path) -> bool {
    std::fs::File::open(folder.join("engine.lock")).is_ok_and(|lock| lock.try_lock().is_err())
}

/// Has the shop's numbers begin again at `began`.
pub fn begin_again(file: &ConfigFile, began: Instant) -> Result<()> {
    let values = BTreeMap::from([("began".to_owned(), began.to_rfc3339())]);
    let name = SOURCE.to_owned();
    file.put_adapter(&AdapterEdit {
        table: AdapterTable::Source,
        was: Some(name.clone()),
        name,
        kind: KIND.to_owned(),
        values,
        secret: None,
    })
}

//! The file on disk: read, watched, and changed whole or not at all.
//!
//! Not here: what its text says (`Config::read`) and how a change to it looks (`edit`).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use toml_edit::DocumentMut;

use super::document::MOST_BYTES;
use super::edit::{self, AdapterEdit, MetricEdit};
use super::{AdapterTable, Capability, Config, ConfigProblem, Notifications};
use crate::domain::zone::WorkingHours;
use crate::error::{Failure, Result};

/// What a file begins with that Holdfast makes.
const BEGINNING: &str =
    "# Holdfast reads this file, and Settings writes to it. Your comments and your order stay.\n\n";
/// How often an edit starts again because somebody else wrote in between.
const ATTEMPTS: usize = 5;

/// `holdfast.toml`.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    /// What was there when it was last read.
    seen: Mutex<Option<Stamp>>,
    /// One edit at a time.
    writing: Mutex<()>,
}

/// Tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    inode: u64,
}

impl ConfigFile {
    /// The file at `path`, which need not be there yet.
    pub fn open(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            seen: Mutex::new(None),
            writing: Mutex::new(()),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says, and what is wrong with it. A missing file says nothing; one that cannot be read is a problem.
    pub fn load(&self) -> (Config, Vec<ConfigProblem>) {
        let stamp = self.stamp();
        let read = self.text();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = stamp;
        match read {
            Ok(text) => Config::read(&text),
            Err(failure) => {
                let problem = ConfigProblem {
                    line: 1,
                    key: String::new(),
                    message: failure.message,
                };
                (Config::default(), vec![problem])
            }
        }
    }

    /// It is not what was last loaded: time to load it again.
    pub fn changed(&self) -> bool {
        let now = self.stamp();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) != now
    }

    /// Writes who sits here; an empty handle or zone is left out.
    pub fn set_person(
        &self,
        handle: &str,
        zone: Option<&str>,
        working: WorkingHours,
    ) -> Result<()> {
        self.edit(&|document| edit::person(document, handle, zone, working))
    }

    /// Writes how pages are told.
    pub fn set_notifications(&self, told: Notifications) -> Result<()> {
        self.edit(&|document| edit::notifications(document, told))
    }

    /// Writes what users can do: all of it, in this order. One that a metric stands for cannot go.
    pub fn set_capabilities(&self, capabilities: &[Capability]) -> Result<()> {
        self.edit(&|document| edit::capabilities(document, capabilities))
    }

    /// Writes an adapter. A source's new name reaches the metrics that read from it.
    pub fn put_adapter(&self, adapter: &AdapterEdit) -> Result<()> {
        self.edit(&|document| edit::adapter(document, adapter))
    }

    /// Takes an adapter out. A source that a metric reads from cannot go.
    pub fn remove_adapter(&self, table: AdapterTable, name: &str) -> Result<()> {
        self.edit(&|document| edit::remove_adapter(document, table, name))
    }

    /// Writes a metric.
    pub fn put_metric(&self, metric: &MetricEdit) -> Result<()> {
        self.edit(&|document| edit::metric(document, metric))
    }

    /// Takes a metric out.
    pub fn remove_metric(&self, name: &str) -> Result<()> {
        self.edit(&|document| edit::remove_metric(document, name))
    }

    /// Applies a change to what the file says now, and again if somebody writes to it meanwhile.
    fn edit(&self, change: &dyn Fn(&mut DocumentMut) -> Result<()>) -> Result<()> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..ATTEMPTS {
            let stamp = self.stamp();
            let text = self.text()?;
            let begun = if stamp.is_none() { BEGINNING } else { &text };
            let after = edit::apply(begun, change)?;
            if stamp.is_some() && after == text {
                return Ok(());
            }
            let replaced = replace(&self.path, &after, || self.stamp() == stamp);
            if replaced.map_err(|cause| {
                Failure::storage(&format!("Writing {}", self.path.display()), cause)
            })? {
                return Ok(());
            }
        }
        Err(Failure::conflict(format!(
            "Another program keeps writing to {}. Close it there and save again.",
            self.path.display()
        )))
    }

    fn text(&self) -> Result<String> {
        let failed =
            |cause: io::Error| Failure::storage(&format!("Reading {}", self.path.display()), cause);
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
            Err(cause) => return Err(failed(cause)),
        };
        let mut bytes = Vec::new();
        // One byte more than is read tells a file that is too long.
        file.take(MOST_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() > MOST_BYTES {
            return Err(Failure::conflict(format!(
                "{} is larger than 1 MiB and is not read.",
                self.path.display()
            )));
        }
        String::from_utf8(bytes).map_err(|error| {
            let sound = error.utf8_error().valid_up_to();
            let line = 1 + error
                .as_bytes()
                .iter()
                .take(sound)
                .filter(|byte| **byte == b'\n')
                .count();
            Failure::conflict(format!(
                "{} is not UTF-8 text from line {line} on. Save it as UTF-8.",
                self.path.display()
            ))
        })
    }

    fn stamp(&self) -> Option<Stamp> {
        let found = fs::metadata(&self.path).ok()?;
        Some(Stamp {
            modified: found.modified().ok(),
            length: found.len(),
            inode: inode(&found),
        })
    }
}

/// Puts `text` in the place of the file at once, if nobody `moved` it; the old text or the new one, never a part.
fn replace(path: &Path, text: &str, is_still: impl Fn() -> bool) -> io::Result<bool> {
    // A link stays a link, and what it points to is written.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".holdfast.toml.{}.new", std::process::id()));
    let written = write_draft(&draft, text, &target).and_then(|()| {
        let is_still = is_still();
        if is_still {
            fs::rename(&draft, &target)?;
            // The name is on disk only when its folder is.
            if let Ok(folder) = File::open(folder) {
                let _ = folder.sync_all();
            }
        }
        Ok(is_still)
    });
    if !matches!(written, Ok(true)) {
        let _ = fs::remove_file(&draft);
    }
    written
}

fn write_draft(draft: &Path, text: &str, target: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    if let Ok(there) = fs::metadata(target) {
        file.set_permissions(there.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn inode(found: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests;

//! One file a day, so many days, so many bytes a day: a log that cannot fill the disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::Instant;

const PREFIX: &str = "holdfast.log.";
/// How many days are kept, today included.
const DAYS: usize = 7;
/// How much one day may hold.
const MOST: u64 = 16 << 20;
const FULL: &str = "{\"level\":\"WARN\",\"message\":\"The log of this day is full; nothing more is written until tomorrow.\"}\n";

/// The file of today.
pub(super) struct Rolling {
    folder: PathBuf,
    day: String,
    file: File,
    size: u64,
    most: u64,
}

impl Rolling {
    /// Opens the file of that day in `folder`, which is made if it is missing, and removes the oldest ones.
    pub(super) fn open(folder: &Path, now: Instant) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        own(folder, 0o700)?;
        let day = day(now);
        let (file, size) = start(folder, &day)?;
        Ok(Self {
            folder: folder.to_owned(),
            day,
            file,
            size,
            most: MOST,
        })
    }

    /// Appends a line, in one write, so that two processes do not tear each other's lines.
    pub(super) fn append(&mut self, line: &str, now: Instant) -> io::Result<()> {
        let today = day(now);
        if today != self.day {
            (self.file, self.size) = start(&self.folder, &today)?;
            self.day = today;
        }
        if self.size >= self.most {
            return Ok(());
        }
        let line = if self.size + line.len() as u64 > self.most {
            self.size = self.most;
            FULL
        } else {
            line
        };
        self.size += line.len() as u64;
        self.file.write_all(line.as_bytes())
    }
}

/// The file of `day`, after making room for it.
fn start(folder: &Path, day: &str) -> io::Result<(File, u64)> {
    let path = folder.join(format!("{PREFIX}{day}"));
    let file = OpenOptions::new().create(true).append(true).open(&path)?;
    own(&path, 0o600)?;
    let mut kept: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let ours = entry.file_name().to_str()?.starts_with(PREFIX);
            (ours && entry.file_type().ok()?.is_file()).then(|| entry.path())
        })
        .collect();
    kept.sort();
    let surplus = kept.len().saturating_sub(DAYS);
    for old in kept.iter().take(surplus).filter(|old| **old != path) {
        fs::remove_file(old)?;
    }
    let size = file.metadata()?.len();
    Ok((file, size))
}

/// Nobody but the owner has business in there.
#[cfg(unix)]
fn own(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
fn own(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

fn day(now: Instant) -> String {
    now.format("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Instant {
        chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(day)
    }

    fn files(folder: &Path) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let text = fs::read_to_string(entry.path()).unwrap();
                (entry.file_name().into_string().unwrap(), text)
            })
            .collect();
        files.sort();
        files
    }

    #[test]
    fn each_day_has_its_file_and_seven_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.txt"), "not ours\n").unwrap();
        let mut log = Rolling::open(folder.path(), at(0)).unwrap();
        for day in 0..9 {
            log.append(&format!("day {day}\n"), at(day)).unwrap();
        }
        let mut expected: Vec<_> = (2..9)
            .map(|day| {
                (
                    format!("holdfast.log.1970-01-{:02}", day + 1),
                    format!("day {day}\n"),
                )
            })
            .collect();
        expected.push(("notes.txt".to_owned(), "not ours\n".to_owned()));
        assert_eq!(files(folder.path()), expected);
    }

    #[test]
    fn opening_again_goes_on_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        for line in ["one\n", "two\n"] {
            let mut log = Rolling::open(folder.path(), at(0)).unwrap();
            log.append(line, at(0)).unwrap();
        }
        assert_eq!(
            files(folder.path()),
            [(
                "holdfast.log.1970-01-01".to_owned(),
                "one\ntwo\n".to_owned()
            )]
        );
    }

    #[test]
    fn a_day_that_is_full_says_so_once_and_the_next_day_writes_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Rolling::open(folder.path(), at(0)).unwrap();
        log.most = 12;
        for _ in 0..4 {
            log.append("0123456\n", at(0)).unwrap();
        }
        log.append("again\n", at(1)).unwrap();
        assert_eq!(
            files(folder.path()),
            [
                (
                    "holdfast.log.1970-01-01".to_owned(),
                    format!("0123456\n{FULL}")
                ),
                ("holdfast.log.1970-01-02".to_owned(), "again\n".to_owned()),
            ]
        );
    }
}

//! A home folder, the real program run in it, and what has to hold of its journal whatever was done to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chrono::Utc;
use holdfast_core::domain::entry::{Body, Entry};
use holdfast_core::journal::Journal;
use holdfast_tests::program::ours;
use tempfile::TempDir;

/// A home folder that is thrown away.
pub(crate) struct Home(TempDir);

/// What the program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The program, to be run here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(&ours("HOLDFAST_BIN", "holdfast"), arguments)
    }

    /// A program, to be run here.
    pub(crate) fn command_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("HOLDFAST_HOME", self.path())
            .env("HOLDFAST_KEYCHAIN", "off")
            .env("USER", "ada")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(&self.command(arguments).output().unwrap())
    }

    /// Writes something down, which has to work, and returns the id that was printed.
    pub(crate) fn log(&self, text: &str) -> String {
        let said = self.run(&["log", text]);
        assert_eq!(said.code, Some(0), "{said:?}");
        said.out.trim().to_owned()
    }

    /// The journal's file.
    pub(crate) fn journal(&self) -> PathBuf {
        self.path().join("journal.db")
    }

    /// Holds the journal against what it promises: every acknowledged entry is in it, nothing is in it twice, the chain
    /// holds from end to end, and its projections are what the entries alone give. Returns the entries.
    pub(crate) fn whole(&self, acknowledged: &[String], after: &str) -> Vec<Entry> {
        let verified = self.run(&["journal", "verify"]);
        assert_eq!(verified.code, Some(0), "{after}: {verified:?}");
        let journal = Journal::open(self.path()).unwrap();
        let mut entries = Vec::new();
        journal
            .read(|reading| {
                reading.each_entry(None, |entry| {
                    entries.push(entry);
                    Ok(())
                })
            })
            .unwrap();
        let found: BTreeSet<String> = entries.iter().map(|entry| entry.id.to_string()).collect();
        let lost: Vec<&String> = acknowledged
            .iter()
            .filter(|id| !found.contains(*id))
            .collect();
        assert_eq!(
            lost,
            Vec::<&String>::new(),
            "{after}: acknowledged, and gone"
        );
        let mut notes: BTreeMap<&str, u32> = BTreeMap::new();
        for entry in &entries {
            if let Body::Noted { text, .. } = &entry.body {
                *notes.entry(text).or_default() += 1;
            }
        }
        let twice: Vec<_> = notes.into_iter().filter(|(_, times)| *times > 1).collect();
        assert_eq!(twice, vec![], "{after}: written twice");
        let before = journal.projections().unwrap();
        let rebuilt = journal.rebuild(Utc::now()).unwrap();
        assert_eq!(rebuilt.entries as usize, entries.len(), "{after}");
        assert!(
            journal.projections().unwrap() == before,
            "{after}: the projections were not what the entries give"
        );
        entries
    }
}

/// What a process that has ended said.
pub(crate) fn said(output: &Output) -> Said {
    Said {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A refusal because of storage: exit 5, nothing on standard output, one sentence that says what next, no panic.
pub(crate) fn is_storage_refusal(said: &Said) -> bool {
    said.code == Some(5)
        && said.out.is_empty()
        && said.err.starts_with("holdfast: ")
        && said.err.trim_end().ends_with('.')
        && !said.err.contains("panicked")
}

/// The seed of what is random here: `HOLDFAST_SEED` to repeat a run. It is printed, and each failure names it.
pub(crate) fn seed() -> u64 {
    let given = std::env::var("HOLDFAST_SEED").ok();
    let seed = given.map_or_else(|| fastrand::u64(..1_000_000), |seed| seed.parse().unwrap());
    println!("HOLDFAST_SEED={seed}");
    seed
}

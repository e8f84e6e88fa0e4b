//! A home folder that is thrown away, and the built program run in it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use holdfast_core::app::{App, Home as CoreHome, Options};
use holdfast_core::clock::SystemClock;
use holdfast_core::desktop::Headless;
use holdfast_core::domain::page::Place;
use serde_json::Value;
use tempfile::TempDir;

/// A home folder.
pub(crate) struct Home {
    folder: TempDir,
}

/// What the program said, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program with nothing of this machine's surroundings that it could notice.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
        command
            .args(arguments)
            .env("HOLDFAST_HOME", self.path())
            .env("USER", "ada")
            .env("TZ", "UTC")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().unwrap();
        said(&output)
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Said {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        // It may refuse, and leave, before it has read everything.
        let _ = child.stdin.take().unwrap().write_all(input);
        said(&child.wait_with_output().unwrap())
    }

    /// What it prints when it ends well and says nothing else.
    pub(crate) fn well(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(
            (said.code, said.err.as_str()),
            (Some(0), ""),
            "{arguments:?}: {said:?}"
        );
        said.out
    }

    /// The one JSON value it prints.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let out = self.well(arguments);
        serde_json::from_str(&out)
            .unwrap_or_else(|error| panic!("{arguments:?} printed {out:?}: {error}"))
    }

    /// The core on the same journal, as an open window has it.
    pub(crate) fn app(&self) -> App {
        App::open(Options {
            home: CoreHome::at(self.path().to_owned()),
            clock: Arc::new(SystemClock),
            desktop: Arc::new(Headless),
            place: Place::Window,
        })
        .unwrap()
    }
}

fn said(output: &std::process::Output) -> Said {
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

/// Ids numbered as they appear and times named, so that whole values can be compared.
pub(crate) fn steady(mut value: Value) -> Value {
    fn walk(value: &mut Value, ids: &mut Vec<String>) {
        match value {
            Value::String(text) => *text = name(text, ids),
            Value::Array(values) => values.iter_mut().for_each(|value| walk(value, ids)),
            Value::Object(fields) => fields.values_mut().for_each(|value| walk(value, ids)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    fn name(text: &str, ids: &mut Vec<String>) -> String {
        if chrono::DateTime::parse_from_rfc3339(text).is_ok() {
            return "TIME".to_owned();
        }
        let (before, id) = text
            .rsplit_once(':')
            .map_or(("", text), |(before, id)| (before, id));
        if id.parse::<holdfast_core::domain::id::EntryId>().is_err() {
            return text.to_owned();
        }
        let known = ids.iter().position(|known| known == id);
        let number = known.unwrap_or_else(|| {
            ids.push(id.to_owned());
            ids.len() - 1
        });
        let colon = if before.is_empty() { "" } else { ":" };
        format!("{before}{colon}ID-{}", number + 1)
    }
    walk(&mut value, &mut Vec::new());
    value
}

//! How the process ends: exit codes a script can rely on, and errors as a sentence.

use std::io::{self, Write};
use std::process::ExitCode;

use holdfast_core::error::{Code, Failure};
use serde_json::json;

use crate::paper::clean;

/// How a command ended. The numbers are documented in `--help`, the man page and the README, and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Something outside did not answer, the journal's chain is broken, or a fault in Holdfast.
    Failed = 1,
    /// An argument is missing, unknown or not valid.
    Misuse = 2,
    /// What was named does not exist.
    NotFound = 3,
    /// It does not fit what is so by now.
    Conflict = 4,
    /// The journal cannot be used.
    Storage = 5,
}

impl From<Code> for Exit {
    fn from(code: Code) -> Self {
        match code {
            Code::Invalid => Self::Misuse,
            Code::NotFound => Self::NotFound,
            Code::Conflict => Self::Conflict,
            Code::Newer | Code::Storage => Self::Storage,
            Code::Unreachable | Code::Internal => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Says a failure on standard error: a sentence, and one line of JSON when that was asked for. Returns how to end.
pub(crate) fn report(failure: &Failure, json: bool) -> Exit {
    let mut said = format!("holdfast: {}\n", clean(&failure.message));
    if json {
        let error = json!({ "error": {
            "code": failure.code,
            "message": failure.message,
            "field": failure.field,
        } });
        said = format!("{said}{error}\n");
    }
    // Nobody is left to tell when standard error is closed; the exit code still says it.
    let _ = io::stderr().lock().write_all(said.as_bytes());
    Exit::from(failure.code)
}

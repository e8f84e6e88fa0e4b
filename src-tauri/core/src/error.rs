//! What goes wrong, said once for every client: a code to branch on, a sentence to read, and the field it concerns.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of failure it is. Variants exist because somebody branches on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request is wrong; `field` says where. Nothing was done.
    Invalid,
    /// What it names does not exist.
    NotFound,
    /// It does not fit what is so by now: resolved already, the gate is shut.
    Conflict,
    /// The journal was written by a newer Holdfast. Nothing was touched.
    Newer,
    /// The journal cannot be read or written: full disk, permissions, damage.
    Storage,
    /// Something outside did not answer as it should.
    Unreachable,
    /// A fault in Holdfast itself.
    Internal,
}

/// A failure: what happened, to what, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Failure {
    /// What kind.
    pub code: Code,
    /// A sentence or two for the person.
    pub message: String,
    /// The request's field it concerns, if one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub field: Option<String>,
}

/// A result that fails with a sentence.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// The request's `field` is wrong, because `message`.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self {
            code: Code::Invalid,
            message: message.into(),
            field: Some(field.to_owned()),
        }
    }

    /// There is no such `thing`.
    pub fn not_found(thing: &str, name: impl fmt::Display) -> Self {
        Self::new(
            Code::NotFound,
            format!("There is no {thing} {name} in this journal."),
        )
    }

    /// It does not fit what is so by now.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Code::Conflict, message)
    }

    /// Something outside did not answer as it should.
    pub fn unreachable(message: impl Into<String>) -> Self {
        Self::new(Code::Unreachable, message)
    }

    /// A fault in Holdfast itself: what was being done, and what went wrong.
    pub fn internal(doing: &str, cause: impl fmt::Display) -> Self {
        Self::new(
            Code::Internal,
            format!(
                "Holdfast failed while {doing}: {cause}. This is a fault in Holdfast; the log has more."
            ),
        )
    }

    /// The journal or a file beside it cannot be used: what was being done, and what went wrong.
    pub fn storage(doing: &str, cause: impl fmt::Display) -> Self {
        Self::new(Code::Storage, format!("{doing} failed: {cause}."))
    }

    /// A failure of that kind.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let next = match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => {
                "the disk is full. Free some space; what you typed is still in the window"
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                "its folder cannot be written. Check its permissions"
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another program holds it. Close that program and try again"
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                "the file is damaged. Copy it aside, then run “holdfast journal verify”"
            }
            _ => {
                return Self::new(
                    Code::Storage,
                    format!("The journal answered with an error: {error}."),
                );
            }
        };
        Self::new(
            Code::Storage,
            format!("The journal could not be used: {next}."),
        )
    }
}

//! Drafts: what is being typed, saved continuously. They are not entries: only what is sent or finished is.

use rusqlite::{OptionalExtension, params};

use super::{Reading, Writing, from_json, instant, millis, to_json};
use crate::change::Change;
use crate::domain::Instant;
use crate::domain::id::IncidentId;
use crate::domain::update::Audience;
use crate::error::Result;

pub(super) const CREATE: &str = "
    CREATE TABLE draft (
        subject  TEXT PRIMARY KEY,
        content  TEXT NOT NULL,
        saved_at INTEGER NOT NULL
    ) STRICT;
";

/// What a draft is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An update.
    Update(IncidentId, Audience),
    /// A retrospective.
    Retrospective(IncidentId),
}

impl Subject {
    fn key(self) -> String {
        match self {
            Self::Update(incident, audience) => format!("update:{incident}:{audience}"),
            Self::Retrospective(incident) => format!("retrospective:{incident}"),
        }
    }
}

/// A draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft<T> {
    /// What was typed.
    pub content: T,
    /// When it was last saved.
    pub saved_at: Instant,
}

impl Writing<'_> {
    /// Saves a draft in place of the one before.
    pub fn save_draft(&mut self, subject: Subject, content: &impl serde::Serialize) -> Result<()> {
        let sql = "INSERT INTO draft (subject, content, saved_at) VALUES (?1, ?2, ?3) ON CONFLICT (subject) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at";
        self.transaction.prepare_cached(sql)?.execute(params![
            subject.key(),
            to_json("a draft", content)?,
            millis(self.now)
        ])?;
        self.tell(Change::Drafts);
        Ok(())
    }

    /// Throws a draft away.
    pub fn discard_draft(&mut self, subject: Subject) -> Result<()> {
        self.transaction
            .execute("DELETE FROM draft WHERE subject = ?1", [subject.key()])?;
        self.tell(Change::Drafts);
        Ok(())
    }
}

impl Reading<'_> {
    /// A draft, if there is one.
    pub fn draft<T: serde::de::DeserializeOwned>(
        &self,
        subject: Subject,
    ) -> Result<Option<Draft<T>>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT content, saved_at FROM draft WHERE subject = ?1")?;
        let found: Option<(String, i64)> = select
            .query_row([subject.key()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((content, saved_at)) = found else {
            return Ok(None);
        };
        Ok(Some(Draft {
            content: from_json("a draft", &content)?,
            saved_at: instant(saved_at),
        }))
    }

    /// Whether there is a draft.
    pub fn has_draft(&self, subject: Subject) -> Result<bool> {
        let mut select = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM draft WHERE subject = ?1)")?;
        Ok(select.query_row([subject.key()], |row| row.get(0))?)
    }
}

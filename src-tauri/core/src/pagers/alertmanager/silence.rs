//! A silence: what stands in Alertmanager for an acknowledgement or a snooze.
//!
//! Ours carry the page they stand for at the end of their comment. An acknowledgement's comment begins with `ACK!`, by
//! which other tools of the field know it and keep it alive; a snooze's does not, for it must end when it was said to.

use chrono::{Duration, SecondsFormat};
use serde::{Deserialize, Serialize, Serializer};

use super::super::{PageAction, Verb};
use crate::domain::Instant;
use crate::domain::id::PageId;
use crate::http::{Problem, ProblemKind, quoted};

const MARK: &str = "holdfast page ";

/// A silence that begins in the past begins at once. So it does when this machine's clock is ahead by less than this.
const CLOCK_AHEAD: Duration = Duration::hours(1);

/// A silence as it comes and goes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Silence {
    /// Its identity; empty until it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) id: String,
    matchers: Vec<Matcher>,
    #[serde(rename = "startsAt", serialize_with = "written")]
    starts_at: Instant,
    /// When it ends.
    #[serde(rename = "endsAt", serialize_with = "written")]
    pub(super) ends_at: Instant,
    #[serde(default, rename = "createdBy")]
    created_by: String,
    #[serde(default)]
    comment: String,
    #[serde(default, skip_serializing)]
    status: Status,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
struct Matcher {
    name: String,
    value: String,
    #[serde(rename = "isRegex")]
    is_regex: bool,
    /// Absent before 0.22, when there was no other way.
    #[serde(rename = "isEqual", default = "always")]
    is_equal: bool,
}

fn always() -> bool {
    true
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Status {
    #[serde(default)]
    state: String,
}

/// What comes back from posting one.
#[derive(Deserialize)]
pub(super) struct Posted {
    /// Its identity: the one that was sent, or a new one.
    #[serde(rename = "silenceID")]
    pub(super) id: String,
}

impl Silence {
    /// The silence that stands for `action` until then.
    pub(super) fn new(action: &PageAction, until: Instant, now: Instant) -> Self {
        let opening = match action.verb {
            Verb::Acknowledge => format!("ACK! {} has it", action.by),
            Verb::Snooze { .. } | Verb::Release => format!("Snoozed by {}", action.by),
        };
        Self {
            id: String::new(),
            matchers: action
                .labels
                .iter()
                .map(|(name, value)| Matcher {
                    name: name.clone(),
                    value: value.clone(),
                    is_regex: false,
                    is_equal: true,
                })
                .collect(),
            starts_at: now - CLOCK_AHEAD,
            ends_at: until,
            created_by: action.by.clone(),
            comment: format!("{opening} ({MARK}{})", action.page),
            status: Status::default(),
        }
    }

    /// The same in place of `kept`. Alertmanager changes a silence only while its beginning and its matchers stay.
    pub(super) fn in_place_of(self, kept: &Self) -> Self {
        Self {
            id: kept.id.clone(),
            matchers: kept.matchers.clone(),
            starts_at: kept.starts_at,
            ..self
        }
    }

    /// It matches exactly what `other` matches.
    pub(super) fn matches_as(&self, other: &Self) -> bool {
        let sorted = |silence: &Self| {
            let mut matchers = silence.matchers.clone();
            matchers.sort();
            matchers
        };
        sorted(self) == sorted(other)
    }

    /// It has an effect, or will have.
    pub(super) fn stands(&self) -> bool {
        self.status.state != "expired"
    }

    /// Its identity, fit for an address.
    pub(super) fn checked_id(&self) -> Result<&str, Problem> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if self.id.is_empty() || !self.id.bytes().all(is_plain) {
            return Err(Problem::new(
                ProblemKind::Unreadable,
                "Alertmanager answered with a silence whose identity cannot be",
            ));
        }
        Ok(&self.id)
    }

    /// The page on whose behalf a Holdfast made it.
    pub(super) fn page(&self) -> Option<PageId> {
        let (_, id) = self.comment.rsplit_once(MARK)?;
        id.trim_end_matches(')').parse().ok()
    }

    /// Who made it.
    pub(super) fn author(&self) -> String {
        match quoted(&self.created_by, 80) {
            author if author.is_empty() => "somebody".to_owned(),
            author => author,
        }
    }
}

/// `name="value"`, as Alertmanager reads it.
pub(super) fn matcher(name: &str, value: &str) -> String {
    let escaped = value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("{name}=\"{escaped}\"")
}

fn written<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

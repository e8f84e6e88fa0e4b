//! Status updates on the wire: types, and nothing else.

use serde::{Deserialize, Serialize};

use super::super::incident::IncidentRef;
use crate::domain::Instant;
use crate::domain::entry::Override;
use crate::domain::gate::Gate;
use crate::domain::id::{EntryId, IncidentId};
use crate::domain::phase::Phase;
use crate::domain::promise::Promise;
use crate::domain::severity::Severity;
use crate::domain::update::{Audience, SentUpdate};
use crate::domain::wording::Finding;

/// Asks for the draft of an update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// Whose.
    pub incident: IncidentId,
    /// For whom.
    pub audience: Audience,
}

/// An update being written, with everything its composer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UpdateDraft {
    /// Whose.
    pub incident: IncidentRef,
    /// The incident's title.
    pub title: String,
    /// The incident's severity.
    pub severity: Severity,
    /// For whom.
    pub audience: Audience,
    /// The state it claims.
    pub phase: Phase,
    /// Its Markdown text.
    pub text: String,
    /// The time it promises for the next one.
    pub next_update_at: Option<Instant>,
    /// Publishers it can go to.
    pub targets: Vec<TargetView>,
    /// When it was last saved; null while it is still the template.
    pub saved_at: Option<Instant>,
    /// Templates for this audience, the one for the phase first.
    pub templates: Vec<TemplateView>,
    /// Labels of the capabilities affected.
    pub scope: Vec<String>,
    /// Updates sent to this audience, newest first.
    pub sent: Vec<SentUpdate>,
    /// What is owed.
    pub promise: Option<Promise>,
    /// The next-update time to offer, by the rhythm.
    pub suggested_next_at: Instant,
    /// The resolve gate, while the incident is open.
    pub gate: Option<Gate>,
    /// What the checks say.
    pub checked: Checked,
}

/// A template, its variables filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TemplateView {
    /// Its name: `public-investigating`.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// The text, variables filled in.
    pub text: String,
    /// The phase it is for.
    pub phase: Phase,
}

/// Somewhere an update can go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TargetView {
    /// The publisher's name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Chosen for this draft.
    pub chosen: bool,
    /// It can be sent to; otherwise `note` says why not.
    pub ready: bool,
    /// `ready`, `offline, will queue`, `needs its address`.
    pub note: String,
    /// The longest text it takes, in characters.
    pub max_chars: u32,
}

/// Saves a draft and has it checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// Whose.
    pub incident: IncidentId,
    /// For whom.
    pub audience: Audience,
    /// The state it claims.
    pub phase: Phase,
    /// Its Markdown text.
    pub text: String,
    /// The time it promises.
    pub next_update_at: Option<Instant>,
    /// Chosen publishers, by name.
    pub targets: Vec<String>,
}

/// A draft that is durable, and what the checks say of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SavedDraft {
    /// When it was saved.
    pub saved_at: Instant,
    /// What the checks say.
    pub checked: Checked,
}

/// What the checks say of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Checked {
    /// What was found, what stops first.
    pub findings: Vec<Finding>,
    /// What is well, in words.
    pub passed: Vec<String>,
    /// The text as readers will see it, sanitised HTML.
    pub preview_html: String,
    /// Words in it.
    pub words: u32,
}

/// Sends an update, or records that it was copied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SendUpdate {
    /// Whose.
    pub incident: IncidentId,
    /// For whom.
    pub audience: Audience,
    /// The state it claims.
    pub phase: Phase,
    /// Its Markdown text.
    pub text: String,
    /// The time it promises.
    pub next_update_at: Option<Instant>,
    /// Publishers, by name; none means that it was copied to the clipboard.
    pub targets: Vec<String>,
    /// A reason for each stopping check that is sent past.
    pub overrides: Vec<Override>,
}

/// An update that was recorded; its deliveries wait in the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SentView {
    /// The entry.
    pub entry: EntryId,
    /// The text for the clipboard: plain.
    pub plain: String,
    /// The text for the clipboard: HTML.
    pub html: String,
    /// How many deliveries were queued.
    pub queued: u32,
}

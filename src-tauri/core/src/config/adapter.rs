//! Adapters in the file: the keys they all share, and the rest handed to the adapter's own builder.
//!
//! Not here: what an adapter's own keys mean, nor the secret: the file says only where it is.

use std::collections::BTreeMap;
use std::fmt;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::length::{length, length_text};
use super::section::{Reading, nearest};
use crate::form::{Field, FieldInput, FieldProblem, Form};

/// The three kinds of adapter that exist so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AdapterTable {
    /// Metric sources.
    Source,
    /// Page providers.
    Pager,
    /// Status publishers.
    Publisher,
}

impl AdapterTable {
    /// Its sections' name in the file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Pager => "pager",
            Self::Publisher => "publisher",
        }
    }
}

/// A configured adapter.
#[derive(Clone, Debug)]
pub struct Configured<K> {
    /// Its name.
    pub name: String,
    /// Its kind: `prometheus`.
    pub kind: String,
    /// How often it is asked.
    pub every: Duration,
    /// How long without an answer before it counts as silent.
    pub silent_after: Duration,
    /// Where its secret is, if it has one.
    pub secret: Option<SecretRef>,
    /// What the file says of its own fields.
    pub values: BTreeMap<String, String>,
    /// The adapter.
    pub adapter: K,
}

/// Where a secret is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretRef {
    /// In the system's keychain.
    Keychain,
    /// In memory, until Holdfast closes.
    Session,
    /// In the environment variable of that name.
    Env(String),
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keychain => f.write_str("keychain"),
            Self::Session => f.write_str("session"),
            Self::Env(variable) => write!(f, "env:{variable}"),
        }
    }
}

/// Builds an adapter from its kind and its own fields.
pub(super) type Build<K> = fn(&str, &BTreeMap<String, String>) -> Result<K, FieldProblem>;

/// The fields that all adapters of a table have beside their own, except name, kind and secret.
pub fn common_fields(table: AdapterTable) -> &'static [Field] {
    match table {
        AdapterTable::Source | AdapterTable::Pager => &[EVERY, SILENT_AFTER],
        AdapterTable::Publisher => &[],
    }
}

const EVERY: Field = Field {
    hint: "How often it is asked, like 15s or 1m.",
    default: "15s",
    ..Field::new("every", "Every", FieldInput::Duration)
};
const SILENT_AFTER: Field = Field {
    hint: "How long without an answer before it counts as silent. Longer than a few rounds of asking.",
    default: "3m",
    ..Field::new("silent_after", "Silent after", FieldInput::Duration)
};
const SHARED: [&str; 5] = ["name", "kind", "every", "silent_after", "secret"];

/// The values that are an adapter's own: those of the shared fields taken out.
pub fn own_values(
    table: AdapterTable,
    values: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let shared = |key: &str| common_fields(table).iter().any(|field| field.name == key);
    let own = values.iter().filter(|(key, _)| !shared(key));
    own.map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

impl<K> Configured<K> {
    /// Its own values and those of the shared fields, as the settings screen shows them.
    pub fn all_values(&self, table: AdapterTable) -> BTreeMap<String, String> {
        let shared = common_fields(table).iter().map(|field| {
            let length = if field.name == EVERY.name {
                self.every
            } else {
                self.silent_after
            };
            (field.name.to_owned(), length_text(length))
        });
        self.values.clone().into_iter().chain(shared).collect()
    }

    pub(super) fn read(
        table: AdapterTable,
        name: String,
        mut reading: Reading<'_, '_>,
        forms: &'static [Form],
        build: Build<K>,
    ) -> Option<Self> {
        let kind = reading.required("kind");
        let (every, silent_after) = pace(table, &mut reading);
        let secret = read_secret(&mut reading);
        let values = reading.others(&SHARED);
        let kind = kind?;
        let form = forms.iter().find(|form| form.kind == kind);
        if let Some(form) = form {
            refuse_unknown(table, form, &values, &mut reading);
            let takes_one = form
                .fields
                .iter()
                .any(|field| field.input == FieldInput::Secret);
            if secret.is_some() && !takes_one {
                reading.problem("secret", format!("{} takes no secret.", form.label));
            }
        }
        if !reading.is_whole() {
            return None;
        }
        let adapter = match build(&kind, &values) {
            Ok(adapter) => adapter,
            Err(FieldProblem { field, message }) => {
                reading.problem(&field, ended(message));
                return None;
            }
        };
        Some(Self {
            name,
            kind,
            every,
            silent_after,
            secret,
            values,
            adapter,
        })
    }
}

/// How often it is asked, and when it counts as silent.
fn pace(table: AdapterTable, reading: &mut Reading<'_, '_>) -> (Duration, Duration) {
    let usual = |field: Field| length(field.default).unwrap_or_default();
    let least = Duration::seconds(1);
    let fields = common_fields(table);
    for key in ["every", "silent_after"] {
        if fields.iter().all(|field| field.name != key) && reading.text(key).is_some() {
            reading.problem(
                key,
                format!(
                    "There is no “{key}” here: a {} is asked only when there is something to send.",
                    table.key()
                ),
            );
        }
    }
    let every = reading.length("every", least).unwrap_or(usual(EVERY));
    // Silence must outlast a few rounds, or every slow answer is one.
    let patient = usual(SILENT_AFTER).max(every * 3);
    let silent_after = reading.length("silent_after", least).unwrap_or(patient);
    if silent_after <= every {
        reading.problem(
            "silent_after",
            "“silent_after” must be longer than “every”, or it is silent between two answers.",
        );
    }
    (every, silent_after)
}

/// Where the secret is. What else stands there is not repeated: it may be the secret itself.
fn read_secret(reading: &mut Reading<'_, '_>) -> Option<SecretRef> {
    let text = reading.text("secret")?;
    let variable = text.strip_prefix("env:").filter(|name| {
        !name.starts_with(|letter: char| letter.is_ascii_digit())
            && !name.is_empty()
            && name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    });
    match (text.as_str(), variable) {
        ("keychain", _) => Some(SecretRef::Keychain),
        ("session", _) => Some(SecretRef::Session),
        (_, Some(variable)) => Some(SecretRef::Env(variable.to_owned())),
        (_, None) => {
            reading.problem(
                "secret",
                "“secret” says where the secret is, never the secret itself: “keychain”, or “env:” and the name of an environment variable. If a secret stood here, change it where it came from.",
            );
            None
        }
    }
}

fn refuse_unknown(
    table: AdapterTable,
    form: &Form,
    values: &BTreeMap<String, String>,
    reading: &mut Reading<'_, '_>,
) {
    let own = form.fields.iter().map(|field| field.name);
    let shared = common_fields(table).iter().map(|field| field.name);
    let known: Vec<&str> = ["name", "kind", "secret"]
        .into_iter()
        .chain(own)
        .chain(shared)
        .collect();
    for key in values.keys().filter(|key| !known.contains(&key.as_str())) {
        let meant = nearest(key, known.iter().copied())
            .map(|near| format!(" Is “{near}” meant?"))
            .unwrap_or_default();
        reading.problem(key, format!("{} has no “{key}”.{meant}", form.label));
    }
}

/// The same sentence, ended.
fn ended(message: String) -> String {
    if message.ends_with(['.', '!', '?']) {
        message
    } else {
        message + "."
    }
}

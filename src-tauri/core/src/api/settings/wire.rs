//! Settings on the wire: types, and nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::desk::AdapterHealth;
use super::super::incident::CapabilityView;
pub(super) use crate::config::{AdapterTable, ConfigProblem};
use crate::domain::metric::Unit;
pub(super) use crate::form::FieldInput;

/// Everything the settings screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Settings {
    /// The configuration file.
    pub file: String,
    /// Its errors. A section with one is left out; while the file cannot be read as a whole, the window does not write to it.
    pub problems: Vec<ConfigProblem>,
    /// The person's handle.
    pub person: String,
    /// The time zone, by name.
    pub zone: String,
    /// Working hours: `09:00`.
    pub working_from: String,
    /// Working hours: `18:00`.
    pub working_to: String,
    /// How pages are told.
    pub notifications: NotificationSettings,
    /// Configured adapters.
    pub adapters: Vec<AdapterSetting>,
    /// Kinds of adapter that can be added.
    pub kinds: Vec<AdapterKind>,
    /// Configured metrics.
    pub metrics: Vec<MetricSetting>,
    /// Configured capabilities.
    pub capabilities: Vec<CapabilityView>,
    /// Where secrets are kept.
    pub keychain: KeychainView,
    /// The folder for the team's own checklists and templates.
    pub library: String,
    /// Files in it that could not be used, and why.
    pub library_problems: Vec<String>,
    /// The folder that holds the journal.
    pub home: String,
}

/// How pages are told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct NotificationSettings {
    /// Play a sound.
    pub sound: bool,
    /// Ring again until somebody acknowledges.
    pub repeat: bool,
    /// Say only "A page is waiting" where a lock screen may show it.
    pub hide_details: bool,
}

/// Where secrets are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeychainView {
    /// The system's keychain works.
    pub working: bool,
    /// Why not, and what happens instead.
    pub note: String,
}

/// A configured adapter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AdapterSetting {
    /// What it adapts.
    pub table: AdapterTable,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its fields' values, by name; secrets are not among them.
    pub values: BTreeMap<String, String>,
    /// A secret is stored.
    pub has_secret: bool,
    /// Where the secret comes from: `keychain`, `session`, `env:NAME`; null for none.
    pub secret_from: Option<String>,
    /// How it is doing.
    pub health: AdapterHealth,
    /// How many metrics read from it.
    pub metrics: u32,
}

/// A kind of adapter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AdapterKind {
    /// What it adapts.
    pub table: AdapterTable,
    /// Its name in the configuration: `prometheus`.
    pub kind: String,
    /// What people call it: `Prometheus`.
    pub label: String,
    /// What it is for, in a sentence.
    pub about: String,
    /// Its fields, in order.
    pub fields: Vec<FieldView>,
}

/// One field of an adapter's form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FieldView {
    /// Its key in the configuration.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// What to type.
    pub input: FieldInput,
    /// It must not be empty.
    pub required: bool,
    /// A line of help.
    pub hint: String,
    /// What holds when it is empty.
    pub default: String,
    /// The options of a select.
    pub options: Vec<String>,
}

/// A configured metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct MetricSetting {
    /// Its name in the configuration: letters, digits, dashes.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The source it is read from, by name.
    pub source: String,
    /// `PromQL` for Prometheus, a `JSONPath` for an HTTP JSON endpoint.
    pub query: String,
    /// What it counts in.
    pub unit: Unit,
    /// The capability it stands for, by name.
    pub capability: Option<String>,
    /// Lowest expected value.
    pub low: Option<f64>,
    /// Highest expected value.
    pub high: Option<f64>,
    /// How long it must stay out: `5m`.
    pub hold: String,
    /// How long it must stay in again: `2m`.
    pub clear: String,
    /// Raise a page when it leaves its band.
    pub pages: bool,
}

/// Saves an adapter. An empty secret keeps the stored one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SaveAdapter {
    /// What it adapts.
    pub table: AdapterTable,
    /// Its name now, when it exists already.
    pub was: Option<String>,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its fields' values, by name, without the secret.
    pub values: BTreeMap<String, String>,
    /// The secret, when it is new.
    pub secret: Option<String>,
}

/// Names an adapter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct AdapterRequest {
    /// What it adapts.
    pub table: AdapterTable,
    /// Its name.
    pub name: String,
}

/// What a test of an adapter found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tested {
    /// It answered as it should.
    pub works: bool,
    /// What answered, in words, and the next step.
    pub message: String,
}

/// Saves a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SaveMetric {
    /// Its name now, when it exists already.
    pub was: Option<String>,
    /// The metric.
    pub metric: MetricSetting,
}

/// Names a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct MetricName {
    /// Which.
    pub name: String,
}

/// Tries a query without saving it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct TryMetric {
    /// The source, by name.
    pub source: String,
    /// The query.
    pub query: String,
}

/// Saves who sits here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SavePerson {
    /// The handle others know.
    pub person: String,
    /// The time zone, by name; empty for this machine's.
    pub zone: String,
    /// `09:00`.
    pub working_from: String,
    /// `18:00`.
    pub working_to: String,
}

/// Saves what users can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SaveCapabilities {
    /// All of them, in order.
    pub capabilities: Vec<CapabilityView>,
}

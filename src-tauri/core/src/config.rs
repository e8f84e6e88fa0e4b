//! The configuration: what `holdfast.toml` says, and what is wrong with it.
//!
//! Reading is pure and never fails. A section with an error is left out and told with its line and its key; everything
//! else in the file goes on working. Keys of problems count sections from 1, as lines do: `metric[2].low`.
//!
//! Not here: secrets, which the file only refers to (`keychain`), and what an adapter's own fields mean (its form).

mod adapter;
mod document;
mod edit;
mod file;
mod length;
mod metric;
mod person;
mod section;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use adapter::{AdapterTable, Configured, SecretRef, common_fields, own_values};
pub use edit::{AdapterEdit, MetricEdit};
pub use file::ConfigFile;
pub use length::{length, length_text};
pub use metric::Metric;
pub use person::{Notifications, working_hours};

use crate::domain::zone::WorkingHours;
use crate::pagers::Pager;
use crate::publishers::Publisher;
use crate::sources::Source;
use document::{Document, Section, Shape};
use section::Reading;

/// An error in the configuration file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConfigProblem {
    /// The line, from 1.
    pub line: u32,
    /// The key, as a path: `metric[2].band.low`.
    pub key: String,
    /// What is wrong, and what is expected.
    pub message: String,
}

/// Everything the file says that can be used.
#[derive(Clone, Debug)]
pub struct Config {
    /// The handle others know the person by, if it says.
    pub person: Option<String>,
    /// The person's time zone by name; `None` for this machine's.
    pub zone: Option<String>,
    /// When the person is at work anyway.
    pub working: WorkingHours,
    /// How pages are told.
    pub notifications: Notifications,
    /// What users can do.
    pub capabilities: Vec<Capability>,
    /// Where metrics are read.
    pub sources: Vec<Configured<Source>>,
    /// Where pages come from.
    pub pagers: Vec<Configured<Pager>>,
    /// Where updates are sent.
    pub publishers: Vec<Configured<Publisher>>,
    /// What is measured.
    pub metrics: Vec<Metric>,
}

/// Something users can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability {
    /// Its name in the file.
    pub name: String,
    /// What people call it.
    pub label: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            person: None,
            zone: None,
            working: person::WORKING,
            notifications: Notifications::default(),
            capabilities: Vec::new(),
            sources: Vec::new(),
            pagers: Vec::new(),
            publishers: Vec::new(),
            metrics: Vec::new(),
        }
    }
}

/// The sections there are.
const SECTIONS: [&str; 7] = [
    "person",
    "notifications",
    "capability",
    "source",
    "metric",
    "pager",
    "publisher",
];
/// More would hide the first ones.
const MOST_PROBLEMS: usize = 100;

impl Config {
    /// What `text` says, and what is wrong with it, by line.
    pub fn read(text: &str) -> (Self, Vec<ConfigProblem>) {
        let document = Document::read(text);
        let mut problems = document.problems;
        let known = known(&document.sections, &mut problems);
        let mut config = Self::default();

        if let Some(section) = single(&known, "person") {
            config.read_person(&mut Reading::new(section, &mut problems));
        }
        if let Some(section) = single(&known, "notifications") {
            config.notifications = Notifications::read(&mut Reading::new(section, &mut problems));
        }
        let mut capabilities = Names::default();
        for section in listed(&known, "capability") {
            let mut reading = Reading::new(section, &mut problems);
            let name = capabilities.take(&mut reading);
            config
                .capabilities
                .extend(name.and_then(|name| Capability::read(name, reading)));
        }
        let mut sources = Names::default();
        config.sources = adapters(
            &known,
            AdapterTable::Source,
            &mut sources,
            &mut problems,
            Source::FORMS,
            Source::build,
        );
        let mut pagers = Names::default();
        config.pagers = adapters(
            &known,
            AdapterTable::Pager,
            &mut pagers,
            &mut problems,
            Pager::FORMS,
            Pager::build,
        );
        let mut publishers = Names::default();
        config.publishers = adapters(
            &known,
            AdapterTable::Publisher,
            &mut publishers,
            &mut problems,
            Publisher::FORMS,
            Publisher::build,
        );
        let mut metrics = Names::default();
        for section in listed(&known, "metric") {
            let mut reading = Reading::new(section, &mut problems);
            let name = metrics.take(&mut reading);
            let metric =
                name.and_then(|name| config.read_metric(name, reading, &sources, &capabilities));
            config.metrics.extend(metric);
        }

        problems.sort_by(|a, b| (a.line, &a.key).cmp(&(b.line, &b.key)));
        problems.truncate(MOST_PROBLEMS);
        (config, problems)
    }
}

impl Capability {
    fn read(name: String, mut reading: Reading<'_, '_>) -> Option<Self> {
        let label = reading
            .line_of_text("label")
            .unwrap_or_else(|| name.clone());
        reading.refuse_others(&["name", "label"]);
        reading.is_whole().then_some(Self { name, label })
    }
}

/// The names of a kind of section, with the line each was given on, so that each is given once.
#[derive(Debug, Default)]
struct Names(BTreeMap<String, u32>);

impl Names {
    /// The name of a section, if it has one that nobody else has.
    fn take(&mut self, reading: &mut Reading<'_, '_>) -> Option<String> {
        let name = reading.name("name")?;
        if let Some(line) = self.0.get(&name) {
            let there = format!(
                "The name “{name}” is taken by the section on line {line}; names are given once."
            );
            reading.problem("name", there);
            return None;
        }
        self.0.insert(name.clone(), reading.line());
        Some(name)
    }

    /// The line of the section with that name, usable or not.
    fn line(&self, name: &str) -> Option<u32> {
        self.0.get(name).copied()
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        section::nearest(name, self.0.keys().map(String::as_str))
    }
}

/// The sections with a name and a shape that mean something.
fn known<'d, 't>(
    sections: &'d [Section<'t>],
    problems: &mut Vec<ConfigProblem>,
) -> Vec<&'d Section<'t>> {
    sections
        .iter()
        .filter(|section| match strange(section) {
            Some(message) => {
                problems.push(ConfigProblem {
                    line: section.line,
                    key: section.path.clone(),
                    message,
                });
                false
            }
            None => true,
        })
        .collect()
}

/// Why a section is none.
fn strange(section: &Section<'_>) -> Option<String> {
    let table = section.table.as_str();
    let single = matches!(table, "person" | "notifications");
    match section.shape {
        _ if !SECTIONS.contains(&table) => {
            let meant = section::nearest(table, SECTIONS)
                .map(|near| format!(" Is “{near}” meant?"))
                .unwrap_or_default();
            Some(format!(
                "There is no section “{table}”.{meant} There are: {}.",
                SECTIONS.join(", ")
            ))
        }
        Shape::Single if single => None,
        Shape::Listed if !single => None,
        Shape::Single | Shape::Bare if !single => Some(format!(
            "There can be several of these, so it is written with two brackets: [[{table}]]."
        )),
        Shape::Listed | Shape::Bare | Shape::Single => Some(format!(
            "There is one of these, so it is written as a section: [{table}]."
        )),
    }
}

fn single<'d, 't>(sections: &[&'d Section<'t>], table: &str) -> Option<&'d Section<'t>> {
    sections
        .iter()
        .copied()
        .find(|section| section.table == table)
}

fn listed<'s, 'd, 't>(
    sections: &'s [&'d Section<'t>],
    table: &'s str,
) -> impl Iterator<Item = &'d Section<'t>> + 's {
    sections
        .iter()
        .copied()
        .filter(move |section| section.table == table)
}

fn adapters<K>(
    sections: &[&Section<'_>],
    table: AdapterTable,
    names: &mut Names,
    problems: &mut Vec<ConfigProblem>,
    forms: &'static [crate::form::Form],
    build: adapter::Build<K>,
) -> Vec<Configured<K>> {
    listed(sections, table.key())
        .filter_map(|section| {
            let mut reading = Reading::new(section, problems);
            let name = names.take(&mut reading)?;
            Configured::read(table, name, reading, forms, build)
        })
        .collect()
}

#[cfg(test)]
mod tests;

//! Changes a text of the file in the smallest way: what is not changed keeps its place, its spelling and its comments.
//!
//! An edit never leaves a problem in the file that was not there before. Not here: the file on disk.

mod tree;

use std::collections::BTreeMap;

use toml_edit::{DocumentMut, Item, Value};

use super::adapter::{AdapterTable, SecretRef, common_fields};
use super::length::length_text;
use super::metric::{CLEAR, HOLD, unit_name};
use super::person::hours_text;
use super::{Capability, Config, Notifications};
use crate::domain::metric::Unit;
use crate::domain::zone::WorkingHours;
use crate::error::{Failure, Result};
use crate::form::{FieldInput, Form};
use crate::pagers::Pager;
use crate::publishers::Publisher;
use crate::sources::Source;
use tree::{
    alike, arrange, listed, name_of, number, same_length, section, set, set_or_remove,
    set_unless_usual, shortest, single,
};

/// An adapter as it is to stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterEdit {
    /// What it adapts.
    pub table: AdapterTable,
    /// Its name now, when it is there already.
    pub was: Option<String>,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its own fields and the shared ones; an empty one is left out, a shared one that is not mentioned stays.
    pub values: BTreeMap<String, String>,
    /// Where its secret is; `None`: it has none.
    pub secret: Option<SecretRef>,
}

/// A metric as it is to stand in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricEdit {
    /// Its name now, when it is there already.
    pub was: Option<String>,
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The source it is read from, by name.
    pub source: String,
    /// What is asked there.
    pub query: String,
    /// What it counts in.
    pub unit: Unit,
    /// The capability it stands for, by name.
    pub capability: Option<String>,
    /// Lowest expected value.
    pub low: Option<f64>,
    /// Highest expected value.
    pub high: Option<f64>,
    /// How long it must stay out, like `5m`; empty for the usual.
    pub hold: String,
    /// How long it must stay in again, like `2m`; empty for the usual.
    pub clear: String,
    /// It raises a page when it leaves its band.
    pub page: bool,
}

/// The text after a change, unless the change cannot be made or would put something wrong into the file.
pub(super) fn apply(text: &str, change: &dyn Fn(&mut DocumentMut) -> Result<()>) -> Result<String> {
    let (_, before) = Config::read(text);
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let line = error.span().map_or(1, |span| 1 + text.get(..span.start).unwrap_or(text).matches('\n').count());
        Failure::conflict(format!(
            "The configuration has an error on line {line} and is not written to before that is mended: {}.",
            error.message()
        ))
    })?;
    change(&mut document)?;
    let after = document.to_string();
    let (_, problems) = Config::read(&after);
    let mut known: Vec<_> = before
        .iter()
        .map(|problem| (leaf(&problem.key), &problem.message))
        .collect();
    for problem in &problems {
        let this = (leaf(&problem.key), &problem.message);
        match known.iter().position(|known| *known == this) {
            Some(place) => drop(known.swap_remove(place)),
            None => {
                return Err(Failure::invalid(
                    leaf(&problem.key),
                    problem.message.clone(),
                ));
            }
        }
    }
    Ok(after)
}

/// Sections move; what is wrong with them stays the same.
fn leaf(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

pub(super) fn person(
    document: &mut DocumentMut,
    handle: &str,
    zone: Option<&str>,
    working: WorkingHours,
) -> Result<()> {
    let person = single(document, "person")?;
    set_or_remove(
        person,
        "handle",
        Some(handle.trim())
            .filter(|handle| !handle.is_empty())
            .map(Value::from),
    );
    set_or_remove(
        person,
        "zone",
        zone.filter(|zone| !zone.is_empty()).map(Value::from),
    );
    set_unless_usual(
        person,
        "working_hours",
        hours_text(working).into(),
        &hours_text(super::person::WORKING).into(),
    );
    Ok(())
}

pub(super) fn notifications(document: &mut DocumentMut, told: Notifications) -> Result<()> {
    let usual = Notifications::default();
    if told == usual && !document.contains_key("notifications") {
        return Ok(());
    }
    let section = single(document, "notifications")?;
    set_unless_usual(section, "sound", told.sound.into(), &usual.sound.into());
    set_unless_usual(section, "repeat", told.repeat.into(), &usual.repeat.into());
    set_unless_usual(
        section,
        "hide_details",
        told.hide_details.into(),
        &usual.hide_details.into(),
    );
    Ok(())
}

pub(super) fn capabilities(document: &mut DocumentMut, wanted: &[Capability]) -> Result<()> {
    let there: Vec<String> = listed(document, "capability")?
        .iter()
        .filter_map(name_of)
        .map(str::to_owned)
        .collect();
    for gone in there
        .iter()
        .filter(|name| wanted.iter().all(|capability| capability.name != **name))
    {
        refuse_needed(document, "capability", gone)?;
        tree::remove(document, "capability", gone)?;
    }
    for capability in wanted {
        let is_new = !there.contains(&capability.name);
        let section = section(document, "capability", None, &capability.name, is_new)?;
        set(section, "name", capability.name.as_str().into());
        set_unless_usual(
            section,
            "label",
            capability.label.as_str().into(),
            &capability.name.as_str().into(),
        );
    }
    arrange(listed(document, "capability")?, |table| {
        wanted
            .iter()
            .position(|capability| name_of(table) == Some(capability.name.as_str()))
    });
    Ok(())
}

pub(super) fn adapter(document: &mut DocumentMut, edit: &AdapterEdit) -> Result<()> {
    let table = edit.table;
    let section = section(
        document,
        table.key(),
        edit.was.as_deref(),
        &edit.name,
        edit.was.is_none(),
    )?;
    set(section, "name", edit.name.as_str().into());
    set(section, "kind", edit.kind.as_str().into());
    let shared = |key: &str| common_fields(table).iter().any(|field| field.name == key);
    let kept = |key: &str| {
        ["name", "kind", "secret"].contains(&key) || shared(key) || edit.values.contains_key(key)
    };
    let gone: Vec<String> = section
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| !kept(key))
        .collect();
    for key in gone {
        section.remove(&key);
    }
    let form = forms(table).iter().find(|form| form.kind == edit.kind);
    let own = form.map_or(&[][..], |form| form.fields);
    let order = |key: &str| {
        own.iter()
            .chain(common_fields(table))
            .position(|field| field.name == key)
    };
    let mut values: Vec<_> = edit.values.iter().collect();
    values.sort_by_key(|(key, _)| order(key).unwrap_or(usize::MAX));
    for (key, text) in values {
        let field = own
            .iter()
            .chain(common_fields(table))
            .find(|field| field.name == key);
        let text = text.trim();
        if text.is_empty() {
            section.remove(key);
        } else if shared(key) && same_length(section.get(key), text) {
            // As long as before, in other words.
        } else {
            let is_list = field.is_some_and(|field| field.input == FieldInput::Words);
            let value = alike(section.get(key), text, is_list);
            let usual = field.map_or("", |field| field.default);
            set_unless_usual(section, key, value, &alike(None, usual, is_list));
        }
    }
    set_or_remove(
        section,
        "secret",
        edit.secret.as_ref().map(|secret| secret.to_string().into()),
    );
    if let (AdapterTable::Source, Some(was)) = (table, &edit.was) {
        for metric in listed(document, "metric")?.iter_mut() {
            if metric.get("source").and_then(Item::as_str) == Some(was) {
                set(metric, "source", edit.name.as_str().into());
            }
        }
    }
    Ok(())
}

pub(super) fn metric(document: &mut DocumentMut, edit: &MetricEdit) -> Result<()> {
    let section = section(
        document,
        "metric",
        edit.was.as_deref(),
        &edit.name,
        edit.was.is_none(),
    )?;
    set(section, "name", edit.name.as_str().into());
    set_unless_usual(
        section,
        "label",
        edit.label.trim().into(),
        &edit.name.as_str().into(),
    );
    set(section, "source", edit.source.as_str().into());
    if section.get("query").and_then(Item::as_str).map(str::trim) != Some(edit.query.trim()) {
        set(section, "query", edit.query.trim().into());
    }
    set_unless_usual(
        section,
        "unit",
        unit_name(edit.unit).into(),
        &unit_name(Unit::default()).into(),
    );
    let capability = edit.capability.as_deref().filter(|name| !name.is_empty());
    set_or_remove(section, "capability", capability.map(Value::from));
    for (key, end) in [("low", edit.low), ("high", edit.high)] {
        let same = section.get(key).and_then(number) == end;
        if !same {
            set_or_remove(section, key, end.map(shortest));
        }
    }
    for (key, text, usual) in [("for", &edit.hold, HOLD), ("clear", &edit.clear, CLEAR)] {
        let text = text.trim();
        if text.is_empty() {
            section.remove(key);
        } else if !same_length(section.get(key), text) {
            set_unless_usual(section, key, text.into(), &length_text(usual).into());
        }
    }
    set_unless_usual(section, "page", edit.page.into(), &false.into());
    Ok(())
}

pub(super) fn remove_adapter(
    document: &mut DocumentMut,
    table: AdapterTable,
    name: &str,
) -> Result<()> {
    if table == AdapterTable::Source {
        refuse_needed(document, "source", name)?;
    }
    tree::remove(document, table.key(), name)
}

pub(super) fn remove_metric(document: &mut DocumentMut, name: &str) -> Result<()> {
    tree::remove(document, "metric", name)
}

/// What metrics refer to stays until they do not.
fn refuse_needed(document: &mut DocumentMut, key: &str, name: &str) -> Result<()> {
    let metrics = listed(document, "metric")?;
    let needs: Vec<&str> = metrics
        .iter()
        .filter(|metric| metric.get(key).and_then(Item::as_str) == Some(name))
        .filter_map(name_of)
        .collect();
    if needs.is_empty() {
        return Ok(());
    }
    Err(Failure::conflict(format!(
        "The {key} “{name}” is needed by: {}. Change or remove what needs it first.",
        needs.join(", ")
    )))
}

fn forms(table: AdapterTable) -> &'static [Form] {
    match table {
        AdapterTable::Source => Source::FORMS,
        AdapterTable::Pager => Pager::FORMS,
        AdapterTable::Publisher => Publisher::FORMS,
    }
}

#[cfg(test)]
mod tests;

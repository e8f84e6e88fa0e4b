//! Sections and keys of the file as `toml_edit` holds them: found, made, set and taken out with the least disturbance.
//!
//! Not here: what the sections mean.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use crate::config::length::length;
use crate::error::{Failure, Result};

/// Takes a section out, and the comment right above it; what stands before an empty line belongs to more than it.
pub(super) fn remove(document: &mut DocumentMut, table: &str, name: &str) -> Result<()> {
    let sections = listed(document, table)?;
    let place = sections
        .iter()
        .position(|section| name_of(section) == Some(name))
        .ok_or_else(|| gone(table, name))?;
    let removed = sections.get(place).cloned().unwrap_or_default();
    sections.remove(place);
    let before = removed
        .decor()
        .prefix()
        .and_then(|prefix| prefix.as_str())
        .unwrap_or_default();
    let Some(end) = before
        .rfind("\n\n")
        .filter(|end| before.get(..*end).is_some_and(|text| text.contains('#')))
    else {
        return Ok(());
    };
    let kept = before.get(..=end).unwrap_or_default().to_owned();
    let position = removed.position().unwrap_or_default();
    let next = tables(document.as_table_mut())
        .into_iter()
        .filter(|table| table.position().is_some_and(|other| other > position))
        .min_by_key(|table| table.position());
    if let Some(next) = next {
        let own = next
            .decor()
            .prefix()
            .and_then(|prefix| prefix.as_str())
            .unwrap_or_default()
            .to_owned();
        next.decor_mut().set_prefix(kept + &own);
    } else {
        let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing(kept + &trailing);
    }
    Ok(())
}

/// Every section of the file that has a header.
fn tables(root: &mut Table) -> Vec<&mut Table> {
    let mut found = Vec::new();
    for (_, item) in root.iter_mut() {
        match item {
            Item::Table(table) => found.push(table),
            Item::ArrayOfTables(tables) => found.extend(tables.iter_mut()),
            Item::None | Item::Value(_) => {}
        }
    }
    found
}

/// The section there is one of; made if it is missing.
pub(super) fn single<'d>(
    document: &'d mut DocumentMut,
    table: &str,
) -> Result<&'d mut dyn TableLike> {
    if !document.contains_key(table) {
        let made = begun(document);
        document.insert(table, Item::Table(made));
    }
    let item = document.entry(table).or_insert(Item::None);
    item.as_table_like_mut().ok_or_else(|| {
        Failure::conflict(format!("“{table}” is not written as a section in the configuration. Write it as [{table}] there."))
    })
}

/// The sections of which there are several; none if there are none.
pub(super) fn listed<'d>(
    document: &'d mut DocumentMut,
    table: &str,
) -> Result<&'d mut ArrayOfTables> {
    document
        .entry(table)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or_else(|| {
            Failure::conflict(format!(
                "“{table}” is written as a list on one line in the configuration, which only you can change. Write [[{table}]] sections instead."
            ))
        })
}

/// The section called `was`, or a new one.
pub(super) fn section<'d>(
    document: &'d mut DocumentMut,
    table: &str,
    was: Option<&str>,
    name: &str,
    is_new: bool,
) -> Result<&'d mut Table> {
    if is_new {
        let first = listed(document, table)?.is_empty();
        // The others of its kind say where it stands.
        let made = if first { begun(document) } else { Table::new() };
        let sections = listed(document, table)?;
        sections.push(made);
        return sections.iter_mut().last().ok_or_else(|| gone(table, name));
    }
    let called = was.unwrap_or(name);
    listed(document, table)?
        .iter_mut()
        .find(|section| name_of(section) == Some(called))
        .ok_or_else(|| gone(table, called))
}

fn gone(table: &str, name: &str) -> Failure {
    Failure::conflict(format!(
        "There is no {table} “{name}” in the configuration any more; somebody renamed or removed it. Look at it again."
    ))
}

/// A section to stand after all others, and after the comments of a file that has nothing else.
fn begun(document: &mut DocumentMut) -> Table {
    let mut made = Table::new();
    let last = tables(document.as_table_mut())
        .iter()
        .filter_map(|table| table.position())
        .max();
    made.set_position(Some(last.unwrap_or_default() + 1));
    if document.iter().all(|(_, item)| {
        item.as_array_of_tables()
            .is_some_and(ArrayOfTables::is_empty)
    }) {
        let comments = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing("");
        made.decor_mut().set_prefix(comments);
    }
    made
}

/// Puts sections into the order of their `place`, in the places they have together.
pub(super) fn arrange(sections: &mut ArrayOfTables, place: impl Fn(&Table) -> Option<usize>) {
    let mut tables: Vec<Table> = sections.iter().cloned().collect();
    let last = tables
        .iter()
        .filter_map(Table::position)
        .max()
        .unwrap_or_default();
    let mut positions: Vec<isize> = tables
        .iter()
        .map(|table| table.position().unwrap_or(last))
        .collect();
    positions.sort_unstable();
    tables.sort_by_key(|table| place(table).unwrap_or(usize::MAX));
    sections.clear();
    for (mut table, position) in tables.into_iter().zip(positions) {
        table.set_position(Some(position));
        sections.push(table);
    }
}

pub(super) fn name_of(table: &Table) -> Option<&str> {
    table.get("name").and_then(Item::as_str)
}

/// Sets a key, and leaves it as it is spelt if it says so already.
pub(super) fn set(table: &mut dyn TableLike, key: &str, value: Value) {
    let Some(item) = table.get_mut(key) else {
        table.insert(key, Item::Value(value));
        return;
    };
    let Some(old) = item.as_value() else {
        *item = Item::Value(value);
        return;
    };
    if !same(old, &value) {
        let decor = old.decor().clone();
        let mut value = value;
        *value.decor_mut() = decor;
        *item = Item::Value(value);
    }
}

pub(super) fn set_or_remove(table: &mut dyn TableLike, key: &str, value: Option<Value>) {
    match value {
        Some(value) => set(table, key, value),
        None => drop(table.remove(key)),
    }
}

/// A key that says the usual is not added, and stays where it is there.
pub(super) fn set_unless_usual(table: &mut dyn TableLike, key: &str, value: Value, usual: &Value) {
    if table.contains_key(key) || !same(&value, usual) {
        set(table, key, value);
    }
}

pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::String(one), Value::String(other)) => one.value() == other.value(),
        (Value::Boolean(one), Value::Boolean(other)) => one.value() == other.value(),
        (Value::Integer(one), Value::Integer(other)) => one.value() == other.value(),
        _ => false,
    }
}

/// The text as a value of the sort that stands there, or of the sort the field is.
pub(super) fn alike(there: Option<&Item>, text: &str, is_list: bool) -> Value {
    let there = there.and_then(Item::as_value);
    let kept = match there {
        Some(Value::Integer(_)) => text.parse::<i64>().ok().map(Value::from),
        Some(Value::Boolean(_)) => text.parse::<bool>().ok().map(Value::from),
        Some(
            Value::Float(_)
            | Value::String(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::InlineTable(_),
        )
        | None => None,
    };
    let is_list = match there {
        Some(there) => there.is_array(),
        None => is_list,
    };
    kept.unwrap_or_else(|| {
        if is_list {
            let words = text
                .split(',')
                .map(str::trim)
                .filter(|word| !word.is_empty());
            Value::Array(words.collect::<Array>())
        } else {
            text.into()
        }
    })
}

pub(super) fn same_length(there: Option<&Item>, text: &str) -> bool {
    let there = there
        .and_then(Item::as_str)
        .and_then(|there| length(there).ok());
    there.is_some() && there == length(text).ok()
}

pub(super) fn number(item: &Item) -> Option<f64> {
    let whole = item
        .as_integer()
        .and_then(|whole| whole.to_string().parse().ok());
    item.as_float().or(whole)
}

/// `88` rather than `88.0`.
pub(super) fn shortest(number: f64) -> Value {
    format!("{number}")
        .parse::<i64>()
        .map_or_else(|_| number.into(), Value::from)
}

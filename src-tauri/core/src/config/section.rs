//! Reads one section's fields as what they should be, and notes what is not.

use std::collections::BTreeMap;

use chrono::Duration;
use toml::de::DeValue;

use super::ConfigProblem;
use super::document::{Field, Section};
use super::length::length;

/// The longest name and the longest line of text.
const MOST_LETTERS: usize = 200;

/// A section being read.
pub(super) struct Reading<'a, 't> {
    section: &'a Section<'t>,
    problems: &'a mut Vec<ConfigProblem>,
    whole: bool,
}

impl<'a, 't> Reading<'a, 't> {
    pub(super) fn new(section: &'a Section<'t>, problems: &'a mut Vec<ConfigProblem>) -> Self {
        Self {
            section,
            problems,
            whole: !section.broken,
        }
    }

    /// The line it begins on.
    pub(super) fn line(&self) -> u32 {
        self.section.line
    }

    /// Everything in it was as it should be.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Notes that something is wrong with `key`.
    pub(super) fn problem(&mut self, key: &str, message: impl Into<String>) {
        self.whole = false;
        let line = self
            .field(key)
            .map_or(self.section.line, |field| field.line);
        self.problems.push(ConfigProblem {
            line,
            key: format!("{}.{key}", self.section.path),
            message: message.into(),
        });
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, key: &str) -> Option<String> {
        // A broken section may well have said it.
        if self.field(key).is_none() {
            if !self.section.broken {
                self.problem(key, format!("{} is missing.", quoted(key)));
            }
            return None;
        }
        self.text(key)
    }

    /// A text of one line that is not empty.
    pub(super) fn line_of_text(&mut self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        let fault = if text.chars().any(char::is_control) {
            "must be one line"
        } else if text.trim().is_empty() {
            "must not be empty"
        } else if text.chars().count() > MOST_LETTERS {
            "is longer than 200 letters"
        } else {
            return Some(text.trim().to_owned());
        };
        self.problem(key, format!("{} {fault}.", quoted(key)));
        None
    }

    /// A name that other sections can refer to; it must be there.
    pub(super) fn name(&mut self, key: &str) -> Option<String> {
        let name = self.required(key)?;
        if is_name(&name) {
            return Some(name);
        }
        let wrong =
            format!("“{name}” is no name: use small letters, digits and dashes, like checkout-eu.");
        self.problem(key, wrong);
        None
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let DeValue::String(text) = &self.field(key)?.value else {
            self.mistyped(key, "a text in quotes");
            return None;
        };
        Some(text.clone().into_owned())
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        let DeValue::Boolean(flag) = self.field(key)?.value else {
            self.mistyped(key, "true or false");
            return None;
        };
        Some(flag)
    }

    /// A number.
    pub(super) fn number(&mut self, key: &str) -> Option<f64> {
        let number = number(&self.field(key)?.value);
        if number.is_none() {
            self.mistyped(key, "a number");
        }
        number
    }

    /// A length of time of at least `least`.
    pub(super) fn length(&mut self, key: &str, least: Duration) -> Option<Duration> {
        let text = self.text(key)?;
        match length(&text) {
            Ok(length) if length >= least => return Some(length),
            Ok(_) => {
                let least = super::length::length_text(least);
                self.problem(key, format!("{} is at least {least}.", quoted(key)));
            }
            Err(wrong) => self.problem(key, wrong),
        }
        None
    }

    /// Notes every key that is not one of `known`.
    pub(super) fn refuse_others(&mut self, known: &[&str]) {
        for field in &self.section.fields {
            if !known.contains(&field.key.as_str()) {
                let meant = nearest(&field.key, known.iter().copied())
                    .map(|near| format!(" Is “{near}” meant?"))
                    .unwrap_or_default();
                self.problem(
                    &field.key,
                    format!("There is no “{}” here.{meant}", field.key),
                );
            }
        }
    }

    /// Every other value as text: the fields that are an adapter's own.
    pub(super) fn others(&mut self, known: &[&str]) -> BTreeMap<String, String> {
        let mut others = BTreeMap::new();
        for field in &self.section.fields {
            if known.contains(&field.key.as_str()) {
                continue;
            }
            if let Some(text) = as_text(&field.value) {
                others.insert(field.key.clone(), text);
            } else {
                self.mistyped(
                    &field.key,
                    "a text, a number, true, false or a list of texts",
                );
            }
        }
        others
    }

    fn mistyped(&mut self, key: &str, expected: &str) {
        self.problem(key, format!("{} must be {expected}.", quoted(key)));
    }

    fn field(&self, key: &str) -> Option<&'a Field<'t>> {
        self.section.fields.iter().find(|field| field.key == key)
    }
}

/// Something other sections can refer to.
pub(super) fn is_name(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    name.len() <= 64
        && name.starts_with(plain)
        && name.chars().all(|letter| plain(letter) || letter == '-')
}

/// The candidate that was probably meant.
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= if candidate.len() > 3 { 2 } else { 1 })
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters to change, add or leave out.
fn distance(one: &str, other: &str) -> usize {
    // Nobody misspells a key by a page.
    if one.len() > 64 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (line, here) in one.chars().enumerate() {
        let mut before = line;
        let mut left = line + 1;
        for (cell, there) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = before + usize::from(here != there);
            before = *cell;
            left = changed.min(before + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

fn quoted(key: &str) -> String {
    format!("“{key}”")
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) => {
            let whole = i64::from_str_radix(integer.as_str(), integer.radix()).ok()?;
            // A band's end has no use for more digits than a double holds.
            whole.to_string().parse().ok()
        }
        DeValue::Float(float) => float
            .as_str()
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite()),
        DeValue::String(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => None,
    }
}

fn as_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(integer) => Some(integer.to_string()),
        DeValue::Float(float) => Some(float.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Array(words) => {
            let words: Option<Vec<&str>> =
                words.iter().map(|word| word.get_ref().as_str()).collect();
            words.map(|words| words.join(", "))
        }
        DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_the_one_that_was_meant() {
        let keys = [
            "name",
            "label",
            "source",
            "query",
            "low",
            "high",
            "silent_after",
        ];
        let meant = [
            "hgih",
            "lable",
            "surce",
            "lo",
            "silent-after",
            "quarry",
            "colour",
            "n",
        ]
        .map(|word| nearest(word, keys));
        assert_eq!(
            meant,
            [
                Some("high"),
                Some("label"),
                Some("source"),
                Some("low"),
                Some("silent_after"),
                Some("query"),
                None,
                None
            ]
        );
    }

    #[test]
    fn names_are_small_letters_digits_and_dashes() {
        let longest = "a".repeat(64);
        let named = ["prom", "eu-1", "1st", &longest].map(is_name);
        let unnamed = [
            "",
            "-a",
            "Prom",
            "a b",
            "a_b",
            "ä",
            "a/b",
            &format!("{longest}a"),
        ]
        .map(is_name);
        assert_eq!((named, unnamed), ([true; 4], [false; 8]));
    }
}

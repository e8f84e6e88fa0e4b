//! Words that readers outside do not know, each with what could stand instead.
//!
//! `jargon.md` has a line a word: `- RDS: our database`, or `- quorum` alone. A word with capitals is found as written,
//! one without is found in any case, and both with a plural s.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use regex::Regex;

use super::text::Text;
use super::{Finding, Level};
use crate::domain::checklist::Unreadable;

/// Longest word that is taken, in characters.
const MAX_WORD: usize = 60;

/// The words, compiled.
#[derive(Clone, Debug, Default)]
pub(super) struct Jargon {
    find: Option<Regex>,
    instead: BTreeMap<String, Option<String>>,
}

/// Reads the words of a file. `- word: -` takes a built-in word off the list.
pub(super) fn read(
    body: &str,
    lines_before: usize,
    words: &mut BTreeMap<String, Option<String>>,
) -> Result<(), Unreadable> {
    let mut read = words.clone();
    for (index, line) in body.lines().enumerate() {
        let Some(item) = line.strip_prefix("- ") else {
            continue;
        };
        let (word, instead) = item
            .split_once(':')
            .map_or((item, ""), |(word, instead)| (word, instead.trim()));
        let word = word.trim();
        if word.is_empty() || word.chars().count() > MAX_WORD {
            return Err(Unreadable {
                line: lines_before + index + 1,
                problem: "expected “- word: what to say instead”".to_owned(),
            });
        }
        if instead == "-" {
            read.remove(word);
        } else {
            let instead = (!instead.is_empty()).then(|| instead.to_owned());
            read.insert(word.to_owned(), instead);
        }
    }
    *words = read;
    Ok(())
}

impl Jargon {
    pub(super) fn compile(instead: BTreeMap<String, Option<String>>) -> Self {
        let mut longest_first: Vec<&String> = instead.keys().collect();
        longest_first.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let mut pattern = String::new();
        for word in longest_first {
            let flag = if word.contains(char::is_uppercase) {
                "-i"
            } else {
                "i"
            };
            let separator = if pattern.is_empty() { "" } else { "|" };
            let _ = write!(pattern, "{separator}(?{flag}:{})", regex::escape(word));
        }
        let find = Regex::new(&format!(r"(?-u:\b)(?:{pattern})s?(?-u:\b)")).ok();
        Self {
            find: find.filter(|_| !pattern.is_empty()),
            instead,
        }
    }

    /// The first use of each word.
    pub(super) fn findings(&self, text: &Text<'_>, level: Level) -> Vec<Finding> {
        let mut seen = Vec::new();
        let mut findings = Vec::new();
        for found in self
            .find
            .iter()
            .flat_map(|find| find.find_iter(text.matched()))
        {
            let Some((word, instead)) = self.word(found.as_str()) else {
                continue;
            };
            if seen.contains(&word) {
                continue;
            }
            seen.push(word);
            let (start, end) = text.characters(&found.range());
            findings.push(Finding {
                rule: "jargon".to_owned(),
                severity: level,
                start,
                end,
                title: format!("Jargon: {}", found.as_str()),
                why: match instead {
                    Some(instead) => format!("Try “{instead}”, or leave it out."),
                    None => "Say what it does for the reader, or leave it out.".to_owned(),
                },
                suggestion: instead.clone(),
                fix: None,
            });
        }
        findings
    }

    fn word(&self, found: &str) -> Option<(&String, &Option<String>)> {
        let lower = found.to_lowercase();
        let forms = [found, &lower];
        let singular = forms.map(|form| form.strip_suffix('s').unwrap_or(form));
        forms
            .into_iter()
            .chain(singular)
            .find_map(|form| self.instead.get_key_value(form))
    }
}

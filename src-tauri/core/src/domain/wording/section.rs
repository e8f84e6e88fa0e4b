//! The file that rules are written in: `## name`, `key: value` lines, and lists of phrases.
//!
//! This reads the form; what the keys mean is decided in [`super::rule_book`].

use crate::domain::checklist::Unreadable;

/// A phrase of a list, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) text: String,
    /// What follows `=>`: what could stand there instead.
    pub(super) instead: Option<String>,
    pub(super) line: usize,
}

/// One section of a rule file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) values: Vec<(&'static str, String, usize)>,
    pub(super) lists: Vec<(&'static str, Vec<Item>)>,
}

/// Keys that take a value on their line.
const VALUES: [&str; 11] = [
    "level",
    "for",
    "phases",
    "title",
    "why",
    "suggest",
    "passed",
    "covers",
    "not under",
    "when absent",
    "set phase",
];
/// Keys that are followed by a list.
const LISTS: [&str; 5] = ["find", "unless", "unless before", "unless anywhere", "when"];

impl Section {
    /// Reads the sections of a file; `lines_before` is how much of it was its head. Prose before the first is a comment.
    pub(super) fn read(body: &str, lines_before: usize) -> Result<Vec<Self>, Unreadable> {
        let mut sections: Vec<Self> = Vec::new();
        let mut list = "find";
        for (index, text) in body.lines().enumerate() {
            let line = lines_before + index + 1;
            let problem = |problem| Unreadable { line, problem };
            if let Some(name) = text.strip_prefix("## ") {
                list = "find";
                sections.push(Self {
                    name: name.trim().to_owned(),
                    line,
                    ..Self::default()
                });
                continue;
            }
            let Some(section) = sections.last_mut() else {
                continue;
            };
            if text.trim().is_empty() {
                continue;
            }
            if let Some(item) = text.strip_prefix("- ") {
                section.list(list).push(read_item(item, line));
            } else if text.starts_with("  ") {
                section
                    .continue_value(text.trim())
                    .ok_or_else(|| problem(format!("“{}” continues nothing", text.trim())))?;
            } else {
                let (key, value) = text.split_once(':').ok_or_else(|| {
                    problem(format!("“{text}” is neither “key: value” nor “- phrase”"))
                })?;
                let (key, value) = (key.trim(), value.trim());
                if let Some(known) = LISTS.into_iter().find(|known| *known == key) {
                    list = known;
                } else if let Some(known) = VALUES.into_iter().find(|known| *known == key) {
                    section.values.push((known, value.to_owned(), line));
                } else {
                    let known = [VALUES.as_slice(), &LISTS].concat().join(", ");
                    return Err(problem(format!("“{key}” is no key of a rule: use {known}")));
                }
            }
        }
        Ok(sections)
    }

    pub(super) fn value(&self, key: &str) -> Option<&str> {
        let found = self.values.iter().rev().find(|(name, _, _)| *name == key);
        found.map(|(_, value, _)| value.as_str())
    }

    pub(super) fn line_of(&self, key: &str) -> usize {
        let found = self.values.iter().rev().find(|(name, _, _)| *name == key);
        found.map_or(self.line, |(_, _, line)| *line)
    }

    pub(super) fn items(&self, key: &str) -> &[Item] {
        let found = self.lists.iter().find(|(name, _)| *name == key);
        found.map_or(&[], |(_, items)| items)
    }

    /// Another section of the same name: its values win, its phrases are added.
    pub(super) fn extend(&mut self, other: &Self) {
        self.values.extend(other.values.iter().cloned());
        for (key, items) in &other.lists {
            self.list(key).extend(items.iter().cloned());
        }
    }

    fn list(&mut self, key: &'static str) -> &mut Vec<Item> {
        let index = self.lists.iter().position(|(name, _)| *name == key);
        let index = index.unwrap_or_else(|| {
            self.lists.push((key, Vec::new()));
            self.lists.len() - 1
        });
        &mut self.lists[index].1
    }

    fn continue_value(&mut self, more: &str) -> Option<()> {
        let (_, value, _) = self.values.last_mut()?;
        value.push(' ');
        value.push_str(more);
        Some(())
    }
}

fn read_item(item: &str, line: usize) -> Item {
    let (text, instead) = item
        .split_once("=>")
        .map_or((item, None), |(text, instead)| (text, Some(instead)));
    Item {
        text: text.trim().to_owned(),
        instead: instead.map(|instead| instead.trim().to_owned()),
        line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_with_its_lines() {
        let sections = Section::read(
            "Comment: yes\n\n## soon\nlevel: warn\nwhy: one\n  two\nfind:\n- soon => at 02:45\nunless:\n- too soon\n",
            3,
        )
        .unwrap();
        let item = |text: &str, instead: Option<&str>, line| Item {
            text: text.into(),
            instead: instead.map(Into::into),
            line,
        };
        assert_eq!(
            sections,
            vec![Section {
                name: "soon".into(),
                line: 6,
                values: vec![("level", "warn".into(), 7), ("why", "one two".into(), 8)],
                lists: vec![
                    ("find", vec![item("soon", Some("at 02:45"), 11)]),
                    ("unless", vec![item("too soon", None, 13)]),
                ],
            }]
        );
    }

    #[test]
    fn what_is_not_understood_names_its_line() {
        let problem = |text| Section::read(text, 0).unwrap_err().to_string();
        assert_eq!(
            problem("## a\nlevle: warn"),
            "line 2: “levle” is no key of a rule: use level, for, phases, title, why, suggest, passed, covers, not under, when absent, set phase, find, unless, unless before, unless anywhere, when"
        );
        assert_eq!(
            problem("## a\nlevel"),
            "line 2: “level” is neither “key: value” nor “- phrase”"
        );
    }
}

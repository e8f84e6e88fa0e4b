//! The text of the file, taken apart into sections with the line of everything.
//!
//! A file that is not TOML as a whole is read section by section, so an error stays where it is. Not here: what the
//! sections mean.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::ConfigProblem;

/// No file of people's making is longer.
pub(super) const MOST_BYTES: usize = 1 << 20;
/// Errors told of one section: the others follow from the first.
const MOST_ERRORS: usize = 3;

/// The sections of a file, in their order.
#[derive(Debug, Default)]
pub(super) struct Document<'t> {
    pub(super) sections: Vec<Section<'t>>,
    pub(super) problems: Vec<ConfigProblem>,
}

/// One section.
#[derive(Debug)]
pub(super) struct Section<'t> {
    /// What it is one of: `metric`.
    pub(super) table: String,
    /// Which one: `metric[2]`.
    pub(super) path: String,
    pub(super) shape: Shape,
    pub(super) line: u32,
    pub(super) fields: Vec<Field<'t>>,
    /// It has an error of spelling, so it may say something else than was meant.
    pub(super) broken: bool,
}

/// How a section is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `[person]`
    Single,
    /// `[[metric]]`
    Listed,
    /// `person = 1`
    Bare,
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Field<'t> {
    pub(super) key: String,
    pub(super) line: u32,
    pub(super) value: DeValue<'t>,
}

impl<'t> Document<'t> {
    pub(super) fn read(text: &'t str) -> Self {
        let mut document = Self::default();
        if text.len() > MOST_BYTES {
            document.problem(
                1,
                String::new(),
                "The file is larger than 1 MiB and is not read.".to_owned(),
            );
            return document;
        }
        let lines = Lines::new(text);
        match DeTable::parse(text) {
            Ok(root) => document.sections = sections(root.into_inner(), &lines, 0),
            Err(error) => {
                for piece in pieces(text) {
                    document.read_piece(text, piece, &lines);
                }
                if document.problems.is_empty() {
                    // Each section is in order; they do not go together.
                    let line = lines.at(error.span().map_or(0, |span| span.start));
                    let key = document.section_at(line).unwrap_or_default();
                    document.problem(line, key, sentence(error.message()));
                }
            }
        }
        number(&mut document.sections);
        document
    }

    fn read_piece(&mut self, text: &'t str, piece: Range<usize>, lines: &Lines) {
        let (start, Some(body)) = (piece.start, text.get(piece)) else {
            return;
        };
        let (root, errors) = DeTable::parse_recoverable(body);
        let mut found = sections(root.into_inner(), lines, start);
        if errors.is_empty() {
            self.sections.append(&mut found);
            return;
        }
        let header = header(body);
        // What is not closed ends with the section, and the empty lines after it are not to blame.
        let last = lines.at(start + body.trim_end().len());
        let mut wrong = Vec::new();
        for error in &errors {
            let line = lines
                .at(start + error.span().map_or(0, |span| span.start))
                .min(last);
            if wrong.contains(&line) || wrong.len() == MOST_ERRORS {
                continue;
            }
            wrong.push(line);
            let key = key_before(
                body,
                usize::try_from(line - lines.at(start)).unwrap_or_default(),
            );
            let place = match (&header, key) {
                (Some((table, shape)), key) => {
                    let nth = self
                        .sections
                        .iter()
                        .filter(|section| section.table == *table)
                        .count()
                        + 1;
                    let table = if *shape == Shape::Listed {
                        format!("{table}[{nth}]")
                    } else {
                        table.clone()
                    };
                    key.map_or(table.clone(), |key| format!("{table}.{key}"))
                }
                (None, key) => key.unwrap_or_default(),
            };
            self.problem(line, place, sentence(error.message()));
        }
        for section in &mut found {
            section.broken = true;
            section.fields.retain(|field| !wrong.contains(&field.line));
        }
        let Some((table, shape)) = header else {
            found.retain(|section| section.shape != Shape::Bare);
            self.sections.append(&mut found);
            return;
        };
        // What a broken header was taken for is not what was meant.
        let fields = found
            .into_iter()
            .find(|section| section.table == table)
            .map(|section| section.fields)
            .unwrap_or_default();
        self.sections.push(Section {
            path: String::new(),
            table,
            shape,
            line: lines.at(start),
            fields,
            broken: true,
        });
    }

    fn section_at(&self, line: u32) -> Option<String> {
        let section = self
            .sections
            .iter()
            .rev()
            .find(|section| section.line <= line)?;
        Some(section.table.clone())
    }

    fn problem(&mut self, line: u32, key: String, message: String) {
        self.problems.push(ConfigProblem { line, key, message });
    }
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let after = text.match_indices('\n').map(|(end, _)| end + 1);
        Self(std::iter::once(0).chain(after).collect())
    }

    /// The line of a byte, from 1.
    fn at(&self, byte: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= byte)).unwrap_or(u32::MAX)
    }
}

/// The sections of a table that starts at `base`, by line.
fn sections<'t>(root: DeTable<'t>, lines: &Lines, base: usize) -> Vec<Section<'t>> {
    let mut sections = Vec::new();
    for (key, value) in root {
        let key_line = lines.at(base + key.span().start);
        let table = key.into_inner().into_owned();
        let mut add = |shape, line, fields| {
            sections.push(Section {
                table: table.clone(),
                path: String::new(),
                shape,
                line,
                fields,
                broken: false,
            });
        };
        match value.into_inner() {
            DeValue::Table(one) => add(Shape::Single, key_line, fields(one, lines, base)),
            DeValue::Array(many) if many.iter().all(|one| one.get_ref().is_table()) => {
                for one in many {
                    let line = lines.at(base + one.span().start);
                    if let DeValue::Table(one) = one.into_inner() {
                        add(Shape::Listed, line, fields(one, lines, base));
                    }
                }
            }
            DeValue::Array(_)
            | DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => add(Shape::Bare, key_line, Vec::new()),
        }
    }
    sections.sort_by_key(|section| section.line);
    sections
}

fn fields<'t>(table: DeTable<'t>, lines: &Lines, base: usize) -> Vec<Field<'t>> {
    let mut fields: Vec<_> = table
        .into_iter()
        .map(|(key, value)| Field {
            line: lines.at(base + key.span().start),
            key: key.into_inner().into_owned(),
            value: value.into_inner(),
        })
        .collect();
    fields.sort_by_key(|field| field.line);
    fields
}

fn number(sections: &mut [Section<'_>]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for section in sections {
        section.path = if section.shape == Shape::Listed {
            let nth = counts.entry(section.table.clone()).or_default();
            *nth += 1;
            format!("{}[{nth}]", section.table)
        } else {
            section.table.clone()
        };
    }
}

/// The file cut before each line that looks like a header.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut cuts = vec![0];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > 0 && header(line).is_some() {
            cuts.push(start);
        }
        start += line.len();
    }
    let ends = cuts.iter().copied().skip(1).chain([text.len()]);
    cuts.iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect()
}

/// What the first line says it is the header of, even when its brackets are not closed.
fn header(text: &str) -> Option<(String, Shape)> {
    let line = text.lines().next()?.trim_start_matches('\u{feff}').trim();
    let inner = line.strip_prefix('[')?;
    let (shape, inner) = match inner.strip_prefix('[') {
        Some(inner) => (Shape::Listed, inner),
        None => (Shape::Single, inner),
    };
    let inner = inner.trim_start();
    let end = inner
        .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-');
    let name = inner
        .get(..end.unwrap_or(inner.len()))
        .filter(|name| !name.is_empty())?;
    Some((name.to_owned(), shape))
}

/// The key of the `nth` line, or of the one before it that has one: a value may go over several lines.
fn key_before(body: &str, nth: usize) -> Option<String> {
    let upto: Vec<&str> = body.lines().take(nth + 1).collect();
    upto.iter().rev().find_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim();
        (!key.is_empty()
            && key
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter)))
        .then(|| key.to_owned())
    })
}

fn sentence(message: &str) -> String {
    format!("This cannot be read: {message}.")
}

#[cfg(test)]
mod tests;

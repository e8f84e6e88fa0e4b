//! Full-text search: one contentless FTS5 index over what entries say, rows shared with the entries.

use rusqlite::params;

use super::{Line, Reading, Writing, line};
use crate::error::Result;

pub(super) const CREATE: &str = "
    CREATE VIRTUAL TABLE prose USING fts5 (text, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 2\");
";

/// Words beyond this many do not narrow a search that anybody typed.
const MAX_WORDS: usize = 16;

impl Writing<'_> {
    pub(super) fn index(&self, row: i64, text: &str) -> Result<()> {
        if !text.is_empty() {
            self.transaction
                .prepare_cached("INSERT INTO prose (rowid, text) VALUES (?1, ?2)")?
                .execute(params![row, text])?;
        }
        Ok(())
    }

    pub(super) fn reindex(&self, row: i64, text: &str) -> Result<()> {
        self.transaction
            .execute("DELETE FROM prose WHERE rowid = ?1", [row])?;
        self.index(row, text)
    }
}

impl Reading<'_> {
    /// Lines whose words match, newest first. Any input is a query; one without words finds nothing.
    pub fn search(&self, query: &str, limit: u32) -> Result<Vec<Line>> {
        let Some(pattern) = pattern(query) else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT {} FROM (SELECT rowid FROM prose WHERE prose MATCH ?1 ORDER BY rowid DESC LIMIT ?2) found
             JOIN line ON line.row = found.rowid JOIN entry ON entry.row = line.row ORDER BY line.row DESC",
            line::SELECT_COLUMNS
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![pattern, limit])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(line::read(row)?);
        }
        Ok(lines)
    }
}

/// What people type as an FTS5 expression: every word is quoted, so no character of theirs is an operator. Quoted text
/// is a phrase; the last word, or one that ends in `*`, is a prefix. A first letter alone narrows nothing and costs the
/// most: until the next one is typed it is left out, or is itself the word.
fn pattern(query: &str) -> Option<String> {
    let mut terms: Vec<String> = Vec::new();
    for (place, part) in query.split('"').enumerate() {
        let part = part.replace('\0', " ");
        if place % 2 == 1 {
            let words: Vec<&str> = words(&part).collect();
            if !words.is_empty() {
                terms.push(format!("\"{}\"", words.join(" ")));
            }
            continue;
        }
        terms.extend(part.split_whitespace().flat_map(|word| {
            let star = if word.ends_with('*') { "*" } else { "" };
            words(word)
                .map(move |word| format!("\"{word}\"{star}"))
                .collect::<Vec<_>>()
        }));
    }
    terms.truncate(MAX_WORDS);
    let open_ended = !query.ends_with([' ', '"', '*']);
    let begun = terms.last()?.trim_matches('"');
    let only_begun = begun.len() == 1 && begun.bytes().all(|byte| byte.is_ascii_alphabetic());
    if open_ended && only_begun {
        if terms.len() > 1 {
            terms.pop();
        }
    } else if let Some(last) = terms
        .last_mut()
        .filter(|last| open_ended && !last.ends_with('*'))
    {
        last.push('*');
    }
    Some(terms.join(" "))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_quoted_terms() {
        let rows = [
            ("checkout fail", Some("\"checkout\" \"fail\"*")),
            ("\"pay button\" mobile ", Some("\"pay button\" \"mobile\"")),
            (
                "pay* storefront-4.18.0",
                Some("\"pay\"* \"storefront\" \"4\" \"18\" \"0\"*"),
            ),
            ("checkout f", Some("\"checkout\"")),
            ("f", Some("\"f\"")),
            ("f*", Some("\"f\"*")),
            ("NEAR( \" AND", Some("\"NEAR\" \"AND\"*")),
            ("-- * ^ : \u{0}", None),
            ("", None),
        ];
        for (typed, expected) in rows {
            assert_eq!(pattern(typed).as_deref(), expected, "{typed:?}");
        }
    }
}

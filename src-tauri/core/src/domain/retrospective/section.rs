//! What a retrospective's text consists of, and which of its sections somebody has written.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// One section: a heading of the second level and what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Where its heading begins, in characters.
    pub start: u32,
    /// Where it ends, in characters.
    pub end: u32,
    /// Somebody has written in it: it has words besides comments and prompts in italics, and no blank is left.
    pub written: bool,
}

/// The sections, in order.
pub fn sections(markdown: &str) -> Vec<Section> {
    let headings = headings(markdown);
    let ends = headings
        .iter()
        .skip(1)
        .map(|(at, _)| at.start)
        .chain([markdown.len()]);
    let mut characters = 0;
    let mut counted = 0;
    let mut count_to = |at: usize| {
        let passed = markdown
            .get(counted..at)
            .unwrap_or_default()
            .chars()
            .count();
        characters += u32::try_from(passed).unwrap_or(u32::MAX);
        counted = at;
        characters
    };
    let mut sections = Vec::new();
    for ((heading, title), end) in headings.iter().zip(ends) {
        let start = count_to(heading.start);
        let body = markdown.get(heading.end..end).unwrap_or_default();
        sections.push(Section {
            title: (*title).to_owned(),
            start,
            end: count_to(end),
            written: is_written(body),
        });
    }
    sections
}

/// Headings of the second level, outside comments and fences.
fn headings(markdown: &str) -> Vec<(Range<usize>, &str)> {
    let mut headings = Vec::new();
    let mut at = 0;
    let mut fence: Option<&str> = None;
    let mut is_comment = false;
    for line in markdown.split_inclusive('\n') {
        let words = line.trim();
        let marks = ["```", "~~~"]
            .into_iter()
            .find(|marks| words.starts_with(marks));
        match (fence, marks) {
            (Some(open), Some(marks)) if open == marks => fence = None,
            (None, Some(marks)) if !is_comment => fence = Some(marks),
            _ => {}
        }
        if fence.is_none() {
            if let (false, Some(title)) = (is_comment, line.strip_prefix("## ")) {
                headings.push((
                    at..at + line.len(),
                    title.trim().trim_end_matches('#').trim_end(),
                ));
            }
            let opened = line.rfind("<!--");
            let closed = line.rfind("-->");
            is_comment = match (opened, closed) {
                (Some(opened), closed) => closed.is_none_or(|closed| closed < opened),
                (None, Some(_)) => false,
                (None, None) => is_comment,
            };
        }
        at += line.len();
    }
    headings
}

fn is_written(body: &str) -> bool {
    static PROMPTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?s:<!--.*?(?:-->|\z))",                                    // comments
            r"|(?m:^[ \t]*(?:[-*+] +)?(?:_[^_\n]+_|\*[^*\n]+\*)[ \t]*$)", // a line in italics
            r"|(?m:^#{3,6} .*$)",
            r"|(?m:^[ \t|:*+-]*$)", // an empty item, the frame of a table
        ))
        .ok()
    });
    static BLANK: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\[[^\[\]\n]{1,200}\?\](?:[^(\[]|\z)").ok());
    let Some((prompts, blank)) = PROMPTS.as_ref().zip(BLANK.as_ref()) else {
        return true;
    };
    let words = prompts.replace_all(body, "");
    !words.trim().is_empty() && !blank.is_match(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(body: &str) -> bool {
        sections(&format!("# T\n\n## A\n{body}\n## B\n"))[0].written
    }

    #[test]
    fn comments_italics_and_blanks_are_not_written() {
        let rows = [
            ("", false),
            ("<!-- what\n\n## held? -->\n", false),
            ("_What went well?_\n*And why?*\n- _x_\n", false),
            ("Known facts. [who could not do what?]\n", false),
            ("| a |\n", true),
            ("- \n|---|\n", false),
            ("### Layer one\n", false),
            ("Words.\n<!-- prompt -->\n", true),
            ("See [what broke?](https://x.example/1).\n", true),
            ("_Fast_ rollback helped.\n", true),
        ];
        for (body, expected) in rows {
            assert_eq!(written(body), expected, "{body:?}");
        }
    }

    #[test]
    fn sections_are_counted_in_characters_and_fences_hide_headings() {
        let text = "# Ä\n## Eins ü\nx\n```\n## no\n```\n## Two ##\n";
        let section = |title: &str, start, end, written| Section {
            title: title.into(),
            start,
            end,
            written,
        };
        assert_eq!(
            sections(text),
            [
                section("Eins ü", 4, 30, true),
                section("Two", 30, 40, false)
            ]
        );
    }

    proptest! {
        #[test]
        fn sections_lie_one_after_the_other(text in "(## [a-zü]{0,4}\n|<!--|-->|```\n|\\PC{0,6}\n){0,20}") {
            let mut last = 0;
            let length = u32::try_from(text.chars().count()).unwrap();
            for section in sections(&text) {
                prop_assert!(section.start >= last && section.start < section.end && section.end <= length);
                last = section.end;
            }
        }
    }
}

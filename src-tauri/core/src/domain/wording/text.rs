//! A text as the rules see it: the words without the marks, cut into sentences, every position kept.
//!
//! The matched copy has the same length as the source, byte for byte: comments, addresses, emphasis and soft line breaks
//! have become spaces, so an offset found in one is an offset in the other.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A text, prepared for matching.
pub(super) struct Text<'a> {
    source: &'a str,
    matched: String,
    sentences: Vec<Range<usize>>,
    headings: Vec<(usize, &'a str)>,
}

impl<'a> Text<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let matched = matched(source);
        let sentences = sentences(&matched);
        Self {
            source,
            matched,
            sentences,
            headings: headings(source),
        }
    }

    /// What expressions are matched against.
    pub(super) fn matched(&self) -> &str {
        &self.matched
    }

    /// The words of the source at `span`.
    pub(super) fn words(&self, span: &Range<usize>) -> &'a str {
        self.source.get(span.clone()).unwrap_or_default()
    }

    /// Whether there is anything to read.
    pub(super) fn is_blank(&self) -> bool {
        self.matched.trim().is_empty()
    }

    /// The sentence in which `at` lies.
    pub(super) fn sentence(&self, at: usize) -> Range<usize> {
        let index = self
            .sentences
            .partition_point(|sentence| sentence.end <= at);
        self.sentences
            .get(index)
            .cloned()
            .unwrap_or(0..self.matched.len())
    }

    /// The heading under which `at` lies.
    pub(super) fn heading(&self, at: usize) -> Option<&'a str> {
        let index = self.headings.partition_point(|(start, _)| *start <= at);
        let (_, words) = self.headings.get(index.checked_sub(1)?)?;
        Some(words)
    }

    /// Whether `at` lies in something that was quoted: a block quote, or typographic marks.
    pub(super) fn is_quoted(&self, at: usize) -> bool {
        let before = self.source.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let opened = line.matches('“').count() > line.matches('”').count();
        opened || line.trim_start().starts_with('>')
    }

    /// A span of bytes as a span of characters.
    pub(super) fn characters(&self, span: &Range<usize>) -> (u32, u32) {
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let start = count(self.source.get(..span.start).unwrap_or_default());
        (start, start.saturating_add(count(self.words(span))))
    }
}

fn matched(source: &str) -> String {
    static HIDDEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?s:<!--.*?(?:-->|\z))",        // comments
            r"|https?://[^\s<>)\]]+",         // addresses
            r"|\]\([^()\n]*\)",               // targets of links
            r"|(?m:^[ \t]*(?:```|~~~).*$)",   // fences
            r"|[*`~]+|(?-u:\b)_+|_+(?-u:\b)", // emphasis
        ))
        .ok()
    });
    let mut text = String::with_capacity(source.len());
    let mut from = 0;
    for found in HIDDEN.iter().flat_map(|hidden| hidden.find_iter(source)) {
        text.push_str(&source[from..found.start()]);
        text.extend(std::iter::repeat_n(' ', found.len()));
        from = found.end();
    }
    text.push_str(&source[from..]);
    soften(&text)
}

/// Line breaks within a paragraph become spaces, as do tabs and other white space; those between blocks stay.
fn soften(text: &str) -> String {
    let mut soft = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        if letter == '\n' && is_block_start(rest) {
            soft.push('\n');
        } else if letter.is_whitespace() {
            soft.extend(std::iter::repeat_n(' ', letter.len_utf8()));
        } else {
            soft.push(letter);
        }
    }
    soft
}

fn is_block_start(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default().trim_start();
    line.is_empty()
        || line.starts_with(['#', '>', '|', '+'])
        || line.starts_with("- ")
        || line
            .trim_start_matches(|letter: char| letter.is_ascii_digit())
            .starts_with(". ")
}

/// A sentence ends with its mark, unless a small letter follows (“approx. half”), or with its block.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let ends = match letter {
            '\n' => true,
            '.' | '!' | '?' => {
                let after = &text[end..];
                let next = after.trim_start_matches(' ').chars().next();
                after.starts_with([' ', '\n']) && !next.is_some_and(char::is_lowercase)
            }
            _ => false,
        };
        if ends || letters.peek().is_none() {
            if !text[start..end].trim().is_empty() {
                sentences.push(start..end);
            }
            start = end;
        }
    }
    sentences
}

fn headings(source: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut headings = Vec::new();
    for line in source.split_inclusive('\n') {
        if line.starts_with('#') {
            headings.push((at, line.trim_start_matches('#').trim()));
        }
        at += line.len();
    }
    headings
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_become_spaces_and_blocks_stay_apart() {
        let text = Text::new(
            "**It is\nfixed**, see [here](http://x.example/soon).\n\n- <!-- soon -->one\n- two",
        );
        assert_eq!(
            text.matched(),
            "  It is fixed  , see [here                        .\n\n-              one\n- two"
        );
    }

    #[test]
    fn a_sentence_ends_at_its_mark_but_not_at_a_version_or_an_abbreviation() {
        let text = Text::new("Storefront 4.17.3 is approx. half slow. We look. Next");
        let sentences: Vec<_> = text
            .sentences
            .iter()
            .map(|span| text.words(span).trim())
            .collect();
        assert_eq!(
            sentences,
            [
                "Storefront 4.17.3 is approx. half slow.",
                "We look.",
                "Next"
            ]
        );
    }

    #[test]
    fn offsets_count_characters() {
        let text = Text::new("Für Käufer soon");
        let at = text.matched().find("soon").unwrap();
        assert_eq!(text.characters(&(at..at + 4)), (11, 15));
    }

    proptest! {
        #[test]
        fn the_matched_copy_has_the_same_bytes_to_a_place(source in "(\\PC|[\n\t*_`<!>()\\[\\]-]){0,80}") {
            let text = Text::new(&source);
            prop_assert_eq!(text.matched().len(), source.len());
            for (at, _) in text.matched().char_indices().filter(|(_, letter)| *letter != ' ') {
                prop_assert!(source.is_char_boundary(at));
                let sentence = text.sentence(at);
                prop_assert!(sentence.end <= source.len() && sentence.start <= sentence.end);
            }
        }
    }
}

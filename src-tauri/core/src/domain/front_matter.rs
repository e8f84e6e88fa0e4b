//! The head of a library file: `key: value` lines between two `---` lines, and the text below them.
//!
//! Not YAML: a value is the rest of its line. That is all the library needs, and nobody has to know how to quote a colon.

use super::checklist::Unreadable;

/// A library file, its head taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File<'a> {
    /// The head's lines, in order.
    pub fields: Vec<(&'a str, &'a str)>,
    /// What stands below it.
    pub body: &'a str,
    /// How many lines of the file come before `body`.
    pub lines_before: usize,
}

impl<'a> File<'a> {
    /// Reads a file. A file without a head is all body.
    pub fn parse(text: &'a str) -> Result<Self, Unreadable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.split_inclusive('\n');
        if lines.next().is_none_or(|line| line.trim_end() != "---") {
            return Ok(Self {
                fields: Vec::new(),
                body: text,
                lines_before: 0,
            });
        }
        let mut fields = Vec::new();
        let mut length = text.find('\n').map_or(text.len(), |end| end + 1);
        for (index, line) in lines.enumerate() {
            length += line.len();
            let words = line.trim();
            if words == "---" {
                return Ok(Self {
                    fields,
                    body: &text[length..],
                    lines_before: index + 2,
                });
            }
            if words.is_empty() {
                continue;
            }
            let Some((key, value)) = words.split_once(':') else {
                return Err(Unreadable {
                    line: index + 2,
                    problem: format!("“{words}” in the head is no “key: value”"),
                });
            };
            fields.push((key.trim(), value.trim()));
        }
        Err(Unreadable {
            line: 1,
            problem: "the head that begins with “---” does not end: close it with another “---”"
                .to_owned(),
        })
    }

    /// The value of `key`, if the head has it and it is not empty.
    pub fn field(&self, key: &str) -> Option<&'a str> {
        let found = self.fields.iter().find(|(name, _)| *name == key);
        found
            .map(|(_, value)| *value)
            .filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_head_is_taken_off_and_lines_are_counted() {
        let file =
            File::parse("\u{feff}---\r\ntitle: A: b\r\n\r\nphase: \r\n---\r\nText\n").unwrap();
        assert_eq!(
            (
                file.field("title"),
                file.field("phase"),
                file.body,
                file.lines_before
            ),
            (Some("A: b"), None, "Text\n", 5)
        );
    }

    #[test]
    fn a_file_without_a_head_is_all_body() {
        let file = File::parse("## Triage\n---\n").unwrap();
        assert_eq!((file.fields.len(), file.body), (0, "## Triage\n---\n"));
    }

    #[test]
    fn a_broken_head_names_its_line() {
        let problem = |text| File::parse(text).unwrap_err().to_string();
        assert_eq!(
            problem("---\ntitle: x\nnonsense\n---\n"),
            "line 3: “nonsense” in the head is no “key: value”"
        );
        assert_eq!(
            problem("---\ntitle: x\n"),
            "line 1: the head that begins with “---” does not end: close it with another “---”"
        );
    }

    proptest! {
        #[test]
        fn the_body_is_always_the_end_of_the_file(text in "(---\n)?([a-z:\\-\n ]{0,40}\n)?(---\n)?\\PC{0,20}") {
            if let Ok(file) = File::parse(&text) {
                prop_assert!(text.ends_with(file.body));
                let before = &text[..text.len() - file.body.len()];
                prop_assert_eq!(before.matches('\n').count(), file.lines_before);
            }
        }
    }
}

//! A source file, taken apart just far enough: code without comments and strings, and the strings.
//!
//! It is no parser. It knows where Rust's comments, strings and test modules begin and end.

/// One file of this project.
#[derive(Debug)]
pub(super) struct Source {
    /// From the root, with forward slashes.
    pub(super) path: String,
    /// As it is.
    pub(super) text: String,
    /// Rust only: the same lines with comments, the insides of strings and tests blanked.
    pub(super) code: String,
    /// Rust only: the strings outside tests, each with its line.
    pub(super) strings: Vec<(usize, String)>,
}

impl Source {
    /// Takes a file apart.
    pub(super) fn new(path: String, text: String) -> Self {
        let (code, strings) = if is_rust(&path) {
            production(&path, &text)
        } else {
            (String::new(), Vec::new())
        };
        Self {
            path,
            text,
            code,
            strings,
        }
    }

    /// The file's name without folders and without what follows the first dot.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default()
    }

    /// Whether it is part of what is shipped, as opposed to tests and tasks.
    pub(super) fn ships(&self) -> bool {
        self.path.starts_with("src-tauri/") && self.path.contains("/src/")
    }

    /// Every place where a path is named in code: the line and what follows `prefix::`. A group
    /// gives each of its members: `crate::{journal, domain::page}` is `journal` and `domain`.
    pub(super) fn paths_into(&self, prefix: &str) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices(prefix) {
            let whole = !self.code[..at].ends_with(is_word);
            let Some(rest) = self.code[at + prefix.len()..].strip_prefix("::") else {
                continue;
            };
            if whole {
                let line = line_of(&self.code, at);
                found.extend(first_names(rest).into_iter().map(|name| (line, name)));
            }
        }
        found
    }

    /// Every line of code in which a word or path stands by itself.
    pub(super) fn mentions(&self, word: &str) -> Vec<usize> {
        self.code
            .match_indices(word)
            .filter(|(at, _)| {
                !self.code[..*at].ends_with(is_word)
                    && !self.code[at + word.len()..].starts_with(is_word)
            })
            .map(|(at, _)| line_of(&self.code, at))
            .collect()
    }
}

/// Whether a path is that of a Rust file.
pub(super) fn is_rust(path: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "rs")
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The first name of a path, or of each path in a group.
fn first_names(rest: &str) -> Vec<String> {
    let rest = rest.trim_start();
    let Some(group) = rest.strip_prefix('{') else {
        let name: String = rest
            .chars()
            .take_while(|character| is_word(*character))
            .collect();
        return if name.is_empty() {
            Vec::new()
        } else {
            vec![name]
        };
    };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut expecting = true;
    let mut name = String::new();
    for character in group.chars() {
        match character {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(std::mem::take(&mut name));
                expecting = true;
            }
            word if depth == 0 && expecting && is_word(word) => name.push(word),
            // Whatever follows the first name of a member is inside that module.
            _ if !name.is_empty() => expecting = false,
            _ => {}
        }
    }
    names.push(name);
    names.retain(|name| !name.is_empty() && name != "self");
    names
}

/// Code and strings outside comments and tests.
fn production(path: &str, text: &str) -> (String, Vec<(usize, String)>) {
    if path.ends_with("/tests.rs") || path.contains("/src/tests/") || path.contains("/tests/tests/")
    {
        return (String::new(), Vec::new());
    }
    let (mut code, mut strings) = lex(text);
    while let Some((start, end)) = test_module(&code) {
        let (first, last) = (line_of(&code, start), line_of(&code, end));
        strings.retain(|(line, _)| *line < first || *line > last);
        let blank: String = code[start..end]
            .chars()
            .map(|character| if character == '\n' { '\n' } else { ' ' })
            .collect();
        code.replace_range(start..end, &blank);
    }
    (code, strings)
}

/// Where the first `#[cfg(test)] mod … { … }` begins and ends.
fn test_module(code: &str) -> Option<(usize, usize)> {
    const MARK: &str = "#[cfg(test)]";
    let mut from = 0;
    while let Some(found) = code[from..].find(MARK) {
        let start = from + found;
        let after = start + MARK.len();
        let mut item = code[after..].trim_start();
        while let Some(attribute) = item.strip_prefix("#[") {
            item = attribute
                .split_once(']')
                .map_or("", |(_, rest)| rest)
                .trim_start();
        }
        let item = item
            .strip_prefix("pub(crate) ")
            .or_else(|| item.strip_prefix("pub(super) "))
            .unwrap_or(item);
        let is_module = item.starts_with("mod ");
        let open = code[after..].find(['{', ';']).map(|at| after + at);
        if let (true, Some(open)) = (is_module, open) {
            return Some((
                start,
                if code[open..].starts_with('{') {
                    closing(code, open)
                } else {
                    open + 1
                },
            ));
        }
        from = after;
    }
    None
}

/// Just behind the brace that closes the one at `open`, or the end.
fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, character) in code[open..].char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    code.len()
}

/// Blanks comments and the insides of strings, and collects the strings.
fn lex(text: &str) -> (String, Vec<(usize, String)>) {
    let mut code = String::with_capacity(text.len());
    let mut strings = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(character) = rest.chars().next() {
        let before_is_word = code.ends_with(is_word);
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some((length, inside)) = string(rest, before_is_word) {
            strings.push((line, inside.to_owned()));
            length
        } else if let Some(length) = character_literal(rest) {
            length
        } else {
            code.push(character);
            line += usize::from(character == '\n');
            rest = &rest[character.len_utf8()..];
            continue;
        };
        let (taken, remaining) = rest.split_at(length);
        for character in taken.chars() {
            code.push(if character == '\n' { '\n' } else { ' ' });
            line += usize::from(character == '\n');
        }
        rest = remaining;
    }
    (code, strings)
}

/// The length of a block comment, nested ones included.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length and the inside of a string that starts here, raw or not, with or without a prefix.
fn string(rest: &str, before_is_word: bool) -> Option<(usize, &str)> {
    let prefix = rest
        .find(|character| !matches!(character, 'b' | 'c' | 'r'))
        .filter(|length| *length <= 2)?;
    if prefix > 0 && before_is_word {
        return None;
    }
    let raw = rest[..prefix].contains('r');
    let hashes = rest[prefix..].len() - rest[prefix..].trim_start_matches('#').len();
    let open = prefix + hashes;
    if !rest[open..].starts_with('"') || (hashes > 0 && !raw) {
        return None;
    }
    let inside = &rest[open + 1..];
    if raw {
        let end = format!("\"{}", "#".repeat(hashes));
        let length = inside.find(&end).unwrap_or(inside.len());
        return Some((
            (open + 1 + length + end.len()).min(rest.len()),
            &inside[..length],
        ));
    }
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some((open + 1 + at + 1, &inside[..at])),
            _ => {}
        }
    }
    Some((rest.len(), inside))
}

/// The length of a character literal; a lifetime is none.
fn character_literal(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let mut characters = inside.char_indices();
    let (_, first) = characters.next()?;
    if first == '\\' {
        // At least one escaped character, which may be the quote itself.
        let end = inside[2..].find('\'')?;
        return Some(1 + 2 + end + 1);
    }
    let (at, second) = characters.next()?;
    (second == '\'').then_some(1 + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked_line_by_line() {
        let source = rust(
            "a(); // tokio\n/* b /* c */ */ d(\"tokio \\\" e\", 'x', '\\'', b\"f\");\nr#\"g \"h\"#; i<'a>()",
        );
        let lines: Vec<String> = source
            .code
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(
            lines,
            ["a();", "d(,,,);", ";i<'a>()"],
            "what is left is code, in the same lines"
        );
        let expected = [(2, "tokio \\\" e"), (2, "f"), (3, "g \"h")]
            .map(|(line, text)| (line, text.to_owned()));
        assert_eq!(source.strings, expected, "as written, with their lines");
    }

    #[test]
    fn tests_are_not_production_code() {
        let text = "use a;\n#[cfg(test)]\nuse b;\n#[cfg(test)]\n#[path = \"t.rs\"]\nmod tests {\n fn c() { \"d\"; }\n}\nfn e() { \"f\" }";
        let source = rust(text);
        assert!(
            !source.code.contains("fn c"),
            "the module is gone: {}",
            source.code
        );
        assert!(
            source.code.contains("fn e"),
            "what follows it is not: {}",
            source.code
        );
        assert_eq!(
            source.strings,
            [(9, "f".to_owned())],
            "its strings are gone too"
        );
        let file = Source::new(
            "src-tauri/core/src/journal/tests.rs".into(),
            "fn g() {}".into(),
        );
        assert_eq!(file.code, "", "a file of tests has none");
    }

    #[test]
    fn paths_are_found_in_groups_and_across_lines() {
        let source = rust(
            "use crate::journal::Entry;\nuse crate::{\n  domain::{page, band},\n  engine as e,\n  self,\n};\nmycrate::no(); $crate::yes();",
        );
        let expected = [(1, "journal"), (2, "domain"), (2, "engine"), (7, "yes")]
            .map(|(line, name)| (line, name.to_owned()));
        assert_eq!(
            source.paths_into("crate"),
            expected,
            "first names only, whole words only"
        );
    }

    #[test]
    fn a_mention_is_a_whole_word() {
        let source =
            rust("use tokio::time;\nlet tokio_like = 1;\nlet x = std::time::Instant::now();\n");
        assert_eq!(
            source.mentions("tokio"),
            [1],
            "a longer word is another word"
        );
        assert_eq!(
            source.mentions("Instant"),
            [3],
            "in the middle of a path it counts"
        );
    }

    #[test]
    fn a_stem_ends_at_the_first_dot() {
        let source = Source::new("ui/src/state/pages.svelte.ts".into(), String::new());
        assert_eq!(
            source.stem(),
            "pages",
            "kinds of files are no part of the name"
        );
    }

    fn rust(text: &str) -> Source {
        Source::new("src-tauri/core/src/x.rs".into(), text.into())
    }
}

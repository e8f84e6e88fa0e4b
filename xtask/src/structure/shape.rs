//! Files are nouns, of a size that one can read, and open by saying what they are.

use super::Finding;
use super::source::{Source, is_rust};

/// Words that name no thing, so that anything ends up in a file called so.
const NO_NOUNS: &[&str] = &["manager", "service", "helper", "util", "utils", "common"];
const GENERATED: &str = "ui/src/ipc/bindings.ts";
const LONG: usize = 400;
const TOO_LONG: usize = 600;

/// Names, openings and sizes.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    let mut add = |rule, words: String| {
        findings.push(Finding {
            path: source.path.clone(),
            line: 0,
            rule,
            words,
        });
    };
    if source.path.ends_with("/mod.rs") {
        add(
            "no-mod-rs",
            "name the module's file after the module, beside its folder: foo.rs and foo/bar.rs"
                .into(),
        );
    }
    let folders = source
        .path
        .rsplit_once('/')
        .map_or("", |(folders, _)| folders);
    for name in folders.split('/').chain([source.stem()]) {
        if let Some(word) = last_word(name).filter(|word| {
            NO_NOUNS.contains(&word.trim_end_matches('s')) || NO_NOUNS.contains(&word.as_str())
        }) {
            add(
                "nouns",
                format!(
                    "`{word}` says nothing about what is in `{name}`: name it after the thing it holds"
                ),
            );
        }
    }
    // `foo/tests.rs` says by its name that it is the tests of foo.
    let must_say = is_rust(&source.path) && source.stem() != "tests";
    if must_say && !source.text.trim_start().starts_with("//!") {
        add(
            "opening",
            "open the file with `//!`: what it is, then what it is deliberately not".into(),
        );
    }
    let lines = source.text.lines().count();
    if lines > TOO_LONG && source.path != GENERATED {
        add(
            "size",
            format!(
                "{lines} lines hold more than one thing; {TOO_LONG} is the limit: split it by what it holds"
            ),
        );
    }
}

/// What is not wrong yet.
pub(super) fn warnings(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines > LONG && lines <= TOO_LONG && source.path != GENERATED {
        vec![format!(
            "{}: {lines} lines, and {LONG} is long: it may hold two things",
            source.path
        )]
    } else {
        Vec::new()
    }
}

/// The last word of `snake_case`, `kebab-case` or `CamelCase`, in lower case.
fn last_word(name: &str) -> Option<String> {
    let last = name.rsplit(['_', '-', '.']).next()?;
    let start = last
        .char_indices()
        .rev()
        .find(|(_, character)| character.is_uppercase())
        .map_or(0, |(at, _)| at);
    Some(last[start..].to_lowercase()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_nouns() {
        for path in [
            "xtask/src/utils.rs",
            "ui/src/lib/dateHelpers.ts",
            "src-tauri/src/WindowManager.rs",
            "ui/src/common/a.ts",
        ] {
            assert_eq!(rules(path, "//! A."), ["nouns"], "{path}");
        }
        for path in [
            "ui/src/lib/commonest.ts",
            "src-tauri/core/src/serviceability.rs",
            "xtask/src/needs.rs",
        ] {
            assert_eq!(
                rules(path, "//! A."),
                Vec::<&str>::new(),
                "{path} only looks like one"
            );
        }
    }

    #[test]
    fn a_module_is_named_after_itself() {
        assert_eq!(
            rules("src-tauri/core/src/journal/mod.rs", "//! A."),
            ["no-mod-rs"],
            "journal.rs it is"
        );
    }

    #[test]
    fn a_rust_file_says_what_it_is() {
        assert_eq!(
            rules("tests/tests/window.rs", "use a;"),
            ["opening"],
            "tests are read too"
        );
        assert_eq!(
            rules("ui/src/main.ts", "use a;"),
            Vec::<&str>::new(),
            "this is Rust's custom"
        );
    }

    #[test]
    fn a_file_has_a_size_that_one_can_read() {
        let lines = |count: usize| format!("//! A.{}", "\n".repeat(count));
        assert_eq!(
            rules("ui/src/a.ts", &lines(600)),
            Vec::<&str>::new(),
            "600 is the limit"
        );
        assert_eq!(
            rules("ui/src/a.ts", &lines(601)),
            ["size"],
            "601 is over it"
        );
        assert_eq!(
            rules(GENERATED, &lines(5000)),
            Vec::<&str>::new(),
            "nobody reads what is generated"
        );
        let warned = |count| warnings(&Source::new("ui/src/a.ts".into(), lines(count))).len();
        assert_eq!(
            [warned(400), warned(401), warned(601)],
            [0, 1, 0],
            "a warning before, a finding after"
        );
    }

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        let mut findings = Vec::new();
        check(&Source::new(path.into(), text.into()), &mut findings);
        findings.into_iter().map(|finding| finding.rule).collect()
    }
}

//! The three seams: SQL in the journal, HTTP in the adapters, Tauri in one file of the interface.

use super::Finding;
use super::layers::ADAPTERS;
use super::source::Source;

const CORE: &str = "src-tauri/core/src/";
const TRANSPORT: &str = "ui/src/ipc/tauri.ts";

/// Each seam in turn.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    let mut add = |line, rule, words: &str| {
        findings.push(Finding {
            path: source.path.clone(),
            line,
            rule,
            words: words.to_owned(),
        });
    };
    if source.ships() && module(source) != Some("journal") {
        for (line, text) in &source.strings {
            if is_sql(text) {
                add(
                    *line,
                    "sql-in-journal",
                    "SQL outside the journal: put the query beside its table in src-tauri/core/src/journal/ and call it",
                );
            }
        }
    }
    let speaks_http =
        module(source).is_some_and(|module| module == "http" || ADAPTERS.contains(&module));
    if source.ships() && !speaks_http {
        for line in source.mentions("reqwest") {
            add(
                line,
                "http-in-adapters",
                "reqwest outside http and the adapters: go through crate::http, which has the limits and the time-outs",
            );
        }
    }
    if source.path.starts_with("ui/") && source.path != TRANSPORT {
        for (number, line) in source.text.lines().enumerate() {
            if imports_tauri(line) {
                add(
                    number + 1,
                    "one-transport",
                    "only ui/src/ipc/tauri.ts imports @tauri-apps: add what is needed to the transport, so that the browser has it too",
                );
            }
        }
    }
}

/// The module of the core that a file belongs to.
fn module(source: &Source) -> Option<&str> {
    source.path.strip_prefix(CORE)?.split(['/', '.']).next()
}

/// Whether a string is a statement, or the middle of one. Prose may use the same words, so each
/// needs its partner.
fn is_sql(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let has = |first: &str, second: &str| {
        words
            .iter()
            .position(|word| word == first)
            .is_some_and(|at| words.iter().skip(at + 1).any(|word| word == second))
    };
    has("SELECT", "FROM")
        || has("INSERT", "INTO")
        || has("UPDATE", "SET")
        || has("DELETE", "FROM")
        || has("CREATE", "TABLE")
        || has("CREATE", "INDEX")
        || has("CREATE", "TRIGGER")
        || has("ALTER", "TABLE")
        || has("DROP", "TABLE")
        || words.first().is_some_and(|word| word == "PRAGMA")
}

fn imports_tauri(line: &str) -> bool {
    let quoted = ["\"@tauri-apps/", "'@tauri-apps/", "`@tauri-apps/"]
        .iter()
        .any(|name| line.contains(name));
    let comment = line.trim_start().starts_with("//") || line.trim_start().starts_with('*');
    quoted && !comment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_lives_in_the_journal() {
        let text = "let q = \"SELECT id FROM entries\";\n";
        assert_eq!(
            found("src-tauri/core/src/app/pages.rs", text),
            [("sql-in-journal", 1)],
            "the app asks the journal"
        );
        assert_eq!(
            found("src-tauri/cli/src/log.rs", text),
            [("sql-in-journal", 1)],
            "so does the command line"
        );
        assert_eq!(
            found("src-tauri/core/src/journal/page.rs", text),
            [],
            "here it belongs"
        );
        assert_eq!(found("src-tauri/core/src/journal.rs", text), [], "and here");
        assert_eq!(
            found("tests/src/home.rs", text),
            [],
            "a test may look into the file"
        );
    }

    #[test]
    fn prose_is_not_sql() {
        let rows = [
            ("\"UPDATE pages\n SET state = ?1\"", true),
            ("\"CREATE TABLE IF NOT EXISTS samples\"", true),
            ("\"PRAGMA journal_mode\"", true),
            ("\"Select a page from the list\"", false),
            ("\"SELECT a page\"", false),
            ("\"Update sent\"", false),
        ];
        for (text, is) in rows {
            let expected = if is {
                vec![("sql-in-journal", 1)]
            } else {
                vec![]
            };
            assert_eq!(
                found("src-tauri/core/src/engine.rs", text),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn http_is_spoken_by_the_adapters() {
        let text = "use reqwest::Client;";
        assert_eq!(
            found("src-tauri/core/src/engine/outbox.rs", text),
            [("http-in-adapters", 1)],
            "not by the engine"
        );
        assert_eq!(
            found("src-tauri/src/main.rs", text),
            [("http-in-adapters", 1)],
            "not by the shell"
        );
        for file in [
            "http.rs",
            "http/client.rs",
            "pagers/alertmanager.rs",
            "publishers.rs",
        ] {
            assert_eq!(found(&format!("{CORE}{file}"), text), [], "{file} does");
        }
    }

    #[test]
    fn one_file_of_the_interface_knows_tauri() {
        let text = "// from '@tauri-apps/api'\nimport { invoke } from '@tauri-apps/api/core';\n";
        assert_eq!(
            found("ui/src/screens/Home.svelte", text),
            [("one-transport", 2)],
            "a screen does not"
        );
        assert_eq!(found("ui/src/ipc/tauri.ts", text), [], "the transport does");
    }

    fn found(path: &str, text: &str) -> Vec<(&'static str, usize)> {
        let mut findings = Vec::new();
        check(&Source::new(path.into(), text.into()), &mut findings);
        findings
            .into_iter()
            .map(|finding| (finding.rule, finding.line))
            .collect()
    }
}

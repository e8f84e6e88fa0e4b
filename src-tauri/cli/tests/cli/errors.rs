//! How it ends when something is wrong: the exit code, one sentence, and with `--json` one object.

use serde_json::{Value, json};

use crate::home::Home;

#[test]
fn every_kind_of_failure_has_its_exit_code_and_one_sentence() {
    let home = Home::new();
    let far = "2999-01-01T00:00:00Z";
    let id = "01a1fdf7-5070-7d50-8378-0e2c162a4a1e";
    let table: &[(&[&str], i32)] = &[
        (&["log"], 2),
        (&["log", "a", "b"], 2),
        (&["log", ""], 2),
        (&["log", "x", "--at", "soon"], 2),
        (&["log", "x", "--at", far], 2),
        (&["log", "x", "--decision", "--action"], 2),
        (&["log", "x", "--incident", "checkout"], 2),
        (&["log", "x", "--incident", "INC-7"], 3),
        (&["log", "x", "--incident", id], 3),
        (&["page", ""], 2),
        (&["page", "x", "--urgency", "medium"], 2),
        (&["change", "x", "--at", far], 2),
        (&["ack"], 4),
        (&["ack", id], 3),
        (&["ack", "0193"], 2),
        (&["list", "everything"], 2),
        (&["list", "pages", "--limit", "0"], 2),
        (&["show", "INC-7"], 3),
        (&["show", "7"], 3),
        (&["show", id], 3),
        (&["show", "01a1fdf7"], 3),
        (&["show", "../etc"], 2),
        (&["export"], 2),
        (&["export", "--format", "pdf"], 2),
        (&["export", "INC-7", "--format", "html"], 3),
        (&["export", "--format", "html", "--retrospective"], 2),
        (
            &["export", "--format", "jsonl", "--output", "/nowhere/at/all"],
            5,
        ),
        (&["journal", "burn"], 2),
        (&["serve", "--port", "70000"], 2),
        (&["completions", "tcsh"], 2),
        (&["frobnicate"], 2),
    ];
    for (arguments, code) in table {
        let said = home.run(arguments);
        assert_eq!(
            (said.code, said.out.as_str()),
            (Some(*code), ""),
            "{arguments:?}: {said:?}"
        );
        let sentence = said
            .err
            .strip_prefix("holdfast: ")
            .and_then(|said| said.strip_suffix(".\n"));
        assert!(
            sentence.is_some_and(|said| said.len() > 10 && !said.contains('\n')),
            "{arguments:?} says one sentence: {said:?}"
        );
    }
}

#[test]
fn with_json_the_last_line_of_standard_error_is_an_object() {
    let home = Home::new();
    let table: &[(&[&str], i32, &str, Value)] = &[
        (
            &["log", "x", "--at", "soon", "--json"],
            2,
            "invalid",
            json!("at"),
        ),
        (&["log", "", "--json"], 2, "invalid", json!("text")),
        (&["log", "--json"], 2, "invalid", Value::Null),
        (&["show", "INC-7", "--json"], 3, "not_found", Value::Null),
        (&["ack", "--json"], 4, "conflict", Value::Null),
    ];
    for (arguments, code, name, field) in table {
        let said = home.run(arguments);
        assert_eq!(
            (said.code, said.out.as_str()),
            (Some(*code), ""),
            "{arguments:?}: {said:?}"
        );
        let (sentence, object) = said.err.trim_end().split_once('\n').unwrap();
        let message = sentence.strip_prefix("holdfast: ").unwrap();
        let expected = json!({ "error": { "code": name, "message": message, "field": field } });
        assert_eq!(
            serde_json::from_str::<Value>(object).unwrap(),
            expected,
            "{arguments:?}"
        );
    }
}

#[test]
fn a_journal_of_a_newer_holdfast_is_refused_and_not_touched() {
    let home = Home::new();
    home.well(&["log", "written by this one"]);
    let file = home.path().join("journal.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // SQLite keeps a file's format number at offset 60.
    bytes[60..64].copy_from_slice(&9999u32.to_be_bytes());
    std::fs::write(&file, &bytes).unwrap();
    let said = home.run(&["log", "too old for this", "--json"]);
    assert_eq!(said.code, Some(5), "{said:?}");
    assert!(said.err.contains("newer Holdfast"), "{said:?}");
    assert!(said.err.contains("\"code\":\"newer\""), "{said:?}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "not a byte of it");
}

#[test]
fn a_home_that_cannot_be_used_says_so() {
    let home = Home::new();
    let file = home.path().join("a-file");
    std::fs::write(&file, "not a folder").unwrap();
    let output = home
        .command(&["log", "x"])
        .env("HOLDFAST_HOME", &file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(5), "{output:?}");
}

#[test]
fn a_broken_chain_is_an_answer_and_an_exit_code() {
    let home = Home::new();
    home.well(&["log", "first"]);
    home.well(&["log", "a text nobody else wrote"]);
    let whole = home.json(&["journal", "verify", "--json"]);
    assert_eq!(whole, json!({ "entries": 2, "devices": 1, "problems": [] }));
    let file = home.path().join("journal.db");
    let bytes = std::fs::read(&file).unwrap();
    let (from, to) = (b"nobody else wrote", b"somebody has forged");
    let forged: Vec<u8> = replaced(&bytes, from, &to[..from.len()]);
    assert_ne!(forged, bytes, "the text is in the file");
    std::fs::write(&file, forged).unwrap();
    let said = home.run(&["journal", "verify", "--json"]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""), "{said:?}");
    let found: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        found["problems"].as_array().map(Vec::len),
        Some(1),
        "{found}"
    );
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for place in 0..bytes.len().saturating_sub(from.len()) {
        if bytes[place..].starts_with(from) {
            bytes[place..place + to.len()].copy_from_slice(to);
        }
    }
    bytes
}

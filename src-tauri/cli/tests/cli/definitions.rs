//! What is generated from the definitions: help, completions, the man page. And that a reader may go away.

use std::process::Stdio;

use crate::home::Home;

const COMMANDS: [&str; 12] = [
    "log",
    "page",
    "change",
    "ack",
    "list",
    "show",
    "search",
    "export",
    "journal",
    "serve",
    "completions",
    "man",
];

#[test]
fn every_command_is_in_the_help_the_completions_and_the_man_page() {
    let home = Home::new();
    let texts = [
        home.well(&["--help"]),
        home.well(&["man"]),
        home.well(&["completions", "bash"]),
        home.well(&["completions", "zsh"]),
        home.well(&["completions", "fish"]),
        home.well(&["completions", "elvish"]),
        home.well(&["completions", "powershell"]),
    ];
    for text in &texts {
        for command in COMMANDS {
            assert!(
                text.contains(command),
                "{command} is missing from {}",
                &text[..60]
            );
        }
    }
    assert!(
        texts[0].contains("5  storage"),
        "the help documents the exit codes"
    );
    assert!(
        !home.path().join("journal.db").exists(),
        "and none of them opens a journal"
    );
}

#[test]
fn help_is_well_and_no_command_is_misuse() {
    let home = Home::new();
    assert_eq!(home.run(&["log", "--help"]).code, Some(0));
    assert_eq!(
        home.well(&["--version"]),
        format!("holdfast {}\n", env!("CARGO_PKG_VERSION"))
    );
    let said = home.run(&[]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    assert!(said.err.contains("Usage: holdfast <COMMAND>"), "{said:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = Home::new();
    // More than a pipe holds, so that the program is still writing when its reader is gone.
    let long = "word ".repeat(3000);
    for _ in 0..8 {
        home.run_with_input(&["log", "-"], long.as_bytes());
    }
    let mut child = home
        .command(&["list", "entries", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..]),
        "{output:?}"
    );
}

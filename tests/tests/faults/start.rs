//! Starting: many at once on a home that nobody has used, and on a journal that a newer Holdfast wrote.

use std::fs;
use std::process::Child;

use rusqlite::Connection;
use serde_json::Value;

use crate::home::{Home, is_storage_refusal, said};
use crate::server::Served;

const WRITERS: usize = 16;
const SERVERS: usize = 4;

#[test]
fn twenty_starts_at_once_on_a_new_home_make_one_chain_and_one_engine() {
    let home = Home::new();
    let writers: Vec<Child> = (0..WRITERS)
        .map(|writer| {
            let text = format!("writer {writer}");
            home.command(&["log", &text]).spawn().unwrap()
        })
        .collect();
    let servers: Vec<Child> = (0..SERVERS).map(|_| Served::spawn(&home, &[])).collect();
    let ids: Vec<String> = writers
        .into_iter()
        .map(|writer| {
            let said = said(&writer.wait_with_output().unwrap());
            assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
            said.out.trim().to_owned()
        })
        .collect();
    let servers: Vec<Served> = servers.into_iter().map(Served::listening).collect();
    let engines = servers.iter().filter(|served| served.runs_engine()).count();
    assert_eq!(engines, 1, "of {SERVERS} servers one polls and delivers");
    drop(servers);

    assert_eq!(home.whole(&ids, "twenty starts").len(), WRITERS);
    let verified = home.run(&["journal", "verify", "--json"]);
    let verified: Value = serde_json::from_str(&verified.out).unwrap();
    assert_eq!(verified["devices"], 1, "one machine, one chain");
}

#[test]
fn a_journal_of_a_newer_holdfast_is_refused_untouched() {
    let home = Home::new();
    home.log("written by this one");
    let journal = Connection::open(home.journal()).unwrap();
    journal.pragma_update(None, "user_version", 9999).unwrap();
    journal.close().unwrap();
    let before = fs::read(home.journal()).unwrap();

    for arguments in [
        &["log", "written by an old one"][..],
        &["list", "entries"],
        &["journal", "rebuild"],
        &["serve", "--port", "0"],
    ] {
        let said = home.run(arguments);
        assert!(is_storage_refusal(&said), "{arguments:?}: {said:?}");
        assert!(
            said.err.contains("newer Holdfast") && said.err.contains("Update Holdfast"),
            "{arguments:?}: {said:?}"
        );
        let after = fs::read(home.journal()).unwrap();
        assert!(before == after, "{arguments:?} touched it");
    }
}

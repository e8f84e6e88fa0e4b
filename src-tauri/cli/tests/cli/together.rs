//! Several processes on one journal.

use std::collections::BTreeSet;
use std::thread;

use serde_json::Value;

use crate::home::Home;

#[test]
fn processes_that_log_at_once_lose_nothing() {
    const WRITERS: usize = 4;
    const EACH: usize = 12;
    let home = Home::new();
    let printed: BTreeSet<String> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let home = &home;
                scope.spawn(move || {
                    let log = |note| home.well(&["log", &format!("writer {writer} note {note}")]);
                    (0..EACH).map(log).collect::<Vec<_>>()
                })
            })
            .collect();
        writers
            .into_iter()
            .flat_map(|writer| writer.join().unwrap())
            .collect()
    });
    assert_eq!(
        printed.len(),
        WRITERS * EACH,
        "every entry has an id of its own"
    );
    let listed = home.json(&["list", "entries", "--limit", "1000", "--json"]);
    let kept: BTreeSet<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| format!("{}\n", entry["id"].as_str().unwrap()))
        .collect();
    assert_eq!(
        kept, printed,
        "what was printed as saved is there, and nothing else"
    );
    let verified = home.json(&["journal", "verify", "--json"]);
    assert_eq!(
        verified["problems"],
        Value::Array(Vec::new()),
        "and the chain holds"
    );
}

#[test]
fn processes_that_raise_the_same_page_at_once_make_one() {
    let home = Home::new();
    let ids: BTreeSet<String> = thread::scope(|scope| {
        let raise = || home.well(&["page", "Disk full", "--key", "disk"]);
        let raisers: Vec<_> = (0..4).map(|_| scope.spawn(raise)).collect();
        raisers
            .into_iter()
            .map(|raiser| raiser.join().unwrap())
            .collect()
    });
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(
        home.json(&["list", "pages", "--json"])
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

//! What it answers, as whole values: with `--json` the shapes that the README promises, without it what a person reads.

use holdfast_core::api::incident::{self, Declare, IncidentRef};
use holdfast_core::domain::severity::Severity;
use serde_json::{Value, json};

use crate::home::{Home, steady};

fn declare(home: &Home) -> IncidentRef {
    let declared = Declare {
        title: "Checkout fails for one in three".to_owned(),
        severity: Severity::Sev2,
        scope: None,
        page: None,
        my_role: None,
        impact_began: None,
    };
    incident::declare(&home.app(), declared).unwrap()
}

/// In the order of the alphabet: the order in an object means nothing, and depends on what else is built.
fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap();
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn what_is_logged_is_listed_found_shown_and_exported() {
    let home = Home::new();
    let id = home.well(&[
        "log",
        "Rolled the release back",
        "--action",
        "--at",
        "10m ago",
    ]);
    let entry = json!({
        "id": "ID-1", "stream": "desk", "at": "TIME", "noted_at": "TIME", "author": "ada", "kind": "noted",
        "tone": "plain", "heading": "Action taken", "text": "Rolled the release back", "amended": false, "editable": true,
    });
    let listed = home.json(&["list", "entries", "--json"]);
    assert_eq!(
        listed[0]["id"],
        id.trim(),
        "what was printed is the entry's id"
    );
    assert_eq!(steady(listed), json!([entry]));
    let found = home.json(&["search", "release", "roll*", "--json"]);
    let hit = json!({ "entry": entry, "incident": null, "marks": [[0, 6], [11, 18]] });
    let found = steady(found);
    assert_eq!(
        (&found["incidents"], &found["hits"][0]["entry"]),
        (&json!([]), &hit["entry"])
    );
    let shown = home.json(&["show", id.trim(), "--json"]);
    assert_eq!(steady(shown), json!({ "entry": entry }));
    let shown = home.json(&["show", &id[..18], "--json"]);
    assert_eq!(
        steady(shown),
        json!({ "entry": entry }),
        "the beginning of its id names it"
    );
    let exported = home.well(&["export", "--format", "jsonl"]);
    let lines: Vec<Value> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let body = json!({ "sort": "action", "text": "Rolled the release back" });
    let line = json!({ "id": "ID-1", "stream": "desk", "at": "TIME", "noted_at": "TIME", "author": "ada", "kind": "noted", "body": body });
    assert_eq!(steady(json!(lines)), json!([line]));
}

#[test]
fn a_note_goes_to_the_incident_it_names_or_to_the_only_open_one() {
    let home = Home::new();
    let declared = declare(&home);
    let number = format!("INC-{}", declared.number);
    let reference = json!({ "id": "ID-2", "number": declared.number });
    for named in [
        &["log", "x", "--json"][..],
        &["log", "x", "--incident", &number, "--json"],
        &["log", "x", "--incident", "1", "--json"],
        &[
            "log",
            "x",
            "--incident",
            &declared.id.to_string(),
            "--decision",
            "--json",
        ],
    ] {
        assert_eq!(
            steady(home.json(named)),
            json!({ "entry": "ID-1", "incident": reference }),
            "{named:?}"
        );
    }
    let shown = home.json(&["show", &number.to_lowercase(), "--json"]);
    assert_eq!(keys(&shown), ["entries", "incident"]);
    assert_eq!(
        shown["incident"]["row"]["title"],
        "Checkout fails for one in three"
    );
    assert_eq!(
        shown["entries"].as_array().map(Vec::len),
        Some(5),
        "four notes and the declaration"
    );
    let listed = home.json(&["list", "incidents", "--json"]);
    assert_eq!(
        (&listed[0]["number"], &listed[0]["phase"]),
        (&json!(1), &json!("triage"))
    );
    let text = home.well(&["show", "1"]);
    assert!(
        text.starts_with(
            "INC-1  Checkout fails for one in three\nseverity    SEV-2\nphase       Triage, since "
        ),
        "{text}"
    );
}

#[test]
fn the_same_key_again_is_the_same_page_and_ack_takes_the_only_one_that_waits() {
    let home = Home::new();
    let page = json!({
        "id": "ID-1", "pager": "by hand", "key": "disk", "summary": "Disk full", "detail": null, "urgency": "low",
        "labels": [], "link": null, "capability": null, "state": { "state": "triggered" }, "triggered_at": "TIME",
        "since": "TIME", "by": "ada", "fired": 1, "rang": 0, "rings_again_at": null, "told": [], "incident": null,
    });
    let without_verdict = |mut page: Value| {
        page.as_object_mut().unwrap().remove("verdict");
        steady(page)
    };
    let raise = [
        "page",
        "Disk full",
        "--key",
        "disk",
        "--urgency",
        "low",
        "--json",
    ];
    let first = home.json(&raise);
    let second = home.json(&raise);
    assert_eq!(first["id"], second["id"]);
    assert_eq!(without_verdict(first), page);
    let taken = home.json(&["ack", "--json"]);
    assert_eq!(taken["id"], second["id"]);
    assert_eq!(taken["state"], json!({ "state": "acknowledged" }));
    let listed = home.json(&["list", "pages", "--json"]);
    assert_eq!(listed, json!([taken]), "an acknowledged page is not over");
    let shown = home.json(&["show", taken["id"].as_str().unwrap(), "--json"]);
    assert_eq!(keys(&shown), ["entries", "page"]);
    assert_eq!(shown["page"], taken);
}

#[test]
fn ack_asks_which_when_several_wait_and_takes_the_one_that_is_named() {
    let home = Home::new();
    let disk = home.well(&["page", "Disk full"]);
    let checkout = home.well(&["page", "Checkout fails"]);
    let said = home.run(&["ack"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    for (id, summary) in [(&disk, "Disk full"), (&checkout, "Checkout fails")] {
        assert!(
            said.err.contains(&format!("{} ({summary})", &id[..18])),
            "it lists them: {said:?}"
        );
    }
    assert_eq!(
        home.well(&["ack", &disk[..18]]),
        "Acknowledged: Disk full\n"
    );
    assert_eq!(
        home.well(&["ack"]),
        "Acknowledged: Checkout fails\n",
        "the only one that is left"
    );
}

#[test]
fn a_change_is_noted_and_empty_lists_say_how_to_go_on() {
    let home = Home::new();
    assert_eq!(home.json(&["list", "incidents", "--json"]), json!([]));
    assert_eq!(home.json(&["list", "pages", "--all", "--json"]), json!([]));
    assert_eq!(home.well(&["list", "entries"]), "No entries.\n");
    assert_eq!(home.well(&["search", "checkout"]), "Nothing matches.\n");
    assert_eq!(
        home.json(&["search", "\"*NEAR(", "--json"]),
        json!({ "incidents": [], "hits": [] })
    );
    let noted = home.json(&["change", "Deployed 1.2.3", "--at", "5m ago", "--json"]);
    assert_eq!(steady(noted), json!({ "entry": "ID-1", "incident": null }));
    let listed = home.json(&["list", "entries", "--limit", "1", "--json"]);
    assert_eq!(
        (&listed[0]["kind"], &listed[0]["text"]),
        (&json!("change_noted"), &json!("Deployed 1.2.3"))
    );
    assert_eq!(
        home.json(&["journal", "rebuild", "--json"]),
        json!({ "entries": 1, "incidents": 0, "pages": 0 })
    );
}

#[test]
fn an_export_goes_to_standard_output_or_to_a_file() {
    let home = Home::new();
    declare(&home);
    let markdown = home.well(&["export", "INC-1", "--format", "markdown"]);
    assert!(markdown.starts_with("# "), "{markdown}");
    let html = home.well(&["export", "1", "--format", "html", "--retrospective"]);
    assert!(
        html.starts_with("<!doctype html>") && html.contains("Checkout fails"),
        "{html}"
    );
    let file = home.path().join("export.md");
    let path = file.to_str().unwrap();
    let said = home.well(&["export", "INC-1", "--format", "markdown", "--output", path]);
    assert_eq!(said, format!("Exported to {path}\n"));
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("Checkout fails for one in three")
    );
    let object = home.json(&["export", "INC-1", "--format", "jsonl", "--json"]);
    assert_eq!(keys(&object), ["file_name", "path", "text"]);
    assert_eq!(
        (&object["file_name"], &object["path"]),
        (&json!("INC-1-incident.jsonl"), &Value::Null)
    );
}

#[test]
fn a_dash_reads_standard_input_up_to_a_limit() {
    let home = Home::new();
    let said = home.run_with_input(&["log", "-"], "two\nlines – schön\n".as_bytes());
    assert_eq!(said.code, Some(0), "{said:?}");
    let shown = home.json(&["show", said.out.trim(), "--json"]);
    assert_eq!(shown["entry"]["text"], "two\nlines – schön");
    let endless = vec![b'a'; 1024 * 1024];
    assert_eq!(
        home.run_with_input(&["log", "-"], &endless).code,
        Some(2),
        "too much"
    );
    assert_eq!(
        home.run_with_input(&["page", "-"], b"\xff").code,
        Some(2),
        "not text"
    );
    assert_eq!(
        home.json(&["list", "entries", "--json"])
            .as_array()
            .map(Vec::len),
        Some(1),
        "neither was written"
    );
}

#[test]
fn what_came_from_outside_cannot_steer_the_terminal() {
    let home = Home::new();
    home.well(&["page", "Disk \u{1b}]0;owned\u{7} full"]);
    home.well(&["log", "a\u{1b}[2Jb"]);
    for arguments in [
        &["list", "pages"][..],
        &["list", "entries"],
        &["ack"],
        &["list", "pages", "--json"],
    ] {
        let out = home.well(arguments);
        assert!(!out.contains(['\u{1b}', '\u{7}']), "{arguments:?}: {out:?}");
    }
}

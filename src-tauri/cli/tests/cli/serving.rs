//! `holdfast serve` with the real core behind it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::home::Home;

/// A server that ends with the test.
struct Served {
    child: Child,
    said: Value,
}

impl Served {
    fn start(home: &Home, more: &[&str]) -> Self {
        let arguments = [&["serve", "--port", "0", "--json"], more].concat();
        let mut child = home.command(&arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"));
        Self { child, said }
    }

    fn url(&self) -> &str {
        self.said["url"].as_str().unwrap()
    }

    /// Asks it to stop as a terminal or a service manager does, and says how it ended.
    fn terminate(mut self) -> (Option<i32>, Duration) {
        let began = Instant::now();
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(asked.success());
        let ended = self.child.wait().unwrap();
        (ended.code(), began.elapsed())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has ended already in the tests that stop it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_the_command_line_writes_is_heard_and_seen_in_an_open_browser() {
    let home = Home::new();
    let server = Served::start(&home, &[]);
    let port = server.said["port"].as_u64().unwrap();
    let expected =
        json!({ "url": server.url(), "port": port, "home": home.path(), "engine": true });
    assert_eq!(server.said, expected);
    let browser = Browser::open(server.url()).ok().unwrap();
    let declare = json!({ "title": "Checkout fails", "severity": "sev2" });
    let (status, declared) = browser.call("declare", &declare);
    assert_eq!(
        (status, &declared["number"]),
        (200, &json!(1)),
        "{declared}"
    );
    let mut events = browser.listen();
    home.well(&["log", "from a shell", "--incident", "INC-1"]);
    events.until(&json!({ "topic": "incident", "id": declared["id"] }));
    let (_, timeline) = browser.call(
        "timeline",
        &json!({ "incident": declared["id"], "offset": 0, "limit": 10 }),
    );
    let texts: Vec<&Value> = timeline["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["text"])
        .collect();
    assert_eq!(texts.last(), Some(&&json!("from a shell")), "{texts:?}");
    let page = home.well(&["page", "Disk full", "--urgency", "low"]);
    events.until(&json!({ "topic": "page", "id": page.trim() }));
}

#[test]
fn failures_of_the_core_reach_a_browser_with_their_status() {
    let home = Home::new();
    let server = Served::start(&home, &[]);
    let browser = Browser::open(server.url()).ok().unwrap();
    let id = "01a1fdf7-5070-7d50-8378-0e2c162a4a1e";
    let table = [
        ("log", json!({ "text": "" }), 400, "invalid"),
        ("log", json!({ "text": 7 }), 400, "invalid"),
        (
            "log",
            json!({ "text": "x", "colour": "red" }),
            400,
            "invalid",
        ),
        ("log", Value::Null, 400, "invalid"),
        ("incident", json!({ "incident": id }), 404, "not_found"),
        ("incident", json!({ "incident": "../7" }), 400, "invalid"),
        ("no_such_row", json!({}), 404, "not_found"),
    ];
    for (name, request, status, code) in table {
        let (answered, failure) = browser.call(name, &request);
        assert_eq!(
            (answered, &failure["code"]),
            (status, &json!(code)),
            "{name} {request}: {failure}"
        );
    }
    assert_eq!(
        home.json(&["list", "entries", "--json"]),
        json!([]),
        "and nothing was written"
    );
}

#[test]
fn the_address_works_once() {
    let home = Home::new();
    let server = Served::start(&home, &[]);
    let first = Browser::open(server.url()).ok().unwrap();
    let (status, refusal) = Browser::open(server.url()).err().unwrap();
    assert_eq!(
        (status, &refusal["code"]),
        (401, &json!("refused")),
        "{refusal}"
    );
    assert_eq!(
        first.call("session", &json!({})).0,
        200,
        "the first stays in"
    );
}

#[test]
fn a_second_server_on_the_same_journal_leaves_the_engine_to_the_first() {
    let home = Home::new();
    let first = Served::start(&home, &[]);
    let second = Served::start(&home, &[]);
    assert_eq!(
        (&first.said["engine"], &second.said["engine"]),
        (&json!(true), &json!(false))
    );
    let demo = Served::start(&home, &["--demo"]);
    assert_eq!(
        demo.said["engine"],
        json!(true),
        "the demo has a journal of its own"
    );
    assert_ne!(demo.said["home"], first.said["home"]);
}

#[test]
fn a_taken_port_is_said_with_what_to_do() {
    let home = Home::new();
    let server = Served::start(&home, &[]);
    let port = server.said["port"].to_string();
    let said = home.run(&["serve", "--port", &port]);
    assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{said:?}");
    assert!(
        said.err.contains("is taken") && said.err.contains("--port 0"),
        "{said:?}"
    );
}

#[test]
fn asked_to_stop_it_ends_its_streams_and_itself_in_time() {
    let home = Home::new();
    let server = Served::start(&home, &[]);
    let browser = Browser::open(server.url()).ok().unwrap();
    let events = browser.listen();
    let (code, took) = server.terminate();
    assert_eq!(code, Some(0), "stopping is no failure");
    assert!(took < Duration::from_secs(6), "it took {took:?}");
    assert!(events.ends(), "the stream ended");
    home.well(&["journal", "verify"]);
}

#[test]
fn it_stops_in_time_although_a_command_waits_for_the_journal() {
    let home = Home::new();
    let server = Served::start(&home, &[]);
    let browser = Browser::open(server.url()).ok().unwrap();
    home.app()
        .write(|_| {
            // Nobody else writes while this runs, so the command waits.
            let waiting = browser.ask("log", &json!({ "text": "too late" }));
            let (code, took) = server.terminate();
            assert_eq!(code, Some(0), "it left the command behind");
            assert!(took < Duration::from_secs(8), "it took {took:?}");
            drop(waiting);
            Ok(())
        })
        .unwrap();
    assert_eq!(home.json(&["list", "entries", "--json"]), json!([]));
}

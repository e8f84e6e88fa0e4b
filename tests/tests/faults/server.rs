//! `holdfast serve`, killed in the middle of its work: what it answered is there when it comes back, drafts are there, and
//! what waited to go out goes out.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use holdfast_tests::eventually::in_time;
use holdfast_tests::webhook::Webhook;
use serde_json::{Value, json};

use crate::home::{Home, seed};

const ROUNDS: u64 = 6;
const HANDS: u64 = 4;
/// Longer than any answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running `holdfast serve`, and a browser that was let in. Dropping it kills it as kill -9 does.
pub(crate) struct Served {
    child: Mutex<Child>,
    said: Value,
    cookie: String,
}

impl Served {
    /// Starts one and waits for nothing.
    pub(crate) fn spawn(home: &Home, environment: &[(&str, &str)]) -> Child {
        let mut command = home.command(&["serve", "--port", "0", "--json"]);
        command
            .envs(environment.iter().copied())
            .stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Waits for its address and opens it.
    pub(crate) fn listening(mut child: Child) -> Self {
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let mut this = Self {
            child: Mutex::new(child),
            said,
            cookie: String::new(),
        };
        let token = this.said["url"].as_str().unwrap().split_once("#token=");
        let body = json!({ "token": token.unwrap().1 });
        let (head, _) = this.post("/session", &body).unwrap();
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie.unwrap().split(';').next().unwrap().to_owned();
        this.cookie = cookie;
        this
    }

    /// Whether it polls and delivers.
    pub(crate) fn runs_engine(&self) -> bool {
        self.said["engine"] == true
    }

    /// Runs a row of the table, which has to be answered: status and answer.
    pub(crate) fn call(&self, name: &str, request: &Value) -> (u16, Value) {
        self.try_call(name, request).unwrap()
    }

    /// Runs a row of the table; None when it died before it had answered.
    fn try_call(&self, name: &str, request: &Value) -> Option<(u16, Value)> {
        let (head, body) = self.post(&format!("/api/{name}"), request)?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, serde_json::from_str(&body).unwrap_or(Value::Null)))
    }

    /// What a command answered, which has to have worked; None when the server died before it had answered.
    fn done(&self, name: &str, request: &Value) -> Option<Value> {
        let (status, answer) = self.try_call(name, request)?;
        assert_eq!(status, 200, "{name}: {answer}");
        Some(answer)
    }

    fn post(&self, path: &str, body: &Value) -> Option<(String, String)> {
        let (port, cookie, body) = (&self.said["port"], &self.cookie, body.to_string());
        let address = ("127.0.0.1", u16::try_from(port.as_u64()?).ok()?);
        let mut stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        // An answer that broke off is no answer.
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        if length.is_some_and(|length| length != body.len().to_string()) {
            return None;
        }
        Some((head.to_owned(), body.to_owned()))
    }

    /// Kills it as kill -9 does, whoever is talking to it.
    fn kill(&self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // One that has ended already is as dead.
        drop(child.kill());
        drop(child.wait());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What was answered before the server died.
#[derive(Default)]
struct Answered {
    incidents: Vec<Value>,
    entries: Vec<String>,
    /// By incident: the last draft that was said to be saved.
    drafts: BTreeMap<String, u64>,
}

/// Declares, notes and types until the server is gone.
fn work(served: &Served, hand: u64, answered: &Mutex<Answered>) {
    let declared = json!({ "title": format!("Hand {hand} finds it broken"), "severity": "sev2" });
    let Some(incident) = served.done("declare", &declared) else {
        return;
    };
    let id = incident["id"].clone();
    answered.lock().unwrap().incidents.push(incident);
    for round in 0_u64.. {
        let note = json!({ "incident": id, "text": format!("{} note {round}", id) });
        let Some(logged) = served.done("log", &note) else {
            return;
        };
        let entry = logged["entry"].as_str().unwrap().to_owned();
        answered.lock().unwrap().entries.push(entry);
        let draft = json!({
            "incident": id, "audience": "internal", "phase": "investigating",
            "text": round.to_string(), "next_update_at": null, "targets": [],
        });
        if served.done("save_draft", &draft).is_none() {
            return;
        }
        let id = id.as_str().unwrap().to_owned();
        answered.lock().unwrap().drafts.insert(id, round);
    }
}

#[test]
fn what_a_killed_server_had_answered_is_there_when_it_comes_back() {
    let seed = seed();
    let mut random = fastrand::Rng::with_seed(seed);
    let home = Home::new();
    let answered = Mutex::new(Answered::default());
    for round in 0..ROUNDS {
        let served = Served::listening(Served::spawn(&home, &[]));
        assert!(served.runs_engine(), "the dead one let go of the engine");
        let drafts = answered.lock().unwrap().drafts.len();
        thread::scope(|scope| {
            for hand in 0..HANDS {
                let (served, answered) = (&served, &answered);
                scope.spawn(move || work(served, round * HANDS + hand, answered));
            }
            // Once something was answered in this life of it, any moment is as good as another.
            let began = Instant::now();
            while answered.lock().unwrap().drafts.len() == drafts && began.elapsed() < PATIENCE {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(random.u64(0..400)));
            served.kill();
        });
    }
    let answered = answered.into_inner().unwrap();
    let context = format!(
        "HOLDFAST_SEED={seed}, {} incidents, {} entries, {} drafts",
        answered.incidents.len(),
        answered.entries.len(),
        answered.drafts.len()
    );
    assert!(!answered.drafts.is_empty(), "{context}");

    let served = Served::listening(Served::spawn(&home, &[]));
    for incident in &answered.incidents {
        let (status, found) = served.call("incident", &json!({ "incident": incident["id"] }));
        assert_eq!(
            (status, &found["row"]["number"]),
            (200, &incident["number"]),
            "{context}"
        );
    }
    for (incident, saved) in &answered.drafts {
        let asked = json!({ "incident": incident, "audience": "internal" });
        let (_, draft) = served.call("update_draft", &asked);
        // The one that was on its way when it died may have been saved as well.
        let text: u64 = draft["text"].as_str().unwrap().parse().unwrap();
        assert!(
            (*saved..=saved + 1).contains(&text),
            "{context}: {saved}, found {text}"
        );
    }
    drop(served);
    home.whole(&answered.entries, &context);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_was_on_its_way_when_the_server_died_is_delivered_afterwards() {
    let home = Home::new();
    let config =
        "[[publisher]]\nname = \"chat\"\nkind = \"slack_webhook\"\nsecret = \"env:CHAT\"\n";
    std::fs::write(home.path().join("holdfast.toml"), config).unwrap();
    // Somebody who takes the message and never answers.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!(
        "http://{}/services/T0/B0/chat",
        silent.local_addr().unwrap()
    );
    let served = Served::listening(Served::spawn(&home, &[("CHAT", &address)]));
    let declared = json!({ "title": "Checkout fails", "severity": "sev2" });
    let incident = served.done("declare", &declared).unwrap();
    let text = "Some customers cannot pay. Next update at 12:00.";
    let update = json!({
        "incident": incident["id"], "audience": "internal", "phase": "investigating", "text": text,
        "next_update_at": null, "targets": ["chat"], "overrides": [],
    });
    let sent = served.done("send_update", &update).unwrap();
    assert_eq!(sent["queued"], 1);
    let on_its_way = silent.accept().unwrap();
    served.kill();
    drop((on_its_way, silent));

    let listed = home.run(&["show", "1", "--json"]);
    let room: Value = serde_json::from_str(&listed.out).unwrap();
    let waiting = &room["incident"]["deliveries"];
    assert_eq!(
        (&waiting[0]["target"], waiting[0]["state"].as_str()),
        (&json!("chat"), Some("waiting")),
        "{waiting}"
    );

    let chat = Webhook::open().await;
    let served = Served::listening(Served::spawn(&home, &[("CHAT", &chat.address())]));
    let received = in_time("the update in the chat", async || {
        let received = chat.received().await;
        if received.is_empty() {
            Err("nothing".to_owned())
        } else {
            Ok(received)
        }
    })
    .await;
    assert_eq!(received.len(), 1, "{received:?}");
    assert!(
        received[0]
            .to_string()
            .contains("Some customers cannot pay"),
        "{received:?}"
    );
    in_time("an empty outbox", async || {
        let (_, waiting) = served.call("outbox", &json!({}));
        if waiting == json!([]) {
            Ok(())
        } else {
            Err(waiting.to_string())
        }
    })
    .await;
    drop(served);
    home.whole(
        &[sent["entry"].as_str().unwrap().to_owned()],
        "a delivery cut short",
    );
}

//! What the server's tests stand on: a real server on a free port, asked over raw sockets, and a core that records.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use holdfast_core::change::Change;
use holdfast_core::error::{Failure, Result};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::broadcast;

use crate::server::{Answer, Core, Server};

/// The address that our own page asks.
pub(super) const HOST: &str = "Host: 127.0.0.1:PORT";
/// The type that our own page sends.
pub(super) const JSON: &str = "Content-Type: application/json";
/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(10);

/// A core that records what reaches it and answers by the name it is asked for.
pub(super) struct Recorder {
    asked: Mutex<Vec<(String, Value)>>,
    pub(super) changes: broadcast::Sender<Change>,
}

impl Core for Recorder {
    fn dispatch(&self, name: String, request: Value) -> Answer {
        self.asked.lock().unwrap().push((name.clone(), request));
        Box::pin(async move { answer(&name) })
    }

    fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }
}

pub(super) fn answer(name: &str) -> Result<Value> {
    match name {
        "session" => Ok(json!({ "person": "ada" })),
        "invalid" => Err(Failure::invalid("text", "It is empty.")),
        "conflict" => Err(Failure::conflict("It is resolved.")),
        "unreachable" => Err(Failure::unreachable("It does not answer.")),
        "storage" => Err(Failure::storage("Writing", "the disk is full")),
        "fault" => panic!("a fault in a handler"),
        _ => Err(Failure::not_found("command", name)),
    }
}

/// A running server with a recorder behind it.
pub(super) struct Bench {
    pub(super) server: Server,
    pub(super) core: Arc<Recorder>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    head: String,
    body: String,
}

impl Reply {
    /// Everything until the server closes.
    pub(super) async fn read(mut stream: TcpStream) -> Self {
        let mut answer = Vec::new();
        let reading = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer));
        // A server that refuses may reset the connection after its answer.
        let _ = reading.await.expect("an answer, and then the end, in time");
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer
            .split_once("\r\n\r\n")
            .unwrap_or((answer.as_ref(), ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Self {
            status: status.unwrap_or_default(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

impl Bench {
    pub(super) async fn new() -> Self {
        let core = Arc::new(Recorder {
            asked: Mutex::default(),
            changes: broadcast::channel(4).0,
        });
        let server = Server::start(0, Arc::clone(&core) as Arc<dyn Core>)
            .await
            .unwrap();
        Self { server, core }
    }

    pub(super) fn port(&self) -> u16 {
        self.server.address().port()
    }

    /// Sends bytes as they are and reads until the server closes.
    pub(super) async fn raw(&self, bytes: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.server.address()).await.unwrap();
        // The server may refuse, and close, before it has read everything.
        let _ = stream.write_all(bytes).await;
        Reply::read(stream).await
    }

    /// A request with these header lines and this body; `PORT` in them is the server's.
    pub(super) async fn ask(&self, line: &str, headers: &[&str], body: &str) -> Reply {
        let headers = headers.join("\r\n");
        let length = body.len();
        let request = format!(
            "{line} HTTP/1.1\r\n{headers}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        let request = request.replace("PORT", &self.port().to_string());
        self.raw(format!("{request}{body}").as_bytes()).await
    }

    pub(super) fn token(&self) -> String {
        self.server
            .url()
            .split_once("#token=")
            .unwrap()
            .1
            .to_owned()
    }

    pub(super) async fn exchange(&self, token: &str) -> Reply {
        let body = json!({ "token": token }).to_string();
        self.ask("POST /session", &[HOST, JSON], &body).await
    }

    /// Lets a browser in, and returns its `Cookie` header.
    pub(super) async fn let_in(&self) -> String {
        let reply = self.exchange(&self.token()).await;
        assert_eq!(reply.status, 204, "{reply:?}");
        let cookie = reply
            .header("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap();
        format!("Cookie: {cookie}")
    }

    pub(super) fn asked(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.core.asked.lock().unwrap())
    }
}

/// An open event stream.
pub(super) struct Events {
    pub(super) stream: TcpStream,
    heard: String,
}

impl Events {
    pub(super) async fn open(bench: &Bench, cookie: &str) -> Self {
        let mut stream = TcpStream::connect(bench.server.address()).await.unwrap();
        let request = format!("GET /events HTTP/1.1\r\n{HOST}\r\n{cookie}\r\n\r\n")
            .replace("PORT", &bench.port().to_string());
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut events = Self {
            stream,
            heard: String::new(),
        };
        events.until("\r\n\r\n").await;
        assert!(events.heard.starts_with("HTTP/1.1 200"), "{}", events.heard);
        assert!(
            events.heard.contains("text/event-stream"),
            "{}",
            events.heard
        );
        events
    }

    pub(super) async fn until(&mut self, text: &str) {
        let mut bytes = [0; 4096];
        while !self.heard.contains(text) {
            let read = tokio::time::timeout(PATIENCE, self.stream.read(&mut bytes));
            let read = read.await.expect("an event in time").unwrap();
            assert_ne!(read, 0, "the stream ended after {:?}", self.heard);
            self.heard
                .push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    }
}

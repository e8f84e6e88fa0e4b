//! A browser, as far as the server can tell: it opens the printed address, keeps its cookie, calls, and listens.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// Longer than anything here takes; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser.
pub(crate) struct Browser {
    port: u16,
    cookie: String,
}

impl Browser {
    /// Opens a printed address. The error is the status and what was said.
    pub(crate) fn open(url: &str) -> Result<Self, (u16, Value)> {
        let (address, token) = url.split_once("/#token=").unwrap();
        let port = address.rsplit_once(':').unwrap().1.parse().unwrap();
        let mut browser = Self {
            port,
            cookie: String::new(),
        };
        let body = json!({ "token": token }).to_string();
        let (head, answer) = browser.post("/session", &body);
        if status(&head) != 204 {
            return Err((status(&head), answer));
        }
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .unwrap();
        cookie
            .split_once(';')
            .unwrap()
            .0
            .clone_into(&mut browser.cookie);
        Ok(browser)
    }

    /// Runs a row of the table: the status and the answer.
    pub(crate) fn call(&self, name: &str, request: &Value) -> (u16, Value) {
        let (head, answer) = self.post(&format!("/api/{name}"), &request.to_string());
        (status(&head), answer)
    }

    /// Asks for a row of the table and does not wait for its answer.
    pub(crate) fn ask(&self, name: &str, request: &Value) -> TcpStream {
        self.send(&format!("/api/{name}"), &request.to_string())
    }

    fn post(&self, path: &str, body: &str) -> (String, Value) {
        let mut answer = String::new();
        self.send(path, body).read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (
            head.to_owned(),
            serde_json::from_str(body).unwrap_or(Value::Null),
        )
    }

    fn send(&self, path: &str, body: &str) -> TcpStream {
        let Self { port, cookie } = self;
        let length = body.len();
        let mut stream = connect(*port);
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// Listens to what changes from now on.
    pub(crate) fn listen(&self) -> Listening {
        let Self { port, cookie } = self;
        let mut stream = connect(*port);
        let request =
            format!("GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut lines = BufReader::new(stream);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "the stream opens");
        }
        Listening { lines }
    }
}

/// An open stream of changes.
pub(crate) struct Listening {
    lines: BufReader<TcpStream>,
}

impl Listening {
    /// Waits for that change among those that come.
    pub(crate) fn until(&mut self, change: &Value) {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(
                self.lines.read_line(&mut line).unwrap(),
                0,
                "the stream ended before {change}"
            );
            let data = line.strip_prefix("data: ");
            if data.is_some_and(|data| serde_json::from_str::<Value>(data).unwrap() == *change) {
                return;
            }
        }
    }

    /// Whether the stream comes to its end.
    pub(crate) fn ends(mut self) -> bool {
        let mut rest = Vec::new();
        self.lines.read_to_end(&mut rest).is_ok()
    }
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

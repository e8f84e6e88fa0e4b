//! A server on this machine that behaves as badly as it is told to, and remembers what it was asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

/// What it does once it has been asked.
#[derive(Clone, Debug)]
pub(super) enum Manner {
    /// Says this and closes.
    Say(Vec<u8>),
    /// Says this and never another byte.
    SayAndHang(Vec<u8>),
    /// Says this and tears the connection down.
    SayAndReset(Vec<u8>),
    /// Says the first, then the second one byte at a time, for ever.
    Drip(Vec<u8>, u8),
    /// Says the first, then the second for ever.
    Endless(Vec<u8>, Vec<u8>),
}

impl Manner {
    /// Says an answer with this status line, headers and body.
    pub(super) fn answer(status: &str, headers: &str, body: &[u8]) -> Self {
        let mut said = format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        )
        .into_bytes();
        said.extend_from_slice(body);
        Self::Say(said)
    }

    /// Says that it is elsewhere.
    pub(super) fn redirect(status: &str, location: &str) -> Self {
        Self::answer(status, &format!("location: {location}\r\n"), b"")
    }
}

/// Ends with the value.
pub(super) struct Wire {
    url: Url,
    seen: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Wire {
    /// Listens, and treats everybody alike.
    pub(super) async fn with(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let task = tokio::spawn(serve(listener, manner, Arc::clone(&seen)));
        Self {
            url: url.parse().unwrap(),
            seen,
            task,
        }
    }

    /// Where it listens.
    pub(super) fn url(&self) -> Url {
        self.url.clone()
    }

    /// The same machine under another name: another host, for a browser and for us.
    pub(super) fn by_name(&self) -> Url {
        let mut url = self.url();
        url.set_host(Some("localhost")).unwrap();
        url
    }

    /// What it was asked, head and body.
    pub(super) fn seen(&self) -> Vec<String> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, manner: Manner, seen: Arc<Mutex<Vec<String>>>) {
    let mut talks = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        talks.spawn(talk(stream, manner.clone(), Arc::clone(&seen)));
    }
}

/// The other side hangs up when it has had enough: writing fails, and the talk is over.
async fn talk(mut stream: TcpStream, manner: Manner, seen: Arc<Mutex<Vec<String>>>) {
    let mut asked = vec![0; 64 * 1024];
    let length = stream.read(&mut asked).await.unwrap_or(0);
    asked.truncate(length);
    seen.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(String::from_utf8_lossy(&asked).into_owned());
    let (Manner::Say(first)
    | Manner::SayAndHang(first)
    | Manner::SayAndReset(first)
    | Manner::Drip(first, _)
    | Manner::Endless(first, _)) = &manner;
    if stream.write_all(first).await.is_err() {
        return;
    }
    match manner {
        Manner::Say(_) => {
            let _ = stream.shutdown().await;
        }
        Manner::SayAndHang(_) => std::future::pending().await,
        Manner::SayAndReset(_) => {
            let _ = stream.set_zero_linger();
        }
        Manner::Drip(_, byte) => {
            let mut beat = tokio::time::interval(Duration::from_millis(5));
            while stream.write_all(&[byte]).await.is_ok() {
                beat.tick().await;
            }
        }
        Manner::Endless(_, more) => while stream.write_all(&more).await.is_ok() {},
    }
}

//! From the byte that completes an alert to the call that shows the notification. How often is polled does not count: each
//! poll is held open, all but its last byte, until the alert is let go.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use holdfast_core::desktop::{Desktop, Notice, Press, Told, TrayState};
use holdfast_core::domain::id::PageId;
use holdfast_core::domain::page::Channel;
use holdfast_core::engine::Engine;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};

use crate::figure::{Row, Sample};
use crate::{Asked, home};

/// Alertmanagers that are polled at the same time; each answers with one alert a poll.
const PAGERS: usize = 10;
const SAMPLES: usize = 200;
/// Longer than the client needs to read what is there and to wait for the rest.
const SETTLED: Duration = Duration::from_millis(15);
const PATIENCE: Duration = Duration::from_secs(10);
const MEDIAN: Duration = Duration::from_millis(50);
const P99: Duration = Duration::from_millis(250);

/// A desktop that says at once when it was told, and about what.
struct Ear(mpsc::UnboundedSender<(Instant, String)>);

impl Desktop for Ear {
    fn tell(&self, notice: &Notice, _: Arc<dyn Fn(PageId, Press) + Send + Sync>) -> Vec<Told> {
        // Nobody listens any more once everything is measured.
        let _ = self.0.send((Instant::now(), notice.title.clone()));
        vec![(Channel::Notification, Ok(()))]
    }

    fn untell(&self, _: PageId) {}

    fn tray(&self, _: &TrayState) {}

    fn open_demo(&self) -> Result<(), String> {
        Err("not here".to_owned())
    }

    fn remind(&self, _: &str, _: &str) {}
}

/// What the Alertmanagers share: one alert is let go at a time.
struct Measured {
    told: mpsc::UnboundedReceiver<(Instant, String)>,
    sample: Sample,
}

pub(crate) fn measure(asked: &Asked) -> Result<Vec<Row>> {
    let wanted = if asked.quick { SAMPLES / 4 } else { SAMPLES };
    tokio::runtime::Runtime::new()?.block_on(async {
        let ours = told(wanted).await?;
        let bare = read(wanted).await?;
        let what = format!(
            "last byte of an alert to the notification, {} alerts",
            ours.len()
        );
        let kept = ours.median() <= MEDIAN && ours.percentile(99) <= P99;
        Ok(vec![
            Row::new(what, ours.say())
                .beside(
                    format!("bare read of the answer {}", bare.say()),
                    ours.against(&bare),
                )
                .budget("median 50 ms, p99 250 ms", kept),
        ])
    })
}

async fn told(wanted: usize) -> Result<Sample> {
    let (ear, told) = mpsc::unbounded_channel();
    let measured = Arc::new(Mutex::new(Measured {
        told,
        sample: Sample::default(),
    }));
    let mut config = Vec::new();
    let mut servers = tokio::task::JoinSet::new();
    for pager in 0..PAGERS {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        config.push(format!(
            "[[pager]]\nname = \"p{pager}\"\nkind = \"alertmanager\"\nurl = \"http://{address}\"\nevery = \"1s\"\n\n"
        ));
        servers.spawn(serve(listener, pager, Arc::clone(&measured), wanted));
    }
    let folder = home::folder()?;
    std::fs::write(folder.path().join("holdfast.toml"), config.concat())?;
    let app = home::open_on(folder.path(), Arc::new(Ear(ear)))?;
    let engine = Engine::start(&app).context("another process runs the engine here")?;
    let ended = servers.join_next().await.context("there is a server")?;
    engine.stop().await;
    ended??;
    servers.shutdown().await;
    Ok(std::mem::take(&mut measured.lock().await.sample))
}

/// Answers polls until enough was measured.
async fn serve(
    listener: TcpListener,
    pager: usize,
    measured: Arc<Mutex<Measured>>,
    wanted: usize,
) -> Result<()> {
    let mut poll = 0;
    loop {
        let (mut stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        while request(&mut stream).await? {
            poll += 1;
            let summary = format!("pager {pager} alert {poll}");
            let answer = answer(&summary);
            let (most, last) = answer.as_bytes().split_at(answer.len() - 1);
            let mut measured = measured.lock().await;
            stream.write_all(most).await?;
            tokio::time::sleep(SETTLED).await;
            stream.write_all(last).await?;
            let let_go = Instant::now();
            loop {
                let told = tokio::time::timeout(PATIENCE, measured.told.recv()).await;
                let (at, title) = told
                    .with_context(|| format!("nobody was told about {summary}"))?
                    .context("the desktop is gone")?;
                if title == summary {
                    measured.sample.push(at.saturating_duration_since(let_go));
                    break;
                }
            }
            if measured.sample.len() >= wanted {
                return Ok(());
            }
        }
    }
}

/// The same answers, read by nothing but an HTTP client.
async fn read(wanted: usize) -> Result<Sample> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/api/v2/alerts", listener.local_addr()?);
    let (sender, mut let_go) = mpsc::unbounded_channel();
    let server = tokio::spawn(async move {
        // A client may come with another connection before it has put the last one back.
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_each(stream, sender.clone()));
        }
    });
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut sample = Sample::default();
    while sample.len() < wanted {
        let alerts: serde_json::Value = client.get(&url).send().await?.json().await?;
        let read = Instant::now();
        anyhow::ensure!(alerts[0]["status"]["state"] == "active", "{alerts}");
        let let_go = let_go.recv().await.context("the server ended")?;
        sample.push(read.saturating_duration_since(let_go));
    }
    server.abort();
    Ok(sample)
}

async fn answer_each(mut stream: TcpStream, let_go: mpsc::UnboundedSender<Instant>) -> Result<()> {
    stream.set_nodelay(true)?;
    while request(&mut stream).await? {
        let answer = answer("read by a client");
        let (most, last) = answer.as_bytes().split_at(answer.len() - 1);
        stream.write_all(most).await?;
        tokio::time::sleep(SETTLED).await;
        stream.write_all(last).await?;
        let_go.send(Instant::now())?;
    }
    Ok(())
}

/// Reads a request without a body; false when the client has gone.
async fn request(stream: &mut TcpStream) -> Result<bool> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).await? == 0 {
            return Ok(false);
        }
        head.extend(byte);
    }
    Ok(true)
}

fn answer(summary: &str) -> String {
    let alerts = json!([{
        "fingerprint": summary,
        "labels": { "alertname": "CheckoutFails", "severity": "critical", "instance": summary },
        "annotations": { "summary": summary, "description": "One in three customers cannot pay." },
        "startsAt": "2026-11-19T00:46:00Z",
        "endsAt": "2026-11-19T00:56:00Z",
        "updatedAt": "2026-11-19T00:46:00Z",
        "generatorURL": "http://127.0.0.1:9090/graph",
        "receivers": [{ "name": "holdfast" }],
        "status": { "state": "active", "silencedBy": [], "inhibitedBy": [], "mutedBy": [] },
    }])
    .to_string();
    let length = alerts.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{alerts}"
    )
}

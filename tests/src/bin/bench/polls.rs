//! What polling costs: 500 metrics every ten seconds, beside a bare client that makes the same calls; and what it costs to
//! have nothing to do.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use futures::StreamExt;
use holdfast_tests::program::ours;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::figure::Row;
use crate::{Asked, home, process};

const SOURCES: usize = 5;
const METRICS: usize = 500;
const EVERY: Duration = Duration::from_secs(10);
const POLLS_BUDGET: f64 = 5.0;
const IDLE_BUDGET: f64 = 0.5;
/// First argument of this program when it is the bare client.
pub(crate) const BARE: &str = "bare-polls";

/// A program that ends when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Starts it and waits for its first line.
    fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut this = Self(child.context("a program could not be started")?);
        let out = this.0.stdout.take().context("it has an output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        anyhow::ensure!(!line.is_empty(), "it ended before it said anything");
        Ok(this)
    }

    fn engine(home: &Path) -> Result<Self> {
        let mut command = Command::new(ours("HOLDFAST_BIN", "holdfast"));
        command
            .args(["serve", "--port", "0", "--json"])
            .env("HOLDFAST_HOME", home)
            .env("HOLDFAST_KEYCHAIN", "off");
        Self::start(&mut command)
    }
}

fn span(asked: &Asked) -> Duration {
    if asked.quick { EVERY } else { EVERY * 3 }
}

pub(crate) fn measure(asked: &Asked) -> Result<Vec<Row>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let counter = Counter::default();
    let endpoint = runtime.block_on(endpoint(&counter));
    let folder = home::folder()?;
    std::fs::write(folder.path().join("holdfast.toml"), config(&endpoint.uri()))?;
    let engine = Running::engine(folder.path())?;
    // The first round learns the past and opens connections; it is not what is paid every ten seconds.
    std::thread::sleep(EVERY);
    let ours = counter.cpu(engine.0.id(), span(asked))?;
    drop(engine);

    let mut bare = Command::new(std::env::current_exe()?);
    let bare = Running::start(bare.args([BARE, &endpoint.uri()]))?;
    std::thread::sleep(EVERY);
    let yardstick = counter.cpu(bare.0.id(), span(asked))?;
    let ratio = (yardstick > 0.0).then(|| ours / yardstick);
    let what = format!("{METRICS} metrics every 10 s, of one core");
    Ok(vec![
        Row::new(what, format!("{ours:.2} %"))
            .beside(format!("bare client {yardstick:.2} %"), ratio)
            .budget("5 %", ours < POLLS_BUDGET),
    ])
}

/// An engine with nothing configured, as it is behind a window that is hidden.
pub(crate) fn idle(asked: &Asked) -> Result<Vec<Row>> {
    let folder = home::folder()?;
    let engine = Running::engine(folder.path())?;
    std::thread::sleep(Duration::from_secs(3));
    let used = process::cpu(engine.0.id(), span(asked))?;
    let memory = process::memory(engine.0.id())?;
    Ok(vec![
        Row::new(
            "idle engine without a window, of one core",
            format!("{used:.2} %"),
        )
        .budget("0.5 %", used < IDLE_BUDGET),
        Row::new("memory of it (PSS)", format!("{memory:.0} MB")),
    ])
}

/// Answers every call, and counts them.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl Respond for Counter {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        self.0.fetch_add(1, Ordering::Relaxed);
        ResponseTemplate::new(200).set_body_json(json!({ "checkout": { "success": 92.5 } }))
    }
}

impl Counter {
    /// What a process uses while it polls, which it has to do.
    fn cpu(&self, process: u32, span: Duration) -> Result<f64> {
        let before = self.0.load(Ordering::Relaxed);
        let used = process::cpu(process, span)?;
        let polls = self.0.load(Ordering::Relaxed) - before;
        // Rounds are spread a little, so that one may fall outside.
        anyhow::ensure!(polls >= METRICS / 2, "{polls} polls in {span:?}");
        Ok(used)
    }
}

async fn endpoint(counter: &Counter) -> MockServer {
    // It would remember every request that it was sent.
    let server = MockServer::builder()
        .disable_request_recording()
        .start()
        .await;
    Mock::given(any())
        .respond_with(counter.clone())
        .mount(&server)
        .await;
    server
}

fn config(url: &str) -> String {
    let mut config = Vec::new();
    for source in 0..SOURCES {
        config.push(format!(
            "[[source]]\nname = \"s{source}\"\nkind = \"http_json\"\nurl = \"{url}/{source}.json\"\nevery = \"10s\"\nsilent_after = \"1m\"\n\n"
        ));
    }
    for metric in 0..METRICS {
        let source = metric % SOURCES;
        config.push(format!(
            "[[metric]]\nname = \"m{metric}\"\nlabel = \"Metric {metric}\"\nsource = \"s{source}\"\nquery = \"$.checkout.success\"\nunit = \"percent\"\nlow = 88\nhigh = 96\n\n"
        ));
    }
    config.concat()
}

/// Makes the same calls and reads the same answers, and nothing else, until it is ended.
pub(crate) fn bare(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    let url = arguments.next().context("it wants the address to ask")?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let client = reqwest::Client::builder().no_proxy().build()?;
        println!("polling");
        let mut rounds = tokio::time::interval(EVERY);
        loop {
            rounds.tick().await;
            let answers = futures::stream::iter(0..METRICS)
                .map(|metric| {
                    let asked = client
                        .get(format!("{url}/{}.json", metric % SOURCES))
                        .send();
                    async move { asked.await?.json::<serde_json::Value>().await }
                })
                .buffer_unordered(40);
            for answer in answers.collect::<Vec<_>>().await {
                answer?;
            }
        }
    })
}

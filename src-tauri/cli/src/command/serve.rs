//! `holdfast serve`: the interface for a browser on this computer, and the engine, until it is told to stop.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use holdfast_core::api;
use holdfast_core::app::{App, Home, Options};
use holdfast_core::change::Change;
use holdfast_core::clock::SystemClock;
use holdfast_core::desktop::Headless;
use holdfast_core::domain::page::Place;
use holdfast_core::engine::Engine;
use holdfast_core::error::{Code, Failure, Result};
use serde::Serialize;
use serde_json::Value;
use tokio::runtime::{self, Runtime};
use tokio::sync::broadcast;

use super::Answer;
use crate::arguments;
use crate::server::{self, Core, Server};

const PORT: u16 = 4747;
const DEMO_PORT: u16 = 4748;
/// How long running requests and the engine may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is printed once it can be opened. With `--json` this is the object.
#[derive(Debug, Serialize)]
struct Serving {
    /// The address, with the token that opens it once.
    url: String,
    /// The port.
    port: u16,
    /// The folder that holds the journal.
    home: String,
    /// This process polls and delivers; false when another Holdfast on this journal does.
    engine: bool,
}

/// The table is the whole surface: the server is one more transport over it.
impl Core for App {
    fn dispatch(&self, name: String, request: Value) -> server::Answer {
        let app = self.clone();
        Box::pin(async move { api::dispatch(&app, &name, request).await })
    }

    fn changes(&self) -> broadcast::Receiver<Change> {
        Self::changes(self)
    }
}

/// What runs until it is told to stop.
struct Running {
    server: Server,
    engine: Option<Engine>,
}

pub(super) fn run(asked: &arguments::Serve) -> Result<Answer> {
    let home = if asked.demo {
        Home::demo()
    } else {
        Home::from_env()
    }?;
    // Signals are heard on a runtime of their own, so that the process stops in time whatever its tasks are stuck in.
    let signals = started(runtime::Builder::new_current_thread())?;
    let workers = started(runtime::Builder::new_multi_thread())?;
    // Before anything is printed, so that whoever reads the address can already stop the server.
    let interrupts = signals.block_on(async { Interrupts::listen() })?;
    let running = workers.block_on(start(asked, home))?;
    signals.block_on(interrupts.wait());
    let stopping = workers.spawn(running.stop());
    // What has not ended by then is left behind; whatever it was told to be saved is saved.
    let _ = signals.block_on(async { tokio::time::timeout(PATIENCE, stopping).await });
    workers.shutdown_background();
    Ok(Answer::new(if asked.json { "" } else { "Stopped.\n" }))
}

fn started(mut builder: runtime::Builder) -> Result<Runtime> {
    builder
        .enable_all()
        .build()
        .map_err(|error| Failure::internal("starting the server", error))
}

async fn start(asked: &arguments::Serve, home: Home) -> Result<Running> {
    let folder = home.data().display().to_string();
    let app = App::open(Options {
        home,
        clock: Arc::new(SystemClock),
        desktop: Arc::new(Headless),
        place: Place::Window,
    })?;
    // The journal opened, so its folder is there; without a log the server serves all the same.
    if let Err(failure) = holdfast_core::log::init(&app.home().logs()) {
        tracing::warn!("there is no log: {failure}");
    }
    let port = asked
        .port
        .unwrap_or(if asked.demo { DEMO_PORT } else { PORT });
    let server = Server::start(port, Arc::new(app.clone()))
        .await
        .map_err(|error| refused(port, &error))?;
    let engine = Engine::start(&app);
    let serving = Serving {
        url: server.url(),
        port: server.address().port(),
        home: folder,
        engine: engine.is_some(),
    };
    say(&serving, asked.json)?;
    if asked.open {
        open(&serving.url);
    }
    Ok(Running { server, engine })
}

impl Running {
    async fn stop(self) {
        let engine = async {
            if let Some(engine) = self.engine {
                engine.stop().await;
            }
        };
        tokio::join!(self.server.stop(PATIENCE), engine);
    }
}

fn say(serving: &Serving, json: bool) -> Result<()> {
    let text = if json {
        serde_json::to_string(serving).map_err(|error| Failure::internal("writing JSON", error))?
    } else {
        let engine = if serving.engine {
            "This process polls, pages and delivers."
        } else {
            "Another Holdfast on this journal polls, pages and delivers; this one only shows and writes."
        };
        format!(
            "Holdfast serves {}\n{engine}\n\nOpen this address in a browser on this computer. It works once; Ctrl-C stops the server.\n\n  {}\n",
            serving.home, serving.url
        )
    };
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|error| Failure::internal("printing the address", error))
}

fn refused(port: u16, error: &io::Error) -> Failure {
    let message = if error.kind() == io::ErrorKind::AddrInUse {
        format!(
            "Port {port} of 127.0.0.1 is taken, perhaps by another “holdfast serve”. Use that one, or choose a port with --port; --port 0 takes any free one."
        )
    } else {
        format!(
            "Port {port} of 127.0.0.1 could not be opened: {error}. Choose another with --port; --port 0 takes any free one."
        )
    };
    Failure {
        code: Code::Conflict,
        message,
        field: Some("port".to_owned()),
    }
}

/// Opens the address in the system's browser; when that does not work, it is printed anyway.
fn open(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let started = Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        tracing::warn!(%error, program, "the browser could not be opened");
    }
}

/// What asks a server to stop: Ctrl-C, and SIGTERM where there is one.
struct Interrupts {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Interrupts {
    #[cfg(unix)]
    fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let hear =
            |kind| signal(kind).map_err(|error| Failure::internal("listening for signals", error));
        Ok(Self {
            terminate: hear(SignalKind::terminate())?,
            interrupt: hear(SignalKind::interrupt())?,
        })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "listening can fail elsewhere")]
    fn listen() -> Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        // Without a way to hear it, the server runs until its process ends.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

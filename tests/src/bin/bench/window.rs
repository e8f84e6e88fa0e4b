//! The window on a display that nobody sees: how long until it can be used and what memory it keeps, beside its engine's own
//! browser on an empty page. That is a yardstick for an empty window, not the empty Tauri window itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use holdfast_tests::program::{Program, free_port, ours};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::corpus::Size;
use crate::figure::{Row, Sample};
use crate::{Asked, corpus, home, process};

const MINI_BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";
const LAUNCHES: usize = 10;
const PATIENCE: Duration = Duration::from_secs(30);
/// The figure is taken this long after the window can be used.
const SETTLED: Duration = Duration::from_mins(1);
const LOOK: Duration = Duration::from_millis(4);
const LAUNCH_TIMES: f64 = 1.5;
const MORE_MEMORY: f64 = 60.0;
const SAME: f64 = 1.15;

/// `WebKit`'s driver in a session of its own, and the window that it opens.
struct Stage {
    client: reqwest::Client,
    runtime: Runtime,
    driver: Program,
    url: String,
    options: Value,
    /// True once the window can be used.
    ready: &'static str,
    _folder: TempDir,
}

/// A window that was opened.
struct Opened {
    session: String,
    took: Duration,
}

impl Stage {
    fn set(home: &Path, program: &Path, arguments: &[&str], ready: &'static str) -> Result<Self> {
        let folder = home::folder()?;
        let port = free_port();
        let mut command = Command::new("xvfb-run");
        command
            .args(["-a", "-s", "-screen 0 1280x800x24 -nolisten tcp"])
            .args(["dbus-run-session", "--", "WebKitWebDriver"])
            .arg(format!("--port={port}"))
            .env("HOLDFAST_HOME", home)
            .env("HOLDFAST_KEYCHAIN", "off")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("NO_AT_BRIDGE", "1")
            .env("XDG_CACHE_HOME", folder.path().join("cache"))
            .env("XDG_DATA_HOME", folder.path().join("data"))
            .env("XDG_CONFIG_HOME", folder.path().join("config"))
            .env_remove("WAYLAND_DISPLAY");
        let stage = Self {
            client: reqwest::Client::builder()
                .no_proxy()
                .timeout(PATIENCE)
                .build()?,
            runtime: Runtime::new()?,
            driver: Program::start(command, folder.path()),
            url: format!("http://127.0.0.1:{port}"),
            options: json!({ "webkitgtk:browserOptions": { "binary": program, "args": arguments } }),
            ready,
            _folder: folder,
        };
        let status = format!("{}/status", stage.url);
        stage.until("WebKit's driver", || {
            Ok(stage
                .runtime
                .block_on(async { stage.client.get(&status).send().await })
                .is_ok())
        })?;
        Ok(stage)
    }

    /// Opens the window and waits until it can be used.
    fn open(&self) -> Result<Opened> {
        let began = Instant::now();
        let asked = json!({ "capabilities": { "alwaysMatch": self.options } });
        let answer = self.post("session", &asked)?;
        let session = answer["sessionId"]
            .as_str()
            .context("a session has an id")?
            .to_owned();
        let script = json!({ "script": format!("return {}", self.ready), "args": [] });
        self.until("a window that can be used", || {
            // While the page is being loaded there is nothing to ask.
            let ready = self.post(&format!("session/{session}/execute/sync"), &script);
            Ok(ready.is_ok_and(|ready| ready == true))
        })?;
        let took = began.elapsed();
        Ok(Opened { session, took })
    }

    fn close(&self, opened: &Opened) -> Result<()> {
        let session = format!("{}/session/{}", self.url, opened.session);
        self.runtime
            .block_on(async { self.client.delete(session).send().await })?;
        Ok(())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let (status, mut answer) = self.runtime.block_on(async {
            let call = self.client.post(format!("{}/{path}", self.url)).json(body);
            let answer = call.send().await?;
            anyhow::Ok((answer.status(), answer.json::<Value>().await?))
        })?;
        ensure!(status.is_success(), "{answer}");
        Ok(answer["value"].take())
    }

    fn until(&self, what: &str, mut look: impl FnMut() -> Result<bool>) -> Result<()> {
        let began = Instant::now();
        while !look()? {
            ensure!(
                began.elapsed() < PATIENCE,
                "waited in vain for {what}; {}",
                self.driver.said()
            );
            std::thread::sleep(LOOK);
        }
        Ok(())
    }
}

/// The program of that name that `WebKit` brings.
fn mini_browser() -> Option<PathBuf> {
    let folders = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/libexec",
        "/usr/lib",
    ];
    let mut found = folders
        .iter()
        .map(|folder| Path::new(folder).join(MINI_BROWSER));
    found.find(|program| program.is_file())
}

pub(crate) fn measure(asked: &Asked) -> Result<Vec<Row>> {
    let program = ours("HOLDFAST_DESKTOP_BIN", "holdfast-desktop");
    ensure!(program.is_file(), "{} is not built", program.display());
    let mini = mini_browser().context("WebKit's MiniBrowser is not installed")?;
    let name = |program: &Path| {
        program
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let empty = home::folder()?;
    let full = corpus::home(asked.size())?;
    let usable = "document.readyState === 'complete' && document.querySelector('main h1, main h2, main button') !== null";
    let ours_empty = Stage::set(empty.path(), &program, &[], usable)?;
    let ours_full = Stage::set(&full, &program, &[], usable)?;
    let bare = Stage::set(
        empty.path(),
        &mini,
        &["--automation"],
        "document.readyState === 'complete'",
    )?;

    let mut launches = [Sample::default(), Sample::default(), Sample::default()];
    let rounds = if asked.quick { LAUNCHES / 2 } else { LAUNCHES };
    for _ in 0..rounds {
        for (stage, launches) in [&ours_empty, &ours_full, &bare]
            .into_iter()
            .zip(&mut launches)
        {
            let opened = stage.open()?;
            launches.push(opened.took);
            stage.close(&opened)?;
        }
    }
    let [empty_took, full_took, bare_took] = launches;
    let against_empty = full_took.against(&empty_took);
    let against_bare = full_took.against(&bare_took);
    let Size { entries, incidents } = asked.size();

    let held = |stage: &Stage, program: &Path| -> Result<(f64, f64)> {
        let opened = stage.open()?;
        std::thread::sleep(if asked.quick { SETTLED / 6 } else { SETTLED });
        let process = process::named(stage.driver.id(), &name(program))
            .context("the window's process is gone")?;
        let measured = (
            process::memory(process)?,
            process::cpu(process, Duration::from_secs(10))?,
        );
        stage.close(&opened)?;
        Ok(measured)
    };
    let (memory, busy) = held(&ours_full, &program)?;
    let (bare_memory, bare_busy) = held(&bare, &mini)?;
    Ok(vec![
        Row::new(
            format!("launch to a usable window, {incidents} incidents"),
            full_took.say(),
        )
        .beside(
            format!("MiniBrowser, empty page {}", bare_took.say()),
            against_bare,
        )
        .budget(
            "1.5 times",
            against_bare.is_some_and(|ratio| ratio <= LAUNCH_TIMES),
        ),
        Row::new(
            format!("the same, {entries} entries against none"),
            full_took.say(),
        )
        .beside(format!("empty journal {}", empty_took.say()), against_empty)
        .budget(
            "within 15 %",
            against_empty.is_some_and(|ratio| ratio <= SAME),
        ),
        Row::new(
            "memory of all its processes (PSS)",
            format!("{memory:.0} MB"),
        )
        .beside(
            format!("MiniBrowser {bare_memory:.0} MB"),
            Some(memory / bare_memory),
        )
        .budget("60 MB more", memory <= bare_memory + MORE_MEMORY),
        Row::new(
            "idle, window shown and driven, of one core",
            format!("{busy:.2} %"),
        )
        .beside(format!("MiniBrowser {bare_busy:.2} %"), None),
    ])
}

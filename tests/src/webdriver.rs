//! The two drivers: WebKit's for the real window, Chromium's for the interface in a browser.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test without its driver has failed"
)]

use std::path::Path;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::eventually::in_time;
use crate::program::{Program, free_port, ours};
use crate::screen::Screen;
use crate::session::Session;

/// What the editor's library draws, it clones, styles and all; the policy refuses the copy of a style that the library
/// then sets itself. Nothing is lost by it.
const CLONED_STYLE: &str = "sha256-397y9vAL4HkjvklihHmD0eN93tSZ3Jw9xnYhs5iS8aE=";

/// The real window, begun by WebKit's driver. Dropping it ends driver and window.
pub struct Window {
    /// What is drawn in it.
    pub screen: Screen,
    _driver: Program,
}

impl Window {
    /// Opens Holdfast's window on this home; the driver sees it even while nobody else does. `environment` is what the person's session has set.
    pub async fn open(session: &Session, home: &Path, environment: &[(&str, &str)]) -> Self {
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}"));
        session.enter(&mut command);
        command
            .env("HOLDFAST_HOME", home)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().copied());
        let driver = Program::start(command, session.folder());
        let url = format!("http://127.0.0.1:{port}");
        in_time("WebKit's driver", async || {
            crate::answers(&format!("{url}/status")).await
        })
        .await;
        let binary = ours("HOLDFAST_DESKTOP_BIN", "holdfast-desktop");
        let options = json!({ "webkitgtk:browserOptions": { "binary": binary, "args": [] } });
        let screen = Screen::open(&url, options).await;
        Self {
            screen,
            _driver: driver,
        }
    }
}

/// A headless Chromium. Dropping it ends driver and browser.
pub struct Browser {
    /// What is drawn in it.
    pub screen: Screen,
    _driver: Program,
    _folder: TempDir,
}

impl Browser {
    /// Opens an empty browser of the design's size.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let driver = Program::start(command, folder.path());
        let url = format!("http://127.0.0.1:{port}");
        in_time("Chromium's driver", async || {
            crate::answers(&format!("{url}/status")).await
        })
        .await;
        let profile = format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        );
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,800",
            &profile,
        ];
        let screen = Screen::open(
            &url,
            json!({
                "browserName": "chrome",
                "goog:chromeOptions": { "args": arguments },
                "goog:loggingPrefs": { "browser": "ALL" },
            }),
        )
        .await;
        let this = Self {
            screen,
            _driver: driver,
            _folder: folder,
        };
        drop(this.screen.driver.set_window_rect(0, 0, 1280, 943).await);
        this
    }

    /// Goes to an address and waits until the page is there.
    pub async fn visit(&self, url: &str) {
        // From an empty page, as in a new tab: an address that differs in its fragment alone loads nothing.
        for address in ["about:blank", url] {
            self.screen
                .driver
                .goto(address)
                .await
                .expect("the address opens");
        }
        self.screen.loaded().await;
    }

    /// What the browser complained of since it was asked last: scripts that failed, content that the policy refused,
    /// files that were not there.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.screen.driver.browser_log().await;
        log.expect("the browser keeps a log")
            .into_iter()
            .filter(|entry| !matches!(entry.level.as_str(), "DEBUG" | "INFO"))
            .map(|entry| format!("{}: {}", entry.level, entry.message))
            .filter(|message| !message.contains(CLONED_STYLE))
            .collect()
    }
}

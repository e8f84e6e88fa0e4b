//! `holdfast serve`: the real program, in a home of its own.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test without its server has failed"
)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::eventually::in_time;
use crate::program::{Program, free_port, ours};

/// A running `holdfast serve`.
pub struct Serving {
    program: Program,
    port: u16,
    url: String,
}

impl Serving {
    /// Serves this home and waits for the address. `environment` is what the person's session has set.
    pub async fn start(home: &Path, environment: &[(&str, &str)]) -> Self {
        Self::on(free_port(), home, &[], environment).await
    }

    /// Serves the demo that lies in this home.
    pub async fn demo(home: &Path) -> Self {
        Self::on(free_port(), home, &["--demo"], &[]).await
    }

    /// The address that opens it once.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Kills it as kill -9 does, and serves the same home on the same port again.
    pub async fn killed_and_started(mut self, home: &Path) -> Self {
        self.program.kill();
        Self::on(self.port, home, &[], &[]).await
    }

    async fn on(port: u16, home: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let logs = tempfile::tempdir_in(home)
            .expect("a folder for its log")
            .keep();
        let mut command = Command::new(ours("HOLDFAST_BIN", "holdfast"));
        command
            .args(["serve", "--json", "--port", &port.to_string()])
            .args(arguments)
            .envs(environment.iter().copied())
            .env("HOLDFAST_HOME", home)
            .env("HOLDFAST_KEYCHAIN", "off");
        let program = Program::start(command, &logs);
        let url = in_time("the address of the server", async || {
            let said = program.said();
            let serving = said
                .lines()
                .find_map(|line| serde_json::from_str::<Value>(line).ok());
            let url = serving.and_then(|serving| serving["url"].as_str().map(str::to_owned));
            url.ok_or(said)
        })
        .await;
        Self { program, port, url }
    }
}

/// Runs `holdfast` on this home and returns what it printed.
pub fn holdfast(home: &Path, arguments: &[&str]) -> String {
    let output = Command::new(ours("HOLDFAST_BIN", "holdfast"))
        .args(arguments)
        .env("HOLDFAST_HOME", home)
        .env("HOLDFAST_KEYCHAIN", "off")
        .output()
        .expect("holdfast runs");
    assert!(
        output.status.success(),
        "holdfast {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

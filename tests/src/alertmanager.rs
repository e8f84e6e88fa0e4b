//! A real Alertmanager, and its own word on which silences it keeps.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test without its Alertmanager has failed"
)]

use std::net::SocketAddr;
use std::process::Command;

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;

use crate::eventually::in_time;
use crate::program::{Program, free_port};

const CONFIG: &str = "route: { receiver: nobody, group_wait: 0s, group_interval: 1s }\nreceivers: [ { name: nobody } ]\n";

/// An Alertmanager in a folder of its own.
pub struct Alertmanager {
    program: Program,
    port: u16,
    folder: TempDir,
}

/// A silence, as Alertmanager tells of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Silence {
    /// Its identity.
    pub id: String,
    /// Why.
    pub comment: String,
    /// Whose.
    #[serde(rename = "createdBy")]
    pub created_by: String,
    /// Until when.
    #[serde(rename = "endsAt")]
    pub ends_at: DateTime<Utc>,
    status: Status,
}

#[derive(Clone, Debug, Deserialize)]
struct Status {
    state: String,
}

impl Alertmanager {
    /// Starts it and waits until it answers.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("config.yml"), CONFIG)
            .expect("the configuration is written");
        let port = free_port();
        let program = run(&folder, port);
        let this = Self {
            program,
            port,
            folder,
        };
        this.ready().await;
        this
    }

    /// Ends it as kill -9 does.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Starts it again in the same place.
    pub async fn again(&mut self) {
        self.program = run(&self.folder, self.port);
        self.ready().await;
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// The silences that stand, as it answers.
    pub async fn silences(&self) -> Vec<Silence> {
        let url = format!("{}/api/v2/silences", self.url());
        let answer = reqwest::get(url).await.expect("Alertmanager answers");
        let all: Vec<Silence> = answer.json().await.expect("it answers with silences");
        all.into_iter()
            .filter(|silence| silence.status.state != "expired")
            .collect()
    }

    /// A silence that somebody made in Alertmanager's own window; its identity.
    pub async fn silence_elsewhere(&self, by: &str) -> String {
        let now = Utc::now();
        let silence = json!({
            "matchers": [{ "name": "alertname", "value": "CheckoutFailing", "isRegex": false, "isEqual": true }],
            "startsAt": now, "endsAt": now + Duration::minutes(30), "createdBy": by, "comment": "looking at it",
        });
        let url = format!("{}/api/v2/silences", self.url());
        let answer = reqwest::Client::new().post(url).json(&silence).send().await;
        let made: serde_json::Value = answer
            .expect("Alertmanager answers")
            .json()
            .await
            .expect("it answers with an identity");
        made["silenceID"].as_str().unwrap_or_default().to_owned()
    }

    async fn ready(&self) {
        let url = format!("{}/-/ready", self.url());
        in_time("an Alertmanager that is ready", async || {
            crate::answers(&url).await
        })
        .await;
    }
}

fn run(folder: &TempDir, port: u16) -> Program {
    let mut command = Command::new("prometheus-alertmanager");
    command
        .arg(format!(
            "--config.file={}",
            folder.path().join("config.yml").display()
        ))
        .arg(format!(
            "--storage.path={}",
            folder.path().join("data").display()
        ))
        .arg(format!("--web.listen-address=127.0.0.1:{port}"))
        .arg("--cluster.listen-address=");
    Program::start(command, folder.path())
}

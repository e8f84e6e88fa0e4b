//! A real Prometheus that scrapes the shop every second and holds one rule.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test without its Prometheus has failed"
)]

use std::net::SocketAddr;
use std::process::Command;

use tempfile::TempDir;

use crate::eventually::in_time;
use crate::program::{Program, free_port};

/// What the rule's page says.
pub const SUMMARY: &str = "Shoppers cannot pay";

/// A Prometheus in a folder of its own.
pub struct Prometheus {
    program: Program,
    port: u16,
    _folder: TempDir,
}

impl Prometheus {
    /// Starts it and waits until it answers. Without an Alertmanager its alerts go nowhere.
    pub async fn start(shop: SocketAddr, alertmanager: Option<SocketAddr>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("rules.yml"), RULES).expect("the rules are written");
        let config = folder.path().join("prometheus.yml");
        std::fs::write(&config, yaml(shop, alertmanager)).expect("the configuration is written");
        let port = free_port();
        let mut command = Command::new("prometheus");
        command
            .arg(format!("--config.file={}", config.display()))
            .arg(format!(
                "--storage.tsdb.path={}",
                folder.path().join("data").display()
            ))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            // An Alertmanager that begins anew hears of what fires within seconds, not after a minute.
            .arg("--rules.alert.resend-delay=1s");
        let program = Program::start(command, folder.path());
        let this = Self {
            program,
            port,
            _folder: folder,
        };
        let url = this.url();
        in_time("a Prometheus that is ready", async || {
            crate::answers(&format!("{url}/-/ready")).await
        })
        .await;
        this
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends it.
    pub fn kill(&mut self) {
        self.program.kill();
    }
}

const RULES: &str = r#"
groups:
  - name: shop
    rules:
      - alert: CheckoutFailing
        expr: checkout_success < 88
        labels: { severity: critical, capability: checkout }
        annotations:
          summary: "Shoppers cannot pay"
          description: "Checkout success is {{ $value }}%, expected 88 to 96%."
"#;

fn yaml(shop: SocketAddr, alertmanager: Option<SocketAddr>) -> String {
    let alerting = alertmanager.map_or(String::new(), |address| {
        format!("alerting: {{ alertmanagers: [ {{ static_configs: [ {{ targets: ['{address}'] }} ] }} ] }}\n")
    });
    format!(
        "global: {{ scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }}\n\
         rule_files: [ rules.yml ]\n{alerting}\
         scrape_configs: [ {{ job_name: shop, static_configs: [ {{ targets: ['{shop}'] }} ] }} ]\n"
    )
}

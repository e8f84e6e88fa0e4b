//! The real window: under a display nobody sees, with a real notification daemon, Prometheus, Alertmanager and a chat.

use std::path::Path;

use holdfast_tests::alertmanager::Alertmanager;
use holdfast_tests::dunst::Dunst;
use holdfast_tests::eventually::in_time;
use holdfast_tests::exporter::Exporter;
use holdfast_tests::prometheus::{Prometheus, SUMMARY};
use holdfast_tests::session::Session;
use holdfast_tests::webdriver::Window;
use holdfast_tests::webhook::Webhook;
use tempfile::TempDir;

/// A shop, what watches it, and a home that is connected to all of it.
struct Night {
    shop: Exporter,
    alertmanager: Alertmanager,
    chat: Webhook,
    home: TempDir,
    _prometheus: Prometheus,
}

impl Night {
    async fn begins() -> Self {
        let shop = Exporter::open(93.0).await;
        let alertmanager = Alertmanager::start().await;
        let prometheus = Prometheus::start(shop.address(), Some(alertmanager.address())).await;
        let chat = Webhook::open().await;
        let home = tempfile::tempdir().unwrap();
        configure(home.path(), &prometheus.url(), &alertmanager.url());
        Self {
            shop,
            alertmanager,
            chat,
            home,
            _prometheus: prometheus,
        }
    }

    /// The person's session knows the webhook's address; no file does.
    async fn window(&self, session: &Session) -> Window {
        let address = self.chat.address();
        Window::open(
            session,
            self.home.path(),
            &[("HOLDFAST_TEST_CHAT", &address)],
        )
        .await
    }
}

fn configure(home: &Path, prometheus: &str, alertmanager: &str) {
    let text = format!(
        r#"
[person]
handle = "on-call-1"
zone = "Europe/Berlin"

[[capability]]
name = "checkout"
label = "Checkout"

[[source]]
name = "metrics"
kind = "prometheus"
url = "{prometheus}"
every = "1s"
silent_after = "30s"

[[metric]]
name = "checkout-success"
label = "Checkout success"
source = "metrics"
query = "checkout_success"
unit = "percent"
capability = "checkout"
low = 88
high = 96
for = "1s"
clear = "1s"

[[pager]]
name = "alerts"
kind = "alertmanager"
url = "{alertmanager}"
every = "1s"
silent_after = "30s"

[[publisher]]
name = "status-channel"
kind = "slack_webhook"
secret = "env:HOLDFAST_TEST_CHAT"
"#
    );
    std::fs::write(home.join("holdfast.toml"), text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_from_the_page_to_the_retrospective() {
    let night = Night::begins().await;
    let session = Session::start().await;
    let dunst = Dunst::start(&session, "ack").await;
    let mut window = night.window(&session).await;
    window.screen.picture();
    let screen = &window.screen;

    screen.see("Checkout success").await;
    screen.see("93").await;
    screen.shoot("01-mission-control-calm").await;

    night.shop.set(61.0);
    in_time("the notification", async || match dunst.displayed() {
        1 => Ok(()),
        count => Err(format!("dunst shows {count}: {}", dunst.said())),
    })
    .await;
    assert!(
        dunst.said().contains(SUMMARY),
        "dunst was told what is wrong: {}",
        dunst.said()
    );
    screen.see(SUMMARY).await;
    session.shoot("02-notification");
    screen.shoot("03-page-alert").await;

    dunst.press();
    let silence = in_time("the silence in Alertmanager", async || {
        let silences = night.alertmanager.silences().await;
        silences.first().cloned().ok_or("none".to_owned())
    })
    .await;
    assert!(silence.comment.starts_with("ACK!"), "{silence:?}");
    assert_eq!(silence.created_by, "on-call-1", "and whose it is");
    in_time("the notification gone", async || match dunst.displayed() {
        0 => Ok(()),
        count => Err(format!("dunst shows {count}")),
    })
    .await;
    screen.see("Act now").await;
    screen.shoot("04-mission-control-acting").await;
}

//! The real window: under a display nobody sees, with a real notification daemon, Prometheus, Alertmanager and a chat.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::Command;

use holdfast_tests::alertmanager::Alertmanager;
use holdfast_tests::dunst::Dunst;
use holdfast_tests::eventually::in_time;
use holdfast_tests::exporter::Exporter;
use holdfast_tests::program::{Program, ours, signal};
use holdfast_tests::prometheus::{Prometheus, SUMMARY};
use holdfast_tests::screen::Screen;
use holdfast_tests::serving::holdfast;
use holdfast_tests::session::Session;
use holdfast_tests::tray::Tray;
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
    screen.see("in 88–96%").await;
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
    if let Some(picture) = screen.picture_of("02-notification") {
        session.shoot(&picture);
    }
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

    declare(screen).await;
    work(screen).await;
    tell_customers(screen, &night).await;
    recover(screen, &night).await;
    resolve(screen).await;
    look_back(screen, &night).await;
    window.screen.close().await;
}

/// An incident, from the page, at the mildest severity and in command.
async fn declare(screen: &Screen) {
    screen.press("Ctrl+d").await;
    screen.see("From the page of").await;
    screen.settled().await;
    screen
        .find("input[value=sev4]")
        .await
        .click()
        .await
        .unwrap();
    screen.see("Declare SEV-4").await;
    screen.click("Commander").await;
    screen.shoot("05-declare").await;
    screen.find("input.ttl").await.click().await.unwrap();
    screen.overwrite("Some shoppers cannot pay").await;
    screen.press("Enter").await;
    screen.see("INC-1").await;
    screen.named("What just happened?").await;
    screen.shoot("06-room").await;
}

/// Something written down, and a step of the checklist.
async fn work(screen: &Screen) {
    screen.press("e").await;
    screen
        .write("The payment provider answers slowly since the deploy")
        .await;
    screen.press("Enter").await;
    screen.see("Saved").await;
    screen.see("The payment provider answers slowly").await;
    screen.press("Escape").await;
    let first_step: String = screen
        .script("return document.querySelector('.ck.now .what').textContent")
        .await;
    screen.press("x").await;
    in_time("the step ticked", async || {
        let done: Vec<String> = screen
            .ask(
                "return [...document.querySelectorAll('.ck.done')].map((step) => step.textContent)",
            )
            .await?;
        if done.iter().any(|step| step.contains(&first_step)) {
            Ok(())
        } else {
            Err(format!("{done:?}"))
        }
    })
    .await;
    screen.shoot("07-checklist").await;
}

/// An update that claims too much is stopped; one that says what is so goes out.
async fn tell_customers(screen: &Screen, night: &Night) {
    screen.press("u").await;
    screen.see("Before you send").await;
    screen.find(".editor").await;
    screen.choose("State", "resolved").await;
    screen.see("Not resolved yet").await;
    screen
        .see("Says resolved, but Checkout success is out of band")
        .await;
    screen.see("to publish").await;
    screen
        .see("Checkout success has been out of its band")
        .await;
    screen.shoot("08-update-stopped").await;

    screen.choose("State", "investigating").await;
    screen.see_no_more("Says resolved").await;
    screen.caret_in("Text of the update").await;
    screen
        .overwrite("Some shoppers cannot pay in our shop. Their baskets are kept. We are looking for the cause.")
        .await;
    screen.click("In 20 minutes").await;
    screen.see("Publish to 1").await;
    screen.shoot("09-update-checked").await;
    screen.click("Publish to 1").await;
    let sent = in_time("the update in the chat", async || {
        night
            .chat
            .received()
            .await
            .pop()
            .ok_or("nothing".to_owned())
    })
    .await;
    assert!(
        sent.to_string()
            .contains("Some shoppers cannot pay in our shop"),
        "the words that were checked: {sent}"
    );
    screen.named("What just happened?").await;
    screen.press("2").await;
    screen.shoot("10-update-sent").await;
}

/// The shop sells again: the page ends by itself, and so does our silence.
async fn recover(screen: &Screen, night: &Night) {
    night.shop.set(93.0);
    screen.press("3").await;
    screen.see("93%").await;
    in_time("the silence lifted", async || {
        let silences = night.alertmanager.silences().await;
        if silences.is_empty() {
            Ok(())
        } else {
            Err(format!("{silences:?}"))
        }
    })
    .await;
    screen.shoot("11-recovered").await;
}

/// The gate shows what is open; the commander resolves all the same, with a reason.
async fn resolve(screen: &Screen) {
    screen.click("Resolved").await;
    screen.see("In band for 10 min").await;
    screen.see("Resolved update drafted").await;
    screen.see("of 10 min").await;
    screen.click("Or say why it is over all the same").await;
    screen
        .write("The provider confirmed it, and orders are back")
        .await;
    screen.click("I, on-call-1, say it is over").await;
    screen.shoot("12-resolve-gate").await;
    screen.click("Resolve all the same").await;
    screen.see("is resolved").await;
    screen.shoot("13-resolved").await;
}

/// The retrospective: generated from the journal, edited, exported as Markdown and as one HTML file.
async fn look_back(screen: &Screen, night: &Night) {
    screen.press("r").await;
    screen.see("Export").await;
    screen.caret_in("Retrospective of INC-1").await;
    screen.press("Ctrl+End").await;
    screen.write("We ring the provider sooner.").await;
    screen.see("Saved here").await;
    screen.shoot("14-retrospective").await;
    for (item, ending) in [("Markdown file", ".md"), ("HTML, one file", ".html")] {
        screen.click("Export").await;
        screen.click(item).await;
        let file = in_time("the exported file", async || {
            let path: String = screen
                .ask("return document.querySelector('.path .mono')?.textContent ?? ''")
                .await?;
            if path.ends_with(ending) {
                Ok(path)
            } else {
                Err(path)
            }
        })
        .await;
        assert!(
            file.starts_with(&night.home.path().display().to_string()),
            "it is written into the home: {file}"
        );
        let text = std::fs::read_to_string(&file).unwrap();
        for words in [
            "Some shoppers cannot pay",
            "The payment provider answers slowly since the deploy",
            "The provider confirmed it, and orders are back",
            "We ring the provider sooner.",
            "61%",
        ] {
            assert!(
                text.contains(words),
                "“{words}” is in the retrospective:\n{text}"
            );
        }
        assert!(
            !text.contains("<script") && !text.contains("src=\"http"),
            "it needs nothing but itself"
        );
    }
    screen.shoot("15-exported").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_notification_service_the_window_itself_calls() {
    let night = Night::begins().await;
    let session = Session::start().await;
    let window = night.window(&session).await;
    let screen = &window.screen;
    screen.see("in 88–96%").await;
    night.shop.set(61.0);
    screen.see("Rings again").await;
    screen
        .see("no notification service runs on this desktop")
        .await;
    let journal = holdfast(night.home.path(), &["list", "entries", "--json"]);
    assert!(
        journal.contains("no notification service runs on this desktop"),
        "the journal says so: {journal}"
    );
    // Deaf for a moment, so that what somebody was typing acknowledges nothing.
    in_time("the page taken by a key", async || {
        screen.press("Enter").await;
        match night.alertmanager.silences().await.len() {
            1 => Ok(()),
            count => Err(format!("{count} silences")),
        }
    })
    .await;
    screen.see("acknowledged").await;
    window.screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_brings_the_first_window_forward() {
    let session = Session::start().await;
    let tray = Tray::appears(&session).await;
    let home = tempfile::tempdir().unwrap();
    let start = |arguments: &[&str]| {
        let mut command = Command::new(ours("HOLDFAST_DESKTOP_BIN", "holdfast-desktop"));
        command.args(arguments).env("HOLDFAST_HOME", home.path());
        session.enter(&mut command);
        Program::start(command, session.folder())
    };
    let mut first = start(&["--hidden"]);
    in_time("an icon in the tray", async || {
        if tray.icons() == 1 {
            Ok(())
        } else {
            Err(first.said())
        }
    })
    .await;
    in_time("a journal", async || {
        if home.path().join("holdfast.toml").exists() || home.path().read_dir().unwrap().count() > 1
        {
            Ok(())
        } else {
            Err(first.said())
        }
    })
    .await;
    assert!(!session.shows_window("Holdfast"), "it began in the tray");

    let mut second = start(&[]);
    in_time("the end of the second", async || {
        if second.has_ended() {
            Ok(())
        } else {
            Err(second.said())
        }
    })
    .await;
    in_time("the first window", async || {
        if session.shows_window("Holdfast") {
            Ok(())
        } else {
            Err(first.said())
        }
    })
    .await;
    assert!(!first.has_ended(), "and the first goes on");

    signal("TERM", &first.id().to_string());
    in_time("an orderly end", async || {
        if first.has_ended() {
            Ok(())
        } else {
            Err(first.said())
        }
    })
    .await;
}

//! Holdfast against a real Prometheus and a real Alertmanager, each started for one test.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::{Duration, Utc};
use holdfast_core::api;
use holdfast_core::api::desk::Health;
use holdfast_core::api::page::{AcknowledgePage, PageView, SnoozePage};
use holdfast_core::domain::band::Standing;
use holdfast_core::domain::page::{PageState, Place};
use holdfast_tests::alertmanager::{Alertmanager, Silence};
use holdfast_tests::eventually::{eventually, in_time};
use holdfast_tests::exporter::Exporter;
use holdfast_tests::lookout::Lookout;
use holdfast_tests::prometheus::{Prometheus, SUMMARY};
use holdfast_tests::webhook::Doorman;

/// A shop where nobody can pay, and Prometheus and Alertmanager saying so.
struct Night {
    exporter: Exporter,
    alertmanager: Alertmanager,
    prometheus: Prometheus,
}

impl Night {
    async fn begins() -> Self {
        let exporter = Exporter::open(61.0).await;
        let alertmanager = Alertmanager::start().await;
        let prometheus = Prometheus::start(exporter.address(), Some(alertmanager.address())).await;
        Self {
            exporter,
            alertmanager,
            prometheus,
        }
    }

    fn lookout(&self) -> Lookout {
        Lookout::with(&pager(&self.alertmanager.url()))
    }

    /// The silence that stands, once there is exactly one with these words.
    async fn silence(&self, words: &str) -> Silence {
        in_time(words, async || {
            let silences = self.alertmanager.silences().await;
            match silences.as_slice() {
                [one] if one.comment.contains(words) => Ok(one.clone()),
                _ => Err(format!("{silences:?}")),
            }
        })
        .await
    }
}

fn pager(url: &str) -> String {
    format!(
        "[[pager]]\nname = \"alerts\"\nkind = \"alertmanager\"\nurl = \"{url}\"\nevery = \"1s\"\nsilent_after = \"30s\"\n"
    )
}

fn checkout(url: &str) -> String {
    format!(
        "[[source]]\nname = \"metrics\"\nkind = \"prometheus\"\nurl = \"{url}\"\nevery = \"1s\"\nsilent_after = \"30s\"\n\n\
         [[metric]]\nname = \"checkout-success\"\nlabel = \"Checkout success\"\nsource = \"metrics\"\n\
         query = \"checkout_success\"\nunit = \"percent\"\nlow = 88\nhigh = 96\nfor = \"1s\"\nclear = \"1s\"\n"
    )
}

async fn first_page(lookout: &Lookout) -> PageView {
    in_time("the page", async || {
        lookout
            .pages()
            .into_iter()
            .next()
            .ok_or_else(|| format!("{:?}", lookout.adapter("alerts")))
    })
    .await
}

async fn page_becomes(lookout: &Lookout, what: &str, is: impl Fn(&PageView) -> bool) -> PageView {
    in_time(what, async || {
        let pages = lookout.pages();
        assert_eq!(
            pages.len(),
            1,
            "one alert is one page, whatever happens to it"
        );
        pages
            .into_iter()
            .find(&is)
            .ok_or_else(|| format!("{:?}", lookout.pages()))
    })
    .await
}

/// Waits until Alertmanager was asked and answered `times` more.
async fn polls(lookout: &Lookout, times: u32) {
    for _ in 0..times {
        let before = lookout.adapter("alerts").answered_at;
        eventually("another answer", || {
            (lookout.adapter("alerts").answered_at > before).then_some(())
        })
        .await;
    }
}

fn acknowledge(lookout: &Lookout, page: &PageView) {
    let request = AcknowledgePage {
        page: page.id,
        place: None,
    };
    api::page::acknowledge_page(&lookout.app, request).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_metric_is_read_now_and_with_its_past() {
    let exporter = Exporter::open(92.0).await;
    let prometheus = Prometheus::start(exporter.address(), None).await;
    // There is a past only once something was scraped.
    in_time("samples from before Holdfast", async || {
        let url = format!(
            "{}/api/v1/query?query=count_over_time(checkout_success%5B1m%5D)",
            prometheus.url()
        );
        let answer: serde_json::Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        let count = answer["data"]["result"][0]["value"][1]
            .as_str()
            .and_then(|count| count.parse::<u32>().ok());
        if count >= Some(3) {
            Ok(())
        } else {
            Err(answer.to_string())
        }
    })
    .await;

    let lookout = Lookout::with(&checkout(&prometheus.url()));
    let control = eventually("a value", || {
        let control = lookout.control();
        control.metrics[0].value.is_some().then_some(control)
    })
    .await;
    let metric = &control.metrics[0];
    assert_eq!(
        metric.value_text.as_deref(),
        Some("92%"),
        "read with a unit"
    );
    assert!(
        matches!(metric.standing, Standing::InBand { .. }),
        "{:?}",
        metric.standing
    );
    in_time("its past, from before Holdfast began", async || {
        let metric = &lookout.control().metrics[0];
        let known = metric
            .points
            .iter()
            .filter(|point| point.value == Some(92.0))
            .count();
        if known >= 2 {
            Ok(())
        } else {
            Err(format!("{:?}", metric.points))
        }
    })
    .await;

    exporter.set(61.0);
    in_time("the fall", async || {
        let metric = lookout.control().metrics.remove(0);
        if matches!(metric.standing, Standing::Out { .. }) {
            Ok(())
        } else {
            Err(metric.sentence)
        }
    })
    .await;
    let sentence = &lookout.control().metrics[0].sentence;
    assert!(
        sentence.contains("61%") && sentence.contains("88–96%"),
        "number and band: {sentence}"
    );
    lookout.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_fires_is_one_page_until_it_ends() {
    let night = Night::begins().await;
    let lookout = night.lookout();
    let page = first_page(&lookout).await;
    assert_eq!(page.summary, SUMMARY, "the rule's own words");
    assert_eq!(
        page.detail.as_deref(),
        Some("Checkout success is 61%, expected 88 to 96%."),
        "and its number"
    );
    assert_eq!(
        (page.state, page.fired),
        (PageState::Triggered, 1),
        "nobody has it"
    );

    polls(&lookout, 4).await;
    let seen_again = page_becomes(&lookout, "the page", |_| true).await;
    assert_eq!(
        (seen_again.id, seen_again.fired),
        (page.id, 1),
        "polled often, it fired once"
    );
    let told = lookout
        .desktop
        .asked()
        .notices
        .iter()
        .filter(|notice| notice.page == page.id && notice.rang == 0)
        .count();
    assert_eq!(told, 1, "somebody is told once that it began");

    acknowledge(&lookout, &page);
    let silence = night.silence("ACK!").await;
    assert_eq!(
        silence.created_by, "on-call-1",
        "Alertmanager knows who has it"
    );
    let held_for = silence.ends_at - Utc::now();
    assert!(
        held_for > Duration::minutes(14) && held_for <= Duration::minutes(15),
        "a short silence, {held_for}"
    );

    // Six minutes later it is due to be kept alive.
    lookout.advance(Duration::minutes(6));
    let longer = in_time("a longer silence", async || {
        let silences = night.alertmanager.silences().await;
        assert_eq!(silences.len(), 1, "extended, never doubled: {silences:?}");
        if silences[0].ends_at > silence.ends_at + Duration::minutes(5) {
            Ok(silences[0].clone())
        } else {
            Err(format!("{silences:?}"))
        }
    })
    .await;
    assert_eq!(longer.id, silence.id, "it is the same silence");

    night.exporter.set(93.0);
    let over = page_becomes(&lookout, "the end of the alert", |page| {
        page.state == PageState::Resolved
    })
    .await;
    assert_eq!(over.by, "alerts", "the provider said that it is over");
    in_time("no silence of ours", async || {
        let left = night.alertmanager.silences().await;
        if left.is_empty() {
            Ok(())
        } else {
            Err(format!("{left:?}"))
        }
    })
    .await;
    lookout.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_silenced_elsewhere_is_taken_here() {
    let night = Night::begins().await;
    let lookout = night.lookout();
    let page = first_page(&lookout).await;
    let theirs = night.alertmanager.silence_elsewhere("responder-2").await;
    let taken = page_becomes(&lookout, "the acknowledgement", |page| {
        page.state == PageState::Acknowledged
    })
    .await;
    assert_eq!(taken.by, "responder-2", "by the one who silenced it");
    eventually("the notification taken back", || {
        lookout
            .desktop
            .asked()
            .taken_back
            .contains(&page.id)
            .then_some(())
    })
    .await;
    polls(&lookout, 2).await;
    let silences: Vec<String> = night
        .alertmanager
        .silences()
        .await
        .into_iter()
        .map(|silence| silence.id)
        .collect();
    assert_eq!(
        silences,
        [theirs],
        "their silence is left as it is, and none of ours is added"
    );
    lookout.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snooze_is_a_silence_until_then() {
    let night = Night::begins().await;
    let lookout = night.lookout();
    let page = first_page(&lookout).await;
    let until = lookout.app.now() + Duration::minutes(10);
    let request = SnoozePage {
        page: page.id,
        until,
        place: Some(Place::Window),
    };
    api::page::snooze_page(&lookout.app, request).unwrap();
    let silence = night.silence("Snoozed by on-call-1").await;
    assert_eq!(silence.ends_at, until, "it ends when the person said");
    polls(&lookout, 2).await;
    let asleep = page_becomes(&lookout, "the page", |_| true).await;
    assert_eq!(
        asleep.state,
        PageState::Snoozed { until },
        "our own silence acknowledges nothing"
    );

    // Woken before its time, it is heard again at once.
    api::page::wake_page(&lookout.app, api::page::PageRequest { page: page.id }).unwrap();
    in_time("no silence", async || {
        let left = night.alertmanager.silences().await;
        if left.is_empty() {
            Ok(())
        } else {
            Err(format!("{left:?}"))
        }
    })
    .await;
    page_becomes(&lookout, "the page awake", |page| {
        page.state == PageState::Triggered
    })
    .await;
    lookout.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alertmanager_that_dies_loses_no_page() {
    let mut night = Night::begins().await;
    let lookout = night.lookout();
    let page = first_page(&lookout).await;
    night.alertmanager.kill();
    let failing = in_time("the failure shown", async || {
        let adapter = lookout.adapter("alerts");
        if adapter.health == Health::Failing && adapter.tries > 1 {
            Ok(adapter)
        } else {
            Err(format!("{adapter:?}"))
        }
    })
    .await;
    let message = failing.message.unwrap_or_default();
    assert!(
        message.contains("Alertmanager") && message.contains("127.0.0.1"),
        "who and where: {message}"
    );
    let kept = page_becomes(&lookout, "the page", |_| true).await;
    assert_eq!(
        (kept.id, kept.state),
        (page.id, PageState::Triggered),
        "silence is not an end"
    );

    night.alertmanager.again().await;
    in_time("the recovery", async || {
        let adapter = lookout.adapter("alerts");
        if adapter.health == Health::Working {
            Ok(())
        } else {
            Err(format!("{adapter:?}"))
        }
    })
    .await;
    let back = page_becomes(&lookout, "the page, firing", |page| {
        page.state == PageState::Triggered
    })
    .await;
    assert_eq!(back.id, page.id, "it is the same page");
    lookout.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prometheus_that_dies_leaves_a_gap_and_never_a_zero() {
    let mut night = Night::begins().await;
    let config = checkout(&night.prometheus.url())
        .replace("silent_after = \"30s\"", "silent_after = \"4s\"");
    let lookout = Lookout::with(&config);
    eventually("a value", || lookout.control().metrics[0].value).await;
    night.prometheus.kill();
    let silent = in_time("silence", async || {
        let metric = lookout.control().metrics.remove(0);
        if matches!(metric.standing, Standing::Silent { .. }) {
            Ok(metric)
        } else {
            Err(format!("{:?}", metric.standing))
        }
    })
    .await;
    assert!(
        silent.points.iter().all(|point| point.value != Some(0.0)),
        "nothing is made up: {:?}",
        silent.points
    );
    assert!(
        silent
            .problem
            .is_some_and(|problem| problem.contains("Prometheus")),
        "it says who does not answer"
    );
    lookout.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_stays_shut_is_said_with_the_next_step() {
    let doorman = Doorman::open().await;
    let lookout = Lookout::with(&format!(
        "{}\n{}",
        pager(&doorman.url()),
        checkout(&doorman.url())
    ));
    for (name, who) in [("alerts", "Alertmanager"), ("metrics", "Prometheus")] {
        let message = in_time("the refusal", async || {
            lookout
                .adapter(name)
                .message
                .ok_or_else(|| "nothing yet".to_owned())
        })
        .await;
        assert!(
            message.starts_with(&format!("{who} answered 401")),
            "who, and what: {message}"
        );
        assert!(
            matches!(
                lookout.adapter(name).health,
                Health::Failing | Health::NeedsSecret
            ),
            "and it shows"
        );
    }
    assert_eq!(
        lookout.control().metrics[0].value,
        None,
        "a refusal is no number"
    );
    assert_eq!(lookout.pages(), Vec::new(), "nor a page");
    lookout.stop().await;
}

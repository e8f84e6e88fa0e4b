mod act;

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::super::{Handled, Pager};
use super::*;
use crate::domain::id::PageId;
use crate::domain::page::Urgency;

fn now() -> Instant {
    DateTime::from_timestamp(1_774_000_000, 0).unwrap()
}

fn pager(server: &MockServer, more: &[(&str, &str)]) -> Pager {
    let mut values = BTreeMap::from([("url".to_owned(), server.uri())]);
    values.extend(
        more.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
    );
    Pager::build("alertmanager", &values).unwrap()
}

fn firing(fingerprint: &str, labels: &Value, silenced_by: &[&str]) -> Value {
    json!({
        "annotations": {"summary": "Checkout fails", "description": "61% of 400 succeed"},
        "endsAt": "2026-03-20T09:52:40.000Z",
        "fingerprint": fingerprint,
        "receivers": [{"name": "team"}],
        "startsAt": "2026-03-20T09:46:40.123Z",
        "status": {
            "inhibitedBy": [],
            "silencedBy": silenced_by,
            "state": if silenced_by.is_empty() { "active" } else { "suppressed" }
        },
        "updatedAt": "2026-03-20T09:48:40.123Z",
        "generatorURL": "http://prometheus:9090/graph?g0.expr=x",
        "labels": labels
    })
}

fn standing(id: &str, by: &str, comment: &str, ends_at: &str) -> Value {
    json!({
        "id": id,
        "status": {"state": "active"},
        "updatedAt": "2026-03-20T09:40:00.000Z",
        "comment": comment,
        "createdBy": by,
        "startsAt": "2026-03-20T09:40:00.000Z",
        "endsAt": ends_at,
        "matchers": [
            {"isEqual": true, "isRegex": false, "name": "severity", "value": "critical"},
            {"isEqual": true, "isRegex": false, "name": "alertname", "value": "CheckoutFails"}
        ]
    })
}

async fn serve(verb: &str, at: &str, status: u16, body: Value) -> MockServer {
    let server = MockServer::start().await;
    mount(&server, verb, at, status, body).await;
    server
}

async fn mount(server: &MockServer, verb: &str, at: &str, status: u16, body: Value) {
    Mock::given(method(verb))
        .and(path(at))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(server)
        .await;
}

const ALERTS: &str = "/api/v2/alerts";
const SILENCES: &str = "/api/v2/silences";

#[tokio::test]
async fn alerts_are_asked_for_with_matchers_and_receiver() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path(ALERTS))
        .and(query_param("active", "true"))
        .and(query_param("silenced", "true"))
        .and(query_param("inhibited", "false"))
        .and(query_param("unprocessed", "false"))
        .and(query_param("receiver", "team-.*"))
        .and(header("authorization", "Bearer canary"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([])))
        .expect(1)
        .mount(&server)
        .await;
    let pager = pager(
        &server,
        &[
            ("filter", r#"{team="a,b", env!~"dev|ci"}"#),
            ("receiver", "team-.*"),
        ],
    );
    let alerts = pager.poll(&Http::new(), Some(&Secret::new("canary"))).await;
    assert_eq!(alerts, Ok(Vec::new()));
    let asked = &server.received_requests().await.unwrap()[0];
    let filters: Vec<String> = asked
        .url
        .query_pairs()
        .filter(|(name, _)| name == "filter")
        .map(|(_, value)| value.into_owned())
        .collect();
    assert_eq!(filters, [r#"team="a,b""#, r#"env!~"dev|ci""#]);
}

#[tokio::test]
async fn an_alert_is_read_with_its_words_and_labels() {
    let labels =
        json!({"severity": "critical", "alertname": "CheckoutFails", "capability": "checkout"});
    let server = serve("GET", ALERTS, 200, json!([firing("f1", &labels, &[])])).await;
    let alerts = pager(&server, &[]).poll(&Http::new(), None).await.unwrap();
    assert_eq!(
        alerts,
        vec![Alert {
            key: "f1".to_owned(),
            summary: "Checkout fails".to_owned(),
            detail: Some("61% of 400 succeed".to_owned()),
            urgency: Urgency::High,
            labels: vec![
                ("alertname".to_owned(), "CheckoutFails".to_owned()),
                ("capability".to_owned(), "checkout".to_owned()),
                ("severity".to_owned(), "critical".to_owned())
            ],
            link: Some("http://prometheus:9090/graph?g0.expr=x".to_owned()),
            capability: Some("checkout".to_owned()),
            started_at: DateTime::from_timestamp_millis(1_774_000_000_123).unwrap(),
            handled: None,
        }]
    );
}

async fn read(alert: Value) -> Alert {
    let server = serve("GET", ALERTS, 200, json!([alert])).await;
    let mut alerts = pager(&server, &[]).poll(&Http::new(), None).await.unwrap();
    alerts.remove(0)
}

#[tokio::test]
async fn severity_decides_who_may_be_woken() {
    for (severity, urgency) in [
        (Some("critical"), Urgency::High),
        (Some("Page"), Urgency::High),
        (Some("warning"), Urgency::Low),
        (Some("none"), Urgency::Low),
        (Some(""), Urgency::High),
        (None, Urgency::High),
    ] {
        let labels = severity.map_or_else(
            || json!({"a": "b"}),
            |severity| json!({"severity": severity}),
        );
        let alert = read(firing("f", &labels, &[])).await;
        assert_eq!(alert.urgency, urgency, "{severity:?}");
    }
}

#[tokio::test]
async fn an_alert_that_says_little_or_much_still_has_a_headline() {
    let mut bare = firing("f", &json!({"alertname": "Up\n\"quoted\" ✓"}), &[]);
    bare["annotations"] = Value::Null;
    bare["generatorURL"] = json!("javascript:alert(1)");
    let alert = read(bare).await;
    assert_eq!(
        (alert.summary.as_str(), alert.link, alert.detail),
        ("Up \"quoted\" ✓", None, None)
    );

    let mut nameless = firing("f", &json!({}), &[]);
    nameless["annotations"] = json!({"summary": " ", "description": "x".repeat(10_000), "runbook_url": "https://wiki/run"});
    nameless["generatorURL"] = json!("");
    let alert = read(nameless).await;
    assert_eq!(alert.summary, "An alert without a name");
    assert_eq!(alert.link.as_deref(), Some("https://wiki/run"));
    assert_eq!(
        alert.detail.map(|detail| detail.chars().count()),
        Some(4001)
    );

    let mut hostile = firing("f", &json!({}), &[]);
    hostile["annotations"] =
        json!({"summary": format!("\u{202e}evil\u{1b}[2J\n{}", "é".repeat(500))});
    let alert = read(hostile).await;
    assert!(
        alert.summary.starts_with("evil[2J é") && alert.summary.chars().count() == 201,
        "{}",
        alert.summary
    );
}

#[tokio::test]
async fn a_silence_says_who_handled_it_and_whether_a_holdfast_did() {
    let page = PageId::new(now());
    let labels = json!({"alertname": "CheckoutFails", "severity": "critical"});
    let alerts = json!([
        firing("a", &labels, &["s1"]),
        firing("b", &labels, &["s1", "s2"]),
        firing("c", &labels, &["gone"]),
        firing("d", &labels, &["s3"]),
    ]);
    let server = serve("GET", ALERTS, 200, alerts).await;
    let mark = format!("ACK! on-call-1 has it (holdfast page {page})");
    let mut expired = standing("s3", "on-call-3", "over", "2026-03-20T09:41:00.000Z");
    expired["status"]["state"] = json!("expired");
    let silences = json!([
        standing(
            "s1",
            "on-call-2",
            "known, deploy running",
            "2026-03-20T10:00:00.000Z"
        ),
        standing("s2", "on-call-1", &mark, "2026-03-20T11:00:00.000Z"),
        expired,
    ]);
    mount(&server, "GET", SILENCES, 200, silences).await;
    let alerts = pager(&server, &[]).poll(&Http::new(), None).await.unwrap();
    let handled: Vec<Option<Handled>> = alerts.into_iter().map(|alert| alert.handled).collect();
    let at = |text: &str| Some(text.parse().unwrap());
    assert_eq!(
        handled,
        vec![
            Some(Handled {
                by: "on-call-2".to_owned(),
                until: at("2026-03-20T10:00:00Z"),
                page: None
            }),
            Some(Handled {
                by: "on-call-1".to_owned(),
                until: at("2026-03-20T11:00:00Z"),
                page: Some(page)
            }),
            None,
            None,
        ],
        "the longest silence counts; one that is gone or over does not"
    );
}

#[tokio::test]
async fn an_alert_muted_by_the_hour_is_handled_by_its_mute_times() {
    let mut muted = firing("f", &json!({"alertname": "A"}), &[]);
    muted["status"] = json!({"state": "suppressed", "silencedBy": [], "inhibitedBy": [], "mutedBy": ["weekends"]});
    let handled = read(muted).await.handled.unwrap();
    assert_eq!(
        (handled.by.as_str(), handled.until),
        ("the mute times “weekends”", None)
    );
}

#[tokio::test]
async fn without_a_silenced_alert_silences_are_not_asked_for() {
    let server = serve(
        "GET",
        ALERTS,
        200,
        json!([firing("f", &json!({"a": "b"}), &[])]),
    )
    .await;
    assert!(pager(&server, &[]).poll(&Http::new(), None).await.is_ok());
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_storm_of_alerts_larger_than_other_answers_is_read() {
    let alerts: Vec<Value> = (0..4000)
        .map(|n| firing(&format!("f{n:04}"), &json!({"n": "x"}), &[]))
        .collect();
    let body = json!(alerts);
    assert!(body.to_string().len() > 1024 * 1024);
    let server = serve("GET", ALERTS, 200, body).await;
    let alerts = pager(&server, &[]).poll(&Http::new(), None).await.unwrap();
    assert_eq!((alerts.len(), alerts[0].key.as_str()), (4000, "f0000"));
}

#[tokio::test]
async fn what_is_not_a_list_of_alerts_is_an_error() {
    for (status, body) in [
        (200, json!({"status": "success", "data": []})),
        (200, json!([{"labels": {}}])),
        (
            200,
            json!([{"fingerprint": "f", "labels": {"a": 1}, "startsAt": "2026-03-20T09:46:40Z", "status": {}}]),
        ),
        (
            200,
            json!([{"fingerprint": "f", "labels": {}, "startsAt": "yesterday", "status": {}}]),
        ),
        (200, Value::Null),
        (400, json!("bad matcher format: team")),
        (503, json!("")),
    ] {
        let server = serve("GET", ALERTS, status, body.clone()).await;
        let problem = pager(&server, &[])
            .poll(&Http::new(), None)
            .await
            .unwrap_err();
        assert!(
            problem.message.starts_with("Alertmanager "),
            "{body}: {problem}"
        );
    }
}

#[test]
fn label_values_are_quoted_as_alertmanager_reads_them() {
    assert_eq!(
        silence::matcher("alertname", "a \"b\" \\ c\nü"),
        r#"alertname="a \"b\" \\ c\nü""#
    );
}

#[test]
fn matchers_are_split_at_commas_outside_quotes() {
    assert_eq!(
        alert::matchers(r#" {a="1,2", b!="x\",y" ,c=~"d|e",, f!~".*"} "#),
        Ok([r#"a="1,2""#, r#"b!="x\",y""#, r#"c=~"d|e""#, r#"f!~".*""#]
            .map(str::to_owned)
            .to_vec())
    );
    assert_eq!(alert::matchers(" "), Ok(Vec::new()));
    for odd in ["team", "a=\"1\", b", "a=\"1"] {
        assert!(alert::matchers(odd).is_err(), "{odd}");
    }
}

//! What is done about a page: the silences that are made, extended and lifted.

use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::super::super::KEEP_ALIVE;
use super::super::*;
use super::{SILENCES, mount, now, pager, serve, standing};
use crate::domain::id::PageId;

fn action(page: PageId, verb: Verb) -> PageAction {
    PageAction {
        page,
        key: "f1".to_owned(),
        labels: vec![
            ("alertname".to_owned(), "CheckoutFails".to_owned()),
            ("severity".to_owned(), "critical".to_owned()),
        ],
        by: "on-call-1".to_owned(),
        verb,
    }
}

/// What was posted and deleted, in order.
async fn writes(server: &MockServer) -> Vec<(String, Value)> {
    let requests = server.received_requests().await.unwrap();
    let written = |request: &Request| {
        let place = format!("{} {}", request.method, request.url.path());
        (
            place,
            serde_json::from_slice(&request.body).unwrap_or(Value::Null),
        )
    };
    requests
        .iter()
        .filter(|request| request.method.as_str() != "GET")
        .map(written)
        .collect()
}

#[tokio::test]
async fn acknowledging_makes_a_short_silence_over_exactly_that_alert() {
    let page = PageId::new(now());
    let server = serve("GET", SILENCES, 200, json!([])).await;
    mount(&server, "POST", SILENCES, 200, json!({"silenceID": "s9"})).await;
    let done = pager(&server, &[])
        .act(&Http::new(), None, &action(page, Verb::Acknowledge), now())
        .await;
    assert_eq!(
        done.as_deref(),
        Ok("Alertmanager keeps it silent for 15 min")
    );
    assert_eq!(
        writes(&server).await,
        [(
            "POST /api/v2/silences".to_owned(),
            json!({
                "matchers": [
                    {"name": "alertname", "value": "CheckoutFails", "isRegex": false, "isEqual": true},
                    {"name": "severity", "value": "critical", "isRegex": false, "isEqual": true}
                ],
                "startsAt": "2026-03-20T08:46:40Z",
                "endsAt": "2026-03-20T10:01:40Z",
                "createdBy": "on-call-1",
                "comment": format!("ACK! on-call-1 has it (holdfast page {page})")
            })
        )]
    );
    assert!(
        KEEP_ALIVE * 2 < ACKNOWLEDGED_FOR,
        "one repetition may be lost"
    );
    let asked = &server.received_requests().await.unwrap()[0];
    assert_eq!(
        asked
            .url
            .query_pairs()
            .next()
            .map(|(_, value)| value.into_owned())
            .as_deref(),
        Some("alertname=\"CheckoutFails\"")
    );
}

#[tokio::test]
async fn doing_it_again_extends_ours_and_leaves_others_alone() {
    let page = PageId::new(now());
    let ours = format!("ACK! on-call-1 has it (holdfast page {page})");
    let theirs = format!(
        "ACK! on-call-2 has it (holdfast page {})",
        PageId::new(now())
    );
    let silences = json!([
        standing("s1", "on-call-2", &theirs, "2026-03-20T09:59:00.000Z"),
        standing("s2", "on-call-1", &ours, "2026-03-20T09:55:00.000Z"),
        standing("s3", "on-call-1", &ours, "2026-03-20T09:50:00.000Z"),
        standing("s4", "on-call-2", "by hand", "2026-03-20T09:59:00.000Z"),
    ]);
    let server = serve("GET", SILENCES, 200, silences).await;
    mount(&server, "POST", SILENCES, 200, json!({"silenceID": "s2"})).await;
    mount(&server, "DELETE", "/api/v2/silence/s3", 200, Value::Null).await;
    let until = now() + Duration::hours(8);
    let done = pager(&server, &[])
        .act(
            &Http::new(),
            None,
            &action(page, Verb::Snooze { until }),
            now(),
        )
        .await;
    assert_eq!(done.as_deref(), Ok("Alertmanager keeps it silent for 8 h"));
    let writes = writes(&server).await;
    let places: Vec<&str> = writes.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(
        places,
        ["POST /api/v2/silences", "DELETE /api/v2/silence/s3"],
        "one of ours remains"
    );
    let posted = &writes[0].1;
    assert_eq!(
        (
            &posted["id"],
            &posted["startsAt"],
            &posted["endsAt"],
            &posted["comment"]
        ),
        (
            &json!("s2"),
            &json!("2026-03-20T09:40:00Z"),
            &json!("2026-03-20T17:46:40Z"),
            &json!(format!("Snoozed by on-call-1 (holdfast page {page})"))
        )
    );
}

#[tokio::test]
async fn a_silence_that_vanished_meanwhile_is_made_afresh() {
    let page = PageId::new(now());
    let ours = format!("ACK! on-call-1 has it (holdfast page {page})");
    let silences = json!([standing(
        "s2",
        "on-call-1",
        &ours,
        "2026-03-20T09:55:00.000Z"
    )]);
    let server = serve("GET", SILENCES, 200, silences).await;
    Mock::given(method("POST"))
        .and(path(SILENCES))
        .and(body_partial_json(json!({"id": "s2"})))
        .respond_with(ResponseTemplate::new(404))
        .expect(1)
        .mount(&server)
        .await;
    mount(&server, "POST", SILENCES, 200, json!({"silenceID": "s9"})).await;
    let done = pager(&server, &[])
        .act(&Http::new(), None, &action(page, Verb::Acknowledge), now())
        .await;
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(
        writes(&server).await.len(),
        2,
        "the old one is not deleted: it is gone"
    );
}

#[tokio::test]
async fn releasing_lifts_ours_and_an_expired_one_is_as_good() {
    let page = PageId::new(now());
    let ours = format!("ACK! on-call-1 has it (holdfast page {page})");
    for (status, body) in [
        (200, Value::Null),
        (404, Value::Null),
        (500, json!("silence s2 already expired")),
    ] {
        let silences = json!([
            standing("s1", "on-call-2", "by hand", "2026-03-20T09:59:00.000Z"),
            standing("s2", "on-call-1", &ours, "2026-03-20T09:55:00.000Z"),
        ]);
        let server = serve("GET", SILENCES, 200, silences).await;
        mount(&server, "DELETE", "/api/v2/silence/s2", status, body).await;
        let done = pager(&server, &[])
            .act(&Http::new(), None, &action(page, Verb::Release), now())
            .await;
        assert_eq!(done.as_deref(), Ok("Alertmanager lets it be heard again"));
        assert_eq!(writes(&server).await.len(), 1);
    }
    let server = serve("GET", SILENCES, 200, json!([])).await;
    let late = Verb::Snooze {
        until: now() - Duration::minutes(1),
    };
    let done = pager(&server, &[])
        .act(&Http::new(), None, &action(page, late), now())
        .await;
    assert_eq!(
        done.as_deref(),
        Ok("Alertmanager had no silence for it any more"),
        "a snooze that arrives after its end is over"
    );
}

#[tokio::test]
async fn a_refused_silence_is_said_in_alertmanager_s_words() {
    let page = PageId::new(now());
    let server = serve("GET", SILENCES, 200, json!([])).await;
    mount(
        &server,
        "POST",
        SILENCES,
        400,
        json!("silence invalid: end time can't be in the past"),
    )
    .await;
    let problem = pager(&server, &[])
        .act(&Http::new(), None, &action(page, Verb::Acknowledge), now())
        .await
        .unwrap_err();
    assert_eq!(
        (problem.kind, problem.message.as_str()),
        (
            ProblemKind::Rejected,
            "Alertmanager rejected it: silence invalid: end time can't be in the past"
        )
    );
    let mut bare = action(page, Verb::Acknowledge);
    bare.labels = vec![("alertname".to_owned(), String::new())];
    let problem = pager(&server, &[])
        .act(&Http::new(), None, &bare, now())
        .await
        .unwrap_err();
    assert!(problem.message.contains("has no labels"), "{problem}");
}

#[tokio::test]
async fn an_identity_that_is_a_path_is_not_called() {
    let page = PageId::new(now());
    let ours = format!("ACK! (holdfast page {page})");
    let silences = json!([standing(
        "../../-/quit",
        "x",
        &ours,
        "2026-03-20T09:55:00.000Z"
    )]);
    let server = serve("GET", SILENCES, 200, silences).await;
    let problem = pager(&server, &[])
        .act(&Http::new(), None, &action(page, Verb::Release), now())
        .await
        .unwrap_err();
    assert_eq!(
        (problem.kind, writes(&server).await.len()),
        (ProblemKind::Unreadable, 0)
    );
}

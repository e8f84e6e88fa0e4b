//! What an answer of the server carries: status, headers, events, and an end.

use std::time::Duration;

use holdfast_core::change::Change;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::bench::{Bench, Events, HOST, JSON, answer};

#[tokio::test]
async fn failures_of_the_core_have_the_status_that_says_the_same() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let table = [
        ("invalid", 400),
        ("nowhere", 404),
        ("conflict", 409),
        ("unreachable", 502),
        ("storage", 500),
        ("fault", 500),
    ];
    for (name, status) in table {
        let reply = bench
            .ask(&format!("POST /api/{name}"), &[HOST, JSON, &cookie], "{}")
            .await;
        assert_eq!(reply.status, status, "{name}: {reply:?}");
        let expected = answer_or_fault(name);
        assert_eq!(
            (&reply.json()["code"], &reply.json()["field"]),
            (&expected["code"], &expected["field"]),
            "{name}"
        );
    }
    let reply = bench
        .ask("POST /api/session", &[HOST, JSON, &cookie], "{}")
        .await;
    assert_eq!(
        reply.status, 200,
        "a fault in one command does not end the server"
    );
}

fn answer_or_fault(name: &str) -> Value {
    if name == "fault" {
        json!({ "code": "internal" })
    } else {
        serde_json::to_value(answer(name).unwrap_err()).unwrap()
    }
}

#[tokio::test]
async fn every_answer_carries_the_policy_and_only_hashed_assets_are_kept() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let page = bench.ask("GET /", &[HOST], "").await;
    let call = bench
        .ask("POST /api/session", &[HOST, JSON, &cookie], "{}")
        .await;
    let refused = bench.ask("GET /", &["Host: evil.example"], "").await;
    for reply in [&page, &call, &refused] {
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'self'; connect-src 'self';"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("x-frame-options"), Some("DENY"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(
            reply.header("cross-origin-opener-policy"),
            Some("same-origin")
        );
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    assert_eq!(call.header("cache-control"), Some("no-store"));
    assert_eq!(
        bench.ask("GET /../Cargo.toml", &[HOST], "").await.status,
        404,
        "nothing outside"
    );
    assert_eq!(
        bench
            .ask("GET /assets/../../../Cargo.toml", &[HOST], "")
            .await
            .status,
        404,
        "nothing outside"
    );
    assert_eq!(
        bench
            .ask("GET /%2e%2e/package.json", &[HOST], "")
            .await
            .status,
        404,
        "nothing outside"
    );
    assert_eq!(
        bench.ask("GET //etc/passwd", &[HOST], "").await.status,
        404,
        "nothing outside"
    );
}

#[tokio::test]
async fn changes_arrive_as_events_and_whoever_fell_behind_reads_everything_again() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let mut events = Events::open(&bench, &cookie).await;
    bench.core.changes.send(Change::Outbox).unwrap();
    events.until("data: {\"topic\":\"outbox\"}\n\n").await;
    // More at once than the channel keeps: this test's one thread does not let the stream read in between.
    for _ in 0..20 {
        bench.core.changes.send(Change::Desk).unwrap();
    }
    events.until("data: {\"topic\":\"everything\"}\n\n").await;
}

#[tokio::test]
async fn stopping_ends_the_streams_and_the_listening() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let mut events = Events::open(&bench, &cookie).await;
    let address = bench.server.address();
    let began = std::time::Instant::now();
    bench.server.stop(Duration::from_secs(5)).await;
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "an open stream does not hold it up"
    );
    let mut rest = Vec::new();
    events.stream.read_to_end(&mut rest).await.unwrap();
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}

//! The token, the cookie, and what may be asked with them.

use serde_json::json;

use super::bench::{Bench, HOST, JSON};

#[tokio::test]
async fn what_our_own_page_asks_reaches_the_core() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let own: [&[&str]; 5] = [
        &[HOST, JSON, &cookie],
        &[
            "Host: localhost:PORT",
            JSON,
            &cookie,
            "Origin: http://localhost:PORT",
        ],
        &[
            HOST,
            JSON,
            &cookie,
            "Origin: http://127.0.0.1:PORT",
            "Sec-Fetch-Site: same-origin",
        ],
        &[
            HOST,
            "Content-Type: application/json; charset=utf-8",
            &cookie,
            "Sec-Fetch-Site: none",
        ],
        &[HOST, JSON, &format!("{cookie}; theme=night")],
    ];
    for headers in own {
        let reply = bench.ask("POST /api/session", headers, "{}").await;
        assert_eq!(
            (reply.status, reply.json()),
            (200, json!({ "person": "ada" })),
            "{headers:?}"
        );
    }
    assert_eq!(bench.asked(), vec![("session".to_owned(), json!({})); 5]);
}

#[tokio::test]
async fn the_token_opens_once_and_only_as_it_was_printed() {
    let bench = Bench::new().await;
    let token = bench.token();
    assert_eq!(token.len(), 64, "256 bits");
    let wrong = [
        "",
        &token[1..],
        &format!("{token}0"),
        &"0".repeat(64),
        &token
            .to_uppercase()
            .replace(|l: char| l.is_ascii_digit(), "0"),
    ];
    for offered in wrong {
        assert_eq!(
            bench.exchange(offered).await.status,
            401,
            "{offered:?} is not the token"
        );
    }
    for body in [
        "{}",
        "[]",
        "null",
        "{\"token\": 7}",
        "{\"token\": \"x\", \"more\": 1}",
    ] {
        assert_eq!(
            bench.ask("POST /session", &[HOST, JSON], body).await.status,
            400,
            "{body}"
        );
    }
    let forged = [HOST, JSON, "Origin: https://evil.example"];
    let body = json!({ "token": token }).to_string();
    assert_eq!(
        bench.ask("POST /session", &forged, &body).await.status,
        403,
        "not from another origin"
    );
    let first = bench.exchange(&token).await;
    let cookie = first.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with(&format!("holdfast-{}=", bench.port())),
        "{cookie}"
    );
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
    let second = bench.exchange(&token).await;
    assert_eq!(second.status, 401);
    assert!(
        second.json()["message"]
            .as_str()
            .unwrap()
            .contains("opened already"),
        "{second:?}"
    );
}

mod hostile;
mod wire;

use std::io::Write as _;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use self::wire::{Manner, Wire};
use super::{Answer, Call, Credential, Http, Limits, Problem, ProblemKind};
use crate::secret::Secret;

const LIMITS: Limits = Limits {
    connect: Duration::from_secs(1),
    total: Duration::from_secs(1),
    body: 64 * 1024,
    headers: 64 * 1024,
    redirects: 3,
};

async fn get(url: Url) -> Result<Answer, Problem> {
    Http::with_limits(LIMITS)
        .send(Call::get("Prometheus", url))
        .await
}

async fn met(manner: Manner) -> Result<Answer, Problem> {
    let wire = Wire::with(manner).await;
    get(wire.url()).await
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn said(headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{body}").into_bytes()
}

#[tokio::test]
async fn an_answer_of_just_the_allowed_size_is_an_answer() {
    let body = vec![b'1'; LIMITS.body];
    let whole = met(Manner::answer("200 OK", "", &body)).await.unwrap();
    assert_eq!(whole.body.len(), LIMITS.body);
    let packed = gzip(&body);
    let packed = Manner::answer("200 OK", "content-encoding: gzip\r\n", &packed);
    assert_eq!(met(packed).await.unwrap().body.len(), LIMITS.body);
    let more = vec![b'1'; LIMITS.body + 1];
    let more = met(Manner::answer("200 OK", "", &more)).await.unwrap_err();
    assert_eq!(more.kind, ProblemKind::TooLarge);
}

#[tokio::test]
async fn a_body_shorter_than_what_follows_is_read_to_its_length() {
    let answer = met(Manner::Say(said("content-length: 5", "{\"a\":1}")))
        .await
        .unwrap();
    let problem = answer.json::<serde_json::Value>().unwrap_err();
    assert_eq!(
        (problem.kind, problem.message.as_str()),
        (
            ProblemKind::Unreadable,
            "Prometheus answered with half a JSON document: try again"
        )
    );
}

#[tokio::test]
async fn nobody_there_is_said_with_host_and_port() {
    let gone = Wire::with(Manner::Say(vec![])).await.url();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut url = gone;
    url.set_port(Some(port)).unwrap();
    assert_eq!(
        get(url).await.unwrap_err(),
        Problem::new(
            ProblemKind::Unreachable,
            format!("127.0.0.1:{port} refused the connection: is Prometheus running there?")
        )
    );
    let unknown = get("http://nobody.invalid:9090/".parse().unwrap())
        .await
        .unwrap_err();
    assert!(
        matches!(
            unknown.kind,
            ProblemKind::Unreachable | ProblemKind::TimedOut
        ) && unknown.message.contains("nobody.invalid"),
        "{unknown}"
    );
}

#[tokio::test]
async fn a_slow_answer_is_said_with_host_and_limit() {
    let wire = Wire::with(Manner::SayAndHang(vec![])).await;
    let port = wire.url().port().unwrap();
    assert_eq!(
        get(wire.url()).await.unwrap_err(),
        Problem::new(
            ProblemKind::TimedOut,
            format!("127.0.0.1:{port} did not answer within 1 s")
        )
    );
}

#[tokio::test]
async fn a_credential_never_goes_to_another_host() {
    let secret = Secret::new("ops:canary-token");
    let key = HeaderName::from_static("x-api-key");
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Moved",
        "308 Moved",
    ] {
        let other = Wire::with(Manner::answer("200 OK", "", b"{}")).await;
        for to in [other.url(), other.by_name()] {
            let wire = Wire::with(Manner::redirect(status, to.as_str())).await;
            for credential in [
                Credential::Bearer(&secret),
                Credential::Basic(&secret),
                Credential::Header(&key, &secret),
                Credential::Address,
            ] {
                let call = Call::get("Prometheus", wire.url()).with(Some(credential));
                let problem = Http::with_limits(LIMITS).send(call).await.unwrap_err();
                assert_eq!(problem.kind, ProblemKind::Redirected, "{problem}");
            }
        }
        assert_eq!(other.seen(), Vec::<String>::new(), "nothing arrived there");
    }
}

#[tokio::test]
async fn without_a_credential_a_redirect_is_followed_with_nothing_carried_along() {
    let other = Wire::with(Manner::answer("200 OK", "", b"{}")).await;
    let wire = Wire::with(Manner::redirect("302 Found", other.url().as_str())).await;
    let call = Call::get("Prometheus", wire.url()).header(
        HeaderName::from_static("x-scope-orgid"),
        HeaderValue::from_static("canary-tenant"),
    );
    let answer = Http::with_limits(LIMITS).send(call).await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(wire.seen().concat().contains("canary-tenant"));
    let seen = other.seen().concat();
    assert!(
        seen.starts_with("GET / ") && !seen.contains("canary") && !seen.contains("referer"),
        "{seen}"
    );
}

#[tokio::test]
async fn what_was_sent_is_not_sent_again_elsewhere_or_as_something_else() {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Moved",
        "308 Moved",
    ] {
        let wire = Wire::with(Manner::redirect(status, "/elsewhere")).await;
        let call = Call::post_form("Prometheus", wire.url(), &[("query", "up")]);
        let problem = Http::with_limits(LIMITS).send(call).await.unwrap_err();
        assert_eq!(
            (problem.kind, wire.seen().len()),
            (ProblemKind::Redirected, 1),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn a_credential_stays_with_its_host_through_a_redirect_there() {
    let secret = Secret::new("canary-token\n");
    let wire = Wire::with(Manner::redirect("302 Found", "/again")).await;
    let call = Call::get("Prometheus", wire.url()).with(Some(Credential::Bearer(&secret)));
    let problem = Http::with_limits(LIMITS).send(call).await.unwrap_err();
    let seen = wire.seen();
    assert_eq!(seen.len(), 4, "the first and three redirects");
    assert!(
        seen.iter()
            .all(|asked| asked.contains("authorization: Bearer canary-token\r\n")),
        "{seen:?}"
    );
    assert_eq!(
        problem.message,
        "Prometheus redirected more than 3 times: check the address"
    );
}

#[tokio::test]
async fn no_message_holds_a_secret_or_a_query() {
    let secret = Secret::new("canary-token");
    let manners = [
        Manner::SayAndHang(vec![]),
        Manner::Say(vec![]),
        Manner::Say(b"canary".to_vec()),
        Manner::redirect("302 Found", "http://localhost/canary?canary=canary#canary"),
        Manner::redirect("302 Found", "canary://canary"),
        Manner::answer("200 OK", "content-encoding: gzip\r\n", b"canary"),
        Manner::SayAndHang(said("content-length: 1073741824", "")),
    ];
    for manner in manners {
        let wire = Wire::with(manner.clone()).await;
        let url = wire.url().join("/canary/path?token=canary#canary").unwrap();
        for credential in [
            None,
            Some(Credential::Bearer(&secret)),
            Some(Credential::Address),
        ] {
            let call = Call::get("Slack", url.clone()).with(credential);
            let Err(problem) = Http::with_limits(LIMITS).send(call).await else {
                continue;
            };
            assert!(
                !format!("{problem:?}").contains("canary"),
                "{manner:?}: {problem}"
            );
            if matches!(credential, Some(Credential::Address)) {
                assert!(
                    !problem.message.contains("127.0.0.1"),
                    "{manner:?}: {problem}"
                );
            }
        }
    }
}

#[tokio::test]
async fn addresses_that_are_never_called_are_not_called() {
    for address in [
        "http://169.254.169.254/",
        "http://[fe80::1]/",
        "http://a:b@127.0.0.1/",
        "file:///etc/passwd",
    ] {
        let problem = get(address.parse().unwrap()).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Refused, "{address}: {problem}");
    }
}

#[tokio::test]
async fn a_secret_that_cannot_be_sent_is_asked_for_again() {
    let wire = Wire::with(Manner::answer("200 OK", "", b"{}")).await;
    let (broken, no_user) = (
        Secret::new("canary\nx: y"),
        Secret::new("canary without colon"),
    );
    for credential in [Credential::Bearer(&broken), Credential::Basic(&no_user)] {
        let call = Call::get("Prometheus", wire.url()).with(Some(credential));
        let problem = Http::with_limits(LIMITS).send(call).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NeedsSecret);
        assert!(!problem.message.contains("canary"), "{problem}");
    }
    assert_eq!(wire.seen(), Vec::<String>::new());
}

#[tokio::test]
async fn it_says_who_it_is_and_what_it_reads() {
    let wire = Wire::with(Manner::answer("429 Slow Down", "retry-after: 7\r\n", b"")).await;
    let answer = get(wire.url()).await.unwrap();
    let seen = wire.seen().concat();
    assert!(
        seen.contains(concat!(
            "user-agent: holdfast/",
            env!("CARGO_PKG_VERSION"),
            "\r\n"
        )),
        "{seen}"
    );
    assert!(seen.contains("accept-encoding: gzip\r\n"), "{seen}");
    assert_eq!(
        answer.ok().unwrap_err(),
        Problem {
            kind: ProblemKind::Busy,
            message: "Prometheus answered 429: too many requests, Holdfast waits".to_owned(),
            retry_after: Some(chrono::Duration::seconds(7)),
        }
    );
}

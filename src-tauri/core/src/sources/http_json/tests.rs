use std::collections::BTreeMap;

use reqwest::StatusCode;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::super::Source;
use super::*;

fn found(body: &str, path: &str) -> Result<f64, (ProblemKind, String)> {
    let answer = Answer {
        who: WHO,
        status: StatusCode::OK,
        body: body.as_bytes().to_vec(),
        retry_after: None,
        had_secret: false,
    };
    parse(&answer, path).map_err(|problem| (problem.kind, problem.message))
}

const SHOP: &str = r#"{
    "checkout": {"success_rate": 61.5, "label": "61.5", "unit": "61.5 %", "up": true, "since": null, "big": 9007199254740993},
    "regions": [{"name": "eu", "orders": 12}, {"name": "us", "orders": "7"}],
    "odd key": -0.0, "ü": 1
}"#;

#[test]
fn a_path_finds_one_number() {
    assert_eq!(
        [
            "$.checkout.success_rate",
            " $.checkout.label ",
            "$['checkout']['success_rate']",
            "$.regions[0].orders",
            "$.regions[-1].orders",
            "$.regions[?@.name=='us'].orders",
            "$..success_rate",
            "$['odd key']",
            "$.ü",
            "$.checkout.big",
        ]
        .map(|path| found(SHOP, path)),
        [
            Ok(61.5),
            Ok(61.5),
            Ok(61.5),
            Ok(12.0),
            Ok(7.0),
            Ok(7.0),
            Ok(61.5),
            Ok(0.0),
            Ok(1.0),
            Ok(9_007_199_254_740_992.0)
        ]
    );
    assert_eq!(found("42", "$"), Ok(42.0), "a bare number is a document");
}

#[test]
fn anything_else_is_a_sentence_and_never_a_zero() {
    for (path, kind, words) in [
        (
            "$.checkout.up",
            ProblemKind::Unreadable,
            "is true, not a number",
        ),
        (
            "$.checkout.since",
            ProblemKind::Unreadable,
            "is null, not a number",
        ),
        (
            "$.checkout.unit",
            ProblemKind::Unreadable,
            "the text “61.5 %”",
        ),
        ("$.checkout", ProblemKind::Unreadable, "an object"),
        ("$.regions", ProblemKind::Unreadable, "a list"),
        (
            "$.checkout.rate",
            ProblemKind::Unreadable,
            "Nothing in the document is at $.checkout.rate",
        ),
        ("$.regions[9].orders", ProblemKind::Unreadable, "Nothing"),
        (
            "$.regions[*].orders",
            ProblemKind::Rejected,
            "finds 2 values",
        ),
        (
            "checkout.success_rate",
            ProblemKind::Rejected,
            "is not a JSONPath",
        ),
        ("$.checkout[", ProblemKind::Rejected, "is not a JSONPath"),
        ("", ProblemKind::Rejected, "is not a JSONPath"),
    ] {
        let (found_kind, message) = found(SHOP, path).unwrap_err();
        assert_eq!(found_kind, kind, "{path}: {message}");
        assert!(message.contains(words), "{path}: {message}");
    }
}

#[test]
fn a_hostile_document_is_not_read() {
    for body in [
        "",
        "NaN",
        "{\"a\": Infinity}",
        "{\"a\":1e400}",
        "{\"a\":01}",
        "{\"a\":'1'}",
        "<a>1</a>",
        &"[".repeat(200_000),
    ] {
        assert_eq!(
            found(body, "$.a").unwrap_err().0,
            ProblemKind::Unreadable,
            "{body:.20}"
        );
    }
    assert_eq!(
        found("{\"a\":1,\"a\":2}", "$.a"),
        Ok(2.0),
        "of a key given twice, the last one counts"
    );
    let long = format!("{{\"a\":\"{}\"}}", "9".repeat(100_000));
    let (_, message) = found(&long, "$.a").unwrap_err();
    assert!(message.len() < 200, "{message}");
}

fn source(url: String, header: Option<&str>) -> Source {
    let mut values = BTreeMap::from([("url".to_owned(), url)]);
    values.extend(header.map(|header| ("header".to_owned(), header.to_owned())));
    Source::build("http_json", &values).unwrap()
}

#[tokio::test]
async fn the_secret_goes_as_a_bearer_token_or_as_it_is() {
    let now = chrono::DateTime::UNIX_EPOCH;
    let secret = Secret::new("canary-token");
    for (name, field, value) in [
        ("authorization", None, "Bearer canary-token"),
        ("x-api-key", Some("X-Api-Key"), "canary-token"),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("GET"))
            .and(path("/health"))
            .and(query_param("shop", "eu"))
            .and(header(name, value))
            .respond_with(ResponseTemplate::new(200).set_body_string(SHOP))
            .expect(1)
            .mount(&server)
            .await;
        let source = source(format!("{}/health?shop=eu#top", server.uri()), field);
        let reading = source
            .read(&Http::new(), Some(&secret), "$.checkout.success_rate", now)
            .await;
        assert_eq!(
            reading,
            Ok(Reading {
                at: now,
                value: 61.5
            })
        );
    }
}

#[tokio::test]
async fn a_status_that_is_not_well_is_not_read_however_good_its_body() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(503).set_body_string(SHOP))
        .mount(&server)
        .await;
    let now = chrono::DateTime::UNIX_EPOCH;
    let source = source(server.uri(), None);
    let problem = source
        .read(&Http::new(), None, "$.checkout.success_rate", now)
        .await
        .unwrap_err();
    assert_eq!(
        (problem.kind, problem.message.as_str()),
        (
            ProblemKind::Busy,
            "The JSON endpoint answered 503: it has a fault of its own, Holdfast tries again"
        )
    );
    let past = source
        .history(&Http::new(), None, "$", now, now, Duration::seconds(1))
        .await;
    assert_eq!(past, Ok(Vec::new()), "a document has no past");
}

#[test]
fn a_header_that_cannot_carry_the_secret_is_refused() {
    for header in ["X Api Key", "Host", "Content-Length", "a:b", "ü"] {
        let values = BTreeMap::from([
            ("url".to_owned(), "http://shop".to_owned()),
            ("header".to_owned(), header.to_owned()),
        ]);
        let problem = Source::build("http_json", &values).unwrap_err();
        assert_eq!(problem.field, "header", "{header}");
    }
}

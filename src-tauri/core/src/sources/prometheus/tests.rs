use std::collections::BTreeMap;

use chrono::{DateTime, Duration};
use reqwest::StatusCode;
use serde_json::json;
use wiremock::matchers::{body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::super::{Reading, Source};
use super::answer::{parse_instant, parse_range};
use super::*;
use crate::form::FieldProblem;
use crate::http::{Answer, ProblemKind};

fn now() -> Instant {
    DateTime::from_timestamp(1_774_000_000, 0).unwrap()
}

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        who: WHO,
        status: StatusCode::from_u16(status).unwrap(),
        body: body.as_bytes().to_vec(),
        retry_after: None,
        had_secret: false,
    }
}

fn instant(body: &str) -> Result<f64, (ProblemKind, String)> {
    parse_instant(&answer(200, body), now())
        .map(|reading| reading.value)
        .map_err(|problem| (problem.kind, problem.message))
}

fn vector(value: &str) -> String {
    format!(
        r#"{{"status":"success","data":{{"resultType":"vector","result":[{{"metric":{{"__name__":"up"}},"value":[1774000000.781,"{value}"]}}]}}}}"#
    )
}

#[test]
fn one_series_or_a_scalar_is_a_number() {
    assert_eq!(instant(&vector("97.25")), Ok(97.25));
    assert_eq!(instant(&vector("1e+06")), Ok(1e6));
    assert_eq!(instant(&vector("-0")), Ok(0.0));
    let scalar = r#"{"status":"success","data":{"resultType":"scalar","result":[1774000000,"2"]}}"#;
    assert_eq!(instant(scalar), Ok(2.0));
    let warned = r#"{"status":"success","isPartial":false,"data":{"resultType":"vector","result":[{"metric":{},"value":[1774000000,"5"]}],"stats":{"seriesFetched":"1"}},"warnings":["PromQL warning"],"infos":["metric might not be a counter"]}"#;
    assert_eq!(instant(warned), Ok(5.0), "a warning is no refusal");
}

#[test]
fn what_is_no_number_is_never_a_zero() {
    for (value, word) in [
        ("NaN", "NaN"),
        ("+Inf", "+Inf"),
        ("-Inf", "-Inf"),
        ("", "where a number belongs"),
        ("1,5", "where a number belongs"),
        ("0x10", "where a number belongs"),
        ("1e400", "where a number belongs"),
        ("true", "where a number belongs"),
    ] {
        let (kind, message) = instant(&vector(value)).unwrap_err();
        assert_eq!(kind, ProblemKind::Unreadable, "{value}");
        assert!(message.contains(word), "{value}: {message}");
    }
}

#[test]
fn an_answer_that_gives_no_one_number_says_what_to_do() {
    let typed = |kind: &str, result: &str| {
        instant(&format!(
            r#"{{"status":"success","data":{{"resultType":"{kind}","result":{result}}}}}"#
        ))
        .unwrap_err()
        .1
    };
    let one = r#"{"metric":{},"value":[1774000000,"1"]}"#;
    let histogram = r#"[{"metric":{},"histogram":[1774000000,{"count":"1","sum":"2"}]}]"#;
    let range = r#"[{"metric":{},"values":[[1774000000,"1"]]}]"#;
    for (kind, result, words) in [
        ("vector", "[]", "Prometheus has no data for the query now"),
        (
            "vector",
            &format!("[{one},{one},{one}]"),
            "The query gives 3 series",
        ),
        ("vector", histogram, "histogram_quantile(…)"),
        ("matrix", range, "rate(…)"),
        ("string", r#"[1774000000,"up"]"#, "text"),
        ("streams", "[]", "“streams”"),
        ("vector", r#"[{"value":[1774000000,1]}]"#, "another shape"),
        (
            "vector",
            r#"[{"value":["1774000000","1"]}]"#,
            "another shape",
        ),
        ("vector", r#"[{"value":[1774000000]}]"#, "another shape"),
        ("vector", r#"{"value":1}"#, "another shape"),
        ("scalar", "null", "another shape"),
        ("scalar", r#"[1e300,"1"]"#, "time that cannot be"),
    ] {
        let message = typed(kind, result);
        assert!(message.contains(words), "{kind} {result}: {message}");
    }
    let many = format!("[{}]", vec![one; 10_000].join(","));
    assert!(typed("vector", &many).contains("10000 series"));
}

#[test]
fn a_clock_far_from_ours_is_no_reading() {
    let at = |seconds: i64| {
        instant(&format!(
            r#"{{"status":"success","data":{{"resultType":"scalar","result":[{seconds},"1"]}}}}"#
        ))
    };
    let ours = now().timestamp();
    assert_eq!((at(ours - 290), at(ours + 290)), (Ok(1.0), Ok(1.0)));
    for seconds in [0, -1_000_000_000, ours - 301, ours + 301, 4_070_908_800] {
        let (kind, message) = at(seconds).unwrap_err();
        assert_eq!(kind, ProblemKind::Unreadable, "{message}");
        assert!(message.contains("compare the two clocks"), "{message}");
    }
    assert_eq!(
        at(ours - 720).unwrap_err().1,
        "Prometheus answered for a time 12 min from this machine's: compare the two clocks"
    );
}

#[test]
fn a_refusal_is_said_in_prometheus_s_words() {
    let refused = |status: u16, body: &str| {
        let problem = parse_instant(&answer(status, body), now()).unwrap_err();
        (problem.kind, problem.message)
    };
    assert_eq!(
        refused(
            400,
            r#"{"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:4: parse error:\n unclosed left parenthesis"}"#
        ),
        (
            ProblemKind::Rejected,
            "Prometheus cannot run the query: invalid parameter \"query\": 1:4: parse error: unclosed left parenthesis"
                .to_owned()
        )
    );
    assert_eq!(
        refused(
            503,
            r#"{"status":"error","errorType":"timeout","error":"query timed out in expression evaluation"}"#
        ),
        (
            ProblemKind::Busy,
            "Prometheus could not answer: query timed out in expression evaluation".to_owned()
        )
    );
    assert_eq!(
        refused(401, "Unauthorized"),
        (
            ProblemKind::NeedsSecret,
            "Prometheus answered 401: it wants a token, store one".to_owned()
        )
    );
    assert_eq!(
        refused(200, r#"{"status":"error"}"#).0,
        ProblemKind::Unreadable
    );
    assert_eq!(
        refused(502, "<html>bad gateway</html>").0,
        ProblemKind::Busy
    );
    assert_eq!(refused(404, "{}").0, ProblemKind::Rejected);
}

#[test]
fn an_answer_that_is_not_prometheus_s_is_not_read() {
    for body in [
        "",
        "[]",
        "null",
        "1",
        r#""success""#,
        "{}",
        r#"{"status":"success"}"#,
        r#"{"status":"success","data":null}"#,
        r#"{"status":"success","data":[]}"#,
        r#"{"status":"success","status":"error","data":{}}"#,
        "<!DOCTYPE html><title>Sign in to HotelWiFi</title>",
        &"[".repeat(10_000),
        &"{\"data\":".repeat(10_000),
    ] {
        let (kind, message) = instant(body).unwrap_err();
        assert_eq!(kind, ProblemKind::Unreadable, "{body:.40}: {message}");
    }
}

#[test]
fn a_range_leaves_gaps_where_there_is_no_number() {
    let body = r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[
        [1774000060.5,"2"],[1774000000,"1"],[1774000120,"NaN"],[1774000180,"+Inf"],[1774000240,"0"]]}]}}"#;
    let reading = |millis: i64, value: f64| Reading {
        at: DateTime::from_timestamp_millis(millis).unwrap(),
        value,
    };
    assert_eq!(
        parse_range(&answer(200, body)),
        Ok(vec![
            reading(1_774_000_000_000, 1.0),
            reading(1_774_000_060_500, 2.0),
            reading(1_774_000_240_000, 0.0)
        ])
    );
    let empty = r#"{"status":"success","data":{"resultType":"matrix","result":[]}}"#;
    assert_eq!(parse_range(&answer(200, empty)), Ok(Vec::new()));
    let two = r#"{"status":"success","data":{"resultType":"matrix","result":[{"values":[]},{"values":[]}]}}"#;
    assert!(
        parse_range(&answer(200, two))
            .unwrap_err()
            .message
            .contains("2 series")
    );
    assert_eq!(
        parse_range(&answer(200, &vector("1"))).unwrap_err().kind,
        ProblemKind::Unreadable
    );
}

#[test]
fn the_step_is_widened_until_the_range_fits() {
    for (range, step) in [
        (Duration::hours(3), Duration::seconds(15)),
        (Duration::days(30), Duration::seconds(10)),
        (Duration::days(365), Duration::seconds(1)),
        (Duration::zero(), Duration::zero()),
        (Duration::hours(1), Duration::seconds(-5)),
    ] {
        let wide = wide_enough(range, step);
        let points = range.num_milliseconds() / wide.num_milliseconds() + 1;
        assert!(
            points <= MOST_POINTS && wide >= step,
            "{range} by {wide}: {points} points"
        );
    }
    assert_eq!(
        wide_enough(Duration::hours(3), Duration::seconds(15)),
        Duration::seconds(15),
        "a step that fits is left alone"
    );
}

fn source(server: &MockServer, more: &[(&str, &str)]) -> Source {
    let mut values = BTreeMap::from([("url".to_owned(), format!("{}/prom/", server.uri()))]);
    values.extend(
        more.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
    );
    Source::build("prometheus", &values).unwrap()
}

#[tokio::test]
async fn a_query_is_posted_as_a_form_with_token_and_tenant() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/prom/api/v1/query"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(header("authorization", "Bearer canary-token"))
        .and(header("x-scope-orgid", "team-a"))
        .and(body_string(
            "query=sum%28rate%28http_total%7Bcode%3D%7E%222..%22%7D%5B5m%5D%29%29+*+100",
        ))
        .respond_with(ResponseTemplate::new(200).set_body_string(vector("61")))
        .expect(1)
        .mount(&server)
        .await;
    let reading = source(&server, &[("tenant", "team-a")])
        .read(
            &Http::new(),
            Some(&Secret::new("canary-token")),
            r#"sum(rate(http_total{code=~"2.."}[5m])) * 100"#,
            now(),
        )
        .await;
    assert_eq!(
        reading,
        Ok(Reading {
            at: now(),
            value: 61.0
        })
    );
}

#[tokio::test]
async fn history_is_asked_for_between_two_instants() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/prom/api/v1/query_range"))
        .and(header("authorization", "Basic b3BzOmNhbmFyeQ=="))
        .and(body_string("query=up&start=1773989200.000&end=1774000000.000&step=15.000"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "status": "success",
            "data": {"resultType": "matrix", "result": [{"metric": {}, "values": [[1_773_989_200, "1"]]}]}
        })))
        .expect(1)
        .mount(&server)
        .await;
    let history = source(&server, &[("auth", "basic")])
        .history(
            &Http::new(),
            Some(&Secret::new("ops:canary")),
            "up",
            now() - Duration::hours(3),
            now(),
            Duration::seconds(15),
        )
        .await;
    let first = Reading {
        at: now() - Duration::hours(3),
        value: 1.0,
    };
    assert_eq!(history, Ok(vec![first]));
}

#[tokio::test]
async fn a_token_that_is_echoed_is_hidden() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(400).set_body_json(json!({
            "status": "error", "errorType": "bad_data", "error": "no user with Bearer canary-token"
        })))
        .mount(&server)
        .await;
    let problem = source(&server, &[])
        .probe(&Http::new(), Some(&Secret::new("canary-token")), now())
        .await
        .unwrap_err();
    assert_eq!(
        problem.message,
        "Prometheus cannot run the query: no user with Bearer <redacted>"
    );
}

#[test]
fn what_was_typed_wrong_is_named() {
    let build = |pairs: &[(&str, &str)]| {
        let values = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        Source::build("prometheus", &values)
            .map(|_| ())
            .map_err(|FieldProblem { field, .. }| field)
    };
    let url = ("url", "http://127.0.0.1:9090");
    assert_eq!(
        [
            build(&[url]),
            build(&[]),
            build(&[url, ("auth", "digest")]),
            build(&[url, ("tenant", "a\nb")]),
            build(&[url, ("tennant", "a")]),
        ],
        [
            Ok(()),
            Err("url".to_owned()),
            Err("auth".to_owned()),
            Err("tenant".to_owned()),
            Err("tennant".to_owned())
        ]
    );
    let unknown = Source::build("prometeus", &BTreeMap::new()).unwrap_err();
    assert_eq!(
        unknown.message,
        "There is no kind “prometeus”; there is: prometheus, http_json, demo"
    );
}

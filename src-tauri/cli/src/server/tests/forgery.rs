//! Forged, malformed and oversized requests: none of them reaches the core.

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::bench::{Bench, HOST, JSON, Reply};
use crate::server::MAX_BODY;

/// Asks with these headers, expects that status and a sentence, and that the core heard nothing.
async fn refused(bench: &Bench, what: &str, status: u16, line: &str, headers: &[&str], body: &str) {
    let reply = bench.ask(line, headers, body).await;
    assert_eq!(reply.status, status, "{what}: {reply:?}");
    let message = &reply.json()["message"];
    let sentence = message.as_str().is_some_and(|said| said.ends_with('.'));
    assert!(sentence, "{what} is refused with a sentence: {reply:?}");
    let sniffed = reply.header("x-content-type-options");
    assert_eq!(sniffed, Some("nosniff"), "{what}: {reply:?}");
    assert_eq!(bench.asked(), [], "{what} did not reach the core");
}

const CALL: &str = "POST /api/session";

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let hosts = [
        ("another name that points here", "evil.example:PORT"),
        ("another name without a port", "evil.example"),
        ("our address without the port", "127.0.0.1"),
        ("our name without the port", "localhost"),
        ("our address with another port", "127.0.0.1:1"),
        ("our address with two ports", "127.0.0.1:PORT:PORT"),
        (
            "a name that begins with ours",
            "127.0.0.1:PORT.evil.example",
        ),
        ("a name that ends with ours", "evil.localhost:PORT"),
        ("somebody before an @", "localhost:PORT@evil.example"),
        ("us behind an @", "evil.example@localhost:PORT"),
        ("the address that means all", "0.0.0.0:PORT"),
        ("loopback spelt as one number", "2130706433:PORT"),
        ("loopback spelt in octal", "0177.0.0.1:PORT"),
        ("loopback spelt short", "127.1:PORT"),
        ("another loopback address", "127.0.0.2:PORT"),
        ("loopback of the other family", "[::1]:PORT"),
        ("our name with a dot", "localhost.:PORT"),
        ("two names in one", "localhost:PORT, evil.example"),
        ("an empty name", ""),
    ];
    for (what, host) in hosts {
        let host = format!("Host: {host}");
        refused(&bench, what, 403, CALL, &[&host, JSON, &cookie], "{}").await;
        refused(&bench, what, 403, "GET /", &[&host], "").await;
    }
    let own = [HOST, JSON, &cookie];
    let foreign = "POST http://evil.example/api/session";
    refused(
        &bench,
        "a foreign absolute address",
        403,
        foreign,
        &own,
        "{}",
    )
    .await;
    refused(&bench, "no name", 403, CALL, &own[1..], "{}").await;
    for host in [HOST, "Host: evil.example"] {
        refused(
            &bench,
            "two names",
            403,
            CALL,
            &[HOST, host, JSON, &cookie],
            "{}",
        )
        .await;
    }
}

#[tokio::test]
async fn a_request_made_by_another_page_is_refused() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let headers = [
        ("a page on the web", "Origin: https://evil.example"),
        ("a page without an origin", "Origin: null"),
        ("an empty origin", "Origin: "),
        (
            "another port of this computer",
            "Origin: http://127.0.0.1:1",
        ),
        ("our name for our address", "Origin: http://localhost:PORT"),
        ("our address over https", "Origin: https://127.0.0.1:PORT"),
        (
            "an origin that begins with ours",
            "Origin: http://127.0.0.1:PORT.evil.example",
        ),
        ("an origin with a path", "Origin: http://127.0.0.1:PORT/"),
        (
            "an extension",
            "Origin: chrome-extension://abcdefghijklmnop",
        ),
        ("a file", "Origin: file://"),
        ("a page of another site", "Sec-Fetch-Site: cross-site"),
        ("a page of another port", "Sec-Fetch-Site: same-site"),
        ("a site that no browser says", "Sec-Fetch-Site: friendly"),
    ];
    for (what, header) in headers {
        refused(
            &bench,
            what,
            403,
            CALL,
            &[HOST, JSON, &cookie, header],
            "{}",
        )
        .await;
        refused(
            &bench,
            what,
            403,
            "GET /events",
            &[HOST, &cookie, header],
            "",
        )
        .await;
        refused(&bench, what, 403, "OPTIONS /api/log", &[HOST, header], "").await;
    }
    let twice = [
        "Origin: http://127.0.0.1:PORT",
        "Origin: https://evil.example",
    ];
    let headers = [HOST, JSON, &cookie, twice[0], twice[1]];
    refused(&bench, "two origins", 403, CALL, &headers, "{}").await;
}

#[tokio::test]
async fn a_request_without_the_session_is_refused() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let (name, value) = cookie.split_once('=').unwrap();
    let token = bench.token();
    let headers = [
        ("a guess", format!("{name}={}", "0".repeat(64))),
        ("one character too few", format!("{name}={}", &value[..63])),
        ("one character too many", format!("{name}={value}0")),
        ("nothing", format!("{name}=")),
        ("nothing, without a sign", name.to_owned()),
        (
            "the value under another name",
            format!("Cookie: holdfast={value}"),
        ),
        ("the value in another header", format!("X-{cookie}")),
        ("the token", format!("{name}={token}")),
        (
            "the token in a header",
            format!("Authorization: Bearer {token}"),
        ),
        ("no cookie", "Accept: */*".to_owned()),
    ];
    for (what, header) in headers {
        refused(&bench, what, 401, CALL, &[HOST, JSON, &header], "{}").await;
        refused(&bench, what, 401, "GET /events", &[HOST, &header], "").await;
    }
    let query = format!("POST /api/session?token={token}");
    refused(
        &bench,
        "the token in the query",
        401,
        &query,
        &[HOST, JSON],
        "{}",
    )
    .await;
    let unknown = "POST /api/nowhere";
    refused(
        &bench,
        "a row that is not there",
        401,
        unknown,
        &[HOST, JSON],
        "{}",
    )
    .await;
}

#[tokio::test]
async fn a_request_of_another_kind_is_refused() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let methods = [
        ("a read by GET", "GET /api/session"),
        ("a read by DELETE", "DELETE /api/session"),
        ("a write by PUT", "PUT /api/log"),
        ("a preflight", "OPTIONS /api/session"),
        ("events by POST", "POST /events"),
        ("a session by GET", "GET /session"),
        ("a file by POST", "POST /index.html"),
        ("a path below a row", "POST /api/log/more"),
    ];
    for (what, line) in methods {
        refused(&bench, what, 405, line, &[HOST, JSON, &cookie], "").await;
    }
    let types = [
        ("what a form can send: text", "text/plain"),
        (
            "what a form can send: fields",
            "application/x-www-form-urlencoded",
        ),
        (
            "what a form can send: parts",
            "multipart/form-data; boundary=application/json",
        ),
        ("a type that begins with ours", "application/jsonp"),
        ("a type behind ours", "text/plain, application/json"),
        ("no type", ""),
    ];
    for (what, kind) in types {
        let kind = format!("Content-Type: {kind}");
        refused(&bench, what, 415, CALL, &[HOST, &kind, &cookie], "{}").await;
    }
    let two = [HOST, JSON, "Content-Type: text/plain", &cookie];
    refused(&bench, "two types", 415, CALL, &two, "{}").await;
    refused(
        &bench,
        "no header for the type",
        415,
        CALL,
        &[HOST, &cookie],
        "{}",
    )
    .await;
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let bodies = [
        ("no body", ""),
        ("spaces", "   "),
        ("half a body", "{\"text\": "),
        ("two bodies", "{}{}"),
        ("a trailing comma", "{\"text\": \"x\",}"),
        ("single quotes", "{'text': 'x'}"),
        ("a number that is none", "{\"limit\": NaN}"),
        ("half a surrogate pair", "{\"text\": \"\\ud800\"}"),
        ("a raw NUL", "{\"text\": \"\0\"}"),
        ("a mark of byte order", "\u{feff}{}"),
    ];
    for (what, body) in bodies {
        refused(&bench, what, 400, CALL, &[HOST, JSON, &cookie], body).await;
    }
}

#[tokio::test]
async fn bodies_beyond_the_limit_or_beyond_depth_are_refused_quickly() {
    let bench = Bench::new().await;
    let cookie = bench.let_in().await;
    let own = [HOST, JSON, cookie.as_str()];
    let long = format!("{{\"text\": \"{}\"}}", "a".repeat(MAX_BODY));
    let reply = bench.ask("POST /api/log", &own, &long).await;
    assert_eq!(reply.status, 413, "{reply:?}");
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let reply = bench.ask("POST /api/log", &own, &deep).await;
    assert_eq!(reply.status, 400, "{reply:?}");
    let chunked = "Transfer-Encoding: chunked";
    let request = format!("POST /api/log HTTP/1.1\r\n{HOST}\r\n{JSON}\r\n{cookie}\r\n{chunked}\r\nConnection: close\r\n\r\n")
        .replace("PORT", &bench.port().to_string());
    let chunk = format!("{:x}\r\n{}\r\n", MAX_BODY, "a".repeat(MAX_BODY));
    let reply = bench
        .raw(format!("{request}{chunk}{chunk}0\r\n\r\n").as_bytes())
        .await;
    assert_eq!(
        reply.status, 413,
        "a length that is not announced is counted: {reply:?}"
    );
    assert_eq!(bench.asked(), [], "nothing of it reached the core");
}

#[tokio::test]
async fn what_is_no_http_does_not_harm() {
    let bench = Bench::new().await;
    let noise: [&[u8]; 6] = [
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/log HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
        b"POST /api/log HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/log HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n{}",
    ];
    for bytes in noise {
        let mut stream = TcpStream::connect(bench.server.address()).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let reply = Reply::read(stream).await;
        assert!(
            reply.status == 0 || reply.status == 400 || reply.status == 403,
            "{bytes:?}: {reply:?}"
        );
    }
    let endless = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(2 * MAX_BODY));
    assert_eq!(
        bench.raw(endless.as_bytes()).await.status,
        431,
        "headers have a limit"
    );
    assert_eq!(bench.asked(), []);
    assert!(!bench.let_in().await.is_empty(), "it still serves");
}

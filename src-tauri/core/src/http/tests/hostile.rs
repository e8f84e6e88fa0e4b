//! Endpoints that mean harm or are broken: each is one sentence of the right kind, in time.

use std::time::{Duration, Instant};

use super::wire::Manner;
use super::{LIMITS, gzip, met, said};
use crate::http::ProblemKind;

#[tokio::test]
async fn one_that_does_not_finish_is_given_up_in_time() {
    use Manner::{Drip, SayAndHang};
    hold_against(
        ProblemKind::TimedOut,
        vec![
            ("never answers", SayAndHang(vec![])),
            (
                "hangs in the headers",
                SayAndHang(b"HTTP/1.1 200 OK\r\nx-a:".to_vec()),
            ),
            (
                "hangs in the body",
                SayAndHang(said("content-length: 10", "")),
            ),
            (
                "drips headers",
                Drip(b"HTTP/1.1 200 OK\r\nx-a: ".to_vec(), b'b'),
            ),
            (
                "drips a body",
                Drip(said("content-length: 60000", ""), b' '),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn one_that_breaks_off_is_no_answer() {
    use Manner::{Say, SayAndReset};
    hold_against(
        ProblemKind::Unreachable,
        vec![
            ("hangs up at once", Say(vec![])),
            ("resets at once", SayAndReset(vec![])),
            (
                "hangs up in the headers",
                Say(b"HTTP/1.1 200 OK\r\nx-a: b".to_vec()),
            ),
            (
                "hangs up in the body",
                Say(said("content-length: 10", "{\"a\"")),
            ),
            (
                "resets in the body",
                SayAndReset(said("content-length: 10", "{\"a\"")),
            ),
            (
                "promises more than it gives",
                Say(said("content-length: 5000", "{}")),
            ),
            (
                "breaks a chunk off",
                Say(said("transfer-encoding: chunked", "ff\r\n{}")),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn one_that_sends_too_much_is_cut_off() {
    use Manner::{Endless, SayAndHang};
    let bomb = gzip(&vec![b' '; 4 * 1024 * 1024]);
    assert!(
        bomb.len() < LIMITS.body,
        "it is the unpacked size that counts"
    );
    let many_headers = "x-a: b\r\n".repeat(10_000);
    hold_against(
        ProblemKind::TooLarge,
        vec![
            (
                "announces a gigabyte",
                SayAndHang(said("content-length: 1073741824", "")),
            ),
            (
                "never ends",
                Endless(said("connection: close", ""), vec![b' '; 8192]),
            ),
            (
                "never ends in chunks",
                Endless(
                    said("transfer-encoding: chunked", ""),
                    b"4\r\n    \r\n".repeat(500),
                ),
            ),
            (
                "is a gzip bomb",
                Manner::answer("200 OK", "content-encoding: gzip\r\n", &bomb),
            ),
            (
                "has endless headers",
                Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"x-a: b\r\n".repeat(500)),
            ),
            (
                "has one endless header",
                Endless(b"HTTP/1.1 200 OK\r\nx-a: ".to_vec(), vec![b'b'; 8192]),
            ),
            (
                "has ten thousand headers",
                Manner::answer("200 OK", &many_headers, b"{}"),
            ),
            (
                "has a header of 100 KiB",
                Manner::answer(
                    "200 OK",
                    &format!("x-a: {}\r\n", "b".repeat(100 * 1024)),
                    b"{}",
                ),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn one_that_does_not_speak_http_is_not_understood() {
    use Manner::Say;
    hold_against(
        ProblemKind::Unreadable,
        vec![
            ("speaks SSH", Say(b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec())),
            ("speaks HTTP/0.9", Say(b"<html>it works</html>".to_vec())),
            (
                "has an odd version",
                Say(b"HTTP/7.3 200 OK\r\n\r\n".to_vec()),
            ),
            (
                "has an odd header",
                Say(b"HTTP/1.1 200 OK\r\n\0: b\r\n\r\n".to_vec()),
            ),
            ("has an odd length", Say(said("content-length: ten", ""))),
            (
                "lies about gzip",
                Manner::answer("200 OK", "content-encoding: gzip\r\n", b"not gzip at all"),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn one_that_sends_elsewhere_is_not_followed() {
    hold_against(
        ProblemKind::Redirected,
        vec![
            ("redirects to itself", Manner::redirect("302 Found", "/")),
            (
                "redirects to a file",
                Manner::redirect("301 Moved", "file:///etc/passwd"),
            ),
            (
                "redirects to a socket",
                Manner::redirect("301 Moved", "unix:/run/docker.sock"),
            ),
            (
                "redirects to metadata",
                Manner::redirect("307 Moved", "http://169.254.169.254/latest"),
            ),
            (
                "redirects to disguised metadata",
                Manner::redirect("308 Moved", "http://[::ffff:a9fe:a9fe]/"),
            ),
            (
                "redirects with a password",
                Manner::redirect("302 Found", "http://a:b@127.0.0.1/"),
            ),
            (
                "redirects to nowhere",
                Manner::redirect("302 Found", "http://[/"),
            ),
        ],
    )
    .await;
}

async fn hold_against(kind: ProblemKind, cases: Vec<(&str, Manner)>) {
    let met = cases.into_iter().map(|(name, manner)| async move {
        let started = Instant::now();
        let problem = met(manner).await.expect_err(name);
        (name, problem, started.elapsed())
    });
    let mut wrong = Vec::new();
    for (name, problem, took) in futures::future::join_all(met).await {
        if problem.kind != kind || problem.message.len() < 30 {
            wrong.push(format!("{name}: {:?}: {problem}", problem.kind));
        }
        if took > LIMITS.total + Duration::from_millis(250) {
            wrong.push(format!("{name} took {took:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

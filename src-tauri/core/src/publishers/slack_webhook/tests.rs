use std::collections::BTreeMap;

use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::super::Publisher;
use super::*;
use crate::domain::phase::Phase;
use crate::domain::severity::Severity;

const HOOK: &str = "/services/T0CANARY/B0CANARY/canary";

fn message(text: &str) -> Message {
    Message {
        key: "d-1".to_owned(),
        title: "Checkout fails for <some> & others".to_owned(),
        severity: Severity::Sev2,
        audience: Audience::Public,
        phase: Phase::Identified,
        text: text.to_owned(),
        next_update: Some("14:20 UTC".to_owned()),
    }
}

fn publisher() -> Publisher {
    Publisher::build("slack_webhook", &BTreeMap::new()).unwrap()
}

async fn answered(answer: ResponseTemplate) -> Result<String, Problem> {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let secret = Secret::new(format!("{}{HOOK}", server.uri()));
    publisher()
        .publish(&Http::new(), Some(&secret), &message("x"))
        .await
}

#[tokio::test]
async fn an_update_is_posted_with_its_state_and_its_next_time() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(HOOK))
        .and(header("content-type", "application/json"))
        .respond_with(ResponseTemplate::new(200).set_body_string("ok"))
        .expect(1)
        .mount(&server)
        .await;
    let secret = Secret::new(format!(" {}{HOOK}\n", server.uri()));
    let done = publisher()
        .publish(
            &Http::new(),
            Some(&secret),
            &message("Payments **fail**.\n\nWe are on it."),
        )
        .await;
    assert_eq!(done.as_deref(), Ok("Posted to Slack"));
    let sent: Value = server.received_requests().await.unwrap()[0]
        .body_json()
        .unwrap();
    assert_eq!(
        sent,
        json!({
            "text": "*Checkout fails for &lt;some&gt; &amp; others*\nSEV-2 · Identified\n\nPayments *fail*.\n\nWe are on it.\n\nNext update: 14:20 UTC",
            "blocks": [
                {"type": "section", "text": {"type": "mrkdwn", "text": "*Checkout fails for &lt;some&gt; &amp; others*\nSEV-2 · Identified"}},
                {"type": "section", "text": {"type": "mrkdwn", "text": "Payments *fail*.\n\nWe are on it."}},
                {"type": "context", "elements": [{"type": "mrkdwn", "text": "Next update: 14:20 UTC"}]}
            ],
            "unfurl_links": false,
            "unfurl_media": false
        })
    );
}

#[tokio::test]
async fn slack_s_words_are_told_with_their_next_step() {
    use ProblemKind::{Busy, NeedsSecret, Rejected, Unreadable};
    for (status, body, kind, words) in [
        (404, "no_service", NeedsSecret, "make a new one"),
        (403, "invalid_token", NeedsSecret, "make a new one"),
        (410, "channel_is_archived", Rejected, "is archived"),
        (404, "channel_not_found", Rejected, "is gone"),
        (403, "action_prohibited", Rejected, "administrator"),
        (400, "invalid_payload", Rejected, "by hand"),
        (500, "rollup_error", Busy, "tries again"),
        (500, "something_new", Busy, "something_new"),
        (418, "something_new", Rejected, "Slack answered 418"),
        (
            200,
            "<html>Sign in to HotelWiFi</html>",
            Unreadable,
            "in Slack's place",
        ),
        (200, "OK", Unreadable, "in Slack's place"),
        (200, "", Unreadable, "in Slack's place"),
        (
            502,
            "<html>/services/T0CANARY/B0CANARY/canary</html>",
            Busy,
            "Slack answered 502",
        ),
    ] {
        let problem = answered(ResponseTemplate::new(status).set_body_string(body))
            .await
            .unwrap_err();
        assert_eq!(problem.kind, kind, "{status} {body}: {problem}");
        assert!(
            problem.message.contains(words),
            "{status} {body}: {problem}"
        );
        assert!(
            !problem.message.to_lowercase().contains("canary"),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn too_many_posts_wait_as_long_as_slack_asks() {
    let slow = ResponseTemplate::new(429)
        .insert_header("retry-after", "30")
        .set_body_string("rate_limited");
    let problem = answered(slow).await.unwrap_err();
    assert_eq!(
        (problem.kind, problem.retry_after),
        (ProblemKind::Busy, Some(chrono::Duration::seconds(30)))
    );
}

#[tokio::test]
async fn an_address_that_is_none_is_asked_for_again_and_never_shown() {
    for secret in [
        None,
        Some(""),
        Some(" \n"),
        Some("hooks.slack.com/services/canary"),
        Some("http://hooks.slack.com/services/canary"),
        Some("file:///canary"),
        Some("https://canary:canary@hooks.slack.com/services/x"),
        Some("https://169.254.169.254/canary"),
    ] {
        let secret = secret.map(Secret::new);
        let problem = publisher()
            .publish(&Http::new(), secret.as_ref(), &message("x"))
            .await
            .unwrap_err();
        assert!(
            problem.is_permanent() && !problem.message.contains("canary"),
            "{secret:?}: {problem}"
        );
    }
}

#[tokio::test]
async fn a_probe_posts_nothing_that_people_see() {
    for (status, body, works) in [
        (400, "no_text", true),
        (400, "missing_text_or_fallback_or_attachments", true),
        (400, "invalid_payload", true),
        (404, "no_service", false),
        (200, "<html>", false),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(status).set_body_string(body))
            .mount(&server)
            .await;
        let secret = Secret::new(format!("{}{HOOK}", server.uri()));
        let probed = publisher().probe(&Http::new(), Some(&secret)).await;
        assert_eq!(probed.is_ok(), works, "{body}: {probed:?}");
        let sent: Value = server.received_requests().await.unwrap()[0]
            .body_json()
            .unwrap();
        assert_eq!(sent, json!({}));
    }
}

#[test]
fn an_update_of_the_allowed_length_fits_however_it_is_escaped() {
    let most = usize::try_from(publisher().max_chars()).unwrap();
    for text in [
        "&".repeat(most),
        "&&& ".repeat(most / 4),
        "a\n".repeat(most / 2),
        format!("```\n{}\n```", "<>&\n".repeat((most - 8) / 4)),
        "@here ".repeat(most / 6),
    ] {
        let payload = payload(&message(&text)).map_err(|problem| problem.message);
        if text.contains(['\n', ' ']) {
            let payload = payload.unwrap();
            let blocks = payload["blocks"].as_array().unwrap();
            assert!(
                blocks.len() <= 50,
                "Slack's limit for a message: {}",
                blocks.len()
            );
            for block in blocks {
                let text = block["text"]["text"].as_str().unwrap_or_default();
                assert!(mrkdwn::length(text) <= SECTION);
            }
        } else {
            assert!(
                payload.unwrap_err().contains("a word of more than 3000"),
                "nothing is cut"
            );
        }
    }
    let problem = payload(&message(&"a ".repeat(most))).unwrap_err();
    assert_eq!(
        (problem.kind, problem.message.as_str()),
        (
            ProblemKind::TooLarge,
            "The update is too long for Slack: it has 14000 characters, and 7000 fit. Shorten it"
        )
    );
}

#[test]
fn markdown_is_written_slack_s_way() {
    for (markdown, slack) in [
        (
            "**bold** and *soft* and ~~gone~~ and `a<b`",
            "*bold* and _soft_ and ~gone~ and `a&lt;b`",
        ),
        ("# What **we** know\n\nText", "*What we know*\n\nText"),
        (
            "- one\n- two\n  - deeper\n\n3. three\n4. four",
            "• one\n• two\n    • deeper\n\n3. three\n4. four",
        ),
        (
            "[status](https://s.example/?a=1&b=2)",
            "<https://s.example/?a=1&amp;b=2|status>",
        ),
        (
            "<https://s.example/>",
            "<https://s.example/|https://s.example/>",
        ),
        ("[x](javascript:alert(1)) [y](/local)", "x y"),
        (
            "[a|b](https://s.example/c|d>e)",
            "<https://s.example/c%7Cd%3Ee|a¦b>",
        ),
        (
            "![graph](https://s.example/g.png)",
            "<https://s.example/g.png|graph>",
        ),
        ("> said\n> so", "> said\n> so"),
        ("```sql\nselect 1 < 2\n```", "```\nselect 1 &lt; 2\n```"),
        ("a & b < c > d &amp; e", "a &amp; b &lt; c &gt; d &amp; e"),
        ("line one\nline two", "line one\nline two"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("", ""),
    ] {
        assert_eq!(mrkdwn::from_markdown(markdown), slack, "{markdown}");
    }
}

#[test]
fn nobody_is_called_by_accident() {
    for text in [
        "<!channel>",
        "<!here|here>",
        "<@U012345>",
        "<!subteam^S1>",
        "@channel",
        "@here now",
        "@everyone",
        "`@here`",
    ] {
        let slack = mrkdwn::from_markdown(text);
        let called = ["<!", "<@", "@channel", "@here", "@everyone"];
        assert!(
            called.iter().all(|call| !slack.contains(call)),
            "{text}: {slack}"
        );
    }
}

#[test]
fn sections_break_between_lines_and_never_inside_a_link() {
    let link = "<https://s.example/a|some words here>";
    let text = format!(
        "{} {link} {}",
        "word ".repeat(10).trim(),
        "word ".repeat(10).trim()
    );
    let sections = mrkdwn::sections(&text, 70);
    assert!(
        sections.iter().all(|section| mrkdwn::length(section) <= 70),
        "{sections:?}"
    );
    assert_eq!(
        sections
            .iter()
            .filter(|section| section.contains(link))
            .count(),
        1,
        "{sections:?}"
    );
    assert_eq!(
        mrkdwn::sections("```\none two\nthree four\n```", 24),
        ["```\none two\n```", "```\nthree four\n```"],
        "a code block goes on as one"
    );
}

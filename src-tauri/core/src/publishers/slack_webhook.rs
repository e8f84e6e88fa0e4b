//! A Slack channel, through an incoming webhook. Its address is the secret: whoever has it can write there.
//!
//! What was written cannot be edited or read again, and Slack has no way to recognise the same message twice.

mod mrkdwn;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};
use url::Url;

use super::Message;
use crate::domain::update::Audience;
use crate::form::{Field, FieldInput, FieldProblem, Form, Values};
use crate::http::{
    Answer, Call, Credential, Http, Problem, ProblemKind, check_address, is_loopback,
};
use crate::secret::Secret;

const WHO: &str = "Slack";

/// Slack's limit for a section.
const SECTION: usize = 3000;

/// Slack's limit for a message's text.
const TEXT: usize = 40_000;

/// An incoming webhook.
#[derive(Clone, Debug)]
pub struct SlackWebhook;

impl SlackWebhook {
    /// What it asks for.
    pub const FORM: Form = Form {
        kind: "slack_webhook",
        label: "Slack webhook",
        about: "Posts updates to one Slack channel. A posted update cannot be edited; a correction is another post.",
        fields: &[Field {
            required: true,
            hint: "The whole address that Slack shows under Incoming Webhooks; it is kept like a password",
            ..Field::new("secret", "Webhook address", FieldInput::Secret)
        }],
    };

    /// The most characters of Markdown in an update. Escaped at its longest, that still fits into Slack's 40,000.
    pub const MAX_CHARS: u32 = 7000;

    /// Builds it: there is nothing to it but its secret.
    #[expect(clippy::unnecessary_wraps, reason = "every kind is built the same way")]
    pub fn build(_values: &Values<'_>) -> Result<Self, FieldProblem> {
        Ok(Self)
    }

    /// Posts the update.
    pub async fn publish(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        message: &Message,
    ) -> Result<String, Problem> {
        let answer = post(http, secret, &payload(message)?).await?;
        if answer.status.is_success() && answer.body.trim_ascii() == b"ok" {
            return Ok("Posted to Slack".to_owned());
        }
        Err(refusal(&answer))
    }

    /// Posts nothing at all: a webhook that works complains of just that.
    pub async fn probe(&self, http: &Http, secret: Option<&Secret>) -> Result<String, Problem> {
        let answer = post(http, secret, &json!({})).await?;
        match word(&answer).as_deref() {
            Some(
                "ok" | "no_text" | "missing_text_or_fallback_or_attachments" | "invalid_payload",
            ) => Ok("Slack knows this webhook".to_owned()),
            Some(_) | None => Err(refusal(&answer)),
        }
    }
}

async fn post(http: &Http, secret: Option<&Secret>, payload: &Value) -> Result<Answer, Problem> {
    let call = Call::post_json(WHO, address(secret)?, payload)?;
    http.send(call.with(Some(Credential::Address))).await
}

fn address(secret: Option<&Secret>) -> Result<Url, Problem> {
    let wrong = |message: &str| Problem::new(ProblemKind::NeedsSecret, message);
    let Some(secret) = secret.filter(|secret| !secret.is_blank()) else {
        return Err(wrong(
            "No webhook address is stored: copy it from Slack, under Incoming Webhooks",
        ));
    };
    let url = Url::parse(secret.expose().trim())
        .map_err(|_| wrong("The stored webhook address is not one: copy it from Slack again"))?;
    check_address(&url)?;
    if url.scheme() != "https" && !is_loopback(&url) {
        return Err(wrong(
            "The stored webhook address is not https: copy it from Slack again",
        ));
    }
    Ok(url)
}

fn payload(message: &Message) -> Result<Value, Problem> {
    let most = usize::try_from(SlackWebhook::MAX_CHARS).unwrap_or(usize::MAX);
    let count = message.text.chars().count();
    if count > most {
        return Err(too_long(&format!("{count} characters, and {most} fit")));
    }
    let mut state = format!("{} · {}", message.severity, message.phase);
    if message.audience == Audience::Internal {
        state.push_str(" · internal");
    }
    let head = format!("*{}*\n{state}", mrkdwn::escaped(message.title.trim()));
    let body = mrkdwn::from_markdown(&message.text);
    let next = message
        .next_update
        .as_deref()
        .map(|next| format!("Next update: {}", mrkdwn::escaped(next)));

    let text = [Some(head.as_str()), Some(body.as_str()), next.as_deref()];
    let text = text.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    let mut sections = mrkdwn::sections(&head, SECTION);
    sections.extend(mrkdwn::sections(&body, SECTION));
    if sections
        .iter()
        .any(|section| mrkdwn::length(section) > SECTION)
    {
        return Err(too_long(&format!(
            "a word of more than {SECTION} characters"
        )));
    }
    if mrkdwn::length(&text) > TEXT {
        return Err(too_long(&format!(
            "more than {TEXT} characters with its links"
        )));
    }

    let mut blocks: Vec<Value> = sections
        .iter()
        .map(|section| json!({"type": "section", "text": {"type": "mrkdwn", "text": section}}))
        .collect();
    if let Some(next) = next {
        blocks.push(json!({"type": "context", "elements": [{"type": "mrkdwn", "text": next}]}));
    }
    Ok(json!({"text": text, "blocks": blocks, "unfurl_links": false, "unfurl_media": false}))
}

fn too_long(what: &str) -> Problem {
    Problem::new(
        ProblemKind::TooLarge,
        format!("The update is too long for Slack: it has {what}. Shorten it"),
    )
}

/// Slack answers in words of its own. Only those are repeated, never a body that could hold the address.
fn refusal(answer: &Answer) -> Problem {
    let Some(word) = word(answer) else {
        return if answer.status.is_success() {
            Problem::new(
                ProblemKind::Unreadable,
                "Something answered in Slack's place: check the webhook address, or sign in to this network first",
            )
        } else {
            answer.problem()
        };
    };
    let (kind, next) = match word.as_str() {
        "no_service" | "no_service_id" | "no_team" | "invalid_token" | "no_active_hooks"
        | "team_disabled" => (
            ProblemKind::NeedsSecret,
            "this webhook no longer exists; make a new one and store its address",
        ),
        "channel_is_archived" => (
            ProblemKind::Rejected,
            "the channel is archived; make a webhook for another",
        ),
        "channel_not_found" => (
            ProblemKind::Rejected,
            "the channel is gone; make a webhook for another",
        ),
        "user_not_found" => (
            ProblemKind::Rejected,
            "the person it posts to is gone; make a new webhook",
        ),
        "action_prohibited" | "posting_to_general_channel_denied" => (
            ProblemKind::Rejected,
            "the workspace's rules forbid it; ask its administrator",
        ),
        "invalid_payload" | "invalid_blocks" | "no_text" | "too_many_attachments" => (
            ProblemKind::Rejected,
            "it could not read the update; copy the text there by hand",
        ),
        "rollup_error" | "rate_limited" | "ratelimited" => (
            ProblemKind::Busy,
            "it cannot take it now; Holdfast tries again",
        ),
        _ => {
            return Problem {
                message: format!("{} ({word})", answer.problem().message),
                ..answer.problem()
            };
        }
    };
    Problem {
        kind,
        message: format!("Slack answered {word}: {next}"),
        retry_after: answer.retry_after,
    }
}

/// The answer's body, if it is a word of Slack's kind.
fn word(answer: &Answer) -> Option<String> {
    let body = std::str::from_utf8(&answer.body).ok()?.trim();
    let is_word = (1..=60).contains(&body.len())
        && body
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_word.then(|| body.to_owned())
}

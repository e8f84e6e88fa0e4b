//! Where status updates go: one file per kind of channel.
//!
//! A channel takes a whole update or says in a sentence why not; nothing is cut. Not here: what an update may claim
//! (`domain::gate`, `domain::wording`), and when to send it again (`engine`).

mod demo;
mod slack_webhook;

use serde::{Deserialize, Serialize};

use crate::domain::phase::Phase;
use crate::domain::severity::Severity;
use crate::domain::update::Audience;
use crate::form::kinds;

/// An update to publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The same for every attempt to send this update there: letters, digits, dashes.
    pub key: String,
    /// The incident's title.
    pub title: String,
    /// Its severity.
    pub severity: Severity,
    /// Whom it speaks to.
    pub audience: Audience,
    /// The state it claims.
    pub phase: Phase,
    /// Its text, in Markdown.
    pub text: String,
    /// When the next one comes, as people read it.
    pub next_update: Option<String>,
}

kinds! {
    /// A channel for status updates.
    pub enum Publisher {
        /// A Slack channel, by incoming webhook.
        SlackWebhook(slack_webhook::SlackWebhook),
        /// The demo's status page.
        Demo(demo::StatusPage),
    }

    /// Publishes it, and says in words what was done.
    async fn publish(http, secret, message: &Message) -> String;

    /// Whether it would take an update, in words; nothing is published.
    async fn probe(http, secret) -> String;
}

impl Publisher {
    /// The most characters that an update's text may have here.
    pub fn max_chars(&self) -> u32 {
        match self {
            Self::SlackWebhook(_) => slack_webhook::SlackWebhook::MAX_CHARS,
            Self::Demo(_) => demo::StatusPage::MAX_CHARS,
        }
    }
}

//! Prometheus Alertmanager, API version 2.
//!
//! It knows no acknowledgement. What people do instead, and Holdfast with them, is a short silence that is kept alive
//! while the alert fires: when the person's Holdfast goes away, the alert comes back by itself.

mod alert;
mod silence;
#[cfg(test)]
mod tests;

use chrono::Duration;
use serde::de::DeserializeOwned;
use url::Url;

use self::alert::Firing;
use self::silence::{Posted, Silence};
use super::{Alert, PageAction, Verb};
use crate::domain::{Instant, metric};
use crate::form::{Field, FieldInput, FieldProblem, Form, Values};
use crate::http::{Answer, Call, Credential, Http, Problem, ProblemKind, beneath};
use crate::secret::Secret;

const WHO: &str = "Alertmanager";

/// A storm of alerts is when it must not fail: thousands of them fit.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// How long an acknowledgement's silence lasts unless it is repeated.
const ACKNOWLEDGED_FOR: Duration = Duration::minutes(15);

/// An Alertmanager.
#[derive(Clone, Debug)]
pub struct Alertmanager {
    url: Url,
    is_basic: bool,
    filters: Vec<String>,
    receiver: Option<String>,
    high: Vec<String>,
}

impl Alertmanager {
    /// What it asks for.
    pub const FORM: Form = Form {
        kind: "alertmanager",
        label: "Alertmanager",
        about: "Pages on Prometheus alerts. Acknowledging makes a short silence that is kept alive.",
        fields: &[
            Field {
                required: true,
                hint: "The address of its web page, with the path if it has one: http://127.0.0.1:9093",
                ..Field::new("url", "Address", FieldInput::Url)
            },
            Field {
                hint: "Only alerts that match: team=\"shop\", severity!=\"info\"",
                ..Field::new("filter", "Matchers", FieldInput::Text)
            },
            Field {
                hint: "Only alerts routed to this receiver; a regular expression",
                ..Field::new("receiver", "Receiver", FieldInput::Text)
            },
            Field {
                default: "critical, page, error, high",
                hint: "Values of the label severity that may wake somebody; an alert without the label always may",
                ..Field::new("high", "Urgent severities", FieldInput::Words)
            },
            Field {
                default: "bearer",
                options: &["bearer", "basic"],
                hint: "How the secret is sent: as a bearer token, or as user:password",
                ..Field::new("auth", "Sign in with", FieldInput::Select)
            },
            Field {
                hint: "A bearer token, or user:password; nothing if it is open",
                ..Field::new("secret", "Secret", FieldInput::Secret)
            },
        ],
    };

    /// Builds it from what was typed.
    pub fn build(values: &Values<'_>) -> Result<Self, FieldProblem> {
        Ok(Self {
            url: values.url("url")?,
            is_basic: values.text("auth") == "basic",
            filters: alert::matchers(values.text("filter"))
                .map_err(|message| FieldProblem::new("filter", message))?,
            receiver: values.optional("receiver").map(str::to_owned),
            high: values.words("high"),
        })
    }

    /// The alerts that fire now.
    pub async fn poll(&self, http: &Http, secret: Option<&Secret>) -> Result<Vec<Alert>, Problem> {
        let firing: Vec<Firing> = self.get(http, secret, self.alerts_url()).await?;
        let silences = if firing.iter().any(Firing::is_silenced) {
            self.silences(http, secret, None).await?
        } else {
            Vec::new()
        };
        let mut alerts: Vec<Alert> = firing
            .into_iter()
            .map(|firing| firing.alert(&silences, &self.high))
            .collect();
        alerts.sort_by(|a, b| (a.started_at, &a.key).cmp(&(b.started_at, &b.key)));
        Ok(alerts)
    }

    /// Makes, extends or lifts the silence that stands for what was done.
    pub async fn act(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        action: &PageAction,
        now: Instant,
    ) -> Result<String, Problem> {
        let ours = self.ours(http, secret, action).await?;
        let until = match action.verb {
            Verb::Acknowledge => now + ACKNOWLEDGED_FOR,
            Verb::Snooze { until } => until,
            Verb::Release => now,
        };
        if until <= now {
            return self.lift(http, secret, &ours).await;
        }
        self.hold(http, secret, action, &ours, until, now).await?;
        Ok(format!(
            "Alertmanager keeps it silent for {}",
            metric::length(until - now)
        ))
    }

    /// Whether it answers with alerts.
    pub async fn probe(&self, http: &Http, secret: Option<&Secret>) -> Result<String, Problem> {
        let alerts = self.poll(http, secret).await?;
        let silent = alerts
            .iter()
            .filter(|alert| alert.handled.is_some())
            .count();
        let firing = match alerts.len() {
            0 => "no alert fires".to_owned(),
            1 => "1 alert fires".to_owned(),
            count => format!("{count} alerts fire"),
        };
        Ok(match silent {
            0 => format!("Alertmanager answers: {firing}"),
            _ => format!("Alertmanager answers: {firing}, {silent} of them silenced"),
        })
    }

    /// Extends the one of `ours` that fits, or makes one; any others of ours are lifted, so that there is one.
    async fn hold(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        action: &PageAction,
        ours: &[Silence],
        until: Instant,
        now: Instant,
    ) -> Result<(), Problem> {
        if action.labels.iter().all(|(_, value)| value.is_empty()) {
            return Err(Problem::new(
                ProblemKind::Rejected,
                "The alert has no labels, and Alertmanager silences by label: silence it there",
            ));
        }
        let fresh = Silence::new(action, until, now);
        let kept = ours.iter().find(|silence| silence.matches_as(&fresh));
        let wanted = kept.map_or_else(|| fresh.clone(), |kept| fresh.clone().in_place_of(kept));
        let mut answer = self.post(http, secret, &wanted).await?;
        if answer.status.as_u16() == 404 && kept.is_some() {
            answer = self.post(http, secret, &fresh).await?;
        }
        let posted: Posted = judged(answer)?.json()?;
        let others: Vec<Silence> = ours
            .iter()
            .filter(|silence| {
                silence.id != posted.id && kept.is_none_or(|kept| kept.id != silence.id)
            })
            .cloned()
            .collect();
        self.lift(http, secret, &others).await?;
        Ok(())
    }

    async fn lift(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        ours: &[Silence],
    ) -> Result<String, Problem> {
        for silence in ours {
            let url = beneath(
                &self.url,
                &format!("/api/v2/silence/{}", silence.checked_id()?),
            );
            let answer = http
                .send(Call::delete(WHO, url).with(self.credential(secret)))
                .await?;
            if !matches!(answer.status.as_u16(), 404 | 410) && !says_expired(&answer) {
                judged(answer)?;
            }
        }
        Ok(if ours.is_empty() {
            "Alertmanager had no silence for it any more".to_owned()
        } else {
            "Alertmanager lets it be heard again".to_owned()
        })
    }

    /// The silences that stand on behalf of the action's page, the one that ends last first.
    async fn ours(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        action: &PageAction,
    ) -> Result<Vec<Silence>, Problem> {
        let name = action.labels.iter().find(|(name, _)| name == "alertname");
        let narrowed = name.map(|(name, value)| silence::matcher(name, value));
        let mut ours = self.silences(http, secret, narrowed.as_deref()).await?;
        ours.retain(|silence| silence.stands() && silence.page() == Some(action.page));
        ours.sort_by_key(|silence| std::cmp::Reverse(silence.ends_at));
        Ok(ours)
    }

    async fn silences(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        filter: Option<&str>,
    ) -> Result<Vec<Silence>, Problem> {
        let mut url = beneath(&self.url, "/api/v2/silences");
        if let Some(filter) = filter {
            url.query_pairs_mut().append_pair("filter", filter);
        }
        self.get(http, secret, url).await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        url: Url,
    ) -> Result<T, Problem> {
        let call = Call::get(WHO, url)
            .with(self.credential(secret))
            .at_most(MOST_BYTES);
        judged(http.send(call).await?)?.json()
    }

    async fn post(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        silence: &Silence,
    ) -> Result<Answer, Problem> {
        let url = beneath(&self.url, "/api/v2/silences");
        let call = Call::post_json(WHO, url, silence)?.with(self.credential(secret));
        http.send(call).await
    }

    fn alerts_url(&self) -> Url {
        let mut url = beneath(&self.url, "/api/v2/alerts");
        {
            let mut query = url.query_pairs_mut();
            query.extend_pairs([
                ("active", "true"),
                ("silenced", "true"),
                ("inhibited", "false"),
                ("unprocessed", "false"),
            ]);
            query.extend_pairs(self.filters.iter().map(|filter| ("filter", filter)));
            query.extend_pairs(self.receiver.iter().map(|receiver| ("receiver", receiver)));
        }
        url
    }

    fn credential<'a>(&self, secret: Option<&'a Secret>) -> Option<Credential<'a>> {
        secret.map(if self.is_basic {
            Credential::Basic
        } else {
            Credential::Bearer
        })
    }
}

/// Deleting a silence that has expired is answered with 500 and these words.
fn says_expired(answer: &Answer) -> bool {
    answer
        .words()
        .is_some_and(|words| words.contains("already expired") || words.contains("not found"))
}

/// Alertmanager says what it does not like; its words are worth more than the status.
fn judged(answer: Answer) -> Result<Answer, Problem> {
    if answer.status.as_u16() != 400 {
        return answer.ok();
    }
    Err(match answer.words() {
        Some(words) => Problem::new(
            ProblemKind::Rejected,
            format!("Alertmanager rejected it: {}", words.trim_matches('"')),
        ),
        None => answer.problem(),
    })
}

//! Prometheus, and what speaks its query API: Mimir, Thanos, `VictoriaMetrics`.
//!
//! A query must give one number. No series, several series, `NaN` and infinities are problems with a next step.

mod answer;

use chrono::Duration;
use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use self::answer::{parse_instant, parse_range};
use super::Reading;
use crate::domain::Instant;
use crate::form::{Field, FieldInput, FieldProblem, Form, Values};
use crate::http::{Answer, Call, Credential, Http, Problem, beneath};
use crate::secret::Secret;

const WHO: &str = "Prometheus";
const TENANT: HeaderName = HeaderName::from_static("x-scope-orgid");

/// Prometheus refuses a range with more points than this.
const MOST_POINTS: i64 = 11_000;

/// A Prometheus server.
#[derive(Clone, Debug)]
pub struct Prometheus {
    url: Url,
    is_basic: bool,
    tenant: Option<HeaderValue>,
}

impl Prometheus {
    /// What it asks for.
    pub const FORM: Form = Form {
        kind: "prometheus",
        label: "Prometheus",
        about: "Reads metrics with PromQL from Prometheus, Mimir, Thanos or VictoriaMetrics.",
        fields: &[
            Field {
                required: true,
                hint: "The address of its web page, with the path if it has one: http://127.0.0.1:9090",
                ..Field::new("url", "Address", FieldInput::Url)
            },
            Field {
                default: "bearer",
                options: &["bearer", "basic"],
                hint: "How the secret is sent: as a bearer token, or as user:password",
                ..Field::new("auth", "Sign in with", FieldInput::Select)
            },
            Field {
                hint: "For Mimir and others with several tenants: sent as X-Scope-OrgID",
                ..Field::new("tenant", "Tenant", FieldInput::Text)
            },
            Field {
                hint: "A bearer token, or user:password; nothing if it is open",
                ..Field::new("secret", "Secret", FieldInput::Secret)
            },
        ],
    };

    /// Builds it from what was typed.
    pub fn build(values: &Values<'_>) -> Result<Self, FieldProblem> {
        let tenant = values
            .optional("tenant")
            .map(HeaderValue::from_str)
            .transpose()
            .map_err(|_| {
                FieldProblem::new("tenant", "A tenant is plain text: letters, digits, dashes")
            })?;
        Ok(Self {
            url: values.url("url")?,
            is_basic: values.text("auth") == "basic",
            tenant,
        })
    }

    /// The number that `query` gives now.
    pub async fn read(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        query: &str,
        now: Instant,
    ) -> Result<Reading, Problem> {
        let fields = [("query", query)];
        let answer = self.ask(http, secret, "/api/v1/query", &fields).await?;
        parse_instant(&answer, now)
    }

    /// The numbers that `query` gave.
    pub async fn history(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        query: &str,
        from: Instant,
        until: Instant,
        step: Duration,
    ) -> Result<Vec<Reading>, Problem> {
        if until < from {
            return Ok(Vec::new());
        }
        let fields = [
            ("query", query),
            ("start", &seconds(from.timestamp_millis())),
            ("end", &seconds(until.timestamp_millis())),
            (
                "step",
                &seconds(wide_enough(until - from, step).num_milliseconds()),
            ),
        ];
        let answer = self
            .ask(http, secret, "/api/v1/query_range", &fields)
            .await?;
        parse_range(&answer)
    }

    /// Whether it answers a query.
    pub async fn probe(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        now: Instant,
    ) -> Result<String, Problem> {
        let fields = [("query", "vector(1)")];
        let answer = self.ask(http, secret, "/api/v1/query", &fields).await?;
        parse_instant(&answer, now)?;
        Ok("Prometheus answers queries".to_owned())
    }

    async fn ask(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer, Problem> {
        let credential = secret.map(if self.is_basic {
            Credential::Basic
        } else {
            Credential::Bearer
        });
        let mut call = Call::post_form(WHO, beneath(&self.url, path), fields).with(credential);
        if let Some(tenant) = &self.tenant {
            call = call.header(TENANT, tenant.clone());
        }
        http.send(call).await
    }
}

/// The step, widened until the range fits into one answer.
fn wide_enough(range: Duration, step: Duration) -> Duration {
    let least = range.num_milliseconds() / (MOST_POINTS - 1) + 1;
    Duration::milliseconds(step.num_milliseconds().max(least).max(1000))
}

fn seconds(millis: i64) -> String {
    format!("{}.{:03}", millis.div_euclid(1000), millis.rem_euclid(1000))
}

#[cfg(test)]
mod tests;

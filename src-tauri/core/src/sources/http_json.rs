//! A number in a JSON document that some address serves, found with a `JSONPath` (RFC 9535).

use std::future::{Ready, ready};

use chrono::Duration;
use jsonpath_rust::JsonPath;
use reqwest::header::{AUTHORIZATION, HeaderName};
use serde_json::Value;
use url::Url;

use super::{Reading, number};
use crate::domain::Instant;
use crate::form::{Field, FieldInput, FieldProblem, Form, Values};
use crate::http::{Answer, Call, Credential, Http, Problem, ProblemKind, quoted};
use crate::secret::Secret;

const WHO: &str = "The JSON endpoint";

/// An address that serves JSON.
#[derive(Clone, Debug)]
pub struct HttpJson {
    url: Url,
    header: HeaderName,
}

impl HttpJson {
    /// What it asks for.
    pub const FORM: Form = Form {
        kind: "http_json",
        label: "HTTP JSON",
        about: "Reads a number from any address that answers with JSON.",
        fields: &[
            Field {
                required: true,
                hint: "What answers with JSON: https://shop.example.com/health",
                ..Field::new("url", "Address", FieldInput::Url)
            },
            Field {
                default: "Authorization",
                hint: "Authorization sends the secret as a bearer token; any other header sends it as it is",
                ..Field::new("header", "Header of the secret", FieldInput::Text)
            },
            Field {
                hint: "The token; nothing if it is open",
                ..Field::new("secret", "Secret", FieldInput::Secret)
            },
        ],
    };

    /// Builds it from what was typed.
    pub fn build(values: &Values<'_>) -> Result<Self, FieldProblem> {
        let header = values.text("header").parse().map_err(|_| {
            FieldProblem::new(
                "header",
                "This is not a header's name: try Authorization or X-Api-Key",
            )
        })?;
        if [reqwest::header::HOST, reqwest::header::CONTENT_LENGTH].contains(&header) {
            return Err(FieldProblem::new(
                "header",
                "This header has another use: try X-Api-Key",
            ));
        }
        Ok(Self {
            url: values.url("url")?,
            header,
        })
    }

    /// The number that the `JSONPath` finds now.
    pub async fn read(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        query: &str,
        now: Instant,
    ) -> Result<Reading, Problem> {
        let value = parse(&self.ask(http, secret).await?, query)?;
        Ok(Reading { at: now, value })
    }

    /// Nothing: a document has no past.
    #[expect(clippy::unused_self, reason = "every kind is asked the same way")]
    pub fn history(
        &self,
        _http: &Http,
        _secret: Option<&Secret>,
        _query: &str,
        _from: Instant,
        _until: Instant,
        _step: Duration,
    ) -> Ready<Result<Vec<Reading>, Problem>> {
        ready(Ok(Vec::new()))
    }

    /// Whether it answers with JSON.
    pub async fn probe(
        &self,
        http: &Http,
        secret: Option<&Secret>,
        _now: Instant,
    ) -> Result<String, Problem> {
        let answer = self.ask(http, secret).await?;
        answer.json::<Value>()?;
        Ok(format!(
            "{WHO} answers with {} bytes of JSON",
            answer.body.len()
        ))
    }

    async fn ask(&self, http: &Http, secret: Option<&Secret>) -> Result<Answer, Problem> {
        let credential = secret.map(|secret| {
            if self.header == AUTHORIZATION {
                Credential::Bearer(secret)
            } else {
                Credential::Header(&self.header, secret)
            }
        });
        let call = Call::get(WHO, self.url.clone()).with(credential);
        http.send(call).await?.ok()
    }
}

/// The one number that `path` finds in the answer.
fn parse(answer: &Answer, path: &str) -> Result<f64, Problem> {
    let document: Value = answer.json()?;
    let found = document.query(path.trim()).map_err(|_| {
        Problem::new(
            ProblemKind::Rejected,
            format!(
                "“{}” is not a JSONPath: write it like $.checkout.success_rate",
                quoted(path, 80)
            ),
        )
    })?;
    let one = match found.as_slice() {
        [one] => *one,
        [] => {
            return Err(unreadable(format!(
                "Nothing in the document is at {}: look at the document, or correct the path",
                quoted(path, 80)
            )));
        }
        several => {
            return Err(Problem::new(
                ProblemKind::Rejected,
                format!(
                    "{} finds {} values where one is needed: name one",
                    quoted(path, 80),
                    several.len()
                ),
            ));
        }
    };
    let value = match one {
        Value::Number(value) => value.as_f64().and_then(number::finite),
        Value::String(text) => number::strict(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    value.ok_or_else(|| {
        unreadable(format!(
            "At {} is {}, not a number",
            quoted(path, 80),
            what(one)
        ))
    })
}

fn what(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(text) => format!("the text “{}”", quoted(text, 20)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn unreadable(message: String) -> Problem {
    Problem::new(ProblemKind::Unreadable, message)
}

#[cfg(test)]
mod tests;

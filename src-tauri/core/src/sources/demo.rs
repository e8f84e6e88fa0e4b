//! The demo's shop as a metric source. It asks nobody: the script knows every number.

use chrono::Duration;

use super::Reading;
use crate::demo;
use crate::domain::Instant;
use crate::form::{Field, FieldInput, FieldProblem, Form, Values};
use crate::http::{Http, Problem, ProblemKind};
use crate::secret::Secret;

/// The shop.
#[derive(Clone, Debug)]
pub struct Shop {
    began: Instant,
}

#[expect(
    clippy::unused_async,
    reason = "sources are asked, and this one answers at once"
)]
impl Shop {
    pub(crate) const FORM: Form = Form {
        kind: demo::KIND,
        label: "Demo shop",
        about: "The demo's numbers, from its script.",
        fields: &[Field {
            required: true,
            hint: "When the story began.",
            ..Field::new("began", "Began", FieldInput::Text)
        }],
    };

    pub(crate) fn build(values: &Values<'_>) -> Result<Self, FieldProblem> {
        let typed = values.text("began");
        let began = typed.parse().map_err(|_| {
            FieldProblem::new(
                "began",
                format!("“{typed}” is no instant such as 2026-11-21T01:46:00Z"),
            )
        })?;
        Ok(Self { began })
    }

    pub(crate) async fn read(
        &self,
        _: &Http,
        _: Option<&Secret>,
        query: &str,
        now: Instant,
    ) -> Result<Reading, Problem> {
        self.at(query, now)
    }

    pub(crate) async fn history(
        &self,
        _: &Http,
        _: Option<&Secret>,
        query: &str,
        from: Instant,
        until: Instant,
        step: Duration,
    ) -> Result<Vec<Reading>, Problem> {
        let mut readings = Vec::new();
        let mut at = from;
        while at <= until {
            readings.push(self.at(query, at)?);
            at += step;
        }
        Ok(readings)
    }

    pub(crate) async fn probe(
        &self,
        _: &Http,
        _: Option<&Secret>,
        _: Instant,
    ) -> Result<String, Problem> {
        Ok("The demo's shop is always there".to_owned())
    }

    fn at(&self, query: &str, at: Instant) -> Result<Reading, Problem> {
        let value = demo::value(query, at - self.began).ok_or_else(|| {
            Problem::new(
                ProblemKind::Rejected,
                format!("The demo's shop has no number “{query}”"),
            )
        })?;
        Ok(Reading { at, value })
    }
}

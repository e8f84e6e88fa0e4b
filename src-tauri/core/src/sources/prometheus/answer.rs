//! What Prometheus answers: an envelope, data of one of four shapes, and samples whose values are text.

use chrono::{DateTime, Duration};
use serde::Deserialize;
use serde_json::Value;

use super::super::{Reading, number};
use crate::domain::{Instant, metric};
use crate::http::{Answer, Problem, ProblemKind, quoted};

/// How far its clock may be from this machine's: its answer is only "now" if both mean the same by it.
const CLOCKS_APART: Duration = Duration::minutes(5);

/// The one number of an instant query's answer.
pub(super) fn parse_instant(answer: &Answer, now: Instant) -> Result<Reading, Problem> {
    let sample = match envelope(answer)? {
        Data::Scalar(sample) => sample,
        Data::Vector(series) => only(series)?.sample()?,
        Data::Matrix(_) => {
            return Err(rejected(
                "The query gives a range, not a number: wrap it in rate(…) or avg_over_time(…)",
            ));
        }
        Data::String => return Err(rejected("The query gives text, not a number")),
    };
    let value = sample.value()?.ok_or_else(|| {
        unreadable(format!(
            "Prometheus answered {}, which is no number: often a division by zero, or no traffic",
            quoted(&sample.1, 20)
        ))
    })?;
    let apart = sample.at()? - now;
    if apart.abs() > CLOCKS_APART {
        return Err(unreadable(format!(
            "Prometheus answered for a time {} from this machine's: compare the two clocks",
            metric::length(apart.abs())
        )));
    }
    Ok(Reading { at: now, value })
}

/// The readings of a range query's answer. Points that are no number are gaps.
pub(super) fn parse_range(answer: &Answer) -> Result<Vec<Reading>, Problem> {
    let Data::Matrix(mut series) = envelope(answer)? else {
        return Err(unreadable(
            "Prometheus answered, but not with a range: check the address",
        ));
    };
    if series.is_empty() {
        return Ok(Vec::new());
    }
    if series.len() > 1 {
        return Err(several(series.len()));
    }
    let mut readings = Vec::new();
    for sample in series.pop().map(|series| series.values).unwrap_or_default() {
        let at = sample.at()?;
        readings.extend(sample.value()?.map(|value| Reading { at, value }));
    }
    readings.sort_by_key(|reading| reading.at);
    Ok(readings)
}

#[derive(Deserialize)]
struct Envelope {
    status: String,
    #[serde(default)]
    data: Option<Typed>,
    #[serde(default, rename = "errorType")]
    error_type: String,
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "resultType")]
    kind: String,
    result: Value,
}

/// The four shapes.
enum Data {
    Vector(Vec<Series>),
    Matrix(Vec<Range>),
    Scalar(Sample),
    String,
}

#[derive(Deserialize)]
struct Series {
    #[serde(default)]
    value: Option<Sample>,
}

impl Series {
    fn sample(self) -> Result<Sample, Problem> {
        self.value.ok_or_else(|| {
            rejected(
                "The query gives a histogram, not a number: wrap it in histogram_quantile(…) or histogram_count(…)",
            )
        })
    }
}

#[derive(Deserialize)]
struct Range {
    #[serde(default)]
    values: Vec<Sample>,
}

/// Seconds since the epoch, and the value as text.
#[derive(Deserialize)]
struct Sample(f64, String);

impl Sample {
    fn at(&self) -> Result<Instant, Problem> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a cast saturates, and what is out of range is refused below"
        )]
        let millis = (self.0 * 1000.0).round() as i64;
        DateTime::from_timestamp_millis(millis)
            .filter(|_| self.0.is_finite())
            .ok_or_else(|| {
                unreadable("Prometheus answered with a time that cannot be: check its clock")
            })
    }

    /// `None` for the numbers that are none; text that writes no number at all is a problem.
    fn value(&self) -> Result<Option<f64>, Problem> {
        if matches!(self.1.as_str(), "NaN" | "+Inf" | "-Inf" | "Inf") {
            return Ok(None);
        }
        number::strict(&self.1).map(Some).ok_or_else(|| {
            unreadable(format!(
                "Prometheus answered “{}” where a number belongs: check the address",
                quoted(&self.1, 20)
            ))
        })
    }
}

fn envelope(answer: &Answer) -> Result<Data, Problem> {
    let envelope: Envelope = match answer.json() {
        Ok(envelope) => envelope,
        Err(_) if !answer.status.is_success() => return Err(answer.problem()),
        Err(problem) => return Err(problem),
    };
    if envelope.status != "success" || !answer.status.is_success() {
        return Err(refusal(answer, &envelope));
    }
    let strange =
        |_| unreadable("Prometheus answered with data of another shape: check the address");
    let Some(Typed { kind, result }) = envelope.data else {
        return Err(unreadable(
            "Prometheus answered without data: check the address",
        ));
    };
    match kind.as_str() {
        "vector" => serde_json::from_value(result)
            .map(Data::Vector)
            .map_err(strange),
        "matrix" => serde_json::from_value(result)
            .map(Data::Matrix)
            .map_err(strange),
        "scalar" => serde_json::from_value(result)
            .map(Data::Scalar)
            .map_err(strange),
        "string" => Ok(Data::String),
        other => Err(unreadable(format!(
            "Prometheus answered with “{}”, which Holdfast cannot read",
            quoted(other, 20)
        ))),
    }
}

/// Prometheus says what is wrong with a query; its words are worth more than the status.
fn refusal(answer: &Answer, envelope: &Envelope) -> Problem {
    let said = quoted(&envelope.error, 200);
    if said.is_empty() {
        return if answer.status.is_success() {
            unreadable("Prometheus answered without success, and without saying why")
        } else {
            answer.problem()
        };
    }
    match envelope.error_type.as_str() {
        "bad_data" | "execution" => rejected(format!("Prometheus cannot run the query: {said}")),
        "timeout" | "canceled" | "unavailable" | "internal" => Problem {
            message: format!("Prometheus could not answer: {said}"),
            kind: ProblemKind::Busy,
            retry_after: answer.retry_after,
        },
        _ => Problem {
            message: format!("{}: {said}", answer.problem().message),
            ..answer.problem()
        },
    }
}

fn only(mut series: Vec<Series>) -> Result<Series, Problem> {
    let count = series.len();
    match series.pop() {
        Some(one) if count == 1 => Ok(one),
        Some(_) => Err(several(count)),
        None => Err(unreadable(
            "Prometheus has no data for the query now: check its names and labels, and that its target is up",
        )),
    }
}

fn several(count: usize) -> Problem {
    rejected(format!(
        "The query gives {count} series where one is needed: wrap it in sum(…) or name more labels"
    ))
}

fn rejected(message: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Rejected, message)
}

fn unreadable(message: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Unreadable, message)
}

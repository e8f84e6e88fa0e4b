//! An answer, read whole: its status, its body, and how long it asks to be left alone.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use serde::de::DeserializeOwned;

use super::problem::{Problem, ProblemKind, quoted};

/// The longest wait that `Retry-After` may ask for: nobody outside puts a pager to sleep for a day.
const LONGEST_WAIT: Duration = Duration::hours(1);

/// What answered, and what it said.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Who was asked: `Prometheus`.
    pub who: &'static str,
    /// Its status.
    pub status: StatusCode,
    /// Its body, decompressed.
    pub body: Vec<u8>,
    /// How long it asked to be left alone.
    pub retry_after: Option<Duration>,
    /// A secret went with the question.
    pub had_secret: bool,
}

impl Answer {
    /// This answer, if its status says that all went well.
    pub fn ok(self) -> Result<Self, Problem> {
        if self.status.is_success() {
            return Ok(self);
        }
        Err(self.problem())
    }

    /// The body as JSON of that shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let body = self
            .body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body);
        serde_json::from_slice(body).map_err(|error| {
            let who = self.who;
            let message = match error.classify() {
                _ if body.trim_ascii().is_empty() => {
                    format!("{who} answered with nothing: check the address")
                }
                _ if looks_like_a_page(body) => format!(
                    "{who} answered with a web page instead of JSON: check the address, or sign in to this network first"
                ),
                serde_json::error::Category::Data => {
                    format!("{who} answered with JSON of another shape: check the address")
                }
                serde_json::error::Category::Eof => {
                    format!("{who} answered with half a JSON document: try again")
                }
                serde_json::error::Category::Io | serde_json::error::Category::Syntax => {
                    format!("{who} answered with something that is not JSON: check the address")
                }
            };
            Problem::new(ProblemKind::Unreadable, message)
        })
    }

    /// The body as text on one line, shortened, when a person can read it.
    pub fn words(&self) -> Option<String> {
        if looks_like_a_page(&self.body) {
            return None;
        }
        let text = std::str::from_utf8(&self.body).ok()?;
        Some(quoted(text, 200)).filter(|text| !text.is_empty())
    }

    /// What an unsuccessful status means, and the next step.
    pub fn problem(&self) -> Problem {
        let (who, status) = (self.who, self.status.as_u16());
        let (kind, next) = match status {
            401 if self.had_secret => (ProblemKind::NeedsSecret, "check the token"),
            401 => (ProblemKind::NeedsSecret, "it wants a token, store one"),
            403 if self.had_secret => (
                ProblemKind::NeedsSecret,
                "the token is not allowed to do this",
            ),
            403 => (ProblemKind::NeedsSecret, "it may want a token, store one"),
            407 => (
                ProblemKind::NeedsSecret,
                "the proxy wants a user and password",
            ),
            413 => (ProblemKind::TooLarge, "what was sent is too large for it"),
            408 | 425 => (ProblemKind::Busy, "Holdfast tries again"),
            429 => (ProblemKind::Busy, "too many requests, Holdfast waits"),
            500..=599 => (
                ProblemKind::Busy,
                "it has a fault of its own, Holdfast tries again",
            ),
            _ => (ProblemKind::Rejected, "check the address"),
        };
        Problem {
            kind,
            message: format!("{who} answered {status}: {next}"),
            retry_after: self.retry_after,
        }
    }
}

fn looks_like_a_page(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

/// `Retry-After` in seconds or as a date, which is counted from the answer's own `Date` where it has one.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    let asked = text(RETRY_AFTER)?.trim();
    let wait = if asked.bytes().all(|byte| byte.is_ascii_digit()) && !asked.is_empty() {
        asked
            .parse()
            .ok()
            .and_then(Duration::try_seconds)
            .unwrap_or(LONGEST_WAIT)
    } else {
        date(asked)? - text(DATE).and_then(date).unwrap_or_else(Utc::now)
    };
    Some(wait.clamp(Duration::zero(), LONGEST_WAIT))
}

/// The three forms of a date in HTTP.
fn date(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.with_timezone(&Utc));
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn wait(asked: &str) -> Option<i64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(asked).unwrap());
        headers.insert(
            DATE,
            HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"),
        );
        retry_after(&headers).map(|wait| wait.num_seconds())
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        assert_eq!(
            [
                "30",
                " 0 ",
                "Sun, 06 Nov 1994 08:51:37 GMT",
                "Sunday, 06-Nov-94 08:50:07 GMT",
                "Sun Nov  6 08:49:47 1994",
                "Sun, 06 Nov 1994 08:00:00 GMT",
            ]
            .map(wait),
            [Some(30), Some(0), Some(120), Some(30), Some(10), Some(0)]
        );
    }

    #[test]
    fn nobody_can_ask_for_more_than_an_hour_or_in_gibberish() {
        assert_eq!(
            [
                "86400",
                "99999999999999999999999999",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "-5",
                "soon",
                "",
                "1e9",
            ]
            .map(wait),
            [Some(3600), Some(3600), Some(3600), None, None, None, None]
        );
    }

    fn answer(status: u16, body: &[u8]) -> Answer {
        Answer {
            who: "Prometheus",
            status: StatusCode::from_u16(status).unwrap(),
            body: body.to_vec(),
            retry_after: None,
            had_secret: true,
        }
    }

    #[test]
    fn a_status_is_said_with_its_next_step() {
        assert_eq!(
            answer(401, b"").ok().unwrap_err(),
            Problem::new(
                ProblemKind::NeedsSecret,
                "Prometheus answered 401: check the token"
            )
        );
        let kinds = [
            101, 204, 304, 400, 403, 404, 408, 413, 418, 429, 500, 503, 599,
        ]
        .map(|status| {
            answer(status, b"")
                .ok()
                .err()
                .map(|problem| problem.is_permanent())
        });
        assert_eq!(
            kinds,
            [
                Some(true),
                None,
                Some(true),
                Some(true),
                Some(true),
                Some(true),
                Some(false),
                Some(true),
                Some(true),
                Some(false),
                Some(false),
                Some(false),
                Some(false)
            ]
        );
    }

    #[test]
    fn a_body_that_is_not_json_is_said_to_be_what_it_is() {
        let said = |body: &[u8]| {
            answer(200, body)
                .json::<serde_json::Value>()
                .map_err(|problem| problem.message)
        };
        assert_eq!(
            said(b"\xef\xbb\xbf{}"),
            Ok(serde_json::json!({})),
            "a byte order mark is no fault"
        );
        for (body, word) in [
            (&b""[..], "nothing"),
            (b" \r\n", "nothing"),
            (b"<!DOCTYPE html>", "web page"),
            (b"{\"a\":", "half"),
            (b"{\"a\":\"\xff\"}", "not JSON"),
            (b"\xff\xfe{\0}\0", "not JSON"),
            (b"{}{}", "not JSON"),
            (b"NaN", "not JSON"),
            (b"1e400", "not JSON"),
            (b"{\"a\":1}\0", "not JSON"),
            ("[".repeat(10_000).as_bytes(), "not JSON"),
        ] {
            let message = said(body).unwrap_err();
            assert!(message.contains(word), "{word}: {message}");
        }
    }
}

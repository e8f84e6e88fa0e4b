//! What went wrong with a call to the outside: a kind to act on, and a sentence that says what answered and what next.

use chrono::Duration;

use crate::error::Failure;
use crate::secret::Secret;

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// It wants a secret, or another one.
    NeedsSecret,
    /// Holdfast itself will not call that address.
    Refused,
    /// Nothing answered there: no network, no such host, connection refused or lost, certificate not trusted.
    Unreachable,
    /// No whole answer in time.
    TimedOut,
    /// The answer, or what was to be sent, is larger than allowed.
    TooLarge,
    /// It answered from somewhere else, and Holdfast does not follow there.
    Redirected,
    /// The answer is not what such an answer looks like.
    Unreadable,
    /// It understood and said no.
    Rejected,
    /// It cannot answer now: too many requests, or a fault of its own.
    Busy,
}

/// A call that did not do what it should. The message holds no secret, no user information and no query of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// What answered, and the next step; a sentence without its full stop.
    pub message: String,
    /// How long it asked to be left alone; at most an hour.
    pub retry_after: Option<Duration>,
}

impl Problem {
    /// A problem of that kind.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            retry_after: None,
        }
    }

    /// Trying again changes nothing until a person does.
    pub fn is_permanent(&self) -> bool {
        match self.kind {
            ProblemKind::NeedsSecret
            | ProblemKind::Refused
            | ProblemKind::TooLarge
            | ProblemKind::Redirected
            | ProblemKind::Rejected => true,
            ProblemKind::Unreachable
            | ProblemKind::TimedOut
            | ProblemKind::Unreadable
            | ProblemKind::Busy => false,
        }
    }

    /// The same, should the other side have repeated `secret` to us.
    pub(crate) fn hiding(mut self, secret: Option<&Secret>) -> Self {
        let Some(secret) = secret else { return self };
        let whole = secret.expose().trim();
        let password = whole.split_once(':').map_or("", |(_, password)| password);
        for part in [whole, password] {
            if part.len() >= 4 {
                self.message = self.message.replace(part, "<redacted>");
            }
        }
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::unreachable(problem.message)
    }
}

/// Words of the other side, fit for a sentence: one line, no control or direction characters, at most `most` characters.
pub(crate) fn quoted(text: &str, most: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|character| is_plain(*character)));
    }
    match line.char_indices().nth(most) {
        Some((end, _)) => {
            line.truncate(end);
            line.push('…');
            line
        }
        None => line,
    }
}

fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_other_side_are_one_plain_line() {
        assert_eq!(
            quoted("bad\u{202e}\nquery \u{1b}[31mred\0", 40),
            "bad query [31mred"
        );
        assert_eq!(
            quoted("ééééé", 3),
            "ééé…",
            "cut between characters, and shown as cut"
        );
    }

    #[test]
    fn a_secret_that_comes_back_is_hidden() {
        let problem = Problem::new(
            ProblemKind::Rejected,
            "X rejected “Basic ops:canary-1”, canary-1",
        );
        assert_eq!(
            problem.hiding(Some(&Secret::new("ops:canary-1\n"))).message,
            "X rejected “Basic <redacted>”, <redacted>"
        );
    }
}

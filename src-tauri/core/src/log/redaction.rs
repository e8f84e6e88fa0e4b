//! Takes secrets out of a text: those that are known, and whatever looks like one.
//!
//! It sees the finished line, so it works on text that has been escaped once or twice on its way there. It takes out
//! too much rather than too little.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::{LazyLock, PoisonError, RwLock};

use regex::Regex;
use url::Url;
use url::form_urlencoded::byte_serialize;

use crate::secret::Secret;

const MARK: &str = "<redacted>";
/// A shorter text would be taken out of every other word.
const SHORTEST: usize = 4;

/// What the log must not say. The log is one for the process, and so is this.
static KNOWN: RwLock<Known> = RwLock::new(Known(Vec::new()));

/// What gives a secret away, and what is left of it.
static SHAPES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        // -----BEGIN RSA PRIVATE KEY----- … -----END RSA PRIVATE KEY-----
        (r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)", MARK),
        // Authorization: Bearer …, Basic …
        (r"(?i)\b(bearer|basic)(\s+)[^\s\x22',;<>\\]{6,}", "${1}${2}<redacted>"),
        // https://user:password@host, and also what only tries to be one
        (r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s\x22<>]*@", "${1}<redacted>@"),
        // https://hooks.slack.com/services/…, /api/webhooks/…
        (r"(?i)\b(hooks\.slack\.com/|[^\s\x22<>]*/(?:services|workflows|webhooks?|webhookb2|hooks)/)[^\s\x22'<>\\)]+", "${1}<redacted>"),
        // ?token=…, &api_key=…, password=…
        (r"(?i)\b([\w.-]*(?:token|key|secret|password|passwd|pwd|signature|sig|credential)=)[^&\s\x22'<>;\\)]+", "${1}<redacted>"),
        // "password": "…", once more escaped too; X-Api-Key: …
        (r"(?i)([\w.-]*(?:token|secret|password|passwd|pwd|authorization|api[_-]?key|cookie)\\*\x22?\s*:\s*\\*\x22)(?:[^\x22\\]|\\[^\x22\\])+", "${1}<redacted>"),
        (r"(?i)\b([\w.-]*(?:token|secret|password|passwd|authorization|api[_-]?key|cookie):\s*)[^\s\x22\\][^\x22\\\r\n]*", "${1}<redacted>"),
        // Tokens that say what they are
        (r"\b(?:gh[pousr]_|github_pat_|glpat-|glsa_|xox[a-z]-|xapp-|sk-|AKIA|eyJ)[A-Za-z0-9._-]{12,}", MARK),
    ]
    .into_iter()
    .filter_map(|(shape, left)| Regex::new(shape).ok().map(|shape| (shape, left)))
    .collect()
});

/// Remembers a secret for the rest of this process.
pub(super) fn conceal(secret: &Secret) {
    KNOWN
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .conceal(secret);
}

/// The text without what is known and without what looks like it.
pub(super) fn redacted(text: &str) -> Cow<'_, str> {
    KNOWN
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .redacted(text)
}

/// Known secrets in the forms a line can hold them in, longest first.
struct Known(Vec<String>);

impl Known {
    fn conceal(&mut self, secret: &Secret) {
        for form in forms(secret.expose().trim()) {
            if form.chars().count() >= SHORTEST && !self.0.contains(&form) {
                self.0.push(form);
            }
        }
        self.0.sort_by_key(|form| Reverse(form.len()));
    }

    fn redacted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut clean = Cow::Borrowed(text);
        for form in &self.0 {
            if clean.contains(form) {
                clean = Cow::Owned(clean.replace(form, MARK));
            }
        }
        for (shape, left) in SHAPES.iter() {
            if let Cow::Owned(changed) = shape.replace_all(&clean, *left) {
                clean = Cow::Owned(changed);
            }
        }
        clean
    }
}

/// As it is, escaped once and twice, percent-encoded, and, of an address, what follows its host.
fn forms(secret: &str) -> Vec<String> {
    let once = escaped(secret);
    let mut forms = vec![
        secret.to_owned(),
        escaped(&once),
        byte_serialize(secret.as_bytes()).collect(),
        byte_serialize(secret.as_bytes())
            .collect::<String>()
            .replace('+', "%20"),
        once,
    ];
    if let Ok(address) = Url::parse(secret) {
        forms.push(address.as_str().to_owned());
        let after_host = &address[url::Position::BeforePath..];
        if after_host.len() >= 8 {
            forms.push(after_host.to_owned());
        }
    }
    forms
}

/// As it stands between the quotes of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(&quoted)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_understood() {
        assert_eq!(
            SHAPES.len(),
            8,
            "a shape that is no regular expression is none"
        );
    }

    #[test]
    fn what_looks_like_a_secret_is_taken_out_and_the_rest_stays() {
        let cases = [
            (
                "Authorization: Bearer abc.def-123",
                "Authorization: <redacted>",
            ),
            (
                "sent Bearer abc.def-123, answer 401",
                "sent Bearer <redacted>, answer 401",
            ),
            ("basic dXNlcjpwYXNz==", "basic <redacted>"),
            (
                "GET https://ann:pw@prom.test/api?x=1",
                "GET https://<redacted>@prom.test/api?x=1",
            ),
            ("https://ann:p/w@[prom", "https://<redacted>@[prom"),
            (
                "(https://hooks.slack.com/services/T0/B0/abc) timed out",
                "(https://hooks.slack.com/services/<redacted>) timed out",
            ),
            (
                "https://chat.test/hooks/abc123 is gone",
                "https://chat.test/hooks/<redacted> is gone",
            ),
            (
                "https://x.test/q?token=abc&step=15&api_key=def",
                "https://x.test/q?token=<redacted>&step=15&api_key=<redacted>",
            ),
            (
                r#"{"password":"a\nb","user":"ann"}"#,
                r#"{"password":"<redacted>","user":"ann"}"#,
            ),
            (
                r#"{"message":"{\"token\":\"abc\",\"n\":1}"}"#,
                r#"{"message":"{\"token\":\"<redacted>\",\"n\":1}"}"#,
            ),
            ("ghp_0123456789abcdef0123", "<redacted>"),
            ("x-api-key: 42-abc", "x-api-key: <redacted>"),
            (
                r"-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----, that",
                "<redacted>, that",
            ),
            (
                r#"{"level":"INFO","message":"polled prom in 12 ms","page":"checkout@eu"}"#,
                r#"{"level":"INFO","message":"polled prom in 12 ms","page":"checkout@eu"}"#,
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(redacted(text), expected);
        }
    }

    #[test]
    fn a_known_secret_is_found_in_every_form() {
        let secret = Secret::new("q\"7 é/\\canary");
        let mut known = Known(Vec::new());
        known.conceal(&secret);
        let json = serde_json::json!({ "said": secret.expose() }).to_string();
        let twice = serde_json::json!({ "said": json }).to_string();
        for text in [
            secret.expose(),
            &json,
            &twice,
            "q%227+%C3%A9%2F%5Ccanary",
            "q%227%20%C3%A9%2F%5Ccanary",
        ] {
            let clean = known.redacted(text);
            assert!(!clean.contains("canary"), "{text} became {clean}");
        }
    }

    #[test]
    fn an_address_that_is_a_secret_is_known_by_its_path() {
        let mut known = Known(Vec::new());
        known.conceal(&Secret::new("https://chat.test/in/7f3a-canary"));
        assert_eq!(known.redacted("POST /in/7f3a-canary"), "POST <redacted>");
    }

    proptest::proptest! {
        #[test]
        fn no_known_secret_survives_in_any_surroundings(secret in "[!-~]{4,24}", before in ".{0,12}", after in ".{0,12}") {
            let mut known = Known(Vec::new());
            known.conceal(&Secret::new(secret.as_str()));
            let line = serde_json::json!({ "message": format!("{before}{secret}{after}") }).to_string();
            let clean = known.redacted(&line).into_owned();
            let left = clean.replace(MARK, "•");
            proptest::prop_assert!(!left.contains(&escaped(&secret)), "{line} became {clean}");
        }
    }
}

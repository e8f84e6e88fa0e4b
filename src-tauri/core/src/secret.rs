//! A secret: text that neither prints nor serialises.
//!
//! Not here: where secrets are kept (`keychain`) and how they are kept out of the log (`log`).

use std::fmt;

/// A password, a token or an address that is one. Only [`Secret::expose`] gives it away.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text out of sight.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends or stores it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Nothing was typed: a blank secret opens no door.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_itself_only_when_asked() {
        let secret = Secret::new("canary-5f1d");
        assert_eq!(secret.expose(), "canary-5f1d");
        let shown = format!("{:?} {:#?}", Some(&secret), vec![secret.clone()]);
        assert!(
            !shown.contains("canary"),
            "nor inside another value's debug text: {shown}"
        );
    }

    #[test]
    fn white_space_is_no_secret() {
        assert_eq!(
            ["", " \n", "x"].map(|text| Secret::new(text).is_blank()),
            [true, true, false]
        );
    }
}

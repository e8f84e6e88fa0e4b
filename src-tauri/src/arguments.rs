//! What the window is started with.

use anyhow::{Result, bail};

/// The arguments, as they were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Show the demo incident, in a home of its own.
    pub(crate) demo: bool,
    /// Begin in the tray, as at log-in.
    pub(crate) hidden: bool,
}

impl Arguments {
    /// Reads them; whatever else is there is refused by name.
    pub(crate) fn parse(given: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut arguments = Self::default();
        for argument in given {
            match argument.as_str() {
                "--demo" => arguments.demo = true,
                "--hidden" => arguments.hidden = true,
                other => bail!(
                    "holdfast-desktop knows no {other:?}, only --demo and --hidden. Everything else is done with `holdfast`: see `holdfast --help`"
                ),
            }
        }
        Ok(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(given: &[&str]) -> Result<Arguments> {
        Arguments::parse(given.iter().map(|&argument| argument.to_owned()))
    }

    #[test]
    fn both_can_be_asked_for() {
        let arguments = parse(&["--hidden", "--demo"]).unwrap();
        let expected = Arguments {
            demo: true,
            hidden: true,
        };
        assert_eq!(arguments, expected);
        assert_eq!(parse(&[]).unwrap(), Arguments::default());
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        let refusal = parse(&["--demo", "serve"]).unwrap_err().to_string();
        assert!(refusal.contains("\"serve\""), "{refusal}");
    }
}

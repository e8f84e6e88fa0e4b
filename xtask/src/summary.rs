//! The table at the end of a test run: each part, how it ended, how long it took.

use std::fmt;
use std::time::Duration;

use crate::child::Took;

/// How a part ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Passed,
    /// It is not; the words say what failed.
    Failed(String),
    /// It stands on something that failed, or somebody asked to stop.
    NotRun(String),
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    /// The part's name.
    pub(crate) part: String,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// How long it took.
    pub(crate) took: Duration,
}

/// All lines, in the order in which the parts ran.
#[derive(Debug, Default)]
pub(crate) struct Summary(pub(crate) Vec<Row>);

impl Summary {
    /// Whether every part ran and passed.
    pub(crate) fn is_good(&self) -> bool {
        self.0.iter().all(|row| row.outcome == Outcome::Passed)
    }

    /// How a part that ran earlier ended.
    pub(crate) fn outcome(&self, part: &str) -> Option<&Outcome> {
        self.0
            .iter()
            .find(|row| row.part == part)
            .map(|row| &row.outcome)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|row| row.part.len()).max().unwrap_or(0);
        for Row {
            part,
            outcome,
            took,
        } in &self.0
        {
            match outcome {
                Outcome::Passed => writeln!(f, "  {part:<width$}  passed   {:>12}", Took(*took))?,
                Outcome::Failed(why) => {
                    writeln!(f, "  {part:<width$}  FAILED   {:>12}  {why}", Took(*took))?;
                }
                Outcome::NotRun(why) => {
                    writeln!(f, "  {part:<width$}  not run  {:>12}  {why}", "")?;
                }
            }
        }
        let total: Duration = self.0.iter().map(|row| row.took).sum();
        let count =
            |wanted: fn(&Outcome) -> bool| self.0.iter().filter(|row| wanted(&row.outcome)).count();
        let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
        let not_run = count(|outcome| matches!(outcome, Outcome::NotRun(_)));
        if failed + not_run == 0 {
            let all = match self.0.len() {
                1 => "The one part".to_owned(),
                more => format!("All {more} parts"),
            };
            writeln!(f, "\n{all} passed in {}.", Took(total))
        } else {
            let passed = self.0.len() - failed - not_run;
            writeln!(
                f,
                "\n{failed} failed, {not_run} not run, {passed} passed, in {}.",
                Took(total)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_run_says_so_in_one_line() {
        let summary = Summary(vec![
            row("structure", Outcome::Passed, 1),
            row("unit", Outcome::Passed, 62),
        ]);
        assert!(summary.is_good(), "all passed");
        let expected = "  structure  passed          1.0 s\n\
                        \x20 unit       passed     1 min 02 s\n\
                        \n\
                        All 2 parts passed in 1 min 03 s.\n";
        assert_eq!(summary.to_string(), expected, "times line up");
    }

    #[test]
    fn a_bad_run_says_which_and_why() {
        let summary = Summary(vec![
            row(
                "build",
                Outcome::Failed("`cargo build` failed with exit code 101".into()),
                70,
            ),
            row("window", Outcome::NotRun("build failed".into()), 0),
        ]);
        assert!(!summary.is_good(), "a part that could not run is no pass");
        let expected = "  build   FAILED     1 min 10 s  `cargo build` failed with exit code 101\n\
                        \x20 window  not run                build failed\n\
                        \n\
                        1 failed, 1 not run, 0 passed, in 1 min 10 s.\n";
        assert_eq!(
            summary.to_string(),
            expected,
            "the reason stands beside the part"
        );
    }

    fn row(part: &str, outcome: Outcome, seconds: u64) -> Row {
        Row {
            part: part.to_owned(),
            outcome,
            took: Duration::from_secs(seconds),
        }
    }
}

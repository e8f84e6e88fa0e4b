//! What the person asked for, read from the command line.
//!
//! Nothing is done here, so that every spelling can be tested.

use anyhow::{Result, bail};

/// What `cargo xtask` alone prints.
pub(crate) const HELP: &str = "\
cargo xtask TASK

  run [--demo] [--release] [--yes] [-- ARGS]
          Build Holdfast and open it. Installs what is missing, after asking.
          Without a display it serves the same interface on loopback.
  test [--only PART]... [--list] [--yes]
          Every check and every test, as CI runs them; --only takes one part
          and what it stands on, --list names the parts.
  check   Structure, formatting, clippy and the interface's checks: no tests.
  e2e     The browser journeys and the real window, nothing else.
  gen     Write ui/src/ipc/bindings.ts from the Rust types.
  bench [ARGS]
          A release build against the budgets of the design.

  --yes   Install without asking; so does CI=true.
";

/// One task with its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print the help.
    Help,
    /// Build and open Holdfast.
    Run(Run),
    /// Name the parts of the test run.
    List,
    /// Everything, or the parts named.
    Test { only: Vec<String>, yes: bool },
    /// What is quick to know.
    Check { yes: bool },
    /// The browser and the window.
    EndToEnd { yes: bool },
    /// Regenerate the TypeScript types.
    Generate,
    /// The benchmarks, with their own arguments.
    Bench { yes: bool, rest: Vec<String> },
}

/// The options of `cargo xtask run`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// Open on the demo incident.
    pub(crate) demo: bool,
    /// Build with optimisations.
    pub(crate) release: bool,
    /// Install without asking.
    pub(crate) yes: bool,
    /// Handed to Holdfast as they are.
    pub(crate) rest: Vec<String>,
}

/// Reads the arguments that follow `cargo xtask`.
pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command> {
    let mut arguments = arguments.into_iter();
    let Some(task) = arguments.next() else {
        return Ok(Command::Help);
    };
    let rest: Vec<String> = arguments.collect();
    if task != "bench"
        && rest
            .iter()
            .take_while(|a| *a != "--")
            .any(|a| a == "--help" || a == "-h")
    {
        return Ok(Command::Help);
    }
    match task.as_str() {
        "help" | "--help" | "-h" => Ok(Command::Help),
        "run" => run(rest),
        "test" => test(rest),
        "check" => Ok(Command::Check {
            yes: only_yes("check", &rest)?,
        }),
        "e2e" => Ok(Command::EndToEnd {
            yes: only_yes("e2e", &rest)?,
        }),
        "gen" => match rest.first() {
            None => Ok(Command::Generate),
            Some(other) => bail!("gen takes no arguments, and was given `{other}`"),
        },
        "bench" => {
            let (yes, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|a| a == "--yes");
            let rest = rest.into_iter().skip_while(|a| a == "--").collect();
            Ok(Command::Bench {
                yes: !yes.is_empty(),
                rest,
            })
        }
        other => {
            bail!("there is no task `{other}`. The tasks are run, test, check, e2e, gen and bench")
        }
    }
}

fn run(arguments: Vec<String>) -> Result<Command> {
    let mut asked = Run::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--demo" => asked.demo = true,
            "--release" => asked.release = true,
            "--yes" | "-y" => asked.yes = true,
            "--" => asked.rest = arguments.by_ref().collect(),
            other => {
                bail!("run does not know `{other}`. What Holdfast itself is to get goes after `--`")
            }
        }
    }
    Ok(Command::Run(asked))
}

fn test(arguments: Vec<String>) -> Result<Command> {
    let mut only = Vec::new();
    let mut yes = false;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--yes" | "-y" => yes = true,
            "--list" => return Ok(Command::List),
            "--only" => match arguments.next() {
                Some(part) => only.push(part),
                None => {
                    bail!("--only wants the name of a part; `cargo xtask test --list` has them")
                }
            },
            other => match other.strip_prefix("--only=") {
                Some(part) => only.push(part.to_owned()),
                None => {
                    bail!("test does not know `{other}`. It takes --only PART, --list and --yes")
                }
            },
        }
    }
    Ok(Command::Test { only, yes })
}

fn only_yes(task: &str, arguments: &[String]) -> Result<bool> {
    match arguments.iter().find(|a| *a != "--yes" && *a != "-y") {
        Some(other) => bail!("{task} does not know `{other}`. It takes --yes"),
        None => Ok(!arguments.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alone_it_prints_help() {
        assert_eq!(read(""), Command::Help, "nothing asked, nothing done");
        assert_eq!(
            read("test --help"),
            Command::Help,
            "help is never a test run"
        );
    }

    #[test]
    fn run_hands_on_what_follows_the_dashes() {
        let asked = Run {
            demo: true,
            yes: true,
            rest: vec!["--port".into(), "7000".into()],
            release: false,
        };
        assert_eq!(
            read("run --demo --yes -- --port 7000"),
            Command::Run(asked),
            "both dashes are dropped"
        );
        assert!(
            refused("run --port 7000").contains("after `--`"),
            "an unknown option says where it goes"
        );
    }

    #[test]
    fn test_takes_several_parts_in_both_spellings() {
        let expected = Command::Test {
            only: vec!["unit".into(), "window".into()],
            yes: false,
        };
        assert_eq!(
            read("test --only unit --only=window"),
            expected,
            "both spellings mean the same"
        );
        assert!(
            refused("test --only").contains("--list"),
            "a missing name says where the names are"
        );
    }

    #[test]
    fn bench_hands_on_everything_but_yes() {
        let expected = Command::Bench {
            yes: true,
            rest: vec!["search".into(), "--quick".into()],
        };
        assert_eq!(
            read("bench --yes -- search --quick"),
            expected,
            "the bench has options of its own"
        );
    }

    #[test]
    fn an_unknown_task_names_the_known_ones() {
        assert!(
            refused("tset").contains("run, test, check"),
            "a typo is answered with the list"
        );
        assert!(
            refused("gen now").contains("no arguments"),
            "gen has nothing to choose"
        );
        assert!(
            refused("check --only unit").contains("--yes"),
            "check has one option"
        );
    }

    fn read(line: &str) -> Command {
        parse(line.split_whitespace().map(str::to_owned)).unwrap()
    }

    fn refused(line: &str) -> String {
        parse(line.split_whitespace().map(str::to_owned))
            .unwrap_err()
            .to_string()
    }
}

//! Runs the parts: each under its limit, none hiding a later one unless that one stands on it.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::child::{Ending, Guard};
use crate::parts::{OUTSIDE, Part, Work};
use crate::summary::{Outcome, Row, Summary};
use crate::workspace::Workspace;
use crate::{interface, structure};

const QUICK: Duration = Duration::from_mins(5);
const BUILD: Duration = Duration::from_mins(45);
const RUN: Duration = Duration::from_mins(20);

/// Runs parts one after another.
#[derive(Debug)]
pub(crate) struct Runner {
    /// Ends what hangs.
    pub(crate) guard: Guard,
    /// Where things are.
    pub(crate) workspace: Workspace,
    /// Every integration test, as package and test.
    pub(crate) tests: Vec<(String, String)>,
}

impl Runner {
    /// Runs them all, as far as what they stand on passed.
    pub(crate) fn run(&self, parts: &[Part]) -> Summary {
        let mut summary = Summary::default();
        for part in parts {
            let started = Instant::now();
            let outcome = if let Some(why) = self.reason_not_to(part, &summary) {
                Outcome::NotRun(why)
            } else {
                println!("\n== {}: {} ==", part.name, part.about);
                self.outcome(&part.work)
            };
            summary.0.push(Row {
                part: part.name.clone(),
                outcome,
                took: started.elapsed(),
            });
        }
        summary
    }

    fn reason_not_to(&self, part: &Part, so_far: &Summary) -> Option<String> {
        if self.guard.stopped() {
            return Some("stopped".to_owned());
        }
        part.stands_on
            .iter()
            .find_map(|name| match so_far.outcome(name) {
                Some(Outcome::Failed(_)) => Some(format!("{name} failed")),
                Some(Outcome::NotRun(_)) => Some(format!("{name} was not run")),
                Some(Outcome::Passed) | None => None,
            })
    }

    fn outcome(&self, work: &Work) -> Outcome {
        match self.work(work) {
            Ok(Ending::Passed) => Outcome::Passed,
            Ok(Ending::Failed(why)) => Outcome::Failed(why),
            Ok(Ending::Interrupted) => Outcome::Failed("stopped".to_owned()),
            Err(error) => Outcome::Failed(format!("{error:#}")),
        }
    }

    fn work(&self, work: &Work) -> Result<Ending> {
        match work {
            Work::Structure => structure::check(&self.workspace).map(|findings| match findings {
                0 => Ending::Passed,
                1 => Ending::Failed("1 finding, above".to_owned()),
                more => Ending::Failed(format!("{more} findings, above")),
            }),
            Work::Format => Ok(self
                .guard
                .run(self.cargo().args(["fmt", "--all", "--check"]), QUICK)),
            Work::Interface("build") => self.build_interface(),
            Work::Interface(script) => {
                let mut npm = self.workspace.npm();
                Ok(self.guard.run(npm.args(["run", script]), RUN))
            }
            Work::Clippy => {
                interface::ensure_folder(&self.workspace)?;
                let mut cargo = self.cargo();
                cargo.args([
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--locked",
                    "--",
                    "-D",
                    "warnings",
                ]);
                Ok(self.guard.run(&mut cargo, BUILD))
            }
            Work::Unit => {
                interface::ensure_folder(&self.workspace)?;
                Ok(self.all(&mut [self.unit_tests(), self.doc_tests()], BUILD))
            }
            Work::Build => {
                let mut cargo = self.cargo();
                cargo.args(
                    self.workspace
                        .build_binaries(&["holdfast", "holdfast-desktop"]),
                );
                Ok(self.guard.run(&mut cargo, BUILD))
            }
            Work::Outside(name) => {
                // Compiled first, so that the limit is on the test and not on the compiler.
                let compiled = self
                    .guard
                    .run(self.outside_test(name).arg("--no-run"), BUILD);
                if compiled != Ending::Passed {
                    return Ok(compiled);
                }
                Ok(self.guard.run(&mut self.outside_test(name), RUN))
            }
            Work::Nothing(why) => Ok(Ending::Failed((*why).to_owned())),
        }
    }

    fn build_interface(&self) -> Result<Ending> {
        if interface::is_built(&self.workspace)? {
            println!("ui/dist is built from the sources as they are.");
            return Ok(Ending::Passed);
        }
        let ending = self
            .guard
            .run(self.workspace.npm().args(["run", "build"]), RUN);
        if ending == Ending::Passed {
            interface::remember_build(&self.workspace)?;
        }
        Ok(ending)
    }

    /// Every test but those from outside. The members stay selected all together: leaving one out
    /// would choose other features and compile everything twice.
    fn unit_tests(&self) -> Command {
        let mut cargo = self.tests_of_workspace();
        cargo.args(["--no-fail-fast", "--lib", "--bins"]);
        for (package, test) in &self.tests {
            if package != OUTSIDE {
                cargo.args(["--test", test]);
            }
        }
        cargo
    }

    fn doc_tests(&self) -> Command {
        let mut cargo = self.tests_of_workspace();
        cargo.args(["--no-fail-fast", "--doc"]);
        cargo
    }

    fn outside_test(&self, name: &str) -> Command {
        let mut cargo = self.tests_of_workspace();
        cargo.args(["--test", name]);
        cargo
    }

    fn tests_of_workspace(&self) -> Command {
        let mut cargo = self.cargo();
        cargo
            .args(["test", "--workspace", "--locked"])
            .envs(self.workspace.test_environment());
        // The desktop of whoever runs the tests is not theirs to use: they bring a display and a bus.
        for variable in [
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "DBUS_SESSION_BUS_ADDRESS",
            "HOLDFAST_HOME",
        ] {
            cargo.env_remove(variable);
        }
        cargo
    }

    fn all(&self, commands: &mut [Command], limit: Duration) -> Ending {
        let mut ending = Ending::Passed;
        for command in commands {
            match self.guard.run(command, limit) {
                Ending::Interrupted => return Ending::Interrupted,
                Ending::Failed(why) if ending == Ending::Passed => ending = Ending::Failed(why),
                // The first failure is the one to name; this one has been printed.
                Ending::Passed | Ending::Failed(_) => {}
            }
        }
        ending
    }

    fn cargo(&self) -> Command {
        let mut cargo = self.workspace.cargo();
        if crate::machine::unattended() {
            // Nobody builds twice in a CI clone, and what would make that fast is large.
            cargo.env("CARGO_INCREMENTAL", "0");
        }
        cargo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_not_run_when_what_it_stands_on_failed() {
        let runner = Runner {
            guard: Guard::default(),
            workspace: Workspace {
                root: "/nowhere".into(),
                target: "/nowhere".into(),
                release: false,
            },
            tests: Vec::new(),
        };
        let failing = |name: &str, stands_on| Part {
            name: name.to_owned(),
            about: "a test of the tests",
            stands_on,
            groups: &[],
            work: Work::Nothing("nothing here"),
        };
        let summary = runner.run(&[
            failing("build", &[]),
            failing("window", &["build"]),
            failing("format", &[]),
        ]);
        let outcomes: Vec<Outcome> = summary.0.into_iter().map(|row| row.outcome).collect();
        let expected = [
            Outcome::Failed("nothing here".into()),
            Outcome::NotRun("build failed".into()),
            Outcome::Failed("nothing here".into()),
        ];
        assert_eq!(
            outcomes, expected,
            "the third has nothing to do with the first"
        );
    }
}

//! The parts that a change has to pass: which there are, what each stands on, and choosing among them.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::child::Guard;
use crate::machine::Machine;
use crate::needs::Group;
use crate::runner::Runner;
use crate::workspace::Workspace;
use crate::{cache, install};

/// The member whose tests meet Holdfast from outside.
pub(crate) const OUTSIDE: &str = "holdfast-tests";

/// Which parts are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suite {
    /// All of them.
    Test,
    /// What is known without running a test.
    Check,
    /// The browser and the window.
    EndToEnd,
}

/// What a part does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Work {
    Structure,
    Format,
    /// A script of the interface's `package.json`.
    Interface(&'static str),
    Clippy,
    Unit,
    Build,
    /// An integration test of the member that tests from outside.
    Outside(String),
    /// There is nothing to run, and that is a failure.
    Nothing(&'static str),
}

/// One part of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) about: &'static str,
    pub(crate) stands_on: &'static [&'static str],
    pub(crate) groups: &'static [Group],
    pub(crate) work: Work,
}

/// Runs a suite, or the parts of it that are named, and prints how it went.
pub(crate) fn run(suite: Suite, only: &[String], yes: bool) -> Result<ExitCode> {
    let mut workspace = Workspace::find()?;
    let tests = workspace.test_targets()?;
    let parts = chosen(parts(suite, &outside(&tests)), only)?;
    let machine = Machine::here();
    install::ensure(
        &machine,
        &workspace,
        &groups(&parts),
        yes,
        &invocation(suite, only),
    )?;
    // Held until the last part has ended.
    let _cache = cache::take(&mut workspace)?;
    let runner = Runner {
        guard: Guard::install()?,
        workspace,
        tests,
    };
    let summary = runner.run(&parts);
    println!("\n{summary}");
    if runner.guard.stopped() {
        return Ok(ExitCode::from(130));
    }
    Ok(if summary.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Prints the names that `--only` takes.
pub(crate) fn list(workspace: &Workspace) -> Result<()> {
    for part in parts(Suite::Test, &outside(&workspace.test_targets()?)) {
        println!("{:<16} {}", part.name, part.about);
    }
    Ok(())
}

/// All parts of a suite, in the order in which they run.
fn parts(suite: Suite, outside: &[String]) -> Vec<Part> {
    let part = |name: &str, about, stands_on, groups, work| Part {
        name: name.to_owned(),
        about,
        stands_on,
        groups,
        work,
    };
    let structure = part(
        "structure",
        "which part may use which, names, sizes, licences",
        &[],
        &[],
        Work::Structure,
    );
    let format = part("format", "rustfmt", &[], &[Group::Lints], Work::Format);
    let ui_check = part(
        "ui-check",
        "svelte-check, eslint and prettier",
        &[],
        &[Group::Interface],
        Work::Interface("check"),
    );
    let ui_test = part(
        "ui-test",
        "the interface's unit tests",
        &[],
        &[Group::Interface],
        Work::Interface("test"),
    );
    let ui_build = part(
        "ui-build",
        "the interface, built",
        &[],
        &[Group::Interface],
        Work::Interface("build"),
    );
    let clippy = part(
        "clippy",
        "clippy, warnings denied",
        &[],
        &[Group::Lints, Group::Compile, Group::Window],
        Work::Clippy,
    );
    let unit = part(
        "unit",
        "unit, property and doc tests",
        &[],
        &[Group::Compile, Group::Window],
        Work::Unit,
    );
    let build = part(
        "build",
        "the window and the command line, built",
        &["ui-build"],
        &[Group::Compile, Group::Window],
        Work::Build,
    );
    let mut all = match suite {
        Suite::Check => return vec![structure, format, ui_check, clippy],
        // clippy after the interface: the shell takes ui/dist in when it is compiled.
        Suite::Test => vec![
            structure, format, ui_check, ui_test, ui_build, clippy, unit, build,
        ],
        Suite::EndToEnd => vec![ui_build, build],
    };
    let outside: Vec<&String> = outside
        .iter()
        .filter(|name| suite != Suite::EndToEnd || rank(name) > 0)
        .collect();
    if outside.is_empty() {
        let why = match suite {
            Suite::EndToEnd => "no browser and no window tests found in tests/tests",
            Suite::Test | Suite::Check => "no integration tests found in tests/tests",
        };
        all.push(part(
            "integration",
            "tests from outside",
            &[],
            &[],
            Work::Nothing(why),
        ));
    }
    for name in outside {
        let about = [
            "tests from outside",
            "the interface in a browser",
            "the real window",
        ];
        let about = about.get(rank(name)).copied().unwrap_or_default();
        all.push(part(
            name,
            about,
            &["build"],
            &[Group::Tests],
            Work::Outside(name.clone()),
        ));
    }
    all
}

/// The parts that are named and what they stand on; all of them when none is named.
fn chosen(parts: Vec<Part>, only: &[String]) -> Result<Vec<Part>> {
    if only.is_empty() {
        return Ok(parts);
    }
    let mut wanted: Vec<String> = Vec::new();
    for name in only {
        let Some(part) = parts.iter().find(|part| part.name == *name) else {
            let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
            bail!(
                "there is no part `{name}`. The parts are {}",
                names.join(", ")
            );
        };
        wanted.push(part.name.clone());
    }
    // What a part stands on comes before it, so one pass from the end finds all of it.
    for part in parts.iter().rev() {
        if wanted.contains(&part.name) {
            wanted.extend(part.stands_on.iter().map(|name| (*name).to_owned()));
        }
    }
    Ok(parts
        .into_iter()
        .filter(|part| wanted.contains(&part.name))
        .collect())
}

/// The tests from outside in the order in which they run: the window last.
fn outside(tests: &[(String, String)]) -> Vec<String> {
    let mut names: Vec<String> = tests
        .iter()
        .filter(|(package, _)| package == OUTSIDE)
        .map(|(_, name)| name.clone())
        .collect();
    names.sort_by_key(|name| (rank(name), name.clone()));
    names
}

/// 0 for the core and the command line, 1 for the browser, 2 for the window.
fn rank(name: &str) -> usize {
    if name.starts_with("window") {
        2
    } else {
        usize::from(name.starts_with("browser"))
    }
}

fn groups(parts: &[Part]) -> Vec<Group> {
    parts
        .iter()
        .flat_map(|part| part.groups.iter().copied())
        .collect()
}

fn invocation(suite: Suite, only: &[String]) -> String {
    let task = match suite {
        Suite::Test => "test",
        Suite::Check => "check",
        Suite::EndToEnd => "e2e",
    };
    only.iter()
        .fold(format!("cargo xtask {task}"), |words, part| {
            format!("{words} --only {part}")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_run_goes_from_quick_to_slow_and_ends_with_the_window() {
        let names = names(&parts(Suite::Test, &outside(&found())));
        let expected = "structure format ui-check ui-test ui-build clippy unit build alertmanager journeys browser window";
        assert_eq!(
            names, expected,
            "what fails fast is first, what needs everything is last"
        );
    }

    #[test]
    fn checking_and_end_to_end_are_cut_from_the_same_cloth() {
        let outside = outside(&found());
        assert_eq!(
            names(&parts(Suite::Check, &outside)),
            "structure format ui-check clippy",
            "no test runs"
        );
        assert_eq!(
            names(&parts(Suite::EndToEnd, &outside)),
            "ui-build build browser window",
            "and what they need"
        );
    }

    #[test]
    fn naming_a_part_brings_what_it_stands_on() {
        let parts = parts(Suite::Test, &outside(&found()));
        let chosen = chosen(parts, &["window".to_owned(), "format".to_owned()]).unwrap();
        assert_eq!(
            names(&chosen),
            "format ui-build build window",
            "in the order of the whole run"
        );
    }

    #[test]
    fn an_unknown_part_names_the_known_ones() {
        let error = chosen(parts(Suite::Check, &[]), &["units".to_owned()])
            .unwrap_err()
            .to_string();
        assert_eq!(
            error, "there is no part `units`. The parts are structure, format, ui-check, clippy",
            "a typo"
        );
    }

    #[test]
    fn no_integration_tests_is_a_failure_and_not_silence() {
        let parts = parts(Suite::Test, &[]);
        let last = parts.last().unwrap();
        assert_eq!(
            last.work,
            Work::Nothing("no integration tests found in tests/tests"),
            "it fails by name"
        );
    }

    fn found() -> Vec<(String, String)> {
        [
            ("holdfast-core", "bindings"),
            (OUTSIDE, "window"),
            (OUTSIDE, "browser"),
            (OUTSIDE, "journeys"),
            (OUTSIDE, "alertmanager"),
        ]
        .map(|(package, test)| (package.to_owned(), test.to_owned()))
        .to_vec()
    }

    fn names(parts: &[Part]) -> String {
        parts
            .iter()
            .map(|part| part.name.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

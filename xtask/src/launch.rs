//! `cargo xtask run`: from whatever is there to an open window, or to a served one.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::command::Run;
use crate::machine::Machine;
use crate::needs::Group;
use crate::workspace::Workspace;
use crate::{child, install, interface};

/// Installs, builds and starts Holdfast. Comes back only when that failed.
pub(crate) fn run(asked: &Run) -> Result<ExitCode> {
    let machine = Machine::here();
    let mut workspace = Workspace::find()?;
    workspace.release = asked.release;
    let (groups, programs): (&[Group], &[&str]) = if machine.display {
        (
            &[Group::Compile, Group::Window, Group::Interface],
            &["holdfast-desktop", "holdfast"],
        )
    } else {
        println!(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so Holdfast will serve\n\
             the same interface on this machine's loopback address. Open the address it prints in a browser."
        );
        (&[Group::Compile, Group::Interface], &["holdfast"])
    };
    install::ensure(&machine, &workspace, groups, asked.yes, &invocation(asked))?;
    interface::build(&workspace)?;
    child::attached(workspace.cargo().args(workspace.build_binaries(programs)))?;

    let arguments = arguments(machine.display, asked);
    let mut holdfast = Command::new(workspace.binary(if machine.display {
        "holdfast-desktop"
    } else {
        "holdfast"
    }));
    holdfast.args(arguments);
    println!("$ {}", child::line(&holdfast));
    // From here on this process is Holdfast: signals and the exit code are its own.
    Err(holdfast.exec()).with_context(|| format!("could not start `{}`", child::line(&holdfast)))
}

fn arguments(display: bool, asked: &Run) -> Vec<String> {
    let mut arguments = Vec::new();
    if !display {
        arguments.push("serve".to_owned());
    }
    if asked.demo {
        arguments.push("--demo".to_owned());
    }
    arguments.extend(asked.rest.iter().cloned());
    arguments
}

/// What was typed, less what was not.
fn invocation(asked: &Run) -> String {
    let mut words = "cargo xtask run".to_owned();
    if asked.demo {
        words.push_str(" --demo");
    }
    if asked.release {
        words.push_str(" --release");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_reaches_the_window_and_the_server() {
        let asked = Run {
            demo: true,
            rest: vec!["--port".into(), "7000".into()],
            ..Run::default()
        };
        assert_eq!(
            arguments(true, &asked),
            ["--demo", "--port", "7000"],
            "the window takes it first"
        );
        assert_eq!(
            arguments(false, &asked),
            ["serve", "--demo", "--port", "7000"],
            "the server is a subcommand"
        );
    }

    #[test]
    fn the_way_to_agree_keeps_what_was_asked() {
        let asked = Run {
            demo: true,
            release: true,
            ..Run::default()
        };
        assert_eq!(
            invocation(&asked),
            "cargo xtask run --demo --release",
            "--yes is added to this"
        );
    }
}

//! `cargo xtask`: run, test, check, gen, e2e and bench, the project's own tasks.
//!
//! It knows how to get from a fresh clone to a window or a verdict. It knows nothing of what
//! Holdfast does: that is in the crates it builds.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task talks to the person who started it"
)]

mod cache;
mod child;
mod command;
mod install;
mod interface;
mod launch;
mod machine;
mod needs;
mod parts;
mod runner;
mod structure;
mod summary;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::command::Command;
use crate::machine::Machine;
use crate::needs::Group;
use crate::parts::Suite;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    match command::parse(std::env::args().skip(1)).and_then(carry_out) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> Result<ExitCode> {
    match command {
        Command::Help => {
            print!("{}", command::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Command::Run(asked) => launch::run(&asked),
        Command::List => {
            parts::list(&Workspace::find()?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Test { only, yes } => parts::run(Suite::Test, &only, yes),
        Command::Check { yes } => parts::run(Suite::Check, &[], yes),
        Command::EndToEnd { yes } => parts::run(Suite::EndToEnd, &[], yes),
        Command::Generate => generate(),
        Command::Bench { yes, rest } => bench(yes, &rest),
    }
}

/// The core's own test compares the committed file with the types; told to, it writes it first.
fn generate() -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let bindings = workspace.ui().join("src/ipc/bindings.ts");
    let written = || bindings.metadata().and_then(|facts| facts.modified()).ok();
    let before = written();
    let mut cargo = workspace.cargo();
    cargo
        .args([
            "test",
            "--locked",
            "--package",
            "holdfast-core",
            "--lib",
            "bindings::",
        ])
        .env("HOLDFAST_GEN", "1");
    child::attached(&mut cargo)?;
    if written() == before {
        bail!(
            "no test wrote {}: the one that does is in src-tauri/core/src/bindings.rs",
            bindings.display()
        );
    }
    println!("Wrote ui/src/ipc/bindings.ts. Commit it with the change that moved it.");
    Ok(ExitCode::SUCCESS)
}

/// Builds what the benchmarks start, then hands over to them.
fn bench(yes: bool, rest: &[String]) -> Result<ExitCode> {
    let mut workspace = Workspace::find()?;
    workspace.release = true;
    let machine = Machine::here();
    install::ensure(
        &machine,
        &workspace,
        &[
            Group::Compile,
            Group::Window,
            Group::Interface,
            Group::Tests,
        ],
        yes,
        "cargo xtask bench",
    )?;
    interface::build(&workspace)?;
    child::attached(
        workspace
            .cargo()
            .args(workspace.build_binaries(&["holdfast", "holdfast-desktop"])),
    )?;
    let mut cargo = workspace.cargo();
    cargo
        .args([
            "run",
            "--locked",
            "--release",
            "-p",
            "holdfast-tests",
            "--bin",
            "bench",
            "--",
        ])
        .args(rest)
        .envs(workspace.test_environment());
    child::attached(&mut cargo)?;
    Ok(ExitCode::SUCCESS)
}

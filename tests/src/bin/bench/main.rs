//! The benchmarks: each budget of the design beside its yardstick, measured in the same run.
//!
//! `cargo xtask bench [--quick] [--rebuild] [NAME]...` It prints what it measured and judges nothing: the machine it runs on is
//! busy or is not. Only a measurement that could not be made is a failure.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark talks to the person who started it"
)]

mod corpus;
mod figure;
mod home;
mod incident;
mod notice;
mod polls;
mod process;
mod record;
mod search;
mod shell;
mod window;

use std::process::ExitCode;

use anyhow::{Result, bail};
use figure::Row;

use crate::corpus::Size;

const HELP: &str = "\
cargo xtask bench [--quick] [--rebuild] [NAME]...

  --quick    a corpus of 100,000 entries instead of 1,000,000, and shorter waits
  --rebuild  make the corpus again
  NAME       only these: record, search, incident, shell, notice, polls, idle, window
";

/// What was asked for.
struct Asked {
    quick: bool,
    rebuild: bool,
    names: Vec<String>,
}

type Bench = fn(&Asked) -> Result<Vec<Row>>;

const BENCHES: [(&str, Bench); 8] = [
    ("record", record::measure),
    ("search", search::measure),
    ("incident", incident::measure),
    ("shell", shell::measure),
    ("notice", notice::measure),
    ("polls", polls::measure),
    ("idle", polls::idle),
    ("window", window::measure),
];

impl Asked {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut asked = Self {
            quick: false,
            rebuild: false,
            names: Vec::new(),
        };
        for argument in arguments {
            match argument.as_str() {
                "--quick" => asked.quick = true,
                "--rebuild" => asked.rebuild = true,
                name if BENCHES.iter().any(|(known, _)| *known == name) => {
                    asked.names.push(argument);
                }
                other => bail!("bench does not know `{other}`.\n{HELP}"),
            }
        }
        Ok(asked)
    }

    fn size(&self) -> Size {
        Size::new(self.quick)
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    match arguments.peek().map(String::as_str) {
        Some("--help" | "-h") => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        // This program again, as the yardstick of the polls: see `polls`.
        Some(polls::BARE) => return ended(polls::bare(arguments.skip(1))),
        _ => {}
    }
    ended(Asked::read(arguments).and_then(|asked| run(&asked)))
}

fn ended(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(asked: &Asked) -> Result<()> {
    if asked.rebuild {
        corpus::remove(asked.size())?;
    }
    let mut rows = Vec::new();
    let mut missed = Vec::new();
    for (name, measure) in BENCHES {
        if !asked.names.is_empty() && !asked.names.iter().any(|asked| asked == name) {
            continue;
        }
        eprintln!("{name} ...");
        match measure(asked) {
            Ok(measured) => rows.extend(measured),
            Err(error) => missed.push(format!("{name} could not be measured: {error:#}")),
        }
    }
    println!("{}", figure::table(&rows));
    if cfg!(debug_assertions) {
        println!("This is a debug build: the budgets are for a release build.");
    }
    if missed.is_empty() {
        return Ok(());
    }
    bail!("{}", missed.join("\n"))
}

//! Commands: each lowers what was typed into requests of the core and renders the answer, as JSON or on paper.

mod ack;
mod change;
mod completions;
mod export;
mod journal;
mod list;
mod log;
mod man;
mod page;
mod search;
mod serve;
mod show;

use std::io::{self, Write};

use holdfast_core::error::{Code, Failure, Result};
use serde::Serialize;

use crate::arguments::Command;
use crate::exit::{Exit, report};
use crate::paper::{Ink, Paper, clean};
use crate::seat::Seat;

/// What a command prints, and how the process ends.
#[derive(Debug)]
pub(crate) struct Answer {
    text: String,
    exit: Exit,
}

impl Answer {
    /// An answer that is well.
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: Exit::Done,
        }
    }

    /// `value` as JSON when that was asked for, else as `human` says it.
    fn of<T: Serialize>(json: bool, value: &T, human: impl FnOnce(&T) -> String) -> Result<Self> {
        let text = if json {
            let mut text = serde_json::to_string(value)
                .map_err(|error| Failure::internal("writing JSON", error))?;
            text.push('\n');
            text
        } else {
            human(value)
        };
        Ok(Self::new(text))
    }
}

/// Runs a command and says how the process ends.
pub(crate) fn run(command: Command) -> Exit {
    let json = command.json();
    match answer(command).and_then(|answer| print(&answer)) {
        Ok(exit) => exit,
        Err(failure) => report(&failure, json),
    }
}

fn answer(command: Command) -> Result<Answer> {
    match command {
        Command::Completions(asked) => Ok(completions::run(&asked)),
        Command::Man => man::run(),
        Command::Serve(asked) => serve::run(&asked),
        Command::Log(asked) => log::run(&Seat::open()?, asked),
        Command::Page(asked) => page::run(&Seat::open()?, asked),
        Command::Change(asked) => change::run(&Seat::open()?, asked),
        Command::Ack(asked) => ack::run(&Seat::open()?, &asked),
        Command::List(asked) => list::run(&Seat::open()?, &asked),
        Command::Show(asked) => show::run(&Seat::open()?, &asked),
        Command::Search(asked) => search::run(&Seat::open()?, &asked),
        Command::Export(asked) => export::run(&Seat::open()?, &asked),
        Command::Journal(asked) => journal::run(&Seat::open()?, asked.task),
    }
}

fn print(answer: &Answer) -> Result<Exit> {
    let mut out = io::stdout().lock();
    let written = out
        .write_all(answer.text.as_bytes())
        .and_then(|()| out.flush());
    match written {
        Ok(()) => Ok(answer.exit),
        // The reader has what it wanted: `holdfast list entries | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(answer.exit),
        Err(error) => Err(Failure::new(
            Code::Internal,
            format!(
                "The answer could not be printed: {error}. What was asked for is done all the same."
            ),
        )),
    }
}

/// The first characters of an id: enough to name it among those of the same second.
fn short(id: &impl ToString) -> String {
    id.to_string().chars().take(18).collect()
}

/// A count with its noun.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A name and its value on a line of their own.
fn fact(paper: &Paper, name: &str, ink: Ink, value: &str) -> String {
    let name = paper.ink(Ink::Faint, &format!("{name:<12}"));
    format!("{name}{}\n", paper.ink(ink, &clean(value)))
}

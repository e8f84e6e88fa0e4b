//! `holdfast journal`: verifies the chain of entries, or folds the projections again.

use holdfast_core::api::desk::Nothing;
use holdfast_core::api::journal::{self, Verified};
use holdfast_core::error::Result;

use super::{Answer, count};
use crate::arguments::Task;
use crate::exit::Exit;
use crate::paper::{Ink, Paper};
use crate::seat::Seat;

pub(super) fn run(seat: &Seat, task: Task) -> Result<Answer> {
    match task {
        Task::Verify(format) => {
            let verified = journal::verify_journal(&seat.app, Nothing {})?;
            let mut answer = Answer::of(format.json, &verified, |found| human(&seat.paper, found))?;
            if !verified.problems.is_empty() {
                answer.exit = Exit::Failed;
            }
            Ok(answer)
        }
        Task::Rebuild(format) => {
            let rebuilt = journal::rebuild_journal(&seat.app, Nothing {})?;
            Answer::of(format.json, &rebuilt, |rebuilt| {
                format!(
                    "Folded {} into {} and {}.\n",
                    count(rebuilt.entries as usize, "entry", "entries"),
                    count(rebuilt.incidents as usize, "incident", "incidents"),
                    count(rebuilt.pages as usize, "page", "pages"),
                )
            })
        }
    }
}

fn human(paper: &Paper, verified: &Verified) -> String {
    let walked = format!(
        "{} by {}",
        count(verified.entries as usize, "entry", "entries"),
        count(verified.devices as usize, "device", "devices")
    );
    if verified.problems.is_empty() {
        return format!("{} {walked}.\n", paper.ink(Ink::Good, "The chain holds:"));
    }
    let mut text = format!(
        "{} {walked}.\n",
        paper.ink(Ink::Alarm, "The chain is broken:")
    );
    for problem in &verified.problems {
        text.push_str(&paper.paragraph(2, problem));
    }
    text
}

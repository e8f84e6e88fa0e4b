//! `holdfast change`: notes that something changed, and prints the entry's id. A deploy script calls this.

use holdfast_core::api::desk::{self, NoteChange};
use holdfast_core::error::Result;

use super::Answer;
use crate::arguments;
use crate::seat::Seat;
use crate::stdin;

pub(super) fn run(seat: &Seat, asked: arguments::Change) -> Result<Answer> {
    let at = seat.moment(asked.at.as_deref())?;
    let text = stdin::text(asked.text, "text")?;
    let logged = desk::note_change(&seat.app, NoteChange { text, at })?;
    Answer::of(asked.format.json, &logged, |logged| {
        format!("{}\n", logged.entry)
    })
}

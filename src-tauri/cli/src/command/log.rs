//! `holdfast log`: writes something down and prints the entry's id. By then it is durable.

use holdfast_core::api::incident::{self, Log};
use holdfast_core::domain::entry::NoteSort;
use holdfast_core::error::Result;

use super::Answer;
use crate::arguments;
use crate::seat::Seat;
use crate::{stdin, target};

pub(super) fn run(seat: &Seat, asked: arguments::Log) -> Result<Answer> {
    let sort = match (asked.decision, asked.action) {
        (true, _) => Some(NoteSort::Decision),
        (false, true) => Some(NoteSort::Action),
        (false, false) => None,
    };
    let at = seat.moment(asked.at.as_deref())?;
    let incident = asked
        .incident
        .map(|named| target::incident(&seat.app, &named))
        .transpose()?;
    let logged = incident::log(
        &seat.app,
        Log {
            incident,
            text: stdin::text(asked.text, "text")?,
            sort,
            at,
        },
    )?;
    Answer::of(asked.format.json, &logged, |logged| {
        format!("{}\n", logged.entry)
    })
}

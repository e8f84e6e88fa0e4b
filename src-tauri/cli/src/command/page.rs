//! `holdfast page`: raises a page and prints its id. With the same key again it is the same page.

use holdfast_core::api::page::{self, RaisePage};
use holdfast_core::domain::page::Urgency;
use holdfast_core::error::Result;

use super::Answer;
use crate::arguments;
use crate::seat::Seat;
use crate::stdin;

pub(super) fn run(seat: &Seat, asked: arguments::Page) -> Result<Answer> {
    let page = page::raise_page(
        &seat.app,
        RaisePage {
            summary: stdin::text(asked.summary, "summary")?,
            key: asked.key,
            urgency: Some(match asked.urgency {
                arguments::Urgency::High => Urgency::High,
                arguments::Urgency::Low => Urgency::Low,
            }),
        },
    )?;
    Answer::of(asked.format.json, &page, |page| format!("{}\n", page.id))
}

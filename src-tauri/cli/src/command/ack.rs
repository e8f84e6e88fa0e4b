//! `holdfast ack`: takes a page; without a name the only one that waits.

use holdfast_core::api::page::{self, AcknowledgePage, PageRequest, PageView, PagesRequest};
use holdfast_core::domain::id::PageId;
use holdfast_core::domain::page::{PageState, Place};
use holdfast_core::error::{Failure, Result};

use super::{Answer, short};
use crate::arguments;
use crate::paper::clean;
use crate::seat::Seat;
use crate::target;

pub(super) fn run(seat: &Seat, asked: &arguments::Ack) -> Result<Answer> {
    let page = match &asked.page {
        Some(named) => target::page(&seat.app, named)?,
        None => only_waiting(seat)?,
    };
    page::acknowledge_page(
        &seat.app,
        AcknowledgePage {
            page,
            place: Some(Place::CommandLine),
        },
    )?;
    let page = page::page(&seat.app, PageRequest { page })?;
    Answer::of(asked.format.json, &page, |page| {
        format!("Acknowledged: {}\n", clean(&page.summary))
    })
}

fn only_waiting(seat: &Seat) -> Result<PageId> {
    let open = PagesRequest {
        open: Some(true),
        limit: Some(1000),
    };
    let mut waiting = page::pages(&seat.app, open)?;
    waiting.retain(|page| page.state == PageState::Triggered);
    match waiting.as_slice() {
        [] => Err(Failure::conflict(
            "No page is waiting, so there is none to acknowledge.",
        )),
        [only] => Ok(only.id),
        several => Err(Failure::invalid("page", which(several))),
    }
}

fn which(waiting: &[PageView]) -> String {
    let named: Vec<String> = waiting
        .iter()
        .map(|page| format!("{} ({})", short(&page.id), clean(&page.summary)))
        .collect();
    format!(
        "{} pages are waiting: name one of them: {}.",
        waiting.len(),
        named.join(", ")
    )
}

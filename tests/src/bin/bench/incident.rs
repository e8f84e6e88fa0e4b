//! Opening an incident with ten thousand entries: everything the room shows first, beside bare reads of the same entries.

use std::time::Duration;

use anyhow::{Context, Result};
use holdfast_core::api::incident::{self, IncidentRequest, TimelineRequest};
use rusqlite::{Connection, OpenFlags, params};

use crate::corpus::{self, LONG};
use crate::figure::{Row, Sample};
use crate::{Asked, home};

const TIMES: usize = 50;
const PAGE: u32 = 100;
const BUDGET: Duration = Duration::from_millis(100);

pub(crate) fn measure(asked: &Asked) -> Result<Vec<Row>> {
    let folder = corpus::home(asked.size())?;
    let app = home::open(&folder)?;
    let found = app.read(|reading| reading.incident_numbered(1))?;
    let id = found
        .context("the corpus has lost its first incident: --rebuild")?
        .id;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let bare = Connection::open_with_flags(folder.join("journal.db"), flags)?;
    let stream = format!("incident:{id}");
    let mut select = bare.prepare(
        "SELECT id, at, author, kind, body FROM entry WHERE stream = ?1 ORDER BY row LIMIT 100 OFFSET ?2",
    )?;
    let mut read = |offset: u32| -> Result<usize> {
        let rows = select.query_map(params![stream, offset], |row| row.get::<_, String>(4))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.len())
    };

    let (mut opened, mut jumped) = (Sample::default(), Sample::default());
    let (mut first, mut last) = (Sample::default(), Sample::default());
    for _ in 0..TIMES {
        let page = |offset| TimelineRequest {
            incident: id,
            offset,
            limit: PAGE,
            filter: None,
        };
        let total = opened.time(|| {
            incident::incident(&app, IncidentRequest { incident: id })?;
            incident::timeline(&app, page(0)).map(|timeline| timeline.total)
        })?;
        anyhow::ensure!(
            total >= LONG,
            "the long incident has {total} entries: --rebuild"
        );
        jumped.time(|| incident::timeline(&app, page(total - PAGE)))?;
        first.time(|| read(0))?;
        last.time(|| read(total - PAGE))?;
    }
    let row = |what: String, ours: &Sample, bare: &Sample| {
        Row::new(what, ours.say())
            .beside(format!("bare SELECT {}", bare.say()), ours.against(bare))
            .budget("100 ms", ours.percentile(95) <= BUDGET)
    };
    Ok(vec![
        row(
            format!("open an incident with {LONG} entries, first {PAGE}"),
            &opened,
            &first,
        ),
        row(format!("jump to its last {PAGE}"), &jumped, &last),
    ])
}

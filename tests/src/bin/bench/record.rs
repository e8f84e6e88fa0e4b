//! Recording an entry: durable, projected and indexed, beside a bare INSERT that is committed just as durably on the same
//! disk.

use std::path::Path;

use anyhow::Result;
use holdfast_core::api::incident::{self, Declare, Log};
use holdfast_core::app::App;
use holdfast_core::domain::id::IncidentId;
use holdfast_core::domain::severity::Severity;
use rusqlite::Connection;

use crate::corpus::{self, Language};
use crate::figure::{Row, Sample};
use crate::{Asked, home};

const ROUNDS: usize = 20;
const EACH: usize = 50;
const TIMES: f64 = 3.0;

/// Opens a table as bare as can be, with the journal's own pragmas.
pub(crate) fn bare(folder: &Path) -> Result<Connection> {
    let connection = Connection::open(folder.join("bare.db"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection
        .execute_batch("CREATE TABLE entry (row INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")?;
    Ok(connection)
}

pub(crate) fn measure(asked: &Asked) -> Result<Vec<Row>> {
    let folder = home::folder()?;
    let app = home::open(folder.path())?;
    let declared = Declare {
        title: "Checkout fails".to_owned(),
        severity: Severity::Sev2,
        scope: None,
        page: None,
        my_role: None,
        impact_began: None,
    };
    let incident = incident::declare(&app, declared)?.id;
    let fresh = beside_bare("record an entry", &app, incident)?;

    let corpus = home::open(&corpus::home(asked.size())?)?;
    let long = corpus
        .read(|reading| reading.incident_numbered(1))?
        .ok_or_else(|| anyhow::anyhow!("the corpus has lost its first incident: --rebuild"))?;
    let what = format!("record an entry, {} entries there", asked.size().entries);
    Ok(vec![fresh, beside_bare(&what, &corpus, long.id)?])
}

fn beside_bare(what: &str, app: &App, incident: IncidentId) -> Result<Row> {
    let folder = home::folder()?;
    let bare = bare(folder.path())?;
    let mut insert = bare.prepare("INSERT INTO entry (text) VALUES (?1)")?;
    let (language, mut random) = (Language::new(), fastrand::Rng::with_seed(3));
    let (mut ours, mut yardstick) = (Sample::default(), Sample::default());
    for _ in 0..ROUNDS {
        for _ in 0..EACH {
            let log = Log {
                incident: Some(incident),
                text: language.sentence(&mut random),
                sort: None,
                at: None,
            };
            ours.time(|| incident::log(app, log))?;
        }
        for _ in 0..EACH {
            let text = language.sentence(&mut random);
            yardstick.time(|| insert.execute([&text]))?;
        }
    }
    let ratio = ours.against(&yardstick);
    Ok(Row::new(what, ours.say())
        .beside(format!("bare INSERT + commit {}", yardstick.say()), ratio)
        .budget("3 times", ratio.is_some_and(|ratio| ratio <= TIMES)))
}

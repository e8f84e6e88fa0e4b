//! Searching: a thousand queries of the sort people type, beside the bare index asked for the same rows.

use std::time::Duration;

use anyhow::Result;
use fastrand::Rng;
use holdfast_core::api::journal::{self, SearchRequest};
use holdfast_core::app::App;
use rusqlite::{Connection, OpenFlags};

use crate::corpus::{self, Language};
use crate::figure::{Row, Sample, millis};
use crate::{Asked, home};

const QUERIES: usize = 1000;
const COMMON: usize = 10;
const MEDIAN: Duration = Duration::from_millis(10);
const P95: Duration = Duration::from_millis(50);
const WORST_WORD: Duration = Duration::from_millis(100);

/// The index of the same journal, asked without Holdfast.
struct Bare(Connection);

impl Bare {
    fn search(&self, words: &[&str]) -> Result<usize> {
        let pattern: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let sql = "SELECT rowid FROM prose WHERE prose MATCH ?1 ORDER BY rowid DESC LIMIT 50";
        let mut select = self.0.prepare_cached(sql)?;
        let rows = select.query_map([pattern.join(" ")], |row| row.get::<_, i64>(0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.len())
    }
}

/// What is typed: finished words, or the beginning of one.
fn query(language: &Language, random: &mut Rng) -> (String, Vec<String>) {
    let any = |random: &mut Rng| language.ranked(random.usize(..20_000)).to_owned();
    let words = match random.u8(..10) {
        0 => vec![language.ranked(random.usize(..COMMON)).to_owned()],
        1..=3 => vec![
            language.word(random).to_owned(),
            language.word(random).to_owned(),
        ],
        4 | 5 => {
            let word: String = any(random).chars().take(4).collect();
            return (word.clone(), vec![word]);
        }
        _ => vec![any(random)],
    };
    (format!("{} ", words.join(" ")), words)
}

fn ask(app: &App, query: &str) -> Result<usize> {
    let request = SearchRequest {
        query: query.to_owned(),
        limit: Some(50),
    };
    Ok(journal::search(app, request)?.hits.len())
}

pub(crate) fn measure(asked: &Asked) -> Result<Vec<Row>> {
    let size = asked.size();
    let folder = corpus::home(size)?;
    let app = home::open(&folder)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let bare = Bare(Connection::open_with_flags(
        folder.join("journal.db"),
        flags,
    )?);
    let (language, mut random) = (Language::new(), Rng::with_seed(11));
    let (mut ours, mut yardstick) = (Sample::default(), Sample::default());
    for _ in 0..QUERIES {
        let (query, words) = query(&language, &mut random);
        ours.time(|| ask(&app, &query))?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        yardstick.time(|| bare.search(&words))?;
    }
    let kept = ours.median() <= MEDIAN && ours.percentile(95) <= P95;
    let what = format!(
        "search {} entries, first 50, {} queries",
        size.entries,
        ours.len()
    );
    let mut rows = vec![
        Row::new(what, ours.say())
            .beside(
                format!("bare FTS5 {}", yardstick.say()),
                ours.against(&yardstick),
            )
            .budget("median 10 ms, p95 50 ms", kept),
    ];
    let commonest = language.ranked(0);
    for (what, query) in [
        ("the commonest word", format!("{commonest} ")),
        (
            "the commonest word, still being typed",
            commonest.to_owned(),
        ),
        (
            "the commonest first letter",
            commonest.chars().take(1).collect(),
        ),
    ] {
        let (mut ours, mut yardstick) = (Sample::default(), Sample::default());
        for _ in 0..30 {
            ours.time(|| ask(&app, &query))?;
            yardstick.time(|| bare.search(&[commonest]))?;
        }
        let worst = ours.percentile(100);
        rows.push(
            Row::new(what, format!("{}, worst {}", ours.say(), millis(worst)))
                .beside(
                    format!("bare FTS5, whole word {}", millis(yardstick.median())),
                    ours.against(&yardstick),
                )
                .budget("100 ms", worst <= WORST_WORD),
        );
    }
    Ok(rows)
}

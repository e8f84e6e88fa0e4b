//! `holdfast search`: incidents and entries that match, newest first.

use holdfast_core::api::journal::{self, Hit, SearchRequest, SearchResults};
use holdfast_core::error::Result;

use super::list::incident_table;
use super::{Answer, short};
use crate::arguments;
use crate::paper::{Ink, Paper};
use crate::seat::Seat;
use crate::table::Table;

/// Characters shown before the first match.
const LEAD: usize = 24;

pub(super) fn run(seat: &Seat, asked: &arguments::Search) -> Result<Answer> {
    let request = SearchRequest {
        query: asked.query.join(" "),
        limit: asked.limit,
    };
    let found = journal::search(&seat.app, request)?;
    Answer::of(asked.format.json, &found, |found| human(&seat.paper, found))
}

fn human(paper: &Paper, found: &SearchResults) -> String {
    if found.incidents.is_empty() && found.hits.is_empty() {
        return "Nothing matches.\n".to_owned();
    }
    let mut text = String::new();
    if !found.incidents.is_empty() {
        text.push_str(&incident_table(paper, &found.incidents));
    }
    if !found.incidents.is_empty() && !found.hits.is_empty() {
        text.push('\n');
    }
    if !found.hits.is_empty() {
        text.push_str(&hit_table(paper, &found.hits));
    }
    text
}

fn hit_table(paper: &Paper, hits: &[Hit]) -> String {
    let mut table = Table::new(["entry", "at", "incident", "author", "text"]);
    for hit in hits {
        let incident = hit
            .incident
            .as_ref()
            .map(|incident| format!("INC-{}", incident.number));
        let first = hit.marks.first().map(|(start, _)| *start as usize);
        table.row([
            (Ink::Faint, short(&hit.entry.id)),
            (Ink::Faint, paper.time(hit.entry.at)),
            (Ink::Strong, incident.unwrap_or_default()),
            (Ink::Plain, hit.entry.author.clone()),
            (
                Ink::Plain,
                excerpt(&hit.entry.text, first.unwrap_or_default()),
            ),
        ]);
    }
    table.on(paper)
}

/// The text from a little before its match on, so that a narrow column still shows what matched.
fn excerpt(text: &str, start: usize) -> String {
    if start <= LEAD {
        return text.to_owned();
    }
    let rest: String = text.chars().skip(start - LEAD).collect();
    let whole_words = rest
        .split_once(' ')
        .map_or(rest.as_str(), |(_, words)| words);
    format!("…{whole_words}")
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn an_excerpt_begins_a_little_before_the_match() {
        let text = "We rolled the release back at two, and the checkout recovered";
        assert_eq!(excerpt(text, 3), text);
        assert_eq!(
            excerpt(text, 43),
            "…back at two, and the checkout recovered"
        );
        assert_eq!(
            excerpt("supercalifragilisticexpialidocious", 33),
            "…fragilisticexpialidocious"
        );
    }
}

//! One rule: what it looks for, when it holds its tongue, and what it says.

use std::ops::Range;

use super::phrase::{Mistake, Pattern};
use super::text::Text;
use super::{Finding, Fix, Level};
use crate::domain::phase::Phase;
use crate::domain::update::Audience;

/// Most findings of one rule that are shown: a reader who sees five knows.
const MAX_SHOWN: usize = 5;

/// A rule, compiled.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of the file, and any may be combined with any"
)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) level: Level,
    pub(super) public: bool,
    pub(super) internal: bool,
    pub(super) retrospective: bool,
    pub(super) phases: Vec<Phase>,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) suggest: Option<String>,
    /// What to say when nothing was found.
    pub(super) passed: Option<String>,
    pub(super) covers_sentence: bool,
    pub(super) not_under: Vec<String>,
    /// It fires when nothing is found.
    pub(super) when_absent: bool,
    pub(super) set_phase: Option<Phase>,
    pub(super) find: Option<Pattern>,
    pub(super) unless: Option<Pattern>,
    pub(super) unless_before: Option<Pattern>,
    pub(super) unless_anywhere: Option<Pattern>,
    pub(super) when: Option<Pattern>,
    /// Phrases that have a replacement of their own.
    pub(super) instead: Vec<(Pattern, String)>,
}

impl Rule {
    /// Whether it concerns an update in that state for that audience.
    pub(super) fn concerns(&self, phase: Phase, audience: Audience) -> bool {
        let for_them = match audience {
            Audience::Public => self.public,
            Audience::Internal => self.internal,
        };
        for_them && self.phases.contains(&phase)
    }

    /// What it finds.
    pub(super) fn findings(&self, text: &Text<'_>) -> Vec<Finding> {
        let spans = self.spans(text);
        if self.when_absent {
            return if spans.is_empty() && !text.is_blank() {
                vec![self.absent()]
            } else {
                Vec::new()
            };
        }
        let found = spans.into_iter().map(|span| self.finding(text, span));
        let mut findings: Vec<Finding> = found.collect();
        // Two phrases of one sentence are one finding where the sentence is what is marked.
        findings.dedup_by_key(|finding| (finding.start, finding.end));
        findings
    }

    /// Where it finds something, exceptions taken off.
    pub(super) fn spans(&self, text: &Text<'_>) -> Vec<Range<usize>> {
        let matched = text.matched();
        let find = self.find.as_ref().and_then(Pattern::regex);
        let (Some(find), false) = (find, self.is_silenced(matched)) else {
            return Vec::new();
        };
        find.find_iter(matched)
            .map(|found| found.range())
            .filter(|span| !span.is_empty() && self.holds(text, span))
            .take(MAX_SHOWN)
            .collect()
    }

    /// Whether all of its phrases can be compiled.
    pub(super) fn check(&self) -> Result<(), Mistake> {
        let lists = [
            &self.find,
            &self.unless,
            &self.unless_before,
            &self.unless_anywhere,
            &self.when,
        ];
        let mut patterns = lists
            .into_iter()
            .flatten()
            .chain(self.instead.iter().map(|(phrase, _)| phrase));
        patterns.try_for_each(Pattern::check)
    }

    fn is_silenced(&self, matched: &str) -> bool {
        let is_in = |pattern: &Pattern| pattern.is_in(matched);
        self.unless_anywhere.as_ref().is_some_and(is_in)
            || self.when.as_ref().is_some_and(|when| !is_in(when))
    }

    fn holds(&self, text: &Text<'_>, span: &Range<usize>) -> bool {
        let sentence = text.sentence(span.start);
        let matches = |pattern: &Option<Pattern>, part: Range<usize>| {
            let part = text.matched().get(part).unwrap_or_default();
            pattern.as_ref().is_some_and(|pattern| pattern.is_in(part))
        };
        let is_exempt_here = || {
            let heading = text.heading(span.start).unwrap_or_default();
            self.not_under
                .iter()
                .any(|name| name.eq_ignore_ascii_case(heading))
        };
        if self.retrospective && text.is_quoted(span.start) {
            return false;
        }
        let is_excepted = matches(&self.unless, sentence.clone())
            || matches(&self.unless_before, sentence.start..span.end);
        !is_excepted && !is_exempt_here()
    }

    fn finding(&self, text: &Text<'_>, span: Range<usize>) -> Finding {
        let words = text.words(&span).to_owned();
        let instead = self.instead.iter().find(|(phrase, _)| phrase.is_in(&words));
        let suggestion = instead
            .map(|(_, instead)| instead)
            .or(self.suggest.as_ref());
        let (span, suggestion) = if self.covers_sentence {
            whole_sentence(text, span, suggestion)
        } else {
            (
                span,
                suggestion.map(|suggestion| kept_case(suggestion, &words)),
            )
        };
        let (start, end) = text.characters(&span);
        Finding {
            rule: self.name.clone(),
            severity: self.level,
            start,
            end,
            title: self.title.replace("{found}", &words),
            why: self.why.replace("{found}", &words),
            suggestion,
            fix: self.fix(),
        }
    }

    fn absent(&self) -> Finding {
        Finding {
            rule: self.name.clone(),
            severity: self.level,
            start: 0,
            end: 0,
            title: self.title.clone(),
            why: self.why.clone(),
            suggestion: None,
            fix: self.fix(),
        }
    }

    fn fix(&self) -> Option<Fix> {
        self.set_phase.map(|phase| Fix::SetPhase { phase })
    }
}

/// A sentence that says little else is offered for deletion as a whole; a longer one only has the phrase marked.
fn whole_sentence(
    text: &Text<'_>,
    span: Range<usize>,
    suggestion: Option<&String>,
) -> (Range<usize>, Option<String>) {
    let sentence = text.sentence(span.start);
    let words = text.words(&sentence);
    if words.split_whitespace().count() > 14 {
        return (span, None);
    }
    let start = sentence.start + (words.len() - words.trim_start().len());
    (start..sentence.end, suggestion.cloned())
}

/// The suggestion with the capital that the words began with.
pub(super) fn kept_case(suggestion: &str, words: &str) -> String {
    let is_capital = words.starts_with(char::is_uppercase)
        && !words.chars().nth(1).is_some_and(char::is_uppercase);
    let mut letters = suggestion.chars();
    match letters.next() {
        Some(first) if is_capital => first.to_uppercase().chain(letters).collect(),
        Some(_) | None => suggestion.to_owned(),
    }
}

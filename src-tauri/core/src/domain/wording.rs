//! Checks of wording: status updates held against what the journal and the metrics say, retrospectives against blame.
//!
//! Most rules are data (`core/library/wording.md`, which the team's own file extends); the few that need facts are
//! code. A check never changes a text and never forbids one: what stops asks for a reason. Precision before number:
//! who is nagged stops reading.

mod absent;
mod claims;
mod jargon;
mod phrase;
mod rule;
pub mod rule_book;
mod section;
mod text;

use serde::{Deserialize, Serialize};

pub use rule_book::RuleBook;

use super::Instant;
use super::band::Standing;
use super::phase::Phase;
use super::update::Audience;
use rule_book::IN_CODE;
use text::Text;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Sending needs a reason.
    Stop,
    /// Worth a look before sending.
    Warn,
    /// Could be said better.
    Hint,
}

/// A fix that is no replacement of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "fix", rename_all = "snake_case")]
pub enum Fix {
    /// Claim another state.
    SetPhase {
        /// Which.
        phase: Phase,
    },
    /// Name a time for the next update.
    AddNextUpdate,
}

/// Something a check found. Offsets count characters; `start` = `end` = 0 for something that is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Finding {
    /// The rule's name: `estimate`.
    pub rule: String,
    /// How much it weighs.
    pub severity: Level,
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What was found: `Promises a time`.
    pub title: String,
    /// Why it matters, and what to do.
    pub why: String,
    /// What could stand from `start` to `end` instead.
    pub suggestion: Option<String>,
    /// A fix that is no replacement of words.
    pub fix: Option<Fix>,
}

/// A metric of the incident's scope, as the check sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Symptom {
    /// The metric's label.
    pub label: String,
    /// What its watch says.
    pub standing: Standing,
    /// `61% is below its band 88–96%`.
    pub sentence: String,
}

/// What an update is held against.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The state it claims.
    pub phase: Phase,
    /// For whom it is.
    pub audience: Audience,
    /// Now.
    pub now: Instant,
    /// The time it promises.
    pub next_update_at: Option<Instant>,
    /// The metrics of what is affected.
    pub symptoms: &'a [Symptom],
    /// The incident reached "identified": a supplier may be named as a fact.
    pub cause_confirmed: bool,
    /// The rules in force.
    pub rules: &'a RuleBook,
}

/// What a check has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What was found, what stops first.
    pub findings: Vec<Finding>,
    /// What is well, in words.
    pub passed: Vec<String>,
}

/// The rule that holds a claim of recovery against the metrics.
const TOO_EARLY: &str = "resolved-out-of-band";
/// The rule that only speaks before the cause is confirmed.
const SUPPLIER: &str = "blame-supplier";

/// Checks the text of an update.
pub fn check(text: &str, facts: &Facts<'_>) -> Report {
    let prepared = Text::new(text);
    let mut report = Held::default();
    for rule in &facts.rules.rules {
        if !rule.concerns(facts.phase, facts.audience)
            || (rule.name == SUPPLIER && facts.cause_confirmed)
        {
            continue;
        }
        let findings = if rule.name == TOO_EARLY {
            claims::too_early(&prepared, facts, rule)
                .into_iter()
                .collect()
        } else {
            rule.findings(&prepared)
        };
        report.add(&rule.name, rule.passed.as_ref(), findings);
    }
    for name in IN_CODE {
        let Some(level) = facts.rules.levels.get(name).copied() else {
            continue;
        };
        let findings = match name {
            "jargon" if facts.audience == Audience::Internal => continue,
            "jargon" => facts.rules.jargon.findings(&prepared, level),
            "unfilled" => absent::unfilled(text, &prepared, level),
            _ if !facts.phase.is_open() => continue,
            _ => absent::next_update(facts, level).into_iter().collect(),
        };
        report.add(name, facts.rules.passed.get(name), findings);
    }
    report.finish(prepared.is_blank())
}

/// Checks the text of a retrospective for blame, hindsight and false certainty. Quotes are left as they were said.
pub fn blameless(text: &str, rules: &RuleBook) -> Vec<Finding> {
    let prepared = Text::new(text);
    let rules = rules.rules.iter().filter(|rule| rule.retrospective);
    in_order(rules.flat_map(|rule| rule.findings(&prepared)).collect())
}

/// A text held against the rules so far.
#[derive(Default)]
struct Held<'a> {
    findings: Vec<Finding>,
    passed: Vec<(&'a str, &'a String)>,
}

impl<'a> Held<'a> {
    fn add(&mut self, rule: &'a str, passed: Option<&'a String>, findings: Vec<Finding>) {
        if let (true, Some(words)) = (findings.is_empty(), passed) {
            self.passed.push((rule, words));
        }
        self.findings.extend(findings);
    }

    /// A blank text passes nothing, and a rule of several sections passes as a whole.
    fn finish(self, is_blank: bool) -> Report {
        let mut passed: Vec<String> = Vec::new();
        for (rule, words) in self.passed {
            let is_found = self.findings.iter().any(|finding| finding.rule == rule);
            if !is_blank && !is_found && !passed.contains(words) {
                passed.push(words.clone());
            }
        }
        Report {
            findings: in_order(self.findings),
            passed,
        }
    }
}

/// What stops first, a claim that is not so before everything; then as the text is read, with what is absent from it last.
fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| {
        let is_claim = finding.rule == TOO_EARLY;
        (finding.severity, !is_claim, finding.end == 0, finding.start)
    });
    findings
}

#[cfg(test)]
mod tests;

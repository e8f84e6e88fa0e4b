//! The resolve gate: what must be so before "resolved" is said.
//!
//! Three checks so far: the symptom back in band for long enough, a resolved update drafted, and the commander saying
//! so. Each is shown with its evidence; a written override is possible and is journalled.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::Instant;
use super::band::Standing;
use super::metric;
use super::severity::Severity;

/// How one check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Met.
    Met,
    /// Not met.
    Open,
    /// Nobody can say: no data.
    Unknown,
}

/// One check of the gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GateCheck {
    /// Its name: `in_band`, `update_drafted`, `commander_says_so`.
    pub name: String,
    /// What it asks, in words.
    pub title: String,
    /// How it stands.
    pub state: CheckState,
    /// The evidence, or what is missing: `13 of 15 min in band`.
    pub evidence: String,
}

/// The gate as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Gate {
    /// The checks, open ones first.
    pub checks: Vec<GateCheck>,
    /// Every check is met.
    pub open: bool,
}

impl Gate {
    /// The checks that are not met, in words, for the journal.
    pub fn missing(&self) -> Vec<String> {
        self.checks
            .iter()
            .filter(|check| check.state != CheckState::Met)
            .map(|check| format!("{}: {}", check.title, check.evidence))
            .collect()
    }
}

/// What the gate looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The incident's severity.
    pub severity: Severity,
    /// Label and standing of each metric of the incident's scope; all business metrics when the scope names none.
    pub symptoms: Vec<(String, Standing)>,
    /// A resolved update for the public is drafted or was sent since the incident was last reopened.
    pub update_drafted: bool,
    /// Who holds command, if somebody does.
    pub commander: Option<String>,
    /// The commander has said that it is over.
    pub commander_says_so: bool,
}

/// The gate at `now`. `quiet` is how long a symptom must have been in band; see [`Severity::quiet_minutes`].
pub fn gate(facts: &Facts, quiet: Duration, now: Instant) -> Gate {
    let mut checks = vec![
        in_band(&facts.symptoms, quiet, now),
        drafted(facts.update_drafted),
        said(facts),
    ];
    checks.sort_by_key(|check| check.state == CheckState::Met);
    let open = checks.iter().all(|check| check.state == CheckState::Met);
    Gate { checks, open }
}

fn in_band(symptoms: &[(String, Standing)], quiet: Duration, now: Instant) -> GateCheck {
    let title = format!("In band for {}", metric::length(quiet));
    let check = |state, evidence| GateCheck {
        name: "in_band".to_owned(),
        title: title.clone(),
        state,
        evidence,
    };
    let mut shortest: Option<(Duration, &str)> = None;
    for (label, standing) in symptoms {
        let since = match standing {
            Standing::InBand { since } | Standing::Returning { since, .. } => *since,
            Standing::Out { since } | Standing::Leaving { since } => {
                return check(
                    CheckState::Open,
                    format!(
                        "{label} has been out of its band for {}",
                        metric::length(now - *since)
                    ),
                );
            }
            Standing::Silent { .. } => {
                return check(
                    CheckState::Unknown,
                    format!("{label} has no data: nobody can say that it recovered"),
                );
            }
        };
        let held = now - since;
        if shortest.is_none_or(|(least, _)| held < least) {
            shortest = Some((held, label));
        }
    }
    match shortest {
        None => check(
            CheckState::Unknown,
            "No metric watches what is affected: say in the override how you know".to_owned(),
        ),
        Some((held, label)) if held < quiet => check(
            CheckState::Open,
            format!(
                "{label}: {} of {}",
                metric::length(held),
                metric::length(quiet)
            ),
        ),
        Some((held, label)) => check(
            CheckState::Met,
            format!("{label} has been in band for {}", metric::length(held)),
        ),
    }
}

fn drafted(is_drafted: bool) -> GateCheck {
    GateCheck {
        name: "update_drafted".to_owned(),
        title: "Resolved update drafted".to_owned(),
        state: if is_drafted {
            CheckState::Met
        } else {
            CheckState::Open
        },
        evidence: if is_drafted {
            "The public update is written"
        } else {
            "Write the public update that says it is over"
        }
        .to_owned(),
    }
}

fn said(facts: &Facts) -> GateCheck {
    let evidence = match (&facts.commander, facts.commander_says_so) {
        (Some(commander), true) => format!("{commander} says it is over"),
        (Some(commander), false) => format!("{commander} has not said so yet"),
        (None, _) => "Nobody holds command: take it, then say so".to_owned(),
    };
    let met = facts.commander.is_some() && facts.commander_says_so;
    GateCheck {
        name: "commander_says_so".to_owned(),
        title: "The commander says it is over".to_owned(),
        state: if met {
            CheckState::Met
        } else {
            CheckState::Open
        },
        evidence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Instant {
        chrono::DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    fn facts(standing: Standing) -> Facts {
        Facts {
            severity: Severity::Sev2,
            symptoms: vec![("Checkout success".into(), standing)],
            update_drafted: true,
            commander: Some("on-call-1".into()),
            commander_says_so: true,
        }
    }

    #[test]
    fn thirteen_of_fifteen_minutes_keep_the_gate_shut() {
        let gate = gate(
            &facts(Standing::InBand { since: at(10) }),
            Duration::minutes(15),
            at(23),
        );
        assert_eq!(
            (gate.open, gate.missing()),
            (
                false,
                vec!["In band for 15 min: Checkout success: 13 min of 15 min".to_owned()]
            )
        );
    }

    #[test]
    fn all_three_open_it() {
        assert!(
            gate(
                &facts(Standing::InBand { since: at(10) }),
                Duration::minutes(15),
                at(25)
            )
            .open
        );
    }

    #[test]
    fn silence_is_unknown_never_met() {
        let gate = gate(
            &facts(Standing::Silent { since: Some(at(3)) }),
            Duration::minutes(15),
            at(60),
        );
        assert_eq!(
            (gate.open, gate.checks[0].state),
            (false, CheckState::Unknown)
        );
    }

    #[test]
    fn without_a_commander_nobody_can_say_so() {
        let mut facts = facts(Standing::InBand { since: at(0) });
        facts.commander = None;
        assert_eq!(
            gate(&facts, Duration::minutes(15), at(60)).missing(),
            vec![
                "The commander says it is over: Nobody holds command: take it, then say so"
                    .to_owned()
            ]
        );
    }
}

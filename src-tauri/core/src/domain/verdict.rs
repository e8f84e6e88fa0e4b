//! The 2 a.m. verdict: act now, can wait until T, or can't tell; always with the reason.
//!
//! It answers from the business's own metrics, and it never says "can wait" when it cannot know: a metric that is
//! silent, or none at all, is "can't tell".

use serde::{Deserialize, Serialize};

use super::Instant;
use super::band::Standing;
use super::metric;

/// The call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// Get up.
    ActNow,
    /// Sleep on; something will wake you if that changes.
    CanWait,
    /// Holdfast is blind, in part or in full.
    CannotTell,
}

/// One business metric as the verdict sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The metric's label.
    pub label: String,
    /// What its watch says.
    pub standing: Standing,
    /// `61% is below its band 88–96%`, for the headline.
    pub sentence: String,
}

/// The verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Verdict {
    /// The call.
    pub call: Call,
    /// The whole of it in one line: `Act now: Checkout success 61% is below its band 88–96% for 6 min`.
    pub headline: String,
    /// One line of reason.
    pub reason: String,
    /// Until when it can wait, when it can.
    pub until: Option<Instant>,
}

/// What is known at `now`. `wait_until` is when somebody is at work anyway, and `wait_clock` that time as it is said.
pub fn verdict(
    witnesses: &[Witness],
    now: Instant,
    wait_until: Instant,
    wait_clock: &str,
) -> Verdict {
    let out: Vec<(&Witness, Instant)> = witnesses
        .iter()
        .filter_map(|witness| out_since(witness).map(|since| (witness, since)))
        .collect();
    let silent: Vec<&Witness> = witnesses
        .iter()
        .filter(|witness| matches!(witness.standing, Standing::Silent { .. }))
        .collect();
    if let Some((worst, since)) = out.iter().min_by_key(|(_, since)| *since) {
        let reason = match (out.len() - 1, silent.len()) {
            (0, 0) if witnesses.len() == 1 => {
                "It is the only business metric being watched.".to_owned()
            }
            (0, 0) => format!("{} in band.", others(witnesses.len() - 1, "is", "are")),
            (0, blind) if blind == witnesses.len() - 1 => {
                format!("{} no data.", others(blind, "has", "have"))
            }
            (0, blind) => format!("{blind} of {} metrics have no data.", witnesses.len()),
            (1, _) => "One more business metric is out of its band.".to_owned(),
            (more, _) => format!("{more} more business metrics are out of their bands."),
        };
        let headline = format!(
            "Act now: {} {} for {}",
            worst.label,
            worst.sentence,
            metric::length(now - *since)
        );
        return Verdict {
            call: Call::ActNow,
            headline,
            reason,
            until: None,
        };
    }
    if witnesses.is_empty() {
        return Verdict {
            call: Call::CannotTell,
            headline: "Cannot tell: no business metric is being watched".to_owned(),
            reason: "Connect one in Settings, and Holdfast can say whether a page can wait."
                .to_owned(),
            until: None,
        };
    }
    if !silent.is_empty() {
        return Verdict {
            call: Call::CannotTell,
            headline: blind_headline(&silent, witnesses.len(), now),
            reason: blind_reason(silent.len(), witnesses.len()),
            until: None,
        };
    }
    if let Some(leaving) = witnesses
        .iter()
        .find(|witness| matches!(witness.standing, Standing::Leaving { .. }))
    {
        let reason =
            "It has not lasted long enough to be a deviation. Look again in a minute.".to_owned();
        return Verdict {
            call: Call::CannotTell,
            headline: format!("Cannot tell yet: {} just left its band", leaving.label),
            reason,
            until: None,
        };
    }
    let headline = format!(
        "Can wait until {wait_clock}: {} in band",
        if witnesses.len() == 1 {
            "the business metric is"
        } else {
            "every business metric is"
        }
    );
    Verdict {
        call: Call::CanWait,
        headline,
        reason: "Any business metric leaving its band wakes you at once.".to_owned(),
        until: Some(wait_until),
    }
}

fn out_since(witness: &Witness) -> Option<Instant> {
    match witness.standing {
        Standing::Out { since } => Some(since),
        // Back in band but not yet trusted: the people it hurt are not all through.
        Standing::Returning { left, .. } => Some(left),
        Standing::Silent { .. } | Standing::InBand { .. } | Standing::Leaving { .. } => None,
    }
}

fn blind_headline(silent: &[&Witness], all: usize, now: Instant) -> String {
    let since = silent.iter().filter_map(|witness| match witness.standing {
        Standing::Silent { since } => since,
        Standing::InBand { .. }
        | Standing::Leaving { .. }
        | Standing::Out { .. }
        | Standing::Returning { .. } => None,
    });
    let which = match silent {
        [only] => only.label.clone(),
        several => format!("{} of {all} metrics", several.len()),
    };
    match since.min() {
        Some(since) => format!(
            "Cannot tell: {which} silent for {}",
            metric::length(now - since)
        ),
        None => format!("Cannot tell: {which} not heard from yet"),
    }
}

fn blind_reason(silent: usize, all: usize) -> String {
    match all - silent {
        0 => "Holdfast does not say “can wait” while it is blind.".to_owned(),
        seen => format!(
            "{} in band. Holdfast does not say “can wait” while it is blind.",
            others(seen, "is", "are")
        ),
    }
}

fn others(count: usize, one: &str, more: &str) -> String {
    if count == 1 {
        format!("The other one {one}")
    } else {
        format!("The other {count} {more}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn at(minute: i64) -> Instant {
        chrono::DateTime::UNIX_EPOCH + Duration::minutes(minute)
    }

    fn say(standings: &[Standing]) -> (Call, String, String) {
        let label = ["Checkout success", "Orders a minute", "Sign-in success"];
        let witnesses: Vec<_> = standings
            .iter()
            .zip(label)
            .map(|(standing, label)| Witness {
                label: label.into(),
                standing: *standing,
                sentence: "61% is below its band 88–96%".into(),
            })
            .collect();
        let verdict = verdict(&witnesses, at(60), at(480), "09:00");
        assert_eq!(
            verdict.until.is_some(),
            verdict.call == Call::CanWait,
            "only waiting has an end"
        );
        (verdict.call, verdict.headline, verdict.reason)
    }

    /// The whole rule as a table: what each mixture of standings leads to.
    #[test]
    fn one_metric_out_of_band_is_enough_and_one_silent_metric_forbids_calm() {
        let inside = Standing::InBand { since: at(0) };
        let out = Standing::Out { since: at(54) };
        let silent = Standing::Silent {
            since: Some(at(56)),
        };
        let rows: [(&[Standing], Call, &str, &str); 8] = [
            (
                &[inside, inside],
                Call::CanWait,
                "Can wait until 09:00: every business metric is in band",
                "Any business metric leaving its band wakes you at once.",
            ),
            (
                &[out, inside, inside],
                Call::ActNow,
                "Act now: Checkout success 61% is below its band 88–96% for 6 min",
                "The other 2 are in band.",
            ),
            (
                &[out, silent],
                Call::ActNow,
                "Act now: Checkout success 61% is below its band 88–96% for 6 min",
                "The other one has no data.",
            ),
            (
                &[out, Standing::Out { since: at(50) }],
                Call::ActNow,
                "Act now: Orders a minute 61% is below its band 88–96% for 10 min",
                "One more business metric is out of its band.",
            ),
            (
                &[inside, silent],
                Call::CannotTell,
                "Cannot tell: Orders a minute silent for 4 min",
                "The other one is in band. Holdfast does not say “can wait” while it is blind.",
            ),
            (
                &[silent, Standing::Silent { since: None }],
                Call::CannotTell,
                "Cannot tell: 2 of 2 metrics silent for 4 min",
                "Holdfast does not say “can wait” while it is blind.",
            ),
            (
                &[inside, Standing::Leaving { since: at(59) }],
                Call::CannotTell,
                "Cannot tell yet: Orders a minute just left its band",
                "It has not lasted long enough to be a deviation. Look again in a minute.",
            ),
            (
                &[],
                Call::CannotTell,
                "Cannot tell: no business metric is being watched",
                "Connect one in Settings, and Holdfast can say whether a page can wait.",
            ),
        ];
        for (standings, call, headline, reason) in rows {
            assert_eq!(
                say(standings),
                (call, headline.to_owned(), reason.to_owned()),
                "{standings:?}"
            );
        }
    }
}

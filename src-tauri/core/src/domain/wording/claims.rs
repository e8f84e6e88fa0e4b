//! A claim of recovery, held against what the metrics say.

use super::rule::Rule;
use super::text::Text;
use super::{Facts, Finding, Fix, Symptom};
use crate::domain::band::Standing;
use crate::domain::metric;
use crate::domain::phase::Phase;

/// What speaks against saying that it is over, worst first.
enum Doubt<'a> {
    Out(&'a Symptom, chrono::Duration),
    Leaving(&'a Symptom),
    Silent(&'a Symptom),
}

/// A recovery claimed, by the state or in words, while a metric is out of its band or silent.
pub(super) fn too_early(text: &Text<'_>, facts: &Facts<'_>, rule: &Rule) -> Option<Finding> {
    let claims_state = facts.phase == Phase::Resolved;
    let span = rule.spans(text).into_iter().next();
    if !claims_state && span.is_none() {
        return None;
    }
    let doubts = doubts(facts);
    let worst = doubts.first()?;
    let said = span.as_ref().map_or("Resolved", |span| text.words(span));
    let said = if claims_state {
        "resolved".to_owned()
    } else {
        format!("“{said}”")
    };
    let (start, end) = span.map_or((0, 0), |span| text.characters(&span));
    Some(Finding {
        rule: rule.name.clone(),
        severity: rule.level,
        start,
        end,
        title: title(&said, worst, doubts.len() - 1),
        why: why(worst, claims_state),
        suggestion: None,
        fix: claims_state.then_some(Fix::SetPhase {
            phase: Phase::Monitoring,
        }),
    })
}

fn doubts<'a>(facts: &Facts<'a>) -> Vec<Doubt<'a>> {
    let (mut out, mut leaving, mut silent) = (Vec::new(), Vec::new(), Vec::new());
    for symptom in facts.symptoms {
        match symptom.standing {
            Standing::Out { since } => out.push((since, symptom)),
            Standing::Leaving { .. } => leaving.push(Doubt::Leaving(symptom)),
            Standing::Silent { .. } => silent.push(Doubt::Silent(symptom)),
            Standing::InBand { .. } | Standing::Returning { .. } => {}
        }
    }
    out.sort_by_key(|(since, _)| *since);
    let out = out
        .into_iter()
        .map(|(since, symptom)| Doubt::Out(symptom, facts.now - since));
    out.chain(leaving).chain(silent).collect()
}

fn title(said: &str, worst: &Doubt<'_>, more: usize) -> String {
    let others = match more {
        0 => String::new(),
        1 => ", and one more metric is in doubt".to_owned(),
        more => format!(", and {more} more metrics are in doubt"),
    };
    match worst {
        Doubt::Out(symptom, _) => {
            format!("Says {said}, but {} is out of band{others}", symptom.label)
        }
        Doubt::Leaving(symptom) => {
            format!(
                "Says {said}, but {} is leaving its band{others}",
                symptom.label
            )
        }
        Doubt::Silent(symptom) => {
            format!(
                "Says {said}, but nobody can say: {} has no data{others}",
                symptom.label
            )
        }
    }
}

fn why(worst: &Doubt<'_>, claims_state: bool) -> String {
    let next = if claims_state {
        "Set the state to Monitoring, and say what works again so far."
    } else {
        "Say what works again so far, and for whom."
    };
    match worst {
        Doubt::Out(symptom, length) => format!(
            "{}, for {}. {next}",
            capital(&symptom.sentence),
            metric::length(*length)
        ),
        Doubt::Leaving(symptom) => format!("{}. {next}", capital(&symptom.sentence)),
        Doubt::Silent(_) => format!("Without data a recovery is a guess. {next}"),
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

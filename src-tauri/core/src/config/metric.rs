//! Metrics in the file: what is asked of which source, and the band it is expected in.

use chrono::Duration;

use super::section::{Reading, nearest};
use super::{Config, Names};
use crate::domain::band::{Band, Patience};
use crate::domain::metric::Unit;

/// A configured metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The source it is read from, by name.
    pub source: String,
    /// What is asked there.
    pub query: String,
    /// What it counts in.
    pub unit: Unit,
    /// The capability it stands for, by name.
    pub capability: Option<String>,
    /// Where it is expected.
    pub band: Band,
    /// How long it must stay out, stay in again, or stay silent.
    pub patience: Patience,
    /// It raises a page when it leaves its band.
    pub page: bool,
}

pub(super) const HOLD: Duration = Duration::minutes(5);
pub(super) const CLEAR: Duration = Duration::minutes(2);
const KEYS: [&str; 11] = [
    "name",
    "label",
    "source",
    "query",
    "unit",
    "capability",
    "low",
    "high",
    "for",
    "clear",
    "page",
];
const MOST_QUERY: usize = 10_000;

impl Config {
    /// A metric, if nothing in it is wrong. The names are those of all sections, usable or not.
    pub(super) fn read_metric(
        &self,
        name: String,
        mut reading: Reading<'_, '_>,
        sources: &Names,
        capabilities: &Names,
    ) -> Option<Metric> {
        let label = reading
            .line_of_text("label")
            .unwrap_or_else(|| name.clone());
        let source = reading.required("source");
        let query = reading.required("query");
        if query
            .as_ref()
            .is_some_and(|query| query.trim().is_empty() || query.len() > MOST_QUERY)
        {
            reading.problem(
                "query",
                "“query” must be neither empty nor longer than 10,000 letters.",
            );
        }
        let unit = read_unit(&mut reading);
        let band = read_band(&mut reading);
        let hold = reading.length("for", Duration::zero()).unwrap_or(HOLD);
        let clear = reading.length("clear", Duration::zero()).unwrap_or(CLEAR);
        let page = reading.flag("page").unwrap_or_default();
        reading.refuse_others(&KEYS);
        let source = source.and_then(|source| {
            let found = self
                .sources
                .iter()
                .find(|candidate| candidate.name == source);
            if found.is_none() {
                let wrong = dangling("source", &source, sources);
                reading.problem("source", wrong);
            }
            found
        });
        let whole = reading.is_whole();
        // Without the capability the metric can still be watched, and somebody may rely on that.
        let capability = reading.text("capability").filter(|capability| {
            let found = self
                .capabilities
                .iter()
                .any(|candidate| candidate.name == *capability);
            if !found {
                let wrong = dangling("capability", capability, capabilities);
                reading.problem(
                    "capability",
                    format!("{wrong} The metric is watched without it."),
                );
            }
            found
        });
        let (source, query, band) = (source?, query?, band?);
        whole.then(|| Metric {
            name,
            label,
            source: source.name.clone(),
            query: query.trim().to_owned(),
            unit,
            capability,
            band,
            patience: Patience {
                hold,
                clear,
                silent_after: source.silent_after,
            },
            page,
        })
    }
}

fn dangling(what: &str, name: &str, names: &Names) -> String {
    if let Some(line) = names.line(name) {
        return format!("The {what} “{name}” on line {line} is left out because of its own error.");
    }
    let meant = names
        .nearest(name)
        .map(|near| format!(" Is “{near}” meant?"))
        .unwrap_or_default();
    format!("There is no {what} “{name}”.{meant}")
}

fn read_unit(reading: &mut Reading<'_, '_>) -> Unit {
    let Some(text) = reading.text("unit") else {
        return Unit::default();
    };
    let Some((_, unit)) = UNITS.into_iter().find(|(name, _)| *name == text) else {
        let names = UNITS.map(|(name, _)| name);
        let meant = nearest(&text, names)
            .map(|near| format!(" Is “{near}” meant?"))
            .unwrap_or_default();
        reading.problem(
            "unit",
            format!(
                "“{text}” is no unit.{meant} There are: {}.",
                names.join(", ")
            ),
        );
        return Unit::default();
    };
    unit
}

fn read_band(reading: &mut Reading<'_, '_>) -> Option<Band> {
    let band = Band {
        low: reading.number("low"),
        high: reading.number("high"),
    };
    match band {
        Band {
            low: None,
            high: None,
        } => {
            if reading.is_whole() {
                reading.problem(
                    "low",
                    "A band needs “low”, “high” or both: without one nothing is ever wrong.",
                );
            }
            None
        }
        Band {
            low: Some(low),
            high: Some(high),
        } if low >= high => {
            reading.problem(
                "high",
                format!("“high” ({high}) must be more than “low” ({low})."),
            );
            None
        }
        band => Some(band),
    }
}

/// How the file names units.
const UNITS: [(&str, Unit); 6] = [
    ("count", Unit::Count),
    ("percent", Unit::Percent),
    ("per_minute", Unit::PerMinute),
    ("per_second", Unit::PerSecond),
    ("milliseconds", Unit::Milliseconds),
    ("seconds", Unit::Seconds),
];

/// How the file names a unit.
pub(super) fn unit_name(unit: Unit) -> &'static str {
    UNITS
        .into_iter()
        .find(|(_, candidate)| *candidate == unit)
        .map_or("count", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_units_as_the_wire_does() {
        for (name, unit) in UNITS {
            assert_eq!(serde_json::json!(unit), name);
            assert_eq!(unit_name(unit), name);
        }
    }
}

//! The moments of a response that are compared between incidents, and the minutes between them.

use std::fmt;
use std::fmt::Write as _;

use crate::domain::Instant;
use crate::domain::entry::{Body, Entry};
use crate::domain::incident::Incident;
use crate::domain::metric;
use crate::domain::page::Page;
use crate::domain::phase::Phase;
use crate::domain::update::Audience;
use crate::domain::zone::Zone;

/// A moment of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Milestone {
    /// It began to hurt.
    ImpactBegan,
    /// The first sign reached Holdfast: a deviation, a page.
    Detected,
    /// A page demanded somebody.
    Paged,
    /// Somebody took it.
    Acknowledged,
    /// It became an incident.
    Declared,
    /// Customers heard of it.
    FirstPublicUpdate,
    /// The cause was confirmed.
    Identified,
    /// A remedy was in.
    RemedyIn,
    /// The last metric came back into its band.
    Recovered,
    /// It was called over.
    Resolved,
}

impl Milestone {
    /// All of them, in their usual order.
    pub const ALL: [Self; 10] = [
        Self::ImpactBegan,
        Self::Detected,
        Self::Paged,
        Self::Acknowledged,
        Self::Declared,
        Self::FirstPublicUpdate,
        Self::Identified,
        Self::RemedyIn,
        Self::Recovered,
        Self::Resolved,
    ];
}

impl fmt::Display for Milestone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ImpactBegan => "Impact began",
            Self::Detected => "First sign",
            Self::Paged => "Paged",
            Self::Acknowledged => "Acknowledged",
            Self::Declared => "Declared",
            Self::FirstPublicUpdate => "First public update",
            Self::Identified => "Cause identified",
            Self::RemedyIn => "Remedy in",
            Self::Recovered => "Metrics back in band",
            Self::Resolved => "Resolved",
        })
    }
}

/// Every milestone with its time, where the journal has one. `entries` are in the order in which they happened.
pub fn milestones(
    incident: &Incident,
    entries: &[&Entry],
    pages: &[Page],
) -> Vec<(Milestone, Option<Instant>)> {
    let first = |wanted: fn(&Body) -> bool| {
        let found = entries.iter().find(|entry| wanted(&entry.body));
        found.map(|entry| entry.at)
    };
    let deviated = first(|body| matches!(body, Body::MetricDeviated { .. }));
    let rang = first(|body| matches!(body, Body::PageTriggered { .. }))
        .or_else(|| pages.iter().map(|page| page.triggered_at).min());
    let public = incident
        .updates
        .iter()
        .filter(|update| update.audience == Audience::Public);
    Milestone::ALL
        .into_iter()
        .map(|milestone| {
            let at = match milestone {
                Milestone::ImpactBegan => Some(incident.impact_began),
                Milestone::Detected => [deviated, rang].into_iter().flatten().min(),
                Milestone::Paged => rang,
                Milestone::Acknowledged => {
                    first(|body| matches!(body, Body::PageAcknowledged { .. }))
                }
                Milestone::Declared => Some(incident.declared_at),
                Milestone::FirstPublicUpdate => public.clone().map(|update| update.at).min(),
                Milestone::Identified => incident.reached.get(&Phase::Identified).copied(),
                Milestone::RemedyIn => incident.reached.get(&Phase::Monitoring).copied(),
                Milestone::Recovered => recovered(entries),
                Milestone::Resolved => incident.resolved_at,
            };
            (milestone, at)
        })
        .collect()
}

/// When the last deviation ended; `None` while a metric is still out, or when none ever was.
pub(super) fn recovered(entries: &[&Entry]) -> Option<Instant> {
    let mut out: Vec<&str> = Vec::new();
    let mut last = None;
    for entry in entries {
        if let Body::MetricDeviated { metric, .. } = &entry.body {
            out.push(metric);
        } else if let Body::MetricRecovered { metric, since, .. } = &entry.body {
            out.retain(|name| name != metric);
            last = last.max(Some(*since));
        }
    }
    last.filter(|_| out.is_empty())
}

/// The milestones as a table, in the order in which they came, and what was not recorded.
pub(super) fn table(milestones: &[(Milestone, Option<Instant>)], zone: &Zone) -> String {
    let mut known: Vec<_> = milestones
        .iter()
        .filter_map(|(milestone, at)| Some((at.as_ref()?, milestone)))
        .collect();
    known.sort();
    let Some((began, _)) = known.first().copied() else {
        return String::new();
    };
    let mut table = String::from(
        "| Moment | When | From the start | Since the one before |\n| --- | --- | --- | --- |\n",
    );
    let mut before = *began;
    for (at, milestone) in known {
        let when = zone.near(*at, *began);
        let (from_start, since) = (metric::length(*at - *began), metric::length(*at - before));
        let (from_start, since) = if at == began {
            ("–".to_owned(), "–".to_owned())
        } else {
            (from_start, since)
        };
        let _ = writeln!(table, "| {milestone} | {when} | {from_start} | {since} |");
        before = *at;
    }
    let unknown = milestones.iter().filter(|(_, at)| at.is_none());
    let unknown: Vec<_> = unknown
        .map(|(milestone, _)| milestone.to_string().to_lowercase())
        .collect();
    if !unknown.is_empty() {
        let _ = write!(table, "\nNot recorded: {}.", unknown.join(", "));
    }
    table
}

//! How the core's values become the wire's views. Reading only; nothing is decided here.

use std::collections::BTreeMap;

use chrono::Duration;

use super::desk::{AdapterHealth, Health, MetricView, Point};
use super::incident::{CapabilityView, EntryView, IncidentRef, IncidentRow, RetrospectiveState};
use super::outbox::{DeliveryState, DeliveryView};
use super::page::PageView;
use crate::app::{App, MetricStatus};
use crate::config::{AdapterTable, Config};
use crate::domain::Instant;
use crate::domain::describe::describe;
use crate::domain::entry::Stream;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::metric;
use crate::domain::page::{Page, Urgency, ring_again_after};
use crate::domain::promise;
use crate::domain::role::Role;
use crate::error::Result;
use crate::journal::{Delivery, Disposition, Line, Reading, Subject};

/// Points of a chart: more would not be told apart.
const MOST_POINTS: usize = 360;

/// Looks things up once for a whole answer.
pub(super) struct Viewer<'a> {
    app: &'a App,
    reading: &'a Reading<'a>,
    config: &'a Config,
    now: Instant,
    numbers: BTreeMap<IncidentId, u32>,
}

impl<'a> Viewer<'a> {
    pub(super) fn new(app: &'a App, reading: &'a Reading<'a>, config: &'a Config) -> Self {
        Self {
            app,
            reading,
            config,
            now: app.now(),
            numbers: BTreeMap::new(),
        }
    }

    pub(super) fn incident_ref(&mut self, id: IncidentId) -> Result<Option<IncidentRef>> {
        if let Some(number) = self.numbers.get(&id) {
            return Ok(Some(IncidentRef {
                id,
                number: *number,
            }));
        }
        let Some(incident) = self.reading.incident(id)? else {
            return Ok(None);
        };
        self.numbers.insert(id, incident.number);
        Ok(Some(IncidentRef {
            id,
            number: incident.number,
        }))
    }

    pub(super) fn incident_of(&mut self, stream: Stream) -> Result<Option<IncidentRef>> {
        match stream {
            Stream::Incident(id) => self.incident_ref(id),
            Stream::Page(id) => match self.reading.page(id)?.and_then(|page| page.incident) {
                Some(incident) => self.incident_ref(incident),
                None => Ok(None),
            },
            Stream::Desk => Ok(None),
        }
    }

    pub(super) fn row(&self, incident: &Incident) -> Result<IncidentRow> {
        let retrospective = if incident.phase.is_open() {
            RetrospectiveState::NotYet
        } else if incident.retrospective_at.is_some() {
            RetrospectiveState::Exported
        } else if self
            .reading
            .has_draft(Subject::Retrospective(incident.id))?
        {
            RetrospectiveState::Draft
        } else {
            RetrospectiveState::Waiting
        };
        let next_update = if incident.phase.is_open() {
            promise::next_public_update(incident.declared_at, &incident.updates)
        } else {
            None
        };
        Ok(IncidentRow {
            id: incident.id,
            number: incident.number,
            title: incident.title.clone(),
            severity: incident.severity,
            phase: incident.phase,
            scope: self.labels(&incident.scope),
            commander: incident.roles.get(&Role::Commander).cloned(),
            declared_at: incident.declared_at,
            impact_began: incident.impact_began,
            resolved_at: incident.resolved_at,
            nearness: next_update
                .as_ref()
                .map(|promise| promise::nearness(promise, self.now)),
            next_update,
            retrospective,
            entries: incident.entries,
        })
    }

    /// Capabilities by what people call them; one that is no longer configured keeps its name.
    pub(super) fn labels(&self, scope: &[String]) -> Vec<String> {
        scope
            .iter()
            .map(|name| {
                self.config
                    .capabilities
                    .iter()
                    .find(|capability| capability.name == *name)
                    .map_or_else(|| name.clone(), |capability| capability.label.clone())
            })
            .collect()
    }

    pub(super) fn capabilities(&self) -> Vec<CapabilityView> {
        self.config
            .capabilities
            .iter()
            .map(|capability| CapabilityView {
                name: capability.name.clone(),
                label: capability.label.clone(),
            })
            .collect()
    }

    pub(super) fn page(&mut self, page: Page) -> Result<PageView> {
        let incident = page
            .incident
            .map(|id| self.incident_ref(id))
            .transpose()?
            .flatten();
        let repeats = self.config.notifications.repeat && page.urgency == Urgency::High;
        Ok(PageView {
            rings_again_at: page
                .rang_at
                .filter(|_| page.is_waiting() && repeats)
                .map(|at| at + ring_again_after(page.rang)),
            id: page.id,
            pager: page.pager,
            key: page.key,
            summary: page.summary,
            detail: page.detail,
            urgency: page.urgency,
            labels: page.labels,
            link: page.link,
            capability: page.capability,
            state: page.state,
            triggered_at: page.triggered_at,
            since: page.since,
            by: page.by,
            fired: page.fired,
            rang: page.rang,
            told: page.told,
            incident,
            verdict: page.verdict,
        })
    }

    pub(super) fn delivery(&mut self, delivery: Delivery) -> Result<DeliveryView> {
        let incident = self.incident_of(delivery.stream)?;
        Ok(DeliveryView {
            id: delivery.id,
            target: delivery.target,
            what: delivery.what,
            state: match delivery.disposition {
                Disposition::Waiting => DeliveryState::Waiting,
                Disposition::Sent => DeliveryState::Sent,
                Disposition::Failed => DeliveryState::Failed,
                Disposition::Stale => DeliveryState::Stale,
                Disposition::Cancelled => DeliveryState::Cancelled,
            },
            created_at: delivery.created_at,
            attempts: delivery.attempts,
            next_try_at: (delivery.disposition == Disposition::Waiting)
                .then_some(delivery.next_try_at),
            problem: delivery.problem,
            incident,
        })
    }

    /// Every business metric, those of `scope` only when it names any that is watched.
    pub(super) fn metrics(&self, scope: &[String]) -> Result<Vec<MetricView>> {
        let statuses: Vec<MetricStatus> = self
            .app
            .board()
            .of_scope(scope)
            .into_iter()
            .cloned()
            .collect();
        statuses
            .iter()
            .map(|status| metric_view(self.app, status, Duration::hours(3)))
            .collect()
    }
}

/// A metric with `past` of its samples.
pub(super) fn metric_view(app: &App, status: &MetricStatus, past: Duration) -> Result<MetricView> {
    let now = app.now();
    let metric = &status.metric;
    let last = status.watch.last();
    Ok(MetricView {
        name: metric.name.clone(),
        label: metric.label.clone(),
        capability: metric.capability.clone(),
        source: metric.source.clone(),
        query: metric.query.clone(),
        unit: metric.unit,
        band: metric.band,
        band_text: metric::band(metric.band, metric.unit),
        for_seconds: u32::try_from(metric.patience.hold.num_seconds()).unwrap_or_default(),
        value: last.map(|(_, value)| value),
        value_text: status.value_text(),
        at: last.map(|(at, _)| at),
        standing: status.watch.standing(),
        near_edge: status.is_near_edge(),
        sentence: status.sentence(now),
        problem: status.problem.clone(),
        points: points(
            &app.samples().range(&metric.name, now - past, now)?,
            metric.patience.silent_after,
            past,
        ),
    })
}

/// Thins samples to what a chart can show, keeping of each stretch the value furthest from the one before, so that a
/// short dip is never averaged away; a stretch without data longer than `gap` becomes a null.
fn points(samples: &[(Instant, f64)], gap: Duration, past: Duration) -> Vec<Point> {
    let step = past / i32::try_from(MOST_POINTS).unwrap_or(1);
    let mut points: Vec<Point> = Vec::with_capacity(MOST_POINTS);
    let mut previous: Option<(Instant, f64)> = None;
    let mut stretch: Vec<(Instant, f64)> = Vec::new();
    let flush = |stretch: &mut Vec<(Instant, f64)>, points: &mut Vec<Point>| {
        let reference = points.last().and_then(|point| point.value);
        let furthest = stretch.drain(..).reduce(|best, next| match reference {
            Some(reference) if (next.1 - reference).abs() < (best.1 - reference).abs() => best,
            Some(_) | None => next,
        });
        points.extend(furthest.map(|(at, value)| Point {
            at,
            value: Some(value),
        }));
    };
    for (at, value) in samples {
        if let Some((before, _)) = previous
            && *at - before > gap
        {
            flush(&mut stretch, &mut points);
            points.push(Point {
                at: before + (*at - before) / 2,
                value: None,
            });
        }
        if stretch
            .first()
            .is_some_and(|(first, _)| *at - *first >= step)
        {
            flush(&mut stretch, &mut points);
        }
        stretch.push((*at, *value));
        previous = Some((*at, *value));
    }
    flush(&mut stretch, &mut points);
    points
}

/// An entry as people read it.
pub(super) fn entry_view(line: Line) -> EntryView {
    let Line {
        entry,
        text,
        amended,
    } = line;
    let described = describe(&entry);
    EntryView {
        id: entry.id,
        stream: entry.stream.to_string(),
        at: entry.at,
        noted_at: entry.noted_at,
        kind: entry.body.kind().to_owned(),
        tone: described.tone,
        heading: described.heading,
        text: text.unwrap_or(described.text),
        amended,
        editable: described.editable,
        author: entry.author,
    }
}

/// Every configured adapter and how it is doing.
pub(super) fn adapters(app: &App, config: &Config) -> Vec<AdapterHealth> {
    let sources = config
        .sources
        .iter()
        .map(|source| (AdapterTable::Source, "source", &source.name, &source.kind));
    let pagers = config
        .pagers
        .iter()
        .map(|pager| (AdapterTable::Pager, "pager", &pager.name, &pager.kind));
    let publishers = config.publishers.iter().map(|publisher| {
        (
            AdapterTable::Publisher,
            "publisher",
            &publisher.name,
            &publisher.kind,
        )
    });
    sources
        .chain(pagers)
        .chain(publishers)
        .map(|(table, word, name, kind)| adapter_health(app, table, word, name, kind))
        .collect()
}

fn adapter_health(
    app: &App,
    table: AdapterTable,
    word: &str,
    name: &str,
    kind: &str,
) -> AdapterHealth {
    let status = app.board().adapter(&format!("{word}/{name}"));
    let health = match (&status.problem, status.answered_at) {
        (Some(_), _) if status.needs_secret => Health::NeedsSecret,
        (Some(_), _) => Health::Failing,
        (None, Some(_)) if status.slow => Health::Slow,
        (None, Some(_)) => Health::Working,
        (None, None) => Health::Idle,
    };
    AdapterHealth {
        table,
        name: name.to_owned(),
        kind: kind.to_owned(),
        health,
        message: status.problem,
        answered_at: status.answered_at,
        next_at: status.next_at,
        tries: status.tries,
    }
}

/// Waiting pages first, then newest first.
pub(super) fn by_urgency(pages: &mut [Page]) {
    pages.sort_by_key(|page| {
        (
            !page.is_waiting(),
            page.urgency == Urgency::Low,
            std::cmp::Reverse(page.triggered_at),
        )
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_dip_survives_thinning_and_a_gap_is_a_null() {
        let start = chrono::DateTime::UNIX_EPOCH;
        let mut samples: Vec<(Instant, f64)> = (0..3600)
            .map(|second| (start + Duration::seconds(second * 3), 92.0))
            .collect();
        samples[1801].1 = 40.0;
        samples.retain(|(at, _)| {
            !(200..210).contains(&((*at - start).num_minutes()))
                || (*at - start).num_minutes() < 100
        });
        let thinned = points(&samples, Duration::minutes(3), Duration::hours(3));
        assert!(thinned.len() <= MOST_POINTS + 2);
        assert!(
            thinned.iter().any(|point| point.value == Some(40.0)),
            "a dip is what people look for"
        );
        let gapped = points(
            &[(start, 1.0), (start + Duration::minutes(10), 2.0)],
            Duration::minutes(3),
            Duration::hours(3),
        );
        let minute = |minute, value| Point {
            at: start + Duration::minutes(minute),
            value,
        };
        assert_eq!(
            gapped,
            vec![minute(0, Some(1.0)), minute(5, None), minute(10, Some(2.0))]
        );
    }
}

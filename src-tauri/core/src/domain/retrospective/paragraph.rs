//! The paragraphs of a retrospective that the journal can write.

use std::fmt::Write as _;

use chrono::Duration;

use super::milestone::{self, Milestone};
use super::timeline::one_line;
use super::{Material, Watched};
use crate::domain::Instant;
use crate::domain::describe::listed;
use crate::domain::entry::{Body, Entry};
use crate::domain::metric;
use crate::domain::update::{Audience, SentUpdate};
use crate::domain::zone::Zone;

/// An incident's material in order, with what follows from it.
pub(super) struct Story<'a> {
    material: &'a Material<'a>,
    zone: &'a Zone,
    pub(super) entries: Vec<&'a Entry>,
    pub(super) milestones: Vec<(Milestone, Option<Instant>)>,
}

impl<'a> Story<'a> {
    pub(super) fn new(material: &'a Material<'a>, zone: &'a Zone) -> Self {
        let mut entries: Vec<&Entry> = material.entries.iter().collect();
        entries.sort_by_key(|entry| (entry.at, entry.noted_at));
        let milestones = milestone::milestones(material.incident, &entries, material.pages);
        Self {
            material,
            zone,
            entries,
            milestones,
        }
    }

    /// `INC-7 · SEV-2 · Thu 19 Nov 2026, 01:46 to 02:58 (Europe/Berlin) · Commander on-call-1`
    pub(super) fn facts(&self) -> String {
        let incident = self.material.incident;
        let began = incident.impact_began;
        let end = match incident.resolved_at {
            Some(end) => format!("to {}", self.zone.near(end, began)),
            None => "and still open".to_owned(),
        };
        let mut facts = vec![
            format!("INC-{}", incident.number),
            self.severity(),
            format!(
                "{}, {} {end} ({})",
                self.zone.date(began),
                self.zone.clock(began),
                self.zone.name()
            ),
        ];
        facts.extend(
            incident
                .roles
                .iter()
                .map(|(role, person)| format!("{role} {}", one_line(person))),
        );
        facts.join(" · ")
    }

    pub(super) fn summary(&self) -> String {
        let what = if self.material.scope.is_empty() {
            "[which parts were affected?]".to_owned()
        } else {
            listed(self.material.scope)
        };
        let length = match self.ended() {
            Some(end) => format!("For {}", metric::length(end - self.began())),
            None => "For a time that is not known yet".to_owned(),
        };
        format!(
            "{length}, from {}, this was affected: {what}. [who could not do what?] [what brought it about, in one \
             sentence?] [what ended it?]",
            self.zone.clock(self.began())
        )
    }

    pub(super) fn impact(&self) -> String {
        let incident = self.material.incident;
        let mut lines = vec![format!("Began: {}", self.zone.stamp(self.began()))];
        match (self.time(Milestone::Recovered), incident.resolved_at) {
            (Some(end), _) => {
                lines.push(format!(
                    "Ended: {}, when the last metric was back in its band",
                    self.zone.stamp(end)
                ));
            }
            (None, Some(end)) => lines.push(format!(
                "Ended: {}, as declared; no metric says when people noticed that it was over",
                self.zone.stamp(end)
            )),
            (None, None) => lines.push("Ended: not known; the incident is still open".to_owned()),
        }
        lines.push(match self.ended() {
            Some(end) => format!("Lasted: {}", minutes(end - self.began())),
            None => "Lasted: not known yet".to_owned(),
        });
        lines.push(match self.material.scope {
            [] => "Affected: not recorded; the scope was left empty".to_owned(),
            scope => format!("Affected: {}", listed(scope)),
        });
        lines.push(format!("Severity: {}", self.severity()));
        if incident.reopened > 0 {
            lines.push(format!(
                "Reopened: {}, after it had been called over",
                times(incident.reopened)
            ));
        }
        lines.extend(self.out_of_band());
        lines.push(self.said());
        lines.push("People affected: [how many, and how do we know?]".to_owned());
        lines.push(
            "Data and money: [was anything lost, damaged or charged: yes, no, or not known?]"
                .to_owned(),
        );
        format!("- {}", lines.join("\n- "))
    }

    pub(super) fn detection(&self) -> String {
        let first = self.entries.iter().find(|entry| {
            matches!(
                entry.body,
                Body::MetricDeviated { .. }
                    | Body::PageTriggered { .. }
                    | Body::IncidentDeclared { .. }
            )
        });
        let Some(first) = first else {
            return "The journal has no first sign.".to_owned();
        };
        let after = metric::length(first.at - self.began());
        let what = if let Body::PageTriggered { pager, summary, .. } = &first.body {
            format!("a page from {}: {}", one_line(pager), one_line(summary))
        } else if let Body::MetricDeviated { text, .. } = &first.body {
            format!("a metric that left its band: {}", one_line(text))
        } else {
            "a person, who declared it; no page and no metric came before".to_owned()
        };
        let what = what.trim_end_matches('.');
        format!(
            "The first sign was {what} ({}, {after} after the impact began).",
            self.zone.clock(first.at)
        )
    }

    /// Changes that were noted, as things to look at; none of them is called a cause.
    pub(super) fn changes(&self) -> String {
        let mut text = String::new();
        for entry in &self.entries {
            if let Body::ChangeNoted { text: change } = &entry.body {
                let _ = writeln!(
                    text,
                    "- {} {}",
                    self.zone.near(entry.at, self.began()),
                    one_line(change)
                );
            }
        }
        if text.is_empty() {
            return "No change is noted around the start. [what changed in the hours before?]"
                .to_owned();
        }
        format!("Changes that were noted around the start:\n\n{text}")
    }

    /// Which metrics moved and which stayed quiet.
    pub(super) fn metrics(&self) -> String {
        let moved: Vec<&str> = self
            .entries
            .iter()
            .filter_map(|entry| deviated(entry))
            .collect();
        let labels = |wanted: fn(&Watched, bool) -> bool| {
            let watched = self.material.watched.iter();
            let chosen =
                watched.filter(|watched| wanted(watched, moved.contains(&watched.name.as_str())));
            listed(
                &chosen
                    .map(|watched| watched.label.clone())
                    .collect::<Vec<_>>(),
            )
        };
        let left = labels(|watched, moved| watched.is_business && moved);
        let stayed = labels(|watched, moved| watched.is_business && !moved);
        match (left.as_str(), stayed.as_str()) {
            ("", "") => "No business metric was being watched.".to_owned(),
            ("", _) => format!("None moved. Watched, and in band throughout: {stayed}."),
            (_, "") => format!("Left its band: {left}."),
            _ => format!("Left its band: {left}. Stayed in band: {stayed}."),
        }
    }

    /// Checks that were sent past, with the reasons given; nothing when there were none.
    pub(super) fn overrides(&self) -> String {
        let mut lines = String::new();
        for entry in &self.entries {
            let clock = self.zone.near(entry.at, self.began());
            if let Body::UpdateSent {
                overrides,
                audience,
                ..
            } = &entry.body
            {
                for past in overrides {
                    let reason = one_line(&past.reason);
                    let _ = writeln!(
                        lines,
                        "- {clock} The {audience} update went out past “{}”: “{reason}”",
                        past.rule
                    );
                }
            } else if let Body::GateOverridden { open, reason } = &entry.body {
                let (open, reason) = (one_line(&open.join("; ")), one_line(reason));
                let _ = writeln!(
                    lines,
                    "- {clock} Resolved with open checks ({open}): “{reason}”"
                );
            }
        }
        if lines.is_empty() {
            return String::new();
        }
        format!(
            "## Checks that were sent past\n\n{lines}\n<!-- Did the check ask for the wrong thing, or was it right? Either is worth an action. -->"
        )
    }

    fn began(&self) -> Instant {
        self.material.incident.impact_began
    }

    /// When the impact ended, as far as anybody can say. Never before it began.
    fn ended(&self) -> Option<Instant> {
        let end = self
            .time(Milestone::Recovered)
            .or(self.material.incident.resolved_at);
        end.filter(|end| *end >= self.began())
    }

    fn time(&self, wanted: Milestone) -> Option<Instant> {
        let found = self
            .milestones
            .iter()
            .find(|(milestone, _)| *milestone == wanted);
        found.and_then(|(_, at)| *at)
    }

    fn severity(&self) -> String {
        let incident = self.material.incident;
        if incident.worst == incident.severity {
            incident.severity.to_string()
        } else {
            format!("{} (worst {})", incident.severity, incident.worst)
        }
    }

    /// For how long each metric was out of its band.
    fn out_of_band(&self) -> Vec<String> {
        let mut totals: Vec<(&str, Duration, Option<Instant>)> = Vec::new();
        for entry in &self.entries {
            if let Body::MetricDeviated { metric, since, .. } = &entry.body {
                match totals.iter_mut().find(|(name, _, _)| name == metric) {
                    Some((_, _, open)) => *open = open.or(Some(*since)),
                    None => totals.push((metric, Duration::zero(), Some(*since))),
                }
            } else if let Body::MetricRecovered { metric, since, .. } = &entry.body
                && let Some((_, total, open)) =
                    totals.iter_mut().find(|(name, _, _)| name == metric)
                && let Some(left) = open.take()
            {
                *total += *since - left;
            }
        }
        let line = |(name, total, open): (&str, Duration, Option<Instant>)| {
            let watched = self
                .material
                .watched
                .iter()
                .find(|watched| watched.name == name);
            let label = watched.map_or(name, |watched| watched.label.as_str());
            match open {
                None => format!("{label}: out of band for {}", minutes(total)),
                Some(left) => format!(
                    "{label}: out of band since {}, and no recovery is recorded",
                    self.zone.near(left, self.began())
                ),
            }
        };
        totals.into_iter().map(line).collect()
    }

    /// `Public updates: 4, the first 12 min after the impact began; 3 of 3 promised times kept`
    fn said(&self) -> String {
        let updates = &self.material.incident.updates;
        let mut public: Vec<&SentUpdate> = updates
            .iter()
            .filter(|update| update.audience == Audience::Public)
            .collect();
        public.sort_by_key(|update| update.at);
        let Some(first) = public.first() else {
            return "Public updates: none".to_owned();
        };
        let mut said = format!(
            "Public updates: {}, the first {} after the impact began",
            public.len(),
            metric::length(first.at - self.began())
        );
        let followed = public.iter().zip(public.iter().skip(1));
        let promised: Vec<bool> = followed
            .filter_map(|(one, next)| Some(next.at <= one.next_update_at?))
            .collect();
        if !promised.is_empty() {
            let kept = promised.iter().filter(|kept| **kept).count();
            let _ = write!(said, "; {kept} of {} promised times kept", promised.len());
        }
        said
    }
}

fn deviated(entry: &Entry) -> Option<&str> {
    if let Body::MetricDeviated { metric, .. } = &entry.body {
        Some(metric)
    } else {
        None
    }
}

/// `72 min`, and in hours as well where that reads better.
fn minutes(length: Duration) -> String {
    let minutes = length.num_minutes();
    if minutes < 120 {
        format!("{minutes} min")
    } else {
        format!("{minutes} min ({})", metric::length(length))
    }
}

fn times(count: u32) -> String {
    if count == 1 {
        "once".to_owned()
    } else {
        format!("{count} times")
    }
}

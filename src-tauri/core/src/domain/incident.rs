//! An incident, folded from its entries.
//!
//! This is a projection: it can be thrown away and folded again. It holds what screens and decisions need, not the
//! timeline itself, so its size does not grow with the number of notes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Instant;
use super::entry::{Body, Entry, Stream};
use super::id::{IncidentId, PageId};
use super::phase::Phase;
use super::role::Role;
use super::severity::Severity;
use super::update::SentUpdate;

/// An incident as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Its identity.
    pub id: IncidentId,
    /// The number people say.
    pub number: u32,
    /// What is wrong, as a customer would say it.
    pub title: String,
    /// How bad it is now.
    pub severity: Severity,
    /// The worst it was.
    pub worst: Severity,
    /// Where it stands.
    pub phase: Phase,
    /// Capabilities affected, by name.
    pub scope: Vec<String>,
    /// Pages that belong to it.
    pub pages: Vec<PageId>,
    /// Who holds which role.
    pub roles: BTreeMap<Role, String>,
    /// Ticked checklist steps, as `role/step`.
    pub ticked: BTreeSet<String>,
    /// Updates sent, oldest first.
    pub updates: Vec<SentUpdate>,
    /// When it was declared.
    pub declared_at: Instant,
    /// When it began to hurt: typed, or when the band was left, or the declaration.
    pub impact_began: Instant,
    /// When the phase last moved.
    pub phase_since: Instant,
    /// When each phase was first reached.
    pub reached: BTreeMap<Phase, Instant>,
    /// When it was resolved, while it is.
    pub resolved_at: Option<Instant>,
    /// How often it was reopened.
    pub reopened: u32,
    /// How many entries it has.
    pub entries: u32,
    /// When a retrospective was first exported.
    pub retrospective_at: Option<Instant>,
}

impl Incident {
    /// The first entry makes an incident; `None` when it is not a declaration.
    pub fn declared(entry: &Entry) -> Option<Self> {
        let Stream::Incident(id) = entry.stream else {
            return None;
        };
        let Body::IncidentDeclared {
            number,
            title,
            severity,
            scope,
            page,
            impact_began,
        } = &entry.body
        else {
            return None;
        };
        Some(Self {
            id,
            number: *number,
            title: title.clone(),
            severity: *severity,
            worst: *severity,
            phase: Phase::Triage,
            scope: scope.clone(),
            pages: page.iter().copied().collect(),
            roles: BTreeMap::new(),
            ticked: BTreeSet::new(),
            updates: Vec::new(),
            declared_at: entry.at,
            impact_began: impact_began.unwrap_or(entry.at),
            phase_since: entry.at,
            reached: BTreeMap::from([(Phase::Triage, entry.at)]),
            resolved_at: None,
            reopened: 0,
            entries: 1,
            retrospective_at: None,
        })
    }

    /// The next entry of its stream. Entries that change nothing but the timeline are only counted.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most kinds are only counted, and a new kind should be too"
    )]
    pub fn apply(&mut self, entry: &Entry) {
        self.entries += 1;
        match &entry.body {
            Body::Retitled { title } => self.title.clone_from(title),
            Body::SeverityChanged { to, .. } => {
                self.severity = *to;
                self.worst = self.worst.min(*to);
            }
            Body::PhaseChanged { from, to, .. } => self.move_to(*from, *to, entry.at),
            Body::RoleAssigned { role, person } => {
                match person {
                    Some(person) => self.roles.insert(*role, person.clone()),
                    None => self.roles.remove(role),
                };
            }
            Body::ScopeChanged { scope } => self.scope.clone_from(scope),
            Body::StepTicked {
                role, step, done, ..
            } => {
                let key = step_key(*role, step);
                if *done {
                    self.ticked.insert(key)
                } else {
                    self.ticked.remove(&key)
                };
            }
            Body::UpdateSent {
                audience,
                phase,
                text,
                next_update_at,
                ..
            } => self.updates.push(SentUpdate {
                entry: entry.id,
                at: entry.at,
                audience: *audience,
                phase: *phase,
                text: text.clone(),
                next_update_at: *next_update_at,
            }),
            Body::MetricDeviated { since, .. } => self.impact_began = self.impact_began.min(*since),
            Body::RetrospectiveExported { .. } => {
                self.retrospective_at = self.retrospective_at.or(Some(entry.at));
            }
            _ => {}
        }
    }

    /// Whether a checklist step is ticked.
    pub fn is_ticked(&self, role: Role, step: &str) -> bool {
        self.ticked.contains(&step_key(role, step))
    }

    fn move_to(&mut self, from: Phase, to: Phase, at: Instant) {
        if from == Phase::Resolved && to.is_open() {
            self.reopened += 1;
        }
        self.phase = to;
        self.phase_since = at;
        self.reached.entry(to).or_insert(at);
        self.resolved_at = (to == Phase::Resolved).then_some(at);
    }
}

fn step_key(role: Role, step: &str) -> String {
    format!("{}/{step}", role.slug())
}

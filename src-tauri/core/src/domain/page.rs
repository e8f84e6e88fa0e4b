//! A page, folded from its entries: triggered, acknowledged, snoozed, resolved, triggered again.

use serde::{Deserialize, Serialize};

use super::Instant;
use super::entry::{Body, Entry, Stream};
use super::id::{IncidentId, PageId};

/// Whether a page may wake somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// A human now.
    High,
    /// Some time today; never rings.
    Low,
}

/// The ways in which somebody can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The desktop's notification service.
    Notification,
    /// The window, brought forward with the full-window alert.
    Window,
    /// The tray icon.
    Tray,
    /// A sound.
    Sound,
}

/// Where an action on a page was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A button of the native notification.
    Notification,
    /// The window.
    Window,
    /// `holdfast` on the command line.
    CommandLine,
    /// The provider: somebody did it there.
    Provider,
    /// Holdfast itself.
    Holdfast,
}

/// Where a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum PageState {
    /// Nobody has taken it: it rings.
    Triggered,
    /// Somebody has it.
    Acknowledged,
    /// Put off.
    Snoozed {
        /// Until when.
        until: Instant,
    },
    /// Over.
    Resolved,
}

/// A page as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its identity.
    pub id: PageId,
    /// The pager's name.
    pub pager: String,
    /// The provider's identity for the alert.
    pub key: String,
    /// The headline.
    pub summary: String,
    /// More, if the provider said more.
    pub detail: Option<String>,
    /// Whether it may wake somebody.
    pub urgency: Urgency,
    /// The provider's labels, sorted.
    pub labels: Vec<(String, String)>,
    /// Where the provider shows it.
    pub link: Option<String>,
    /// The capability it concerns.
    pub capability: Option<String>,
    /// Where it stands.
    pub state: PageState,
    /// When it began to fire, this time.
    pub triggered_at: Instant,
    /// When the state last changed.
    pub since: Instant,
    /// Who moved it last, and so who has it while it is acknowledged.
    pub by: String,
    /// How often it fired.
    pub fired: u32,
    /// How often somebody was told since it last fired.
    pub rang: u32,
    /// When somebody was last told.
    pub rang_at: Option<Instant>,
    /// The ways that accepted the last telling, and the problems of those that did not.
    pub told: Vec<Told>,
    /// The ways that failed at least once since it last fired.
    pub failed: Vec<Channel>,
    /// The incident it belongs to.
    pub incident: Option<IncidentId>,
    /// What Holdfast said when it arrived.
    pub verdict: Option<String>,
}

/// How one way of telling went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Told {
    /// The way.
    pub channel: Channel,
    /// Whether it accepted.
    pub accepted: bool,
    /// What stood in the way.
    pub problem: Option<String>,
}

impl Page {
    /// The first entry makes a page; `None` when it is not a trigger.
    pub fn triggered(entry: &Entry) -> Option<Self> {
        let Stream::Page(id) = entry.stream else {
            return None;
        };
        let Body::PageTriggered {
            pager,
            key,
            summary,
            detail,
            urgency,
            labels,
            link,
            capability,
        } = &entry.body
        else {
            return None;
        };
        Some(Self {
            id,
            pager: pager.clone(),
            key: key.clone(),
            summary: summary.clone(),
            detail: detail.clone(),
            urgency: *urgency,
            labels: labels.clone(),
            link: link.clone(),
            capability: capability.clone(),
            state: PageState::Triggered,
            triggered_at: entry.at,
            since: entry.at,
            by: entry.author.clone(),
            fired: 1,
            rang: 0,
            rang_at: None,
            told: Vec::new(),
            failed: Vec::new(),
            incident: None,
            verdict: None,
        })
    }

    /// The next entry of its stream.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "deliveries and notes belong to the timeline, not to the page's state"
    )]
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.body {
            Body::PageRetriggered {} => {
                self.fired += 1;
                self.triggered_at = entry.at;
                self.ring_afresh();
                self.move_to(PageState::Triggered, entry);
            }
            Body::PageNotified {
                channel,
                accepted,
                problem,
            } => self.note_telling(
                entry.at,
                Told {
                    channel: *channel,
                    accepted: *accepted,
                    problem: problem.clone(),
                },
            ),
            Body::PageAcknowledged { .. } => self.move_to(PageState::Acknowledged, entry),
            Body::PageSnoozed { until, .. } => {
                self.move_to(PageState::Snoozed { until: *until }, entry);
            }
            Body::PageWoken { .. } => {
                self.ring_afresh();
                self.move_to(PageState::Triggered, entry);
            }
            Body::PageResolved { .. } => self.move_to(PageState::Resolved, entry),
            Body::PageLinked { incident } => self.incident = Some(*incident),
            Body::VerdictGiven { text, .. } => self.verdict = Some(text.clone()),
            _ => {}
        }
    }

    /// Whether an entry says something that a timeline does not have yet: the same way failing at every ring does not.
    pub fn is_news(&self, body: &Body) -> bool {
        !matches!(body, Body::PageNotified { channel, accepted: false, .. } if self.failed.contains(channel))
    }

    /// Waiting for somebody: it may ring.
    pub fn is_waiting(&self) -> bool {
        self.state == PageState::Triggered
    }

    /// Not over yet.
    pub fn is_open(&self) -> bool {
        self.state != PageState::Resolved
    }

    fn move_to(&mut self, state: PageState, entry: &Entry) {
        self.state = state;
        self.since = entry.at;
        self.by.clone_from(&entry.author);
    }

    fn ring_afresh(&mut self) {
        self.rang = 0;
        self.rang_at = None;
        self.told.clear();
        self.failed.clear();
    }

    /// Several ways are tried at one ringing and share its instant; the next instant is the next ringing.
    fn note_telling(&mut self, at: Instant, told: Told) {
        if self.rang_at != Some(at) {
            self.rang += 1;
            self.rang_at = Some(at);
            self.told.clear();
        }
        if !told.accepted && !self.failed.contains(&told.channel) {
            self.failed.push(told.channel);
        }
        self.told.push(told);
    }
}

/// Seconds until a page that nobody has taken rings again: after 30 s, then a minute, two, and every five.
pub fn ring_again_after(rang: u32) -> chrono::Duration {
    chrono::Duration::seconds(match rang {
        0 => 0,
        1 => 30,
        2 => 60,
        3 => 120,
        _ => 300,
    })
}

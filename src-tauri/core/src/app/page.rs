//! What can be done to a page, wherever it is pressed: each is entries in one transaction, with the provider's part in
//! the outbox.

use chrono::Duration;

use super::{Action, App, HOLDFAST};
use crate::domain::Instant;
use crate::domain::entry::{Body, Stream};
use crate::domain::id::{IncidentId, PageId};
use crate::domain::page::{Page, PageState, Place, Urgency};
use crate::error::{Failure, Result};
use crate::journal::{NewDelivery, Writing};
use crate::pagers::{PageAction, Verb};

/// An alert that fires again within this time of its end is the same page, firing again.
const SAME_PAGE: Duration = Duration::hours(24);
/// A snooze is at most this long: what can wait longer is no page.
const LONGEST_SNOOZE: Duration = Duration::days(7);
/// An acknowledgement that could not reach the provider for this long asks before it still goes out.
const FRESH: Duration = Duration::hours(1);

/// A page to be raised.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPage {
    /// The pager's name.
    pub pager: String,
    /// The provider's identity for the alert.
    pub key: String,
    /// The headline.
    pub summary: String,
    /// More, if there is more.
    pub detail: Option<String>,
    /// Whether it may wake somebody.
    pub urgency: Urgency,
    /// The provider's labels, sorted.
    pub labels: Vec<(String, String)>,
    /// Where the provider shows it.
    pub link: Option<String>,
    /// The capability it concerns.
    pub capability: Option<String>,
    /// When it began to fire.
    pub at: Instant,
}

impl App {
    /// Raises a page, or recognises it: the same key of the same pager is the same page.
    pub fn raise(&self, new: &NewPage, author: &str) -> Result<Page> {
        let verdict = self.verdict();
        let now = self.now();
        self.write(|writing| {
            let known = writing.reading().page_by_key(&new.pager, &new.key)?;
            let (id, body) = match known {
                Some(page) if page.is_open() => return Ok(page),
                Some(page) if now - page.since <= SAME_PAGE => (page.id, Body::PageRetriggered {}),
                Some(_) | None => (PageId::new(now), new.body()),
            };
            writing.append(Stream::Page(id), new.at.min(now), author, body)?;
            let text = format!("{}. {}", verdict.headline, verdict.reason);
            writing.append(
                Stream::Page(id),
                now,
                HOLDFAST,
                Body::VerdictGiven {
                    call: verdict.call,
                    text,
                },
            )?;
            writing
                .reading()
                .page(id)?
                .ok_or_else(|| Failure::not_found("page", id))
        })
    }

    /// Takes a page. Taking one that is taken already says nothing new and is no error.
    pub fn acknowledge(&self, id: PageId, place: Place, author: &str) -> Result<()> {
        self.write(|writing| {
            let page = open_page(writing, id)?;
            if page.state == PageState::Acknowledged {
                return Ok(());
            }
            writing.append(
                Stream::Page(id),
                writing.now(),
                author,
                Body::PageAcknowledged { place },
            )?;
            self.tell_provider(writing, &page, author, Verb::Acknowledge, "acknowledge")
        })
    }

    /// Somebody took it at the provider: it is written down here and not told back.
    pub fn acknowledge_from_provider(&self, id: PageId, by: &str) -> Result<()> {
        self.write(|writing| {
            open_page(writing, id)?;
            writing.append(
                Stream::Page(id),
                writing.now(),
                by,
                Body::PageAcknowledged {
                    place: Place::Provider,
                },
            )?;
            Ok(())
        })
    }

    /// Puts a page off.
    pub fn snooze(&self, id: PageId, until: Instant, place: Place, author: &str) -> Result<()> {
        let now = self.now();
        if until <= now || until > now + LONGEST_SNOOZE {
            return Err(Failure::invalid(
                "until",
                "A page can be snoozed until a time within the next seven days.",
            ));
        }
        self.write(|writing| {
            let page = open_page(writing, id)?;
            writing.append(
                Stream::Page(id),
                now,
                author,
                Body::PageSnoozed { until, place },
            )?;
            let what = format!("snooze until {}", self.settings().zone.near(until, now));
            self.tell_provider(writing, &page, author, Verb::Snooze { until }, &what)
        })
    }

    /// Ends a snooze: the page rings again.
    pub fn wake(&self, id: PageId, reason: &str, author: &str) -> Result<()> {
        self.write(|writing| {
            let page = open_page(writing, id)?;
            if !matches!(
                page.state,
                PageState::Snoozed { .. } | PageState::Acknowledged
            ) {
                return Ok(());
            }
            writing.append(
                Stream::Page(id),
                writing.now(),
                author,
                Body::PageWoken {
                    reason: reason.to_owned(),
                },
            )?;
            self.tell_provider(writing, &page, author, Verb::Release, "end our silence")
        })
    }

    /// Says that a page is over. What the provider says itself is not told back to it.
    pub fn resolve_page(&self, id: PageId, place: Place, author: &str) -> Result<()> {
        self.write(|writing| {
            let page = open_page(writing, id)?;
            writing.append(
                Stream::Page(id),
                writing.now(),
                author,
                Body::PageResolved { place },
            )?;
            if page.state == PageState::Triggered {
                return Ok(());
            }
            self.tell_provider(writing, &page, author, Verb::Release, "end our silence")
        })
    }

    /// Makes a page part of an incident.
    pub fn link_page(
        &self,
        writing: &mut Writing<'_>,
        page: PageId,
        incident: IncidentId,
        author: &str,
    ) -> Result<()> {
        open_page(writing, page)?;
        writing.append(
            Stream::Page(page),
            writing.now(),
            author,
            Body::PageLinked { incident },
        )?;
        Ok(())
    }

    /// Queues the provider's part, if the page came from a configured pager. What still waits for the same page is
    /// withdrawn: only the last word counts.
    fn tell_provider(
        &self,
        writing: &mut Writing<'_>,
        page: &Page,
        author: &str,
        verb: Verb,
        what: &str,
    ) -> Result<()> {
        let config = self.settings().config;
        if !config.pagers.iter().any(|pager| pager.name == page.pager) {
            return Ok(());
        }
        let action = PageAction {
            page: page.id,
            key: page.key.clone(),
            labels: page.labels.clone(),
            by: author.to_owned(),
            verb,
        };
        let action = serde_json::to_value(Action::Page { action })
            .map_err(|error| Failure::internal("queueing a delivery", error))?;
        writing.supersede(Stream::Page(page.id), &page.pager)?;
        writing.enqueue(&NewDelivery {
            stream: Stream::Page(page.id),
            target: page.pager.clone(),
            what: what.to_owned(),
            action,
            fresh_until: Some(writing.now() + FRESH),
        })?;
        Ok(())
    }
}

impl NewPage {
    fn body(&self) -> Body {
        Body::PageTriggered {
            pager: self.pager.clone(),
            key: self.key.clone(),
            summary: self.summary.clone(),
            detail: self.detail.clone(),
            urgency: self.urgency,
            labels: self.labels.clone(),
            link: self.link.clone(),
            capability: self.capability.clone(),
        }
    }
}

fn open_page(writing: &Writing<'_>, id: PageId) -> Result<Page> {
    let page = writing
        .reading()
        .page(id)?
        .ok_or_else(|| Failure::not_found("page", id))?;
    if page.is_open() {
        Ok(page)
    } else {
        Err(Failure::conflict(format!(
            "The page “{}” is over already.",
            page.summary
        )))
    }
}

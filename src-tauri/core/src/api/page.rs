//! Pages on the wire.

use serde::{Deserialize, Serialize};

use super::desk::{self, Nothing};
use super::incident::IncidentRef;
use super::view::Viewer;
use crate::app::{App, NewPage};
use crate::domain::Instant;
use crate::domain::id::PageId;
use crate::domain::page::{PageState, Place, Told, Urgency};
use crate::error::{Failure, Result};

/// A page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PageView {
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
    /// Where the provider shows it (http or https).
    pub link: Option<String>,
    /// The capability it concerns.
    pub capability: Option<String>,
    /// Where it stands.
    pub state: PageState,
    /// When it began to fire, this time.
    pub triggered_at: Instant,
    /// When its state last changed.
    pub since: Instant,
    /// Who moved it last.
    pub by: String,
    /// How often it fired.
    pub fired: u32,
    /// How often somebody was told since it last fired.
    pub rang: u32,
    /// When it rings again, while it waits.
    pub rings_again_at: Option<Instant>,
    /// How the last telling went, way by way.
    pub told: Vec<Told>,
    /// The incident it belongs to.
    pub incident: Option<IncidentRef>,
    /// What Holdfast said when it arrived.
    pub verdict: Option<String>,
}

/// Asks for pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct PagesRequest {
    /// Only those that are not over.
    pub open: Option<bool>,
    /// At most so many, 1 to 1000; 200 without it. Newest first.
    pub limit: Option<u32>,
}

/// Names a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// Which.
    pub page: PageId,
}

/// Raises a page by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct RaisePage {
    /// The headline.
    pub summary: String,
    /// The same key again is the same page; without one, every page is new.
    pub key: Option<String>,
    /// High without it.
    pub urgency: Option<Urgency>,
}

/// Takes a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct AcknowledgePage {
    /// Which.
    pub page: PageId,
    /// Where the person pressed; the window without it.
    pub place: Option<Place>,
}

/// Puts a page off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct SnoozePage {
    /// Which.
    pub page: PageId,
    /// Until when; at most seven days ahead.
    pub until: Instant,
    /// Where the person pressed; the window without it.
    pub place: Option<Place>,
}

/// The pager's name of pages raised by hand.
const BY_HAND: &str = "by hand";
/// Characters of a page's headline.
const LONGEST_SUMMARY: usize = 300;

/// Pages, newest first.
pub fn pages(app: &App, request: PagesRequest) -> Result<Vec<PageView>> {
    let config = app.settings().config;
    let limit = request.limit.unwrap_or(200).clamp(1, 1000);
    app.read(|reading| {
        let mut pages = if request.open == Some(true) {
            reading.open_pages()?
        } else {
            reading.newest_pages(limit)?
        };
        pages.sort_by_key(|page| std::cmp::Reverse(page.triggered_at));
        pages.truncate(usize::try_from(limit).unwrap_or_default());
        let mut viewer = Viewer::new(app, reading, &config);
        pages.into_iter().map(|page| viewer.page(page)).collect()
    })
}

/// One page.
pub fn page(app: &App, request: PageRequest) -> Result<PageView> {
    let config = app.settings().config;
    app.read(|reading| {
        let page = reading
            .page(request.page)?
            .ok_or_else(|| Failure::not_found("page", request.page))?;
        Viewer::new(app, reading, &config).page(page)
    })
}

/// Raises a page by hand.
pub fn raise_page(app: &App, request: RaisePage) -> Result<PageView> {
    let summary = desk::text_of("summary", &request.summary)?.replace('\n', " ");
    if summary.chars().count() > LONGEST_SUMMARY {
        return Err(Failure::invalid(
            "summary",
            format!("A page's headline has at most {LONGEST_SUMMARY} characters."),
        ));
    }
    let key = request
        .key
        .map(|key| key.trim().to_owned())
        .filter(|key| !key.is_empty());
    let now = app.now();
    let new = NewPage {
        pager: BY_HAND.to_owned(),
        key: key.unwrap_or_else(|| PageId::new(now).to_string()),
        summary,
        detail: None,
        urgency: request.urgency.unwrap_or(Urgency::High),
        labels: Vec::new(),
        link: None,
        capability: None,
        at: now,
    };
    let raised = app.raise(&new, &app.person())?;
    page(app, PageRequest { page: raised.id })
}

/// Takes a page.
pub fn acknowledge_page(app: &App, request: AcknowledgePage) -> Result<Nothing> {
    app.acknowledge(
        request.page,
        request.place.unwrap_or(app.place()),
        &app.person(),
    )?;
    Ok(Nothing {})
}

/// Puts a page off.
pub fn snooze_page(app: &App, request: SnoozePage) -> Result<Nothing> {
    app.snooze(
        request.page,
        request.until,
        request.place.unwrap_or(app.place()),
        &app.person(),
    )?;
    Ok(Nothing {})
}

/// Ends a snooze now.
pub fn wake_page(app: &App, request: PageRequest) -> Result<Nothing> {
    app.wake(request.page, "by hand", &app.person())?;
    Ok(Nothing {})
}

/// Says that a page is over.
pub fn resolve_page(app: &App, request: PageRequest) -> Result<Nothing> {
    app.resolve_page(request.page, app.place(), &app.person())?;
    Ok(Nothing {})
}

//! What the core asks of the desktop around it: to tell a person about a page.
//!
//! The shell implements it with native notifications, the window and the tray; a process without a desktop says so and
//! the journal records that nobody could be told that way.

use std::sync::Arc;

use crate::domain::id::PageId;
use crate::domain::page::{Channel, Urgency};

/// Minutes for which "Snooze" on a notification puts a page off.
pub const SNOOZE_MINUTES: i64 = 10;

/// What a person is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The page; telling again about the same page replaces what is shown.
    pub page: PageId,
    /// The headline.
    pub title: String,
    /// Number, band, since when, and the verdict.
    pub body: String,
    /// Whether it may ring.
    pub urgency: Urgency,
    /// How often it rang before.
    pub rang: u32,
}

/// What a person pressed on a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// Acknowledge.
    Acknowledge,
    /// Snooze.
    Snooze,
    /// Open the window on it.
    Open,
}

/// How one way of telling went: accepted, or what stood in the way.
pub type Told = (Channel, Result<(), String>);

/// The live state the tray shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrayState {
    /// Pages nobody has taken.
    pub waiting: u32,
    /// Open incidents: number, title.
    pub incidents: Vec<(u32, String)>,
    /// The verdict's headline.
    pub verdict: String,
    /// Some business metric is out of band, or a page waits.
    pub alarm: bool,
    /// Some metric has no data.
    pub blind: bool,
}

/// The desktop around the core. Calls may block for up to two seconds; the engine makes them off its own tasks.
pub trait Desktop: Send + Sync + 'static {
    /// Tells about a page in every way that works: notification first; without it the window, the tray and a sound.
    /// Returns each way that was tried. Presses on the notification reach `pressed` for as long as it is shown.
    fn tell(&self, notice: &Notice, pressed: Arc<dyn Fn(PageId, Press) + Send + Sync>)
    -> Vec<Told>;

    /// Takes back what is shown about a page: it is handled.
    fn untell(&self, page: PageId);

    /// Shows the live state.
    fn tray(&self, state: &TrayState);

    /// Opens the demo in a Holdfast of its own; otherwise says how to.
    fn open_demo(&self) -> Result<(), String>;

    /// A quiet reminder: title and one line. It has no buttons and does not ring.
    fn remind(&self, title: &str, body: &str);
}

/// No desktop at all (the loopback server, the command line): nobody can be told, and it says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headless;

impl Desktop for Headless {
    fn tell(&self, _: &Notice, _: Arc<dyn Fn(PageId, Press) + Send + Sync>) -> Vec<Told> {
        vec![(
            Channel::Notification,
            Err("this Holdfast runs without a desktop".to_owned()),
        )]
    }

    fn untell(&self, _: PageId) {}

    fn tray(&self, _: &TrayState) {}

    fn open_demo(&self) -> Result<(), String> {
        Err(
            "Start the demo with “holdfast serve --demo”: it opens in a Holdfast of its own."
                .to_owned(),
        )
    }

    fn remind(&self, _: &str, _: &str) {}
}

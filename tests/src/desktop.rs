//! A desktop that remembers what it was asked, and whose notification service can be taken away.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use holdfast_core::desktop::{Desktop, Notice, Press, Told, TrayState};
use holdfast_core::domain::id::PageId;
use holdfast_core::domain::page::Channel;

type Pressed = Arc<dyn Fn(PageId, Press) + Send + Sync>;

/// What was asked of the desktop.
#[derive(Default)]
pub struct Recorder(Mutex<Asked>);

/// Everything that was asked so far.
#[derive(Default)]
pub struct Asked {
    /// Notices, in order.
    pub notices: Vec<Notice>,
    /// Notices that were taken back, in order.
    pub taken_back: Vec<PageId>,
    /// Reminders: title and body.
    pub reminders: Vec<(String, String)>,
    /// The state the tray shows.
    pub tray: TrayState,
    /// There is no notification service.
    pub mute: bool,
    pressed: BTreeMap<PageId, Pressed>,
}

impl Recorder {
    /// What was asked so far.
    pub fn asked(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Presses a button of the notification about `page`; false when none was shown.
    pub fn press(&self, page: PageId, press: Press) -> bool {
        let pressed = self.asked().pressed.get(&page).cloned();
        pressed.map(|pressed| pressed(page, press)).is_some()
    }
}

impl Desktop for Recorder {
    fn tell(&self, notice: &Notice, pressed: Pressed) -> Vec<Told> {
        let mut asked = self.asked();
        asked.notices.push(notice.clone());
        asked.pressed.insert(notice.page, pressed);
        if asked.mute {
            let problem = "no notification service answers on this desktop".to_owned();
            return vec![
                (Channel::Notification, Err(problem)),
                (Channel::Window, Ok(())),
                (Channel::Tray, Ok(())),
                (Channel::Sound, Ok(())),
            ];
        }
        vec![(Channel::Notification, Ok(()))]
    }

    fn untell(&self, page: PageId) {
        self.asked().taken_back.push(page);
    }

    fn tray(&self, state: &TrayState) {
        self.asked().tray = state.clone();
    }

    fn open_demo(&self) -> Result<(), String> {
        Err("not here".to_owned())
    }

    fn remind(&self, title: &str, body: &str) {
        self.asked()
            .reminders
            .push((title.to_owned(), body.to_owned()));
    }
}

//! How the core tells a person: notification, sound, tray and window, each tried and each accounted for.
//!
//! When to tell, and what, the core decides.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use holdfast_core::desktop::{Desktop, Notice, Press, Told, TrayState};
use holdfast_core::domain::id::PageId;
use holdfast_core::domain::page::{Channel, Urgency};
use tauri::AppHandle;

use crate::notification::{Notifications, Pressed};
use crate::sound::Sound;
use crate::tray::Tray;
use crate::window;

/// The desktop this window stands on.
pub(crate) struct NativeDesktop {
    app: AppHandle,
    notifications: Notifications,
    sound: Sound,
    tray: Tray,
}

impl NativeDesktop {
    /// A desktop that nothing was said on yet. Sounds and pictures are kept in `folder`.
    pub(crate) fn new(app: AppHandle, folder: &Path) -> Self {
        Self {
            notifications: Notifications::new(),
            sound: Sound::new(folder.join("sounds")),
            tray: Tray::new(app.clone(), folder.join("tray")),
            app,
        }
    }

    /// Whether the window can be put away and found again.
    pub(crate) fn has_tray(&self) -> bool {
        self.tray.is_there()
    }

    /// Whether the person wants to hear pages.
    pub(crate) fn allow_sound(&self, allowed: bool) {
        self.sound.allow(allowed);
    }

    /// Takes back what is shown, and waits until it is gone.
    pub(crate) fn leave(&self) {
        self.notifications.leave();
    }

    fn listen(&self, pressed: Pressed) -> Pressed {
        let app = self.app.clone();
        Arc::new(move |page, press| {
            pressed(page, press);
            if press == Press::Open
                && let Err(problem) = window::bring_forward(&app)
            {
                tracing::error!("the window was not opened from a notification: {problem}");
            }
        })
    }
}

impl Desktop for NativeDesktop {
    fn tell(&self, notice: &Notice, pressed: Pressed) -> Vec<Told> {
        let rings = notice.urgency == Urgency::High;
        let answer = self.notifications.show(notice, self.listen(pressed));
        let sound = if rings {
            self.sound.ring(notice.rang)
        } else {
            None
        };
        let tray = if self.tray.is_there() {
            Ok(())
        } else {
            Err("this desktop shows no tray".to_owned())
        };
        let mut told = vec![
            (Channel::Notification, answer.wait()),
            (Channel::Tray, tray),
        ];
        if let Some(played) = sound {
            told.push((Channel::Sound, played.wait()));
        }
        if rings && wants_window(&told, notice.rang) {
            told.push((Channel::Window, window::bring_forward(&self.app)));
        }
        told
    }

    fn untell(&self, page: PageId) {
        self.notifications.close(page);
    }

    fn tray(&self, state: &TrayState) {
        self.tray.show(state);
    }

    fn open_demo(&self) -> Result<(), String> {
        let begin = || Command::new(std::env::current_exe()?).arg("--demo").spawn();
        let mut demo =
            begin().map_err(|error| format!("The demo could not be started: {error}."))?;
        // Whoever starts a process waits for it, or it stays as a zombie.
        std::thread::spawn(move || demo.wait());
        Ok(())
    }

    fn remind(&self, title: &str, body: &str) {
        self.notifications.remind(title, body);
    }
}

/// Whether the window comes forward as well: when the notification was refused, when nothing but it accepted (a service
/// may accept and show nothing), and when nobody answered the last ringing.
fn wants_window(told: &[Told], rang: u32) -> bool {
    let accepted = |channel: Channel| {
        told.iter()
            .any(|(tried, result)| *tried == channel && result.is_ok())
    };
    let noticed_otherwise = accepted(Channel::Tray) || accepted(Channel::Sound);
    rang > 0 || !accepted(Channel::Notification) || !noticed_otherwise
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(notification: bool, tray: bool, sound: bool) -> Vec<Told> {
        let result = |accepted: bool| {
            if accepted {
                Ok(())
            } else {
                Err("not here".to_owned())
            }
        };
        vec![
            (Channel::Notification, result(notification)),
            (Channel::Tray, result(tray)),
            (Channel::Sound, result(sound)),
        ]
    }

    #[test]
    fn a_page_that_was_shown_and_heard_leaves_the_window_alone() {
        assert!(!wants_window(&told(true, false, true), 0));
        assert!(!wants_window(&told(true, true, false), 0));
    }

    #[test]
    fn a_refused_notification_raises_the_window() {
        assert!(wants_window(&told(false, true, true), 0));
    }

    #[test]
    fn a_notification_alone_is_not_trusted() {
        assert!(
            wants_window(&told(true, false, false), 0),
            "a service may accept and show nothing"
        );
    }

    #[test]
    fn a_page_that_nobody_answered_raises_the_window() {
        assert!(wants_window(&told(true, true, true), 1));
    }
}

//! Native notifications about pages: shown, replaced, pressed, taken back.
//!
//! This is the table of them: which page is shown, how many at once, how long anybody waits for the service. What one
//! of them goes through is `life`, what it says is `bubble`. That a service accepted a notification does not mean that a person saw it: what else
//! is done about a page is decided in `desktop.rs`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use holdfast_core::desktop::{Notice, Press};
use holdfast_core::domain::id::PageId;
use holdfast_core::domain::page::Urgency;
use notify_rust::NotificationResponse;
use tauri::async_runtime::spawn;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::time::timeout;

mod bubble;
mod life;

use crate::bus;
use bubble::complaint;
use life::Telling;

/// How long the notification service has to answer before other ways are tried.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it has while it still owes an answer to another page: with many pages none waits for all others.
const IMPATIENCE: Duration = Duration::from_millis(100);

/// The name of the notification service.
const SERVICE: &str = "org.freedesktop.Notifications";

/// Bubbles at once. Each holds a connection to the bus.
const MOST: usize = 20;

/// Reminders at once, beside them.
const MOST_REMINDERS: usize = 5;

/// How long bubbles have to go at the end.
const FAREWELL: Duration = Duration::from_secs(1);

/// How long a reminder's connection is kept at most.
const REMINDER: Duration = Duration::from_mins(1);

/// Called with what somebody pressed.
pub(crate) type Pressed = Arc<dyn Fn(PageId, Press) + Send + Sync>;

/// The bubbles on the screen.
pub(crate) struct Notifications {
    shown: Mutex<Vec<Bubble>>,
    places: Arc<Semaphore>,
    reminders: Arc<Semaphore>,
    silent: Arc<AtomicBool>,
    service: watch::Receiver<Option<String>>,
}

/// A bubble, as the table of them knows it. Dropping it takes the bubble back.
struct Bubble {
    page: PageId,
    urgency: Urgency,
    tellings: UnboundedSender<Telling>,
}

/// What the service says until its deadline.
pub(crate) struct Answer {
    receiver: Receiver<Result<(), String>>,
    deadline: Instant,
    silent: Arc<AtomicBool>,
}

impl Answer {
    /// Waits for it, until two seconds after it was asked for at the latest.
    pub(crate) fn wait(self) -> Result<(), String> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        match self.receiver.recv_timeout(left) {
            Ok(said) => said,
            Err(RecvTimeoutError::Timeout) => {
                self.silent.store(true, Ordering::Relaxed);
                Err("the notification service does not answer".to_owned())
            }
            Err(RecvTimeoutError::Disconnected) => {
                Err("the notification was taken back before it was shown".to_owned())
            }
        }
    }
}

impl Notifications {
    /// Nothing is shown yet.
    pub(crate) fn new() -> Self {
        Self {
            shown: Mutex::default(),
            places: Arc::new(Semaphore::new(MOST)),
            reminders: Arc::new(Semaphore::new(MOST_REMINDERS)),
            silent: Arc::default(),
            service: bus::follow(SERVICE),
        }
    }

    /// Shows a page, in place of what is shown about it already.
    pub(crate) fn show(&self, notice: &Notice, pressed: Pressed) -> Answer {
        let (answer, receiver) = sync_channel(1);
        let telling = Telling {
            notice: notice.clone(),
            pressed,
            answer,
            silent: Arc::clone(&self.silent),
        };
        self.send(telling);
        let patience = if self.silent.load(Ordering::Relaxed) {
            IMPATIENCE
        } else {
            PATIENCE
        };
        Answer {
            receiver,
            deadline: Instant::now() + patience,
            silent: Arc::clone(&self.silent),
        }
    }

    /// Takes back what is shown about a page.
    pub(crate) fn close(&self, page: PageId) {
        self.shown().retain(|bubble| bubble.page != page);
    }

    /// Takes everything back and waits for it, but not for a service that does not answer.
    pub(crate) fn leave(&self) {
        self.shown().clear();
        let everything = u32::try_from(MOST).unwrap_or(u32::MAX);
        let places = Arc::clone(&self.places);
        let (gone, all_gone) = sync_channel(1);
        spawn(async move {
            drop(places.acquire_many(everything).await);
            gone.try_send(()).ok();
        });
        if all_gone.recv_timeout(FAREWELL).is_err() {
            tracing::warn!("some notifications may still be shown");
        }
    }

    /// A quiet line that goes by itself.
    pub(crate) fn remind(&self, title: &str, body: &str) {
        let Ok(place) = Arc::clone(&self.reminders).try_acquire_owned() else {
            tracing::warn!(title, "no room on the screen for a reminder");
            return;
        };
        let (title, body) = (title.to_owned(), body.to_owned());
        spawn(async move {
            let _place = place;
            let reminder = bubble::reminder(&title, &body);
            match timeout(PATIENCE, reminder.show_async()).await {
                Ok(Ok(handle)) => {
                    let gone = handle.wait_for_action_async(|_: &NotificationResponse| {});
                    if timeout(REMINDER, gone).await.is_err() {
                        tracing::debug!(title, "a reminder outlived its connection");
                    }
                }
                Ok(Err(error)) => {
                    tracing::warn!(title, "a reminder was not shown: {}", complaint(&error));
                }
                Err(_) => tracing::warn!(title, "a reminder was not shown within 2 s"),
            }
        });
    }

    fn send(&self, telling: Telling) {
        let mut shown = self.shown();
        let (page, urgency) = (telling.notice.page, telling.notice.urgency);
        let known = shown.iter().position(|bubble| bubble.page == page);
        let telling = match known.map(|index| shown.remove(index)) {
            Some(bubble) => match bubble.tellings.send(telling) {
                Ok(()) => {
                    shown.push(Bubble { urgency, ..bubble });
                    return;
                }
                // It was dismissed: begin another.
                Err(unsent) => unsent.0,
            },
            None => telling,
        };
        shown.retain(|bubble| !bubble.tellings.is_closed());
        if let Some(index) = superfluous(&shown) {
            let gone = shown.remove(index);
            tracing::warn!(page = %gone.page, "{MOST} pages are shown: the oldest makes room");
        }
        let (tellings, receiver) = unbounded_channel();
        spawn(life::live(
            receiver,
            Arc::clone(&self.places),
            self.service.clone(),
        ));
        if tellings.send(telling).is_err() {
            tracing::error!(%page, "the task of a notification ended before it began");
        }
        shown.push(Bubble {
            page,
            urgency,
            tellings,
        });
    }

    fn shown(&self) -> std::sync::MutexGuard<'_, Vec<Bubble>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which bubble makes room for another: the oldest that may wait, else the oldest. None while there is room.
fn superfluous(shown: &[Bubble]) -> Option<usize> {
    if shown.len() < MOST {
        return None;
    }
    let may_wait = |bubble: &Bubble| bubble.urgency == Urgency::Low;
    Some(shown.iter().position(may_wait).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_core::clock::{Clock, SystemClock};

    fn shown(urgencies: &[Urgency]) -> Vec<Bubble> {
        let bubble = |urgency: &Urgency| Bubble {
            page: PageId::new(SystemClock.now()),
            urgency: *urgency,
            tellings: unbounded_channel().0,
        };
        urgencies.iter().map(bubble).collect()
    }

    #[test]
    fn there_is_room_for_twenty() {
        assert_eq!(superfluous(&shown(&[Urgency::Low; MOST - 1])), None);
    }

    #[test]
    fn the_oldest_that_may_wait_makes_room() {
        let mut urgencies = [Urgency::High; MOST];
        urgencies[3] = Urgency::Low;
        urgencies[9] = Urgency::Low;
        assert_eq!(
            superfluous(&shown(&urgencies)),
            Some(3),
            "pages that demand a human stay as long as there are others"
        );
    }

    #[test]
    fn among_pages_that_demand_a_human_the_oldest_makes_room() {
        assert_eq!(superfluous(&shown(&[Urgency::High; MOST])), Some(0));
    }
}

//! A bubble's life: one task that holds its connection for as long as it is shown.
//!
//! Some desktops close a bubble when the connection that sent it goes, so a page told again is told over the same one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

use holdfast_core::desktop::{Notice, Press};
use notify_rust::error::Result as Shown;
use notify_rust::{Notification, NotificationHandle, NotificationResponse};
use tauri::async_runtime::spawn_blocking;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::bubble::{self, complaint};
use super::{PATIENCE, Pressed};

/// One telling of a page, on its way to the page's bubble.
pub(super) struct Telling {
    pub(super) notice: Notice,
    pub(super) pressed: Pressed,
    pub(super) answer: SyncSender<Result<(), String>>,
    /// Set while the service owes an answer.
    pub(super) silent: Arc<AtomicBool>,
}

/// What the bubble's task hears while the bubble is shown.
enum Heard {
    /// The page is told again, or (`None`) taken back.
    Told(Option<Telling>),
    /// A button was pressed, or (`None`) the bubble is gone.
    Pressed(Option<Press>),
    /// Another service runs now. It knows nothing of the bubble, and gives its number to others.
    Replaced,
}

/// A bubble's life, from the first telling until it is taken back or gone.
pub(super) async fn live(
    mut tellings: UnboundedReceiver<Telling>,
    places: Arc<Semaphore>,
    mut service: watch::Receiver<Option<String>>,
) {
    let Ok(_place) = places.acquire_owned().await else {
        return;
    };
    let Some(mut telling) = tellings.recv().await else {
        return;
    };
    // While a slow service kept the places, the page may have been handled.
    if tellings.is_closed() {
        return;
    }
    let page = telling.notice.page;
    let Some(mut handle) = tell(&telling, bubble::page(&telling.notice).show_async().await) else {
        return;
    };
    let mut shown_by = None;
    loop {
        let mut response = None;
        let heard = tokio::select! {
            biased;
            told = tellings.recv() => Heard::Told(told),
            () = replaced(&mut service, &mut shown_by) => Heard::Replaced,
            () = handle.wait_for_action_async(|heard: &NotificationResponse| response = Some(heard.clone())) => {
                Heard::Pressed(response.as_ref().and_then(bubble::press))
            }
        };
        match heard {
            Heard::Told(Some(again)) => {
                telling = again;
                let next = bubble::page(&telling.notice);
                let Some((again, answer)) = update(handle, next).await else {
                    return;
                };
                let Some(again) = tell(&telling, answer.map(|()| again)) else {
                    return;
                };
                handle = again;
            }
            Heard::Told(None) => {
                if timeout(PATIENCE, handle.close_async()).await.is_err() {
                    tracing::warn!(%page, "the notification service did not take a notification back within 2 s");
                }
                return;
            }
            Heard::Pressed(Some(press)) => {
                let pressed = Arc::clone(&telling.pressed);
                spawn_blocking(move || pressed(page, press));
            }
            Heard::Pressed(None) => return,
            Heard::Replaced => {
                let Ok(again) = bubble::page(&telling.notice).show_async().await else {
                    return;
                };
                handle = again;
            }
        }
    }
}

/// Passes the service's answer on to whoever waits for it, and keeps the handle if there is one.
fn tell(telling: &Telling, answer: Shown<NotificationHandle>) -> Option<NotificationHandle> {
    let page = telling.notice.page;
    telling.silent.store(false, Ordering::Relaxed);
    let (said, handle) = match answer {
        Ok(handle) => (Ok(()), Some(handle)),
        Err(error) => (Err(complaint(&error)), None),
    };
    if telling.answer.try_send(said).is_err() {
        tracing::warn!(%page, "the notification service answered too late");
    }
    handle
}

/// Comes back when another service has taken over from the one that shows the bubble, which is the first that is seen.
async fn replaced(service: &mut watch::Receiver<Option<String>>, shown_by: &mut Option<String>) {
    loop {
        let another = |now: &Option<String>| now.is_some() && now != shown_by;
        let Ok(now) = service.wait_for(another).await.map(|now| now.clone()) else {
            // It cannot be followed: it stays the one it is.
            return std::future::pending().await;
        };
        if std::mem::replace(shown_by, now).is_some() {
            return;
        }
    }
}

/// Replaces what a bubble shows, over the connection that it was shown on. The call blocks for as long as the service
/// likes, so it has a thread; none comes back if that thread failed.
async fn update(
    mut handle: NotificationHandle,
    next: Notification,
) -> Option<(NotificationHandle, Shown<()>)> {
    spawn_blocking(move || {
        *handle = next;
        let answer = handle.update();
        (handle, answer)
    })
    .await
    .inspect_err(|error| tracing::error!("a notification could not be replaced: {error}"))
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn a_service_that_takes_over_is_noticed_and_the_first_is_not() {
        let (owner, mut service) = watch::channel(None);
        let mut shown_by = None;
        owner.send_replace(Some(":1.5".to_owned()));
        let first = timeout(Duration::ZERO, replaced(&mut service, &mut shown_by)).await;
        assert!(first.is_err(), "the first one shows the bubble");
        owner.send_replace(None);
        let nobody = timeout(Duration::ZERO, replaced(&mut service, &mut shown_by)).await;
        assert!(nobody.is_err(), "there is nobody to show it again");
        owner.send_replace(Some(":1.9".to_owned()));
        replaced(&mut service, &mut shown_by).await;
        assert_eq!(shown_by.as_deref(), Some(":1.9"));
    }
}

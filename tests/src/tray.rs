//! A desktop with a tray: the watcher of status icons, as far as an icon needs it.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::unused_self,
    reason = "a test without its tray has failed, and the bus calls methods"
)]

use std::sync::{Arc, Mutex, PoisonError};

use crate::session::Session;

/// A tray, as long as it is held.
pub struct Tray {
    icons: Icons,
    _bus: zbus::Connection,
}

type Icons = Arc<Mutex<Vec<String>>>;

struct Watcher(Icons);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        let mut icons = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        icons.push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl Tray {
    /// Puts a tray into the session.
    pub async fn appears(session: &Session) -> Self {
        let icons = Icons::default();
        let bus = zbus::connection::Builder::address(session.bus().as_str())
            .and_then(|bus| bus.name("org.kde.StatusNotifierWatcher"))
            .and_then(|bus| bus.serve_at("/StatusNotifierWatcher", Watcher(Arc::clone(&icons))))
            .expect("a tray is described")
            .build()
            .await
            .expect("a tray appears");
        Self { icons, _bus: bus }
    }

    /// How many icons were put into it.
    pub fn icons(&self) -> usize {
        self.icons
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}

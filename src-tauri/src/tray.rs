//! The tray: what it shows as values, and the adapter that draws them.
//!
//! The icon says its state by the shape of its dot. A desktop without a tray shows nothing, which does no harm; a
//! watch on the bus knows whether there is one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use holdfast_core::desktop::TrayState;
use tauri::image::Image;
use tauri::menu::{MenuBuilder, MenuEvent, MenuItemBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, include_image};
use tokio::sync::watch::Receiver;

use crate::{bus, window};

mod menu;

use menu::{Choice, Item, Mark};

/// Owns the trays of all desktops that follow the specification.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// The icon in the tray and its menu.
pub(crate) struct Tray {
    app: AppHandle,
    icons: PathBuf,
    watcher: Receiver<Option<String>>,
    drawn: Arc<Mutex<Drawn>>,
    undrawable: Arc<AtomicBool>,
}

/// What is drawn at the moment. It is touched on the main thread only, but for `state`.
#[derive(Default)]
struct Drawn {
    state: Option<TrayState>,
    icon: Option<TrayIcon>,
    mark: Option<Mark>,
}

impl Tray {
    /// An empty tray; the icon appears with the first state. Its pictures are written to `icons` for the tray to read.
    pub(crate) fn new(app: AppHandle, icons: PathBuf) -> Self {
        Self {
            app,
            icons,
            watcher: bus::follow(WATCHER),
            drawn: Arc::default(),
            undrawable: Arc::default(),
        }
    }

    /// Whether this desktop shows a tray, and ours in it.
    pub(crate) fn is_there(&self) -> bool {
        self.watcher.borrow().is_some() && !self.undrawable.load(Ordering::Relaxed)
    }

    /// Draws a state, unless it is drawn already.
    pub(crate) fn show(&self, state: &TrayState) {
        {
            let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
            if drawn.state.as_ref() == Some(state) {
                return;
            }
            drawn.state = Some(state.clone());
        }
        let (app, icons) = (self.app.clone(), self.icons.clone());
        let (drawn, undrawable) = (Arc::clone(&self.drawn), Arc::clone(&self.undrawable));
        let on_main = self.app.run_on_main_thread(move || {
            // The library that draws it is loaded when it is first needed, and panics where it is not installed.
            let drawing = catch_unwind(AssertUnwindSafe(|| draw(&app, icons, &drawn)));
            undrawable.store(!matches!(drawing, Ok(Ok(()))), Ordering::Relaxed);
            match drawing {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!("the tray was not drawn: {error}"),
                Err(_) => tracing::warn!("the tray was not drawn: its library is missing"),
            }
        });
        if let Err(error) = on_main {
            tracing::debug!("the tray was not drawn: {error}");
        }
    }
}

fn draw(app: &AppHandle, icons: PathBuf, drawn: &Mutex<Drawn>) -> tauri::Result<()> {
    let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(state) = drawn.state.clone() else {
        return Ok(());
    };
    let mut builder = MenuBuilder::new(app);
    for item in menu::menu(&state) {
        builder = match item {
            Item::Line(text) => {
                builder.item(&MenuItemBuilder::new(text).enabled(false).build(app)?)
            }
            Item::Choice(choice, text) => builder.text(choice.id(), text),
            Item::Separator => builder.separator(),
        };
    }
    let items = builder.build()?;
    let mark = menu::mark(&state);
    let icon = match &drawn.icon {
        Some(icon) => {
            icon.set_menu(Some(items))?;
            if drawn.mark != Some(mark) {
                icon.set_icon(Some(picture(app, mark)))?;
            }
            icon.clone()
        }
        None => TrayIconBuilder::with_id(format!("holdfast-{}", std::process::id()))
            .temp_dir_path(icons)
            .icon(picture(app, mark))
            .menu(&items)
            .on_menu_event(chosen)
            .build(app)?,
    };
    icon.set_title(mark.word())?;
    drawn.icon = Some(icon);
    drawn.mark = Some(mark);
    Ok(())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature is the framework's"
)]
fn chosen(app: &AppHandle, event: MenuEvent) {
    match Choice::from_id(event.id().as_ref()) {
        Some(Choice::Open) => {
            if let Err(problem) = window::bring_forward(app) {
                tracing::error!("the window was not opened from the tray: {problem}");
            }
        }
        Some(Choice::Quit) => app.exit(0),
        None => {}
    }
}

/// The mark on the ground of this desktop's panel: light on most, dark where the whole desktop is light.
fn picture(app: &AppHandle, mark: Mark) -> Image<'static> {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    let light = menu::is_panel_light(&desktop, window::theme(app));
    match (mark, light) {
        (Mark::Calm, false) => include_image!("../icons/tray/calm-on-dark@2x.png"),
        (Mark::Calm, true) => include_image!("../icons/tray/calm-on-light@2x.png"),
        (Mark::Act, false) => include_image!("../icons/tray/act-on-dark@2x.png"),
        (Mark::Act, true) => include_image!("../icons/tray/act-on-light@2x.png"),
        (Mark::Blind, false) => include_image!("../icons/tray/blind-on-dark@2x.png"),
        (Mark::Blind, true) => include_image!("../icons/tray/blind-on-light@2x.png"),
    }
}

//! Holdfast's window: starts the core, draws its interface in a web view, and lends it the desktop's notifications,
//! tray and sound.
//!
//! It decides nothing; what happens when is the core's. Not here: the interface itself (`ui/`), the command line. Linux
//! only so far: notifications and tray speak D-Bus.

mod arguments;
mod bus;
mod desktop;
mod ipc;
mod notification;
mod renderer;
mod running;
mod sound;
mod tray;
mod window;

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use holdfast_core::app::Home;
use holdfast_core::error::Result;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent, Wry};
use tauri_plugin_window_state::StateFlags;
use tokio::signal::unix::{SignalKind, signal};

use crate::arguments::Arguments;
use crate::desktop::NativeDesktop;
use crate::running::Running;
use crate::window::Beginning;

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    renderer::settle().context("Holdfast could not begin again with a plain renderer")?;
    let home = if arguments.demo {
        Home::demo()
    } else {
        Home::from_env()
    };
    let app = tauri::Builder::default()
        .plugin(single_instance(home.as_ref().ok()))
        .plugin(window_state(home.as_ref().ok()))
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(tauri::generate_handler![ipc::ipc])
        .setup(move |app| Ok(begin(app.handle(), arguments, home)?))
        .build(tauri::generate_context!())
        .context("Holdfast's window could not be prepared")?;
    app.run(on_event);
    Ok(())
}

/// A second start brings the first window forward and ends. Every home, the demo's too, is an instance of its own.
fn single_instance(home: Option<&Home>) -> TauriPlugin<Wry> {
    let name = home.map_or_else(|| "nowhere".to_owned(), Home::fingerprint);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("app.holdfast.desktop.h{name}"))
        .callback(|app, arguments, _| {
            if arguments.iter().any(|argument| argument == "--hidden") {
                return;
            }
            if let Err(problem) = window::bring_forward(app) {
                tracing::error!("a second start could not bring the window forward: {problem}");
            }
        })
        .build()
}

/// The window comes back where it was. Whether it is seen is not remembered: it begins visible, or in the tray.
fn window_state(home: Option<&Home>) -> TauriPlugin<Wry> {
    let state = tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED);
    match home {
        Some(home) => state.with_filename(folder(home).join("state.json").to_string_lossy()),
        None => state,
    }
    .build()
}

/// Where the window keeps what is its own.
fn folder(home: &Home) -> PathBuf {
    home.data().join("window")
}

fn begin(app: &AppHandle, arguments: Arguments, home: Result<Home>) -> anyhow::Result<()> {
    let folder = home
        .as_ref()
        .ok()
        .map(folder)
        .filter(|folder| make_private(folder).is_ok());
    if let Ok(home) = &home
        && let Err(failure) = holdfast_core::log::init(&home.logs())
    {
        // Whatever stands in the way stands in the journal's way too, which the window shows.
        tracing::warn!("there is no log: {failure}");
    }
    let own = folder.clone().unwrap_or_else(std::env::temp_dir);
    let desktop = Arc::new(NativeDesktop::new(app.clone(), &own));
    let watched = Arc::clone(&desktop);
    window::open(
        app,
        Beginning {
            folder,
            demo: home.as_ref().is_ok_and(Home::is_demo),
            stays_hidden: Box::new(move || arguments.hidden && watched.has_tray()),
        },
    )?;
    let (core, running) = running::open(app, home, &desktop);
    app.manage(core);
    app.manage(running);
    app.manage(desktop);
    tauri::async_runtime::spawn(end_with_session(app.clone()));
    Ok(())
}

/// A folder that nobody else can look into.
fn make_private(folder: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

/// The session's end is an orderly one: the engine puts down what it holds.
async fn end_with_session(app: AppHandle) {
    let (Ok(mut ended), Ok(mut interrupted)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        tracing::warn!("signals cannot be heard: the end of the session will be abrupt");
        return;
    };
    tokio::select! {
        _ = ended.recv() => {}
        _ = interrupted.recv() => {}
    }
    app.exit(0);
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the framework tells of much that does not concern us, and may add to it"
)]
fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        // Closing puts the window away and the watch goes on; without a tray nobody would find it again.
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => {
            let findable = app
                .try_state::<Arc<NativeDesktop>>()
                .is_some_and(|desktop| desktop.has_tray());
            if findable {
                api.prevent_close();
                window::hide(app);
            }
        }
        RunEvent::ExitRequested { .. } => window::hide(app),
        RunEvent::Exit => {
            if let Some(running) = app.try_state::<Running>() {
                running.stop();
            }
            if let Some(desktop) = app.try_state::<Arc<NativeDesktop>>() {
                desktop.leave();
            }
        }
        _ => {}
    }
}

//! The one window: made from its configuration, locked to its own pages, shown when it is drawn, reloaded when its web
//! process dies.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{
    AppHandle, Manager, Theme, Url, UserAttentionType, WebviewWindow, WebviewWindowBuilder,
};
use webkit2gtk::WebViewExt;

/// Its label, in the configuration and the capabilities.
pub(crate) const MAIN: &str = "main";

/// How a window begins.
pub(crate) struct Beginning {
    /// Where the web view keeps its files; nowhere without it.
    pub(crate) folder: Option<PathBuf>,
    /// The demo says so in its title.
    pub(crate) demo: bool,
    /// Asked when the page is drawn: stay in the tray?
    pub(crate) stays_hidden: Box<dyn Fn() -> bool + Send + Sync>,
}

/// Makes the window. It shows itself once its page is there, so that nobody sees it empty.
pub(crate) fn open(app: &AppHandle, beginning: Beginning) -> anyhow::Result<()> {
    let config = app.config();
    let Some(window) = config.app.windows.iter().find(|it| it.label == MAIN) else {
        anyhow::bail!("the configuration describes no window called {MAIN}");
    };
    let mut builder = WebviewWindowBuilder::from_config(app, window)?
        .on_navigation(is_own)
        .on_new_window(|url, _| {
            tracing::warn!(%url, "a page asked for a window of its own and was refused");
            NewWindowResponse::Deny
        })
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished && !(beginning.stays_hidden)() {
                log(window.show(), "shown");
            }
        });
    if beginning.demo {
        builder = builder.title("Holdfast demo");
    }
    builder = match beginning.folder {
        Some(folder) => builder.data_directory(folder),
        None => builder
            .incognito(true)
            .data_directory(std::env::temp_dir().join(format!("holdfast-{}", std::process::id()))),
    };
    let window = builder.build()?;
    revive(&window)?;
    Ok(())
}

/// Shows the window before all others, or says why not.
pub(crate) fn bring_forward(app: &AppHandle) -> Result<(), String> {
    let window = app
        .get_webview_window(MAIN)
        .ok_or_else(|| "the window is gone".to_owned())?;
    window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus())
        .and_then(|()| window.request_user_attention(Some(UserAttentionType::Critical)))
        .map_err(|error| format!("the window could not be raised: {error}"))
}

/// Puts the window away; Holdfast goes on.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        log(window.hide(), "hidden");
    }
}

/// The desktop's theme, as far as the window knows it.
pub(crate) fn theme(app: &AppHandle) -> Option<Theme> {
    app.get_webview_window(MAIN)?.theme().ok()
}

/// Only the embedded pages: everything else opens outside, after it was shown where it goes.
fn is_own(url: &Url) -> bool {
    let own = url.scheme() == "tauri" && url.host_str() == Some("localhost");
    if !own {
        tracing::warn!(%url, "a page asked to go elsewhere and was refused");
    }
    own
}

/// Loads the page again when the process that drew it is gone.
fn revive(window: &WebviewWindow) -> tauri::Result<()> {
    let reloaded = window.clone();
    window.with_webview(move |webview| {
        let deaths = std::cell::RefCell::new(Vec::new());
        webview
            .inner()
            .connect_web_process_terminated(move |_, reason| {
                let now = Instant::now();
                let pause = pause(&mut deaths.borrow_mut(), now);
                tracing::error!(
                    ?reason,
                    ?pause,
                    "the window's web process ended; it is loaded again"
                );
                let window = reloaded.clone();
                tauri::async_runtime::spawn(async move {
                    tokio::time::sleep(pause).await;
                    log(window.reload(), "loaded again");
                });
            });
    })
}

/// How long to wait before loading again: at once, and longer for each death of the last minute.
fn pause(deaths: &mut Vec<Instant>, now: Instant) -> Duration {
    deaths.retain(|death| now.duration_since(*death) < Duration::from_mins(1));
    deaths.push(now);
    match deaths.len() {
        0 | 1 => Duration::ZERO,
        2 => Duration::from_secs(1),
        3 => Duration::from_secs(5),
        _ => Duration::from_secs(30),
    }
}

fn log(done: tauri::Result<()>, what: &str) {
    if let Err(error) = done {
        tracing::error!("the window was not {what}: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_on_its_own_pages() {
        let own = |address: &str| is_own(&address.parse().unwrap());
        assert!(own("tauri://localhost/index.html"));
        for elsewhere in [
            "https://example.org/",
            "http://tauri.localhost/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "about:blank",
        ] {
            assert!(!own(elsewhere), "{elsewhere} is not ours");
        }
    }

    #[test]
    fn a_page_that_keeps_dying_is_given_time() {
        let start = Instant::now();
        let mut deaths = Vec::new();
        let pauses: Vec<u64> = (0..5)
            .map(|second| pause(&mut deaths, start + Duration::from_secs(second)).as_secs())
            .collect();
        assert_eq!(pauses, [0, 1, 5, 30, 30], "it never spins");
        let later = start + Duration::from_mins(10);
        assert_eq!(
            pause(&mut deaths, later),
            Duration::ZERO,
            "and old deaths are forgotten"
        );
    }
}

//! Homes to measure in, all on the disk that the corpus is on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use holdfast_core::app::{App, Home, Options};
use holdfast_core::clock::SystemClock;
use holdfast_core::desktop::{Desktop, Headless};
use holdfast_core::domain::page::Place;
use tempfile::TempDir;

/// Where everything is that outlives a run: `$XDG_CACHE_HOME/holdfast-build/bench`.
pub(crate) fn cache() -> Result<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = set("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| set("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .context("neither XDG_CACHE_HOME nor HOME is set, so there is no place for the corpus")?;
    let folder = base.join("holdfast-build").join("bench");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// A folder that is thrown away.
pub(crate) fn folder() -> Result<TempDir> {
    Ok(tempfile::tempdir_in(cache()?)?)
}

/// Holdfast on that home, without a desktop.
pub(crate) fn open(home: &Path) -> Result<App> {
    open_on(home, Arc::new(Headless))
}

/// Holdfast on that home and that desktop.
pub(crate) fn open_on(home: &Path, desktop: Arc<dyn Desktop>) -> Result<App> {
    let options = Options {
        home: Home::at(home.to_owned()),
        clock: Arc::new(SystemClock),
        desktop,
        place: Place::Window,
    };
    Ok(App::open(options)?)
}

//! Where a CI run builds: outside the clone, so that the next fresh clone finds its dependencies.
//!
//! Used only when `CI=true` and nobody has said where to build.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::child;
use crate::workspace::Workspace;

/// A shared target folder, held by this run until it is dropped.
#[derive(Debug)]
pub(crate) struct Cache {
    _lock: File,
}

/// Moves the build of a CI run to the shared cache, unless another run holds it.
pub(crate) fn take(workspace: &mut Workspace) -> Result<Option<Cache>> {
    if !crate::machine::unattended() || std::env::var_os("CARGO_TARGET_DIR").is_some() {
        return Ok(None);
    }
    let Some(folder) = folder() else {
        return Ok(None);
    };
    take_in(&folder, workspace)
}

fn take_in(folder: &Path, workspace: &mut Workspace) -> Result<Option<Cache>> {
    fs::create_dir_all(folder)
        .with_context(|| format!("could not create the build cache {}", folder.display()))?;
    let file = folder.join("in-use");
    let lock = File::create(&file).with_context(|| format!("could not open {}", file.display()))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            println!(
                "Another run is using {}: building in the clone.",
                folder.display()
            );
            return Ok(None);
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("could not lock {}", file.display()));
        }
    }
    workspace.target = folder.join("target");
    drop_other_clone(folder, workspace)?;
    println!("Building in {}.", workspace.target.display());
    Ok(Some(Cache { _lock: lock }))
}

/// What another clone built of the workspace itself is of no use here, and would pile up.
fn drop_other_clone(folder: &Path, workspace: &Workspace) -> Result<()> {
    let note = folder.join("clone");
    let clone = workspace.root.display().to_string();
    let previous = fs::read_to_string(&note).unwrap_or_default();
    if previous != clone && workspace.target.is_dir() {
        let described = workspace.metadata(&["--no-deps"])?;
        let mut cargo = workspace.cargo();
        cargo.args(["clean", "--quiet", "--locked"]);
        for package in described["packages"].as_array().into_iter().flatten() {
            cargo.args(["--package", package["name"].as_str().unwrap_or_default()]);
        }
        child::attached(&mut cargo).context("could not drop what another clone built")?;
    }
    fs::write(&note, clone).with_context(|| format!("could not write {}", note.display()))
}

fn folder() -> Option<PathBuf> {
    let absolute = |variable: &str| {
        std::env::var_os(variable)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let caches = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(caches.join("holdfast-build"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_at_a_time_has_the_cache() {
        let cache = tempfile::tempdir().unwrap();
        let clone = Workspace::find().unwrap();
        let workspace = || Workspace {
            root: clone.root.clone(),
            target: PathBuf::from("own"),
            release: false,
        };

        let mut first = workspace();
        let held = take_in(cache.path(), &mut first).unwrap();
        assert!(held.is_some(), "nobody else holds it");
        assert_eq!(
            first.target,
            cache.path().join("target"),
            "the build moves there"
        );

        let mut second = workspace();
        assert!(
            take_in(cache.path(), &mut second).unwrap().is_none(),
            "the first run still builds there"
        );
        assert_eq!(
            second.target,
            PathBuf::from("own"),
            "so the second stays where it is"
        );

        drop(held);
        assert!(
            take_in(cache.path(), &mut second).unwrap().is_some(),
            "a run that ended lets go"
        );
    }
}

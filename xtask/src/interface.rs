//! The interface's packages and its build: done when something changed, and only then.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::child;
use crate::workspace::Workspace;

/// What lies in `ui/` and is no source of the build.
const NOT_SOURCES: &[&str] = &["node_modules", "dist", "coverage", "test-results"];

/// Whether `node_modules` holds what `package-lock.json` names.
///
/// npm keeps its own account of what it installed; the two are compared package by package, so
/// it makes no difference who ran npm.
pub(crate) fn packages_current(ui: &Path) -> Result<bool> {
    let lock = ui.join("package-lock.json");
    if !lock.is_file() {
        bail!(
            "{} is missing: the interface cannot be built without it",
            lock.display()
        );
    }
    let account = ui.join("node_modules").join(".package-lock.json");
    if !account.is_file() {
        return Ok(false);
    }
    Ok(covers(
        &packages(&lock)?,
        &packages(&account).unwrap_or_default(),
    ))
}

/// Builds `ui/dist` unless it is there and neither it nor the sources changed since.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    if is_built(workspace)? {
        return Ok(());
    }
    child::attached(workspace.npm().args(["run", "build"]))
        .context("the interface did not build")?;
    remember_build(workspace)
}

/// Whether `ui/dist` is what the sources would build.
pub(crate) fn is_built(workspace: &Workspace) -> Result<bool> {
    let ui = workspace.ui();
    if !ui.join("dist").join("index.html").is_file() {
        return Ok(false);
    }
    let remembered = fs::read_to_string(stamp(&ui)).unwrap_or_default();
    Ok(remembered == state(&ui)?)
}

/// Takes note that `ui/dist` is built from the sources as they are.
pub(crate) fn remember_build(workspace: &Workspace) -> Result<()> {
    let ui = workspace.ui();
    let stamp = stamp(&ui);
    fs::write(&stamp, state(&ui)?).with_context(|| format!("could not write {}", stamp.display()))
}

/// The shell and the loopback server compile only when `ui/dist` exists, be it empty.
pub(crate) fn ensure_folder(workspace: &Workspace) -> Result<()> {
    let dist = workspace.ui().join("dist");
    fs::create_dir_all(&dist).with_context(|| format!("could not create {}", dist.display()))
}

fn packages(lock: &Path) -> Result<Map<String, Value>> {
    let text =
        fs::read_to_string(lock).with_context(|| format!("could not read {}", lock.display()))?;
    let lock_file: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is no JSON", lock.display()))?;
    Ok(lock_file["packages"]
        .as_object()
        .cloned()
        .unwrap_or_default())
}

/// Where a package came from makes no difference: mirrors differ by machine, contents do not.
/// Optional packages are for other systems as often as for this one: npm leaves those out.
fn covers(wanted: &Map<String, Value>, installed: &Map<String, Value>) -> bool {
    wanted
        .iter()
        .filter(|(path, _)| !path.is_empty())
        .all(|(path, package)| match installed.get(path) {
            Some(found) => ["version", "integrity"]
                .iter()
                .all(|key| found[*key] == package[*key]),
            None => package["optional"] == Value::Bool(true),
        })
}

/// In `node_modules`, since what is in `dist` is shipped.
fn stamp(ui: &Path) -> PathBuf {
    ui.join("node_modules").join(".holdfast-build")
}

fn state(ui: &Path) -> Result<String> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(ui).with_context(|| format!("could not read {}", ui.display()))? {
        let path = entry?.path();
        let is_source = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| !NOT_SOURCES.contains(&name));
        if is_source {
            files(&path, &mut sources)?;
        }
    }
    let mut built = Vec::new();
    files(&ui.join("dist"), &mut built)?;
    Ok(format!(
        "{:016x} {:016x}\n",
        digest(ui, sources)?,
        digest(ui, built)?
    ))
}

fn files(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in
            fs::read_dir(path).with_context(|| format!("could not read {}", path.display()))?
        {
            files(&entry?.path(), found)?;
        }
    } else if path.is_file() {
        found.push(path.to_owned());
    }
    Ok(())
}

fn digest(ui: &Path, mut files: Vec<PathBuf>) -> Result<u64> {
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(ui).unwrap_or(&file).hash(&mut hasher);
        fs::read(&file)
            .with_context(|| format!("could not read {}", file.display()))?
            .hash(&mut hasher);
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"{"packages": {
        "": {"name": "holdfast-ui"},
        "node_modules/vite": {"version": "8.3.8", "integrity": "sha512-a"},
        "node_modules/fsevents": {"version": "2.3.3", "integrity": "sha512-b", "optional": true}}}"#;

    #[test]
    fn packages_are_current_when_npm_has_installed_what_the_lock_names() {
        let ui = tempfile::tempdir().unwrap();
        write(ui.path(), "package-lock.json", LOCK);
        assert!(
            !packages_current(ui.path()).unwrap(),
            "nothing is installed yet"
        );

        let installed =
            r#"{"packages": {"node_modules/vite": {"version": "8.3.8", "integrity": "sha512-a"}}}"#;
        write(ui.path(), "node_modules/.package-lock.json", installed);
        assert!(
            packages_current(ui.path()).unwrap(),
            "what only macOS takes may be missing"
        );

        write(
            ui.path(),
            "node_modules/.package-lock.json",
            &installed.replace("sha512-a", "sha512-z"),
        );
        assert!(
            !packages_current(ui.path()).unwrap(),
            "the same version with other contents is another package"
        );

        write(ui.path(), "node_modules/.package-lock.json", "cut sh");
        assert!(
            !packages_current(ui.path()).unwrap(),
            "an account that cannot be read is no account"
        );
    }

    #[test]
    fn without_a_lock_file_it_says_so() {
        let ui = tempfile::tempdir().unwrap();
        let error = packages_current(ui.path()).unwrap_err().to_string();
        assert!(error.contains("package-lock.json is missing"), "{error}");
    }

    #[test]
    fn a_build_is_remembered_until_a_source_or_the_result_changes() {
        let clone = tempfile::tempdir().unwrap();
        let workspace = Workspace {
            root: clone.path().to_owned(),
            target: clone.path().join("target"),
            release: false,
        };
        let ui = workspace.ui();
        write(&ui, "src/main.ts", "one");
        write(&ui, "node_modules/vite/index.js", "");
        assert!(!is_built(&workspace).unwrap(), "there is no dist");

        write(&ui, "dist/index.html", "built");
        assert!(
            !is_built(&workspace).unwrap(),
            "nobody knows what this dist was built from"
        );
        remember_build(&workspace).unwrap();
        assert!(is_built(&workspace).unwrap(), "now it is known");

        write(&ui, "node_modules/vite/index.js", "touched");
        assert!(
            is_built(&workspace).unwrap(),
            "packages are compared by their lock, not read"
        );
        write(&ui, "src/main.ts", "two");
        assert!(!is_built(&workspace).unwrap(), "a source changed");

        write(&ui, "src/main.ts", "one");
        write(&ui, "dist/index.html", "by another hand");
        assert!(!is_built(&workspace).unwrap(), "the result changed");
    }

    fn write(folder: &Path, name: &str, text: &str) {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

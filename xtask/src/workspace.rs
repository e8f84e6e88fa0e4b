//! Where things are: the clone, its target folder, the programs that come out of it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// One clone of Holdfast and the folder that it builds into.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// Whether the programs are the optimised ones.
    pub(crate) release: bool,
}

impl Workspace {
    /// The clone that this task was started in.
    pub(crate) fn find() -> Result<Self> {
        // cargo sets it at run time; a target folder shared by clones may hold another clone's task.
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|| OsString::from(env!("CARGO_MANIFEST_DIR")));
        let Some(root) = Path::new(&manifest).parent() else {
            bail!(
                "{} has no parent folder, so there is no workspace around it",
                Path::new(&manifest).display()
            );
        };
        let mut workspace = Self {
            root: root.to_owned(),
            target: root.join("target"),
            release: false,
        };
        let described = workspace.metadata(&["--no-deps"])?;
        if let Some(target) = described["target_directory"].as_str() {
            workspace.target = PathBuf::from(target);
        }
        Ok(workspace)
    }

    /// The interface's folder.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// cargo, in this workspace, building into its target folder.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        cargo
    }

    /// npm, in the interface's folder.
    pub(crate) fn npm(&self) -> Command {
        let mut npm = Command::new("npm");
        npm.current_dir(self.ui())
            .env("npm_config_fund", "false")
            .env("npm_config_audit", "false")
            .env("npm_config_update_notifier", "false");
        npm
    }

    /// What `cargo metadata` says.
    pub(crate) fn metadata(&self, arguments: &[&str]) -> Result<Value> {
        let output = self
            .cargo_for_metadata()
            .args(["metadata", "--format-version", "1", "--locked"])
            .args(arguments)
            .output()
            .context("cargo could not be started")?;
        if !output.status.success() {
            bail!(
                "cargo metadata failed: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        serde_json::from_slice(&output.stdout).context("cargo metadata did not answer in JSON")
    }

    /// Arguments of cargo that build `programs`.
    ///
    /// The whole workspace is selected, so that features are chosen as they are for the tests and
    /// what one builds the other finds built.
    pub(crate) fn build_binaries(&self, programs: &[&str]) -> Vec<String> {
        let mut arguments = vec![
            "build".to_owned(),
            "--locked".to_owned(),
            "--workspace".to_owned(),
        ];
        for program in programs {
            arguments.push("--bin".to_owned());
            arguments.push((*program).to_owned());
        }
        if self.release {
            arguments.push("--release".to_owned());
        }
        arguments
    }

    /// Where cargo puts a program.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.target
            .join(if self.release { "release" } else { "debug" })
            .join(name)
    }

    /// What the tests are told about where things are.
    pub(crate) fn test_environment(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("HOLDFAST_BIN", self.binary("holdfast")),
            ("HOLDFAST_DESKTOP_BIN", self.binary("holdfast-desktop")),
            ("HOLDFAST_UI_DIST", self.ui().join("dist")),
            // Pictures belong to the clone, wherever the build is.
            ("E2E_OUT", self.root.join("target").join("e2e")),
        ]
    }

    /// Every integration test of the workspace, as package and test, in order.
    pub(crate) fn test_targets(&self) -> Result<Vec<(String, String)>> {
        Ok(test_targets(&self.metadata(&["--no-deps"])?))
    }

    /// Leaves the target folder alone: it is what is being asked for.
    fn cargo_for_metadata(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }
}

fn test_targets(described: &Value) -> Vec<(String, String)> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for package in list(&described["packages"]) {
        for target in list(&package["targets"]) {
            let is_test = list(&target["kind"]).iter().any(|kind| kind == "test");
            if let (true, Some(package), Some(test)) =
                (is_test, package["name"].as_str(), target["name"].as_str())
            {
                found.push((package.to_owned(), test.to_owned()));
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_the_one_with_the_core_in_it() {
        let workspace = Workspace::find().unwrap();
        assert!(
            workspace.root.join("src-tauri/core/Cargo.toml").is_file(),
            "xtask sits one below the root"
        );
    }

    #[test]
    fn integration_tests_are_the_targets_that_cargo_calls_tests() {
        let described = serde_json::json!({"packages": [
            {"name": "holdfast-tests", "targets": [
                {"name": "window", "kind": ["test"]},
                {"name": "browser", "kind": ["test"]},
                {"name": "bench", "kind": ["bin"]},
            ]},
            {"name": "holdfast-core", "targets": [{"name": "bindings", "kind": ["test"]}]},
        ]});
        let found = [
            ("holdfast-core", "bindings"),
            ("holdfast-tests", "browser"),
            ("holdfast-tests", "window"),
        ]
        .map(|(package, test)| (package.to_owned(), test.to_owned()));
        assert_eq!(
            test_targets(&described),
            found,
            "in order, programs left out"
        );
    }

    #[test]
    fn the_window_is_found_by_absolute_path() {
        let workspace = Workspace::find().unwrap();
        for (name, path) in workspace.test_environment() {
            assert!(
                path.is_absolute(),
                "{name} has to hold in whichever folder a test runs"
            );
        }
    }
}

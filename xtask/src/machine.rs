//! What this computer has: its system, programs, libraries, a display, somebody at the terminal.
//!
//! It only looks. What is wanted is in `needs`, and installing is in `install`.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// The families of systems that have a package manager we can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum System {
    /// Debian, Ubuntu and what descends from them: the one we install on.
    Debian,
    /// Fedora and its relatives.
    Fedora,
    /// Arch and its relatives.
    Arch,
    /// macOS with Homebrew.
    Mac,
    /// Anything else, by its own name.
    Other(String),
}

/// Who is there to answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Somebody at a terminal.
    Somebody,
    /// A script, perhaps; it may not have meant to install anything.
    Nobody,
    /// A CI run, which is there to be installed on.
    Ci,
}

/// This computer, as far as a build cares.
#[derive(Debug)]
pub(crate) struct Machine {
    /// Where programs are looked for.
    pub(crate) path: OsString,
    /// Its family.
    pub(crate) system: System,
    /// Whether this process may install without sudo.
    pub(crate) root: bool,
    /// Whether a window could be shown.
    pub(crate) display: bool,
    /// Who would answer a question.
    pub(crate) audience: Audience,
}

impl Machine {
    /// Looks around.
    pub(crate) fn here() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        let release = ["/etc/os-release", "/usr/lib/os-release"]
            .iter()
            .find_map(|file| std::fs::read_to_string(file).ok())
            .unwrap_or_default();
        let mac = cfg!(target_os = "macos");
        Self {
            path,
            system: if mac { System::Mac } else { system(&release) },
            root: is_root(),
            display: mac || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"),
            audience: audience(),
        }
    }

    /// A program, looked for in this machine's path.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("PATH", &self.path);
        command
    }

    /// Where a program is, if it is anywhere.
    pub(crate) fn find(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.path)
            .map(|folder| folder.join(program))
            .find(|file| is_program(file))
    }

    /// Whether pkg-config knows a library.
    pub(crate) fn has_library(&self, module: &str) -> bool {
        self.command("pkg-config")
            .args(["--exists", module])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Which of these Debian packages are installed.
    pub(crate) fn installed(&self, packages: &[&str]) -> Result<BTreeSet<String>> {
        if packages.is_empty() {
            return Ok(BTreeSet::new());
        }
        // It exits with 1 as soon as one name is unknown, and still prints the others.
        let output = self
            .command("dpkg-query")
            .args([
                "--show",
                "--showformat",
                "${Package} ${db:Status-Status}\\n",
            ])
            .args(packages)
            .output()
            .context(
                "dpkg-query could not be started, so it cannot be told which packages are missing",
            )?;
        Ok(String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| line.strip_suffix(" installed").map(str::to_owned))
            .collect())
    }

    /// The version of Node, as it says it: `v20.19.0`.
    pub(crate) fn node(&self) -> Option<String> {
        let output = self.command("node").arg("--version").output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Whether cargo has a subcommand that comes as a rustup component.
    pub(crate) fn has_cargo(&self, subcommand: &str) -> bool {
        self.command("cargo")
            .args([subcommand, "--version"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// Whether this is a CI run, by the variable that every CI service sets.
pub(crate) fn unattended() -> bool {
    env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// The family, from the text of `/etc/os-release`: its own name first, then those it descends from.
fn system(release: &str) -> System {
    let value = |key: &str| {
        release
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .map(|value| value.trim().trim_matches(['"', '\'']).to_owned())
            .unwrap_or_default()
    };
    let lineage = format!("{} {}", value("ID"), value("ID_LIKE"));
    lineage
        .split_whitespace()
        .find_map(|name| match name {
            "debian" | "ubuntu" => Some(System::Debian),
            "fedora" | "rhel" | "centos" => Some(System::Fedora),
            "arch" | "archlinux" => Some(System::Arch),
            _ => None,
        })
        .unwrap_or_else(|| {
            let name = [value("PRETTY_NAME"), value("NAME"), value("ID")]
                .into_iter()
                .find(|name| !name.is_empty());
            System::Other(name.unwrap_or_else(|| env::consts::OS.to_owned()))
        })
}

fn audience() -> Audience {
    if unattended() {
        Audience::Ci
    } else if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        Audience::Somebody
    } else {
        Audience::Nobody
    }
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_its_own_name_or_its_ancestors() {
        let families = [
            "ID=debian\nVERSION_ID=\"12\"",
            "ID=linuxmint\nID_LIKE=\"ubuntu debian\"",
            "NAME=\"Fedora Linux\"\nID=fedora",
            "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"",
            "ID=endeavouros\nID_LIKE=arch",
        ]
        .map(system);
        assert_eq!(
            families,
            [
                System::Debian,
                System::Debian,
                System::Fedora,
                System::Fedora,
                System::Arch
            ],
            "descendants take their ancestor's package manager"
        );
    }

    #[test]
    fn an_unknown_system_keeps_its_name() {
        let suse =
            "NAME=\"openSUSE Tumbleweed\"\nID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"";
        assert_eq!(
            system(suse),
            System::Other("openSUSE Tumbleweed".into()),
            "the message names it"
        );
    }

    #[test]
    fn packages_are_installed_only_when_dpkg_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let machine = fake(
            folder.path(),
            &[(
                "dpkg-query",
                "echo 'xvfb installed'; echo 'dunst config-files'; echo 'no such' >&2; exit 1",
            )],
        );
        let installed = machine.installed(&["xvfb", "dunst", "xdotool"]).unwrap();
        assert_eq!(
            installed,
            BTreeSet::from(["xvfb".to_owned()]),
            "removed but configured is not installed"
        );
    }

    #[test]
    fn a_file_is_no_program_until_it_may_run() {
        let folder = tempfile::tempdir().unwrap();
        let machine = fake(folder.path(), &[("Xvfb", "true")]);
        std::fs::write(folder.path().join("dunst"), "text").unwrap();
        assert!(
            machine.find("Xvfb").is_some(),
            "a program in the path is found"
        );
        assert!(
            machine.find("dunst").is_none(),
            "a file that cannot run is not"
        );
    }

    #[test]
    fn node_says_its_version() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(fake(folder.path(), &[]).node(), None, "no node, no version");
        let machine = fake(folder.path(), &[("node", "echo v18.20.4")]);
        assert_eq!(
            machine.node().as_deref(),
            Some("v18.20.4"),
            "in its own words"
        );
    }

    /// A Debian machine with nobody at it, whose only programs are these shell scripts.
    pub(crate) fn fake(folder: &Path, programs: &[(&str, &str)]) -> Machine {
        use std::os::unix::fs::PermissionsExt;
        for (name, script) in programs {
            let file = folder.join(name);
            std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        Machine {
            path: folder.as_os_str().to_owned(),
            system: System::Debian,
            root: true,
            display: true,
            audience: Audience::Nobody,
        }
    }
}

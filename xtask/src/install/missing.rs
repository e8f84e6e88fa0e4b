//! What is missing, why it is wanted, and the lines that would bring it.
//!
//! It looks and tells. Installing is the file above.

use anyhow::{Result, bail};

use crate::interface;
use crate::machine::{Machine, System};
use crate::needs::{Group, NEEDS, Need, Probe};
use crate::workspace::Workspace;

/// The oldest Node that the interface's build tools start on.
const NODE: (u32, u32) = (20, 19);

/// What is missing, in the order in which it is shown and installed.
#[derive(Debug, Default)]
pub(super) struct Missing {
    pub(super) packages: Vec<&'static Need>,
    pub(super) components: Vec<&'static str>,
    pub(super) npm: bool,
}

/// Looks for everything in `groups`.
pub(super) fn look(machine: &Machine, workspace: &Workspace, groups: &[Group]) -> Result<Missing> {
    let wanted: Vec<&'static Need> = NEEDS
        .iter()
        .filter(|need| groups.contains(&need.group))
        .collect();
    let mut missing = Missing {
        packages: absent(machine, &wanted)?,
        ..Missing::default()
    };
    if groups.contains(&Group::Lints) {
        missing.components = [("fmt", "rustfmt"), ("clippy", "clippy")]
            .into_iter()
            .filter(|(subcommand, _)| !machine.has_cargo(subcommand))
            .map(|(_, component)| component)
            .collect();
    }
    missing.npm =
        groups.contains(&Group::Interface) && !interface::packages_current(&workspace.ui())?;
    Ok(missing)
}

/// Debian is asked for its packages; any other system shows what it has by having it.
fn absent(machine: &Machine, wanted: &[&'static Need]) -> Result<Vec<&'static Need>> {
    let mut libraries = Vec::new();
    if machine.system == System::Debian {
        for need in wanted {
            if let Probe::Library(_) = need.probe {
                libraries.extend(need.debian);
            }
        }
    }
    let installed = machine.installed(&libraries)?;
    let met = |need: &Need| match need.probe {
        Probe::Program(names) => names.iter().any(|name| machine.find(name).is_some()),
        Probe::Library(_) if machine.system == System::Debian => need
            .debian
            .iter()
            .any(|package| installed.contains(*package)),
        Probe::Library(_) if machine.system == System::Mac => true,
        Probe::Library(modules) => modules.iter().any(|module| machine.has_library(module)),
    };
    Ok(wanted.iter().copied().filter(|need| !met(need)).collect())
}

impl Missing {
    /// Whether all is there.
    pub(super) fn is_nothing(&self) -> bool {
        self.packages.is_empty() && self.components.is_empty() && !self.npm
    }

    /// One line each: what, and why.
    pub(super) fn shown(&self, machine: &Machine) -> String {
        let mut lines = Vec::new();
        for need in &self.packages {
            let name = match machine.system {
                System::Debian => need
                    .debian
                    .first()
                    .map_or_else(|| need.in_words(), |name| (*name).to_owned()),
                System::Fedora | System::Arch | System::Mac | System::Other(_) => need.in_words(),
            };
            lines.push(format!("  {name:<30} {}\n", need.why));
        }
        for component in &self.components {
            lines.push(format!(
                "  {component:<30} checks the code (a rustup component)\n"
            ));
        }
        if self.npm {
            lines.push(format!(
                "  {:<30} builds the interface (npm ci)\n",
                "npm packages, into ui/"
            ));
        }
        if self.packages.iter().any(|need| {
            need.debian
                .iter()
                .any(|name| name.starts_with("prometheus"))
        }) {
            lines.push(
                "\nWhere systemd runs, Debian's prometheus and prometheus-alertmanager packages start services on\n\
                 ports 9090 and 9093. The tests do not touch them: they start their own on other ports. To be rid\n\
                 of the services: systemctl disable --now prometheus prometheus-alertmanager\n"
                    .to_owned(),
            );
        }
        lines.concat()
    }

    /// The lines that install it, for somebody who would rather do it.
    pub(super) fn commands(&self, machine: &Machine) -> Vec<String> {
        let mut commands = Vec::new();
        let names: Vec<&str> = self
            .packages
            .iter()
            .filter_map(|need| need.debian.first().copied())
            .collect();
        if !names.is_empty() {
            let sudo = if machine.root { "" } else { "sudo " };
            commands.push(format!("{sudo}apt-get update"));
            commands.push(format!(
                "{sudo}apt-get install --no-install-recommends {}",
                names.join(" ")
            ));
        }
        if !self.components.is_empty() {
            commands.push(format!(
                "rustup component add {}",
                self.components.join(" ")
            ));
        }
        if self.npm {
            commands.push("npm ci --prefix ui".to_owned());
        }
        commands
    }
}

/// Node cannot be installed in one way that is right everywhere, so it is asked for.
pub(super) fn check_node(machine: &Machine) -> Result<()> {
    let (major, minor) = NODE;
    let how = "Install it from https://nodejs.org or your system's packages, then start this again";
    let Some(version) = machine.node() else {
        bail!(
            "Node {major}.{minor} or newer builds the interface, and there is no `node` in the path. {how}"
        );
    };
    if node_version(&version).is_none_or(|found| found < NODE) {
        bail!("Node {major}.{minor} or newer builds the interface, and this is {version}. {how}");
    }
    if machine.find("npm").is_none() {
        bail!(
            "npm fetches the interface's packages, and there is no `npm` in the path though Node is there. {how}"
        );
    }
    Ok(())
}

/// Major and minor of `v20.19.4`.
fn node_version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// What to type on a system that we do not install on.
pub(super) fn by_hand(machine: &Machine, packages: &[&Need]) -> String {
    let line = |start: &str, names: fn(&Need) -> &'static [&'static str]| {
        let mut all: Vec<&str> = Vec::new();
        for name in packages.iter().flat_map(|need| names(need)) {
            if !all.contains(name) {
                all.push(name);
            }
        }
        (!all.is_empty()).then(|| format!("{start} {}", all.join(" ")))
    };
    let line = match &machine.system {
        System::Fedora => line("sudo dnf install", |need| need.fedora),
        System::Arch => line("sudo pacman -S --needed", |need| need.arch),
        System::Mac if packages.iter().any(|need| need.group == Group::Compile) => {
            Some("xcode-select --install".to_owned())
        }
        System::Mac => line("brew install", |need| need.mac),
        System::Debian | System::Other(_) => None,
    };
    if let Some(line) = line {
        return format!("install it with this line, then start this again:\n\n  {line}\n");
    }
    let name = match &machine.system {
        System::Other(name) => name.as_str(),
        System::Mac => "macOS",
        System::Debian | System::Fedora | System::Arch => "this system",
    };
    let words: Vec<String> = packages
        .iter()
        .map(|need| format!("  {}: {}\n", need.in_words(), need.why))
        .collect();
    format!(
        "install these in the way {name} has, then start this again:\n\n{}",
        words.concat()
    )
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::machine::tests::fake;

    const NOTHING_INSTALLED: (&str, &str) = ("dpkg-query", "echo 'no packages found' >&2; exit 1");
    const WINDOW: &[Group] = &[Group::Compile, Group::Window];

    #[test]
    fn an_empty_debian_is_told_every_package_and_why() {
        let folder = tempfile::tempdir().unwrap();
        let machine = fake(folder.path(), &[NOTHING_INSTALLED]);
        let missing = look(&machine, &empty(folder.path()), WINDOW).unwrap();
        let expected = "  build-essential                a C compiler, for the built-in SQLite and the cryptography\n\
                        \x20 pkg-config                     finds the libraries below\n\
                        \x20 libwebkit2gtk-4.1-dev          draws the window (WebKitGTK)\n\
                        \x20 libayatana-appindicator3-dev   shows the tray icon\n\
                        \x20 libdbus-1-dev                  talks to the desktop\n\
                        \x20 librsvg2-dev                   draws the icons\n";
        assert_eq!(
            missing.shown(&machine),
            expected,
            "one line each, with the reason"
        );
    }

    #[test]
    fn what_is_installed_is_not_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let dpkg = "echo 'libwebkit2gtk-4.1-dev installed'; echo 'librsvg2-dev installed'; echo 'libdbus-1-dev installed'; exit 1";
        let machine = fake(
            folder.path(),
            &[
                ("dpkg-query", dpkg),
                ("cc", "true"),
                ("pkg-config", "exit 1"),
            ],
        );
        let missing = look(&machine, &empty(folder.path()), WINDOW).unwrap();
        assert_eq!(
            missing.commands(&machine),
            [
                "apt-get update",
                "apt-get install --no-install-recommends libayatana-appindicator3-dev"
            ],
            "programs count by being there, libraries by what dpkg says"
        );
    }

    #[test]
    fn people_are_told_of_the_services_before_prometheus_is_installed() {
        let folder = tempfile::tempdir().unwrap();
        let machine = fake(folder.path(), &[NOTHING_INSTALLED]);
        let shown = |groups| {
            look(&machine, &empty(folder.path()), groups)
                .unwrap()
                .shown(&machine)
        };
        assert!(
            shown(&[Group::Tests]).contains("ports 9090 and 9093"),
            "the package starts a service"
        );
        assert!(!shown(WINDOW).contains("9090"), "running does not need it");
    }

    #[test]
    fn an_old_node_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let machine = fake(folder.path(), &[("node", "echo v18.20.4"), ("npm", "true")]);
        let refusal = check_node(&machine).unwrap_err().to_string();
        assert!(
            refusal.contains("20.19 or newer") && refusal.contains("v18.20.4"),
            "{refusal}"
        );
        let machine = fake(folder.path(), &[("node", "echo v22.1.0")]);
        check_node(&machine).unwrap();
    }

    /// A workspace with no interface in it.
    fn empty(folder: &Path) -> Workspace {
        Workspace {
            root: folder.to_owned(),
            target: PathBuf::new(),
            release: false,
        }
    }
}

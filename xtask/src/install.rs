//! From what is missing to what is there: say it, ask once, install it.
//!
//! Only Debian's family is installed on. Elsewhere the exact line is printed, and that is all.

mod missing;

use std::io::Write;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::child::{self, Ending, Guard};
use crate::machine::{Audience, Machine, System};
use crate::needs::{Group, Need};
use crate::workspace::Workspace;
use missing::{Missing, by_hand, check_node};

/// How long one step may take where nobody watches.
const LIMIT: Duration = Duration::from_mins(20);

/// Makes sure that everything in `groups` is there, or says what to do and fails.
pub(crate) fn ensure(
    machine: &Machine,
    workspace: &Workspace,
    groups: &[Group],
    yes: bool,
    invocation: &str,
) -> Result<()> {
    if groups.contains(&Group::Interface) {
        check_node(machine)?;
    }
    let missing = missing::look(machine, workspace, groups)?;
    if missing.is_nothing() {
        return Ok(());
    }
    println!(
        "Some things are missing here:\n\n{}",
        missing.shown(machine)
    );
    if !missing.packages.is_empty() && machine.system != System::Debian {
        bail!("{}", by_hand(machine, &missing.packages));
    }
    if !yes && machine.audience != Audience::Ci {
        ask(machine, &missing, invocation)?;
    }
    install(machine, workspace, &missing)
}

fn ask(machine: &Machine, missing: &Missing, invocation: &str) -> Result<()> {
    let commands = missing.commands(machine);
    if machine.audience == Audience::Nobody {
        bail!(
            "nobody is at a terminal to say yes. Run\n\n  {invocation} --yes\n\nor install it yourself:\n\n  {}\n",
            commands.join("\n  ")
        );
    }
    println!("It takes\n\n  {}\n", commands.join("\n  "));
    print!("Install it now? [Y/n] ");
    std::io::stdout()
        .flush()
        .context("could not write to the terminal")?;
    let mut answer = String::new();
    let read = std::io::stdin()
        .read_line(&mut answer)
        .context("could not read the answer")?;
    if read == 0 || !means_yes(&answer) {
        bail!("nothing was installed. The lines above do the same by hand");
    }
    Ok(())
}

fn means_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")
}

fn install(machine: &Machine, workspace: &Workspace, missing: &Missing) -> Result<()> {
    if !missing.packages.is_empty() {
        step(machine, &mut apt(machine, &["apt-get", "update"])?)
            .context("the package lists could not be brought up to date")?;
        let names: Vec<&str> = missing
            .packages
            .iter()
            .filter_map(|need| known(machine, need))
            .collect();
        let mut command = apt(
            machine,
            &["apt-get", "install", "-y", "--no-install-recommends"],
        )?;
        step(machine, command.args(names)).context("the packages could not be installed")?;
    }
    if !missing.components.is_empty() {
        if machine.find("rustup").is_none() {
            bail!(
                "{} came without rustup: install them in the way Rust was installed here",
                missing.components.join(" and ")
            );
        }
        step(
            machine,
            machine
                .command("rustup")
                .args(["component", "add"])
                .args(&missing.components),
        )?;
    }
    if missing.npm {
        step(machine, workspace.npm().arg("ci"))
            .context("the interface's packages could not be installed")?;
    }
    Ok(())
}

/// A person can see that a step hangs, and may have to type a password; a CI run has a limit.
fn step(machine: &Machine, command: &mut Command) -> Result<()> {
    if machine.audience != Audience::Ci {
        return child::attached(command);
    }
    match Guard::install()?.run(command, LIMIT) {
        Ending::Passed => Ok(()),
        Ending::Failed(why) => bail!("{why}"),
        Ending::Interrupted => bail!("stopped"),
    }
}

/// Debian's name for a need in the release that runs here: names change, chromium's for one.
fn known(machine: &Machine, need: &Need) -> Option<&'static str> {
    let knows = |name: &str| {
        machine
            .command("apt-cache")
            .args(["show", "--quiet", name])
            .output()
            .is_ok_and(|output| output.status.success() && !output.stdout.is_empty())
    };
    // An unknown name goes to apt as well: its message is better than silence.
    need.debian
        .iter()
        .copied()
        .find(|name| knows(name))
        .or_else(|| need.debian.first().copied())
}

/// apt-get as root, asking nothing.
fn apt(machine: &Machine, words: &[&str]) -> Result<Command> {
    let mut command = if machine.root {
        machine.command("env")
    } else if machine.find("sudo").is_some() {
        let mut sudo = machine.command("sudo");
        if machine.audience == Audience::Ci {
            // There is nobody to type a password: failing says so, waiting would not.
            sudo.arg("-n");
        }
        sudo.arg("env");
        sudo
    } else {
        bail!(
            "installing needs root, and there is no sudo here. As root: {}",
            words.join(" ")
        );
    };
    command.arg("DEBIAN_FRONTEND=noninteractive").args(words);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::machine::tests::fake;
    use crate::needs::NEEDS;

    const NOTHING_INSTALLED: (&str, &str) = ("dpkg-query", "echo 'no packages found' >&2; exit 1");
    const WINDOW: &[Group] = &[Group::Compile, Group::Window];

    #[test]
    fn with_everything_there_nothing_happens() {
        let folder = tempfile::tempdir().unwrap();
        let dpkg = "shift 3; for p in \"$@\"; do echo \"$p installed\"; done";
        let machine = fake(
            folder.path(),
            &[("dpkg-query", dpkg), ("cc", "true"), ("pkg-config", "true")],
        );
        ensure(
            &machine,
            &empty(folder.path()),
            WINDOW,
            false,
            "cargo xtask run",
        )
        .unwrap();
    }

    #[test]
    fn with_nobody_to_ask_it_refuses_and_gives_the_lines() {
        let folder = tempfile::tempdir().unwrap();
        let mut machine = fake(
            folder.path(),
            &[NOTHING_INSTALLED, ("cc", "true"), ("pkg-config", "true")],
        );
        machine.root = false;
        let refusal = ensure(
            &machine,
            &empty(folder.path()),
            WINDOW,
            false,
            "cargo xtask run",
        )
        .unwrap_err()
        .to_string();
        assert!(
            refusal.contains("\n  cargo xtask run --yes\n"),
            "{refusal} lacks the way to agree"
        );
        assert!(
            refusal.contains("sudo apt-get install --no-install-recommends libwebkit2gtk-4.1-dev"),
            "{refusal} lacks the way to do it by hand"
        );
    }

    #[test]
    fn agreeing_updates_the_lists_and_installs_without_recommendations() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let apt = format!("echo \"$DEBIAN_FRONTEND $*\" >> {}", log.display());
        let machine = fake(
            folder.path(),
            &[
                NOTHING_INSTALLED,
                ("cc", "true"),
                ("pkg-config", "true"),
                ("env", "export \"$1\"; shift; exec \"$@\""),
                ("apt-get", &apt),
                ("apt-cache", "echo Package: yes"),
            ],
        );
        ensure(
            &machine,
            &empty(folder.path()),
            WINDOW,
            true,
            "cargo xtask run",
        )
        .unwrap();
        assert_eq!(
            std::fs::read_to_string(log).unwrap(),
            "noninteractive update\nnoninteractive install -y --no-install-recommends \
             libwebkit2gtk-4.1-dev libayatana-appindicator3-dev libdbus-1-dev librsvg2-dev\n",
            "as root, without sudo, asking nothing"
        );
    }

    #[test]
    fn a_package_that_was_renamed_is_taken_by_the_name_apt_knows() {
        let folder = tempfile::tempdir().unwrap();
        let machine = fake(
            folder.path(),
            &[(
                "apt-cache",
                "[ \"$3\" = chromium-browser ] && echo Package: chromium-browser",
            )],
        );
        let browser = NEEDS
            .iter()
            .find(|need| need.debian.contains(&"chromium"))
            .unwrap();
        assert_eq!(
            known(&machine, browser),
            Some("chromium-browser"),
            "Ubuntu's name for it"
        );
    }

    #[test]
    fn fedora_arch_and_macos_get_one_line_to_paste() {
        let folder = tempfile::tempdir().unwrap();
        let refusal = |system: System, groups: &[Group]| {
            let mut machine = fake(folder.path(), &[("pkg-config", "exit 1"), ("cc", "true")]);
            machine.system = system;
            ensure(
                &machine,
                &empty(folder.path()),
                groups,
                true,
                "cargo xtask run",
            )
            .unwrap_err()
            .to_string()
        };
        let fedora = refusal(System::Fedora, WINDOW);
        let line = "\n  sudo dnf install webkit2gtk4.1-devel libayatana-appindicator-gtk3-devel dbus-devel librsvg2-devel\n";
        assert!(fedora.contains(line), "{fedora}");
        let arch = refusal(System::Arch, WINDOW);
        let line =
            "\n  sudo pacman -S --needed webkit2gtk-4.1 libayatana-appindicator dbus librsvg\n";
        assert!(arch.contains(line), "{arch}");
        let mac = refusal(System::Mac, &[Group::Tests]);
        assert!(
            mac.contains("\n  brew install chromium chromedriver prometheus alertmanager\n"),
            "{mac}"
        );
    }

    #[test]
    fn another_system_is_told_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut machine = fake(folder.path(), &[("pkg-config", "exit 1"), ("cc", "true")]);
        machine.system = System::Other("openSUSE Tumbleweed".into());
        let refusal = ensure(
            &machine,
            &empty(folder.path()),
            WINDOW,
            true,
            "cargo xtask run",
        )
        .unwrap_err()
        .to_string();
        assert!(
            refusal.contains("in the way openSUSE Tumbleweed has"),
            "{refusal}"
        );
        assert!(
            refusal.contains("the development files of webkit2gtk-4.1: draws the window"),
            "{refusal}"
        );
    }

    #[test]
    fn only_yes_is_yes() {
        let taken = ["\n", "y\n", "Yes\n", "n\n", "what\n"].map(means_yes);
        assert_eq!(
            taken,
            [true, true, true, false, false],
            "Enter takes the capital letter"
        );
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

//! Starting programs, and ending them: a time limit, Ctrl-C, and nothing left behind.
//!
//! A guarded child has a process group of its own. What it starts may leave that group
//! (a daemon does), so a mark in the environment finds the rest.

use std::collections::BTreeMap;
use std::fmt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a stopped group may take to leave by itself.
const GRACE: Duration = Duration::from_secs(5);
const BEAT: Duration = Duration::from_millis(25);
const MARK: &str = "HOLDFAST_XTASK_PART";

/// Runs a program in the foreground, as part of this one. A failure is an error that names it.
pub(crate) fn attached(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("$ {line}");
    let status = command
        .status()
        .with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` {}", ending(status));
    }
    Ok(())
}

/// How a guarded program ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It said that all is well.
    Passed,
    /// It said otherwise; the words are for people.
    Failed(String),
    /// Somebody pressed Ctrl-C or asked this process to stop.
    Interrupted,
}

/// Runs programs under a limit and remembers whether it was asked to stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guard {
    stop: Arc<AtomicBool>,
}

impl Guard {
    /// From here on, Ctrl-C and a request to stop end the running part, then this process.
    pub(crate) fn install() -> Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [
            signal_hook::consts::SIGINT,
            signal_hook::consts::SIGTERM,
            signal_hook::consts::SIGHUP,
        ] {
            signal_hook::flag::register(signal, Arc::clone(&stop))
                .context("could not listen for Ctrl-C")?;
        }
        Ok(Self { stop })
    }

    /// Whether somebody asked to stop.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Runs a program until it ends, its limit is over, or somebody asks to stop.
    pub(crate) fn run(&self, command: &mut Command, limit: Duration) -> Ending {
        let line = line(command);
        println!("$ {line}");
        // Unique among parts and among runs, so that a sweep finds only what this part started.
        let mark = format!("{}-{}", std::process::id(), unique());
        command
            .stdin(Stdio::null())
            .process_group(0)
            .env(MARK, &mark);
        let child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return Ending::Failed(format!("could not start `{line}`: {error}")),
        };
        let ending = self.wait(child, limit, &line);
        let left = sweep(&mark);
        if !left.is_empty() {
            println!("Ended what this part left running: {}.", left.join(", "));
        }
        ending
    }

    fn wait(&self, mut child: Child, limit: Duration, line: &str) -> Ending {
        let started = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return Ending::Passed,
                Ok(Some(status)) => return Ending::Failed(format!("`{line}` {}", ending(status))),
                Ok(None) => {}
                Err(error) => return Ending::Failed(format!("lost sight of `{line}`: {error}")),
            }
            if self.stopped() {
                end_group(&mut child);
                return Ending::Interrupted;
            }
            if started.elapsed() >= limit {
                end_group(&mut child);
                return Ending::Failed(format!("`{line}` hung: stopped after {}", Took(limit)));
            }
            std::thread::sleep(BEAT);
        }
    }
}

/// A span of time as people say it: 0.4 s, 12 s, 3 min 05 s.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took(pub(crate) Duration);

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        if seconds < 10 {
            f.pad(&format!("{:.1} s", self.0.as_secs_f64()))
        } else if seconds < 60 {
            f.pad(&format!("{seconds} s"))
        } else {
            f.pad(&format!("{} min {:02} s", seconds / 60, seconds % 60))
        }
    }
}

/// The command as somebody would type it.
pub(crate) fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program())
        .file_name()
        .unwrap_or_else(|| command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("failed with exit code {code}"),
        None => format!("was ended: {status}"),
    }
}

/// Asks the group to leave, then makes it.
fn end_group(child: &mut Child) {
    let group = format!("-{}", child.id());
    signal("TERM", &group);
    let asked = Instant::now();
    while asked.elapsed() < GRACE {
        if matches!(child.try_wait(), Ok(Some(_))) {
            break;
        }
        std::thread::sleep(BEAT);
    }
    signal("KILL", &group);
    // It has been killed: there is nothing to learn from how.
    child.wait().ok();
}

fn signal(name: &str, whom: &str) {
    // A group that is gone already is what was wanted, so neither words nor status matter.
    Command::new("kill")
        .args([format!("-{name}").as_str(), "--", whom])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok();
}

/// Ends every process that carries the mark, and names what it ended. Linux only: elsewhere the
/// process group is all there is to go by.
fn sweep(mark: &str) -> Vec<String> {
    let started = Instant::now();
    let mut ended = BTreeMap::new();
    while started.elapsed() < GRACE {
        let marked = marked(mark);
        if marked.is_empty() {
            break;
        }
        for (id, name) in marked {
            signal("KILL", &id.to_string());
            ended.insert(id, format!("{name} ({id})"));
        }
        std::thread::sleep(BEAT);
    }
    ended.into_values().collect()
}

/// Every process that carries the mark. One that has ended carries nothing.
fn marked(mark: &str) -> Vec<(u32, String)> {
    let wanted = format!("{MARK}={mark}");
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|process| {
            let id = process.file_name().to_str()?.parse::<u32>().ok()?;
            let environment = std::fs::read(process.path().join("environ")).ok()?;
            let carries = environment
                .split(|byte| *byte == 0)
                .any(|entry| entry == wanted.as_bytes());
            let name = std::fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            carries.then(|| (id, name.trim().to_owned()))
        })
        .collect()
}

fn unique() -> u128 {
    std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_ends_well_passed() {
        let ending = Guard::default().run(&mut Command::new("true"), Duration::from_secs(30));
        assert_eq!(ending, Ending::Passed, "exit code 0 is a pass");
    }

    #[test]
    fn a_program_that_fails_says_with_what() {
        let ending = Guard::default().run(
            Command::new("sh").args(["-c", "exit 3"]),
            Duration::from_secs(30),
        );
        assert_eq!(
            ending,
            Ending::Failed("`sh -c exit 3` failed with exit code 3".into()),
            "the code is the first thing somebody looks for"
        );
    }

    #[test]
    fn a_program_that_hangs_is_ended_with_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("id");
        let script = format!("sleep 600 & echo $! > {}; wait", note.display());
        let ending = Guard::default().run(
            Command::new("sh").args(["-c", &script]),
            Duration::from_millis(500),
        );
        assert!(
            matches!(&ending, Ending::Failed(why) if why.contains("hung")),
            "{ending:?} is no hang"
        );
        let id = std::fs::read_to_string(note).unwrap();
        assert!(!alive(id.trim()), "the child of the child has to go too");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_daemon_that_left_the_group_is_swept_up() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("id");
        let script = format!("setsid sleep 600 & echo $! > {}", note.display());
        let ending = Guard::default().run(
            Command::new("sh").args(["-c", &script]),
            Duration::from_secs(30),
        );
        assert_eq!(
            ending,
            Ending::Passed,
            "leaving something behind is untidy, no failure"
        );
        let id = std::fs::read_to_string(note).unwrap();
        assert!(!alive(id.trim()), "nothing of a part outlives it");
    }

    #[test]
    fn a_request_to_stop_ends_the_part() {
        let guard = Guard::default();
        guard.stop.store(true, Ordering::Relaxed);
        let ending = guard.run(Command::new("sleep").arg("600"), Duration::from_secs(30));
        assert_eq!(
            ending,
            Ending::Interrupted,
            "Ctrl-C is no failure of the part"
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let ending = Guard::default().run(
            &mut Command::new("holdfast-no-such-program"),
            Duration::from_secs(1),
        );
        assert!(
            matches!(&ending, Ending::Failed(why) if why.contains("holdfast-no-such-program")),
            "{ending:?} does not name it"
        );
    }

    #[test]
    fn spans_read_as_people_say_them() {
        let said = [400, 12_900, 185_000].map(|ms| Took(Duration::from_millis(ms)).to_string());
        assert_eq!(
            said,
            ["0.4 s", "12 s", "3 min 05 s"],
            "tenths matter only when short"
        );
    }

    /// A process that ended but was not waited for yet (its parent is gone) counts as gone.
    fn alive(id: &str) -> bool {
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{id}/stat")) else {
            return false;
        };
        !stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .trim_start()
            .starts_with(['Z', 'X'])
    }
}

//! A program that a test runs beside Holdfast: on loopback, with a log of its own, and gone when the test is.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    reason = "a test whose programs do not run has failed, and says what they said"
)]

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Lines of its log that a failed test prints.
const LAST_WORDS: usize = 15;

/// A running program. Dropping it kills it and whatever it started.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it in a process group of its own; what it prints goes to `folder/NAME.log`.
    pub fn start(mut command: Command, folder: &Path) -> Self {
        let path = PathBuf::from(command.get_program());
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let log = folder.join(format!("{name}.log"));
        let out = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .expect("a log can be written");
        let errors = out.try_clone().expect("a log has two ends");
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| unstartable(&name, &error));
        Self { name, child, log }
    }

    /// Everything it printed so far.
    pub fn said(&self) -> String {
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it and whatever it started at once, as kill -9 does.
    pub fn kill(&mut self) {
        signal("KILL", &format!("-{}", self.child.id()));
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let said = self.said();
            let lines: Vec<&str> = said.lines().collect();
            let last = &lines[lines.len().saturating_sub(LAST_WORDS)..];
            eprintln!("--- {} said at last:\n{}", self.name, last.join("\n"));
        }
    }
}

/// Sends a signal to a process, or with a leading dash to its group. The shell has it built in.
pub fn signal(name: &str, process: &str) {
    drop(
        Command::new("sh")
            .args(["-c", &format!("kill -s {name} -- {process}")])
            .stderr(Stdio::null())
            .status(),
    );
}

/// A port of 127.0.0.1 that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("there is a free port")
        .port()
}

/// A program of ours, as the environment names it or beside the tests.
pub fn ours(variable: &str, name: &str) -> PathBuf {
    if let Some(path) = std::env::var_os(variable) {
        return path.into();
    }
    let tests = std::env::current_exe().expect("a test has a path");
    tests
        .ancestors()
        .nth(2)
        .expect("tests lie in target/debug/deps")
        .join(name)
}

#[expect(clippy::panic, reason = "a test without its programs has failed")]
fn unstartable(name: &str, error: &std::io::Error) -> Child {
    panic!("{name} could not be started: {error}. cargo xtask test installs what is missing")
}

//! The log: JSON lines in one file a day, with secrets taken out before a byte reaches the disk.
//!
//! Not here: what happened to an incident. That is the journal's; the log is for finding faults in Holdfast itself and
//! may be thrown away at any time.

mod redaction;
mod rolling;

use std::borrow::Cow;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::Utc;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::error::{Failure, Result};
use crate::secret::Secret;
use rolling::Rolling;

/// What is logged when nobody says otherwise. D-Bus and HTTP libraries are chatty below a warning.
const USUAL: &str = "info,zbus=warn,hyper=warn,hyper_util=warn,reqwest=warn,rustls=warn";

/// Starts logging into `folder`, for the rest of this process, panics included.
///
/// The level is that of the environment variable `HOLDFAST_LOG`: `debug`, or `info,holdfast_core::engine=trace`.
pub fn init(folder: &Path) -> Result<()> {
    let rolling = Rolling::open(folder, Utc::now()).map_err(|cause| {
        Failure::storage(&format!("Opening the log in {}", folder.display()), cause)
    })?;
    let (filter, refused) = filter(std::env::var("HOLDFAST_LOG").ok().as_deref());
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_writer(LogFile(Mutex::new(rolling)));
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init()
        .map_err(|cause| Failure::internal("starting the log", cause))?;
    std::panic::set_hook(Box::new(panicked));
    if let Some(refused) = refused {
        tracing::warn!("{refused}");
    }
    Ok(())
}

/// Keeps `secret` out of the log from now on, in every form it may be written in.
pub fn conceal(secret: &Secret) {
    redaction::conceal(secret);
}

/// The text without concealed secrets, and without anything that looks like one.
pub fn redacted(text: &str) -> Cow<'_, str> {
    redaction::redacted(text)
}

/// The filter asked for; what was asked for wrongly is said and the usual one taken.
fn filter(asked: Option<&str>) -> (EnvFilter, Option<String>) {
    let Some(asked) = asked.filter(|asked| !asked.trim().is_empty()) else {
        return (EnvFilter::new(USUAL), None);
    };
    match asked.parse() {
        Ok(filter) => (filter, None),
        Err(cause) => (
            EnvFilter::new(USUAL),
            Some(format!(
                "HOLDFAST_LOG is “{asked}”, which is no log filter ({cause}); logging at info. Use a level such as debug."
            )),
        ),
    }
}

/// A panic is logged like everything else, and told on the terminal without its secrets.
fn panicked(info: &PanicHookInfo<'_>) {
    let said = info
        .payload_as_str()
        .unwrap_or("something that is not text");
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed");
    let trace = std::backtrace::Backtrace::capture();
    tracing::error!(place, thread, %trace, "Holdfast panicked: {said}");
    let told = format!("Thread {thread} panicked at {place}: {said}\n");
    // A closed terminal is no reason to panic again.
    let _ = std::io::stderr().write_all(redacted(&told).as_bytes());
}

/// Where the lines go.
struct LogFile(Mutex<Rolling>);

/// One line on its way to the file.
struct Line<'a>(MutexGuard<'a, Rolling>);

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::io::Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.append(&redacted(&text), Utc::now())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_filter_is_said_and_the_usual_one_holds() {
        let (usual, said) = filter(None);
        assert_eq!((usual.to_string().contains("info"), said), (true, None));
        let (asked, said) = filter(Some("holdfast_core=trace"));
        assert_eq!(
            (asked.to_string().as_str(), said),
            ("holdfast_core=trace", None)
        );
        let (wrong, said) = filter(Some("loud=="));
        assert_eq!(wrong.to_string(), usual.to_string());
        assert!(said.is_some_and(|said| said.contains("loud==")));
    }
}

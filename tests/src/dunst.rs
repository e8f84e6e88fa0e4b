//! A real notification daemon, dunst, and its own word on what it shows.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test without its notification daemon has failed"
)]

use std::process::Command;

use crate::eventually::in_time;
use crate::program::Program;
use crate::session::Session;

/// A dunst in a session. `dunstctl action 0` presses the button that its rule names.
pub struct Dunst<'a> {
    program: Program,
    session: &'a Session,
}

impl<'a> Dunst<'a> {
    /// Starts it and waits until it serves notifications. `button` is what [`Dunst::press`] presses.
    pub async fn start(session: &'a Session, button: &str) -> Self {
        let config = session.folder().join("dunstrc");
        let text = format!(
            "[global]\nmonitor = 0\nhistory_length = 200\nwidth = 420\norigin = top-right\n\n\
             [urgency_critical]\ntimeout = 0\n\n[press]\nsummary = \"*\"\naction_name = \"{button}\"\n"
        );
        std::fs::write(&config, text).expect("dunst is configured");
        let mut command = Command::new("dunst");
        command.arg("-conf").arg(&config).arg("-print");
        session.enter(&mut command);
        let program = Program::start(command, session.folder());
        let this = Self { program, session };
        in_time("a notification daemon", async || {
            this.ctl(&["count", "displayed"])
        })
        .await;
        this
    }

    /// How many notifications are on the screen.
    pub fn displayed(&self) -> usize {
        let count = self.ctl(&["count", "displayed"]).unwrap_or_default();
        count.trim().parse().unwrap_or_default()
    }

    /// What it printed of every notification it was given.
    pub fn said(&self) -> String {
        self.program.said()
    }

    /// Presses the button of the notification on top.
    pub fn press(&self) {
        self.ctl(&["action", "0"]).expect("dunst presses");
    }

    fn ctl(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = Command::new("dunstctl");
        command.args(arguments);
        self.session.enter(&mut command);
        let output = command.output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }
}

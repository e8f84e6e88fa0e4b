//! A desktop session that nobody sees: a display, a bus with nothing on it that was not started here, and if wanted a
//! notification daemon.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test without a session has failed"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::eventually::in_time;
use crate::program::Program;

/// A display and a bus.
pub struct Session {
    bus: PathBuf,
    display: String,
    _display: Program,
    _bus: Program,
    folder: TempDir,
}

impl Session {
    /// Starts display and bus and waits for both.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut command = Command::new("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
        ]);
        let server = Program::start(command, folder.path());
        let bus = folder.path().join("bus");
        let config = folder.path().join("bus.conf");
        std::fs::write(&config, bus_config(&bus)).expect("the bus is configured");
        let mut command = Command::new("dbus-daemon");
        command
            .arg("--nofork")
            .arg(format!("--config-file={}", config.display()));
        let daemon = Program::start(command, folder.path());
        let display = in_time("a display", async || {
            let said = server.said();
            let number = said
                .lines()
                .find(|line| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()));
            number
                .map(|number| format!(":{number}"))
                .ok_or(said.clone())
        })
        .await;
        in_time("a bus", async || {
            if bus.exists() {
                Ok(())
            } else {
                Err(daemon.said())
            }
        })
        .await;
        Self {
            bus,
            display,
            _display: server,
            _bus: daemon,
            folder,
        }
    }

    /// Lets a program run in this session, and in no other.
    pub fn enter(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", self.bus())
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("XDG_CACHE_HOME", self.folder.path().join("cache"))
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("XDG_CONFIG_HOME", self.folder.path().join("config"))
            // No accessibility bus: it would be looked for, and warned about.
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XAUTHORITY");
    }

    /// The address of its bus.
    pub fn bus(&self) -> String {
        format!("unix:path={}", self.bus.display())
    }

    /// The folder of its logs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A picture of the whole display, notifications included, where ImageMagick is installed.
    pub fn shoot(&self, picture: &Path) {
        let mut command = Command::new("import");
        command.args(["-window", "root"]).arg(picture);
        self.enter(&mut command);
        drop(command.status());
    }

    /// Whether a window with that title can be seen.
    pub fn shows_window(&self, title: &str) -> bool {
        let mut command = Command::new("xdotool");
        command.args(["search", "--onlyvisible", "--name", title]);
        self.enter(&mut command);
        command
            .output()
            .is_ok_and(|output| !output.stdout.is_empty())
    }
}

fn bus_config(socket: &Path) -> String {
    format!(
        "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
         \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n\
         <busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/></policy>\
         </busconfig>\n",
        socket.display()
    )
}

//! The sound of a page: two tones, written here and played by whatever player the desktop has.
//!
//! It is not mixed or timed: each ringing plays one short file, a louder one each time nobody answers.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;
use std::{env, fs, io};

use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::timeout;

mod tone;

use tone::Loudness;

/// Programs that play a file, the best first, with what they are told before its name.
const PLAYERS: &[(&str, &[&str])] = &[
    ("pw-play", &[]),
    ("paplay", &[]),
    ("canberra-gtk-play", &["-f"]),
    ("aplay", &["-q"]),
];

/// A player that still runs after this long plays.
const BEGIN: Duration = Duration::from_millis(200);

/// A player that still runs after this long is stuck.
const STUCK: Duration = Duration::from_secs(10);

/// Plays the sound of a page.
pub(crate) struct Sound {
    folder: PathBuf,
    playing: Arc<Semaphore>,
    allowed: AtomicBool,
}

/// What came of it.
pub(crate) struct Played(Receiver<Result<(), String>>);

impl Played {
    /// Waits until the sound plays or cannot; not for long.
    pub(crate) fn wait(self) -> Result<(), String> {
        match self.0.recv_timeout(BEGIN) {
            Ok(said) => said,
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => Err("the sound was not begun".to_owned()),
        }
    }
}

impl Sound {
    /// Keeps its files in `folder`.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            playing: Arc::new(Semaphore::new(1)),
            allowed: AtomicBool::new(true),
        }
    }

    /// Whether the person wants to hear pages.
    pub(crate) fn allow(&self, allowed: bool) {
        self.allowed.store(allowed, Ordering::Relaxed);
    }

    /// Rings, for the first time (`rang` is 0) or again; not at all where the person wants none. One sound plays at a
    /// time.
    pub(crate) fn ring(&self, rang: u32) -> Option<Played> {
        if !self.allowed.load(Ordering::Relaxed) {
            return None;
        }
        let (answer, played) = sync_channel(1);
        let folder = self.folder.clone();
        let playing = Arc::clone(&self.playing).try_acquire_owned();
        tauri::async_runtime::spawn(async move {
            let said = match playing {
                Ok(_one) => play(&folder, Loudness::after(rang)).await,
                Err(_) => Ok(()),
            };
            // Nobody listens any more once it has played for a while.
            drop(answer.try_send(said));
        });
        Some(Played(played))
    }
}

async fn play(folder: &Path, loudness: Loudness) -> Result<(), String> {
    let file = file(folder, loudness)
        .map_err(|error| format!("its file cannot be kept in {}: {error}", folder.display()))?;
    let mut problems = Vec::new();
    for (player, arguments) in PLAYERS {
        let Some(program) = on_path(player) else {
            continue;
        };
        let child = Command::new(program)
            .args(*arguments)
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .status();
        match timeout(STUCK, child).await {
            Ok(Ok(status)) if status.success() => return Ok(()),
            Ok(Ok(status)) => problems.push(format!("{player} ended with {status}")),
            Ok(Err(error)) => problems.push(format!("{player} did not start: {error}")),
            Err(_) => problems.push(format!("{player} did not end within 10 s")),
        }
    }
    if problems.is_empty() {
        return Err(
            "no sound player was found (install pipewire-bin, pulseaudio-utils or alsa-utils)"
                .to_owned(),
        );
    }
    Err(problems.join(", "))
}

/// The file of that loudness, written when it is missing or not as it should be.
fn file(folder: &Path, loudness: Loudness) -> io::Result<PathBuf> {
    let file = folder.join(loudness.file_name());
    let bytes = tone::wav(loudness);
    if fs::read(&file).is_ok_and(|there| there == bytes) {
        return Ok(file);
    }
    fs::create_dir_all(folder)?;
    fs::write(&file, bytes)?;
    Ok(file)
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

//! Keeps the web view's fast path away from NVIDIA's driver, where it draws an empty window.
//!
//! The web view reads the choice from the environment when it is loaded, so the process begins again with it. Somebody
//! who has set it, either way, is right.

use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Settles how the web view draws. Comes back unless the process has to begin again.
pub(crate) fn settle() -> io::Result<()> {
    let nvidia = Path::new("/proc/driver/nvidia").exists();
    if !needs_plain(nvidia, std::env::var_os(SWITCH).as_deref()) {
        return Ok(());
    }
    begin_again()
}

fn needs_plain(nvidia: bool, chosen: Option<&OsStr>) -> bool {
    nvidia && chosen.is_none()
}

fn begin_again() -> io::Result<()> {
    let mut again = Command::new(std::env::current_exe()?);
    again.args(std::env::args_os().skip(1)).env(SWITCH, "1");
    Err(again.exec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nvidia_and_only_where_nobody_chose() {
        assert!(needs_plain(true, None));
        assert!(
            !needs_plain(true, Some(OsStr::new("0"))),
            "the person chose"
        );
        assert!(
            !needs_plain(true, Some(OsStr::new("1"))),
            "or it has begun again"
        );
        assert!(!needs_plain(false, None));
    }
}

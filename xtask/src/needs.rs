//! What Holdfast is built, run and tested with: one line each, with the reason people are shown.
//!
//! Names differ by system; the probe says what is really needed, whatever package it came in.

/// What a task has to do with a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Compiling anything at all.
    Compile,
    /// Building and showing the window.
    Window,
    /// Building the interface: Node and npm packages.
    Interface,
    /// Formatting and clippy.
    Lints,
    /// Running the tests.
    Tests,
}

/// How one knows that a need is met.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Probe {
    /// One of these pkg-config modules exists.
    Library(&'static [&'static str]),
    /// One of these programs is in the path.
    Program(&'static [&'static str]),
}

/// One thing that a system package brings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    /// Which tasks want it.
    pub(crate) group: Group,
    /// The reason, as people are shown it.
    pub(crate) why: &'static str,
    /// How to know that it is there.
    pub(crate) probe: Probe,
    /// Debian's and Ubuntu's name; the first one that apt knows is taken.
    pub(crate) debian: &'static [&'static str],
    /// Fedora's name, or the program's path, which dnf takes as well.
    pub(crate) fedora: &'static [&'static str],
    /// Arch's name.
    pub(crate) arch: &'static [&'static str],
    /// Homebrew's name; empty where macOS brings it or cannot use it.
    pub(crate) mac: &'static [&'static str],
}

impl Need {
    /// What to call it where no package name is known.
    pub(crate) fn in_words(&self) -> String {
        match self.probe {
            Probe::Library(modules) => format!("the development files of {}", modules.join(" or ")),
            Probe::Program(names) => format!("the program {}", names.join(" or ")),
        }
    }
}

/// Everything, in the order in which people are shown it.
pub(crate) const NEEDS: &[Need] = &[
    Need {
        group: Group::Compile,
        why: "a C compiler, for the built-in SQLite and the cryptography",
        probe: Probe::Program(&["cc"]),
        debian: &["build-essential"],
        fedora: &["gcc", "gcc-c++", "make"],
        arch: &["base-devel"],
        mac: &[],
    },
    Need {
        group: Group::Window,
        why: "finds the libraries below",
        probe: Probe::Program(&["pkg-config"]),
        debian: &["pkg-config"],
        fedora: &["pkgconf-pkg-config"],
        arch: &["pkgconf"],
        mac: &[],
    },
    Need {
        group: Group::Window,
        why: "draws the window (WebKitGTK)",
        probe: Probe::Library(&["webkit2gtk-4.1"]),
        debian: &["libwebkit2gtk-4.1-dev"],
        fedora: &["webkit2gtk4.1-devel"],
        arch: &["webkit2gtk-4.1"],
        mac: &[],
    },
    Need {
        group: Group::Window,
        why: "shows the tray icon",
        probe: Probe::Library(&["ayatana-appindicator3-0.1", "appindicator3-0.1"]),
        debian: &["libayatana-appindicator3-dev"],
        fedora: &["libayatana-appindicator-gtk3-devel"],
        arch: &["libayatana-appindicator"],
        mac: &[],
    },
    Need {
        group: Group::Window,
        why: "talks to the desktop",
        probe: Probe::Library(&["dbus-1"]),
        debian: &["libdbus-1-dev"],
        fedora: &["dbus-devel"],
        arch: &["dbus"],
        mac: &[],
    },
    Need {
        group: Group::Window,
        why: "draws the icons",
        probe: Probe::Library(&["librsvg-2.0"]),
        debian: &["librsvg2-dev"],
        fedora: &["librsvg2-devel"],
        arch: &["librsvg"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "drives the real window",
        probe: Probe::Program(&["WebKitWebDriver"]),
        debian: &["webkit2gtk-driver", "webkitgtk-webdriver"],
        fedora: &["/usr/bin/WebKitWebDriver"],
        arch: &["webkit2gtk-4.1"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "a display that nobody sees, for the window",
        probe: Probe::Program(&["Xvfb"]),
        debian: &["xvfb"],
        fedora: &["/usr/bin/Xvfb"],
        arch: &["xorg-server-xvfb"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "access to that display",
        probe: Probe::Program(&["xauth"]),
        debian: &["xauth"],
        fedora: &["/usr/bin/xauth"],
        arch: &["xorg-xauth"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "a session bus of the test's own",
        probe: Probe::Program(&["dbus-run-session"]),
        debian: &["dbus-x11"],
        fedora: &["dbus-daemon"],
        arch: &["dbus"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "the notification service that the tests ask",
        probe: Probe::Program(&["dunst"]),
        debian: &["dunst"],
        fedora: &["dunst"],
        arch: &["dunst"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "shows that the notification service answers",
        probe: Probe::Program(&["notify-send"]),
        debian: &["libnotify-bin"],
        fedora: &["/usr/bin/notify-send"],
        arch: &["libnotify"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "takes pictures of the whole screen, notifications included",
        probe: Probe::Program(&["import"]),
        debian: &["imagemagick"],
        fedora: &["ImageMagick"],
        arch: &["imagemagick"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "presses real keys in the window",
        probe: Probe::Program(&["xdotool"]),
        debian: &["xdotool"],
        fedora: &["xdotool"],
        arch: &["xdotool"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "a keychain, to keep a token in",
        probe: Probe::Program(&["gnome-keyring-daemon"]),
        debian: &["gnome-keyring"],
        fedora: &["gnome-keyring"],
        arch: &["gnome-keyring"],
        mac: &[],
    },
    Need {
        group: Group::Tests,
        why: "the browser for the browser journeys",
        probe: Probe::Program(&["chromium", "chromium-browser", "google-chrome"]),
        debian: &["chromium", "chromium-browser"],
        fedora: &["chromium"],
        arch: &["chromium"],
        mac: &["chromium"],
    },
    Need {
        group: Group::Tests,
        why: "drives that browser",
        probe: Probe::Program(&["chromedriver"]),
        debian: &["chromium-driver", "chromium-chromedriver"],
        fedora: &["chromedriver"],
        arch: &["chromium"],
        mac: &["chromedriver"],
    },
    Need {
        group: Group::Tests,
        why: "a real Prometheus to poll",
        probe: Probe::Program(&["prometheus"]),
        debian: &["prometheus"],
        fedora: &["/usr/bin/prometheus"],
        arch: &["prometheus"],
        mac: &["prometheus"],
    },
    Need {
        group: Group::Tests,
        why: "a real Alertmanager to be paged by",
        probe: Probe::Program(&["prometheus-alertmanager", "alertmanager"]),
        debian: &["prometheus-alertmanager"],
        fedora: &["/usr/bin/alertmanager"],
        arch: &["alertmanager"],
        mac: &["alertmanager"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_can_be_had_on_debian_and_says_why() {
        for need in NEEDS {
            assert!(
                !need.debian.is_empty(),
                "{need:?} has no package to install"
            );
            assert!(!need.why.is_empty(), "{need:?} gives no reason");
        }
    }
}

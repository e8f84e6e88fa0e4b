//! What the tests share: a desk with a home of its own, a clock that is turned by hand, a desktop that remembers what
//! it was asked, servers that answer as the real ones do, and the real ones, started and ended by the test.
//!
//! Not here: tests. They are in `tests/tests`, one file per way of meeting Holdfast.

pub mod alertmanager;
pub mod axe;
pub mod desk;
pub mod desktop;
pub mod dunst;
pub mod eventually;
pub mod exporter;
pub mod lookout;
pub mod program;
pub mod prometheus;
pub mod screen;
pub mod serving;
pub mod session;
pub mod shop;
pub mod tray;
pub mod webdriver;
pub mod webhook;

/// Whether somebody answers there with a success.
async fn answers(url: &str) -> Result<(), String> {
    match reqwest::get(url).await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(answer.status().to_string()),
        Err(error) => Err(error.to_string()),
    }
}

//! Holdfast without a window: journal, engine, adapters, wording, retrospective.
//!
//! Not here: windows, tray and notifications (`holdfast-desktop`), arguments and the loopback server (`holdfast`).

pub mod api;
#[cfg(test)]
mod bindings;
pub mod change;
pub mod clock;
pub mod config;
pub mod desktop;
pub mod domain;
pub mod error;
pub mod form;
pub mod http;
pub mod keychain;
pub mod log;
pub mod pagers;
pub mod publishers;
pub mod secret;
pub mod sources;

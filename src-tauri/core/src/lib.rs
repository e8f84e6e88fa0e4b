//! Holdfast without a window: journal, engine, adapters, wording, retrospective.
//!
//! Not here: windows, tray and notifications (`holdfast-desktop`), arguments and the loopback server (`holdfast`).

pub mod api;
pub mod app;
#[cfg(test)]
mod bindings;
pub mod change;
pub mod clock;
pub mod config;
pub mod demo;
pub mod desktop;
pub mod domain;
pub mod engine;
pub mod error;
pub mod form;
pub mod http;
pub mod journal;
pub mod keychain;
pub mod library;
pub mod log;
pub mod markdown;
pub mod pagers;
pub mod publishers;
pub mod secret;
pub mod sources;

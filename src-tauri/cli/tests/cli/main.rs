//! `holdfast` as a script and a person meet it: the built program, in a home of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where its bench breaks; clippy knows only test functions"
)]

mod answers;
mod browser;
mod definitions;
mod errors;
mod home;
mod serving;
mod together;

//! People's stories, told to the table of commands and queries with a clock that is turned by hand.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a story that cannot go on has failed, and is told in one piece"
)]

mod desk;
mod incidents;
mod night;
mod pages;
mod steps;
mod updates;

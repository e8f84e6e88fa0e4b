//! People's stories, told to the table of commands and queries with a clock that is turned by hand.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a story that cannot go on has failed, and is told in one piece"
)]

#[path = "journeys/desk.rs"]
mod desk;
#[path = "journeys/incidents.rs"]
mod incidents;
#[path = "journeys/night.rs"]
mod night;
#[path = "journeys/pages.rs"]
mod pages;
#[path = "journeys/steps.rs"]
mod steps;
#[path = "journeys/updates.rs"]
mod updates;

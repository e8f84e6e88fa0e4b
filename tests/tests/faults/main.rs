//! What must not happen when things break: the real program killed, raced, given a newer journal, a full disk, a folder
//! it may not write.
//!
//! Not here: faults of what Holdfast talks to. Adapters are met in `journeys` and `monitoring`.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and the seed has to be known"
)]

mod disk;
mod home;
mod kill;
mod server;
mod start;

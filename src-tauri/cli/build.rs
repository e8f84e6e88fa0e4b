//! Keeps what is embedded in step with the interface, built or not yet.
//!
//! A release build embeds `ui/dist` and is built again when that changes. A debug build reads it from disk, and must
//! know its true path, which a folder only has when it is there.

use std::fs;
use std::io;

const INTERFACE: &str = "../../ui/dist";

fn main() -> io::Result<()> {
    fs::create_dir_all(INTERFACE)?;
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={INTERFACE}");
    }
    Ok(())
}

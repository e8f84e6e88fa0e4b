//! Has the program built again when the interface was.
//!
//! A release build embeds `ui/dist`; while that is missing there is no file in it whose change could be noticed. A debug
//! build reads it from disk, and has nothing to notice.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../ui/dist/index.html");
    }
}

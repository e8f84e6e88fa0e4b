//! `holdfast`: the incident companion from the command line, and its loopback server.
//!
//! This crate is a transport over the core's table of commands and queries. It parses, asks, and prints; what an answer
//! means is the core's business.

mod arguments;
mod command;
mod exit;
mod moment;
mod paper;
mod seat;
mod server;
mod stdin;
mod table;
mod target;
mod usage;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;

fn main() -> ExitCode {
    let exit = match Arguments::try_parse() {
        Ok(arguments) => command::run(arguments.command),
        Err(refusal) => usage::report(&refusal),
    };
    exit.into()
}

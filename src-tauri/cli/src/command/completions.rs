//! `holdfast completions`: what a shell needs to complete `holdfast`, generated from the definitions.

use clap::CommandFactory;

use super::Answer;
use crate::arguments::{Arguments, Completions};

pub(super) fn run(asked: &Completions) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(
        asked.shell,
        &mut Arguments::command(),
        "holdfast",
        &mut script,
    );
    Answer::new(String::from_utf8_lossy(&script))
}

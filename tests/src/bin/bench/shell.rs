//! `holdfast log` from the shell, process start included, beside a program that does nothing.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use holdfast_tests::program::ours;

use crate::figure::{Row, Sample};
use crate::{Asked, corpus, home};

const TIMES: usize = 60;
const BUDGET: Duration = Duration::from_millis(60);

pub(crate) fn measure(asked: &Asked) -> Result<Vec<Row>> {
    let program = ours("HOLDFAST_BIN", "holdfast");
    let fresh = home::folder()?;
    let corpus = corpus::home(asked.size())?;
    let mut rows = Vec::new();
    for (what, home) in [
        ("holdfast log \"…\" from the shell".to_owned(), fresh.path()),
        (
            format!("the same, {} entries there", asked.size().entries),
            &corpus,
        ),
    ] {
        let (mut ours, mut nothing) = (Sample::default(), Sample::default());
        for round in 0..TIMES {
            let mut log = Command::new(&program);
            log.args(["log", &format!("round {round}")])
                .env("HOLDFAST_HOME", home)
                .env("HOLDFAST_KEYCHAIN", "off");
            run(&mut log, &mut ours)?;
            run(&mut Command::new("/bin/true"), &mut nothing)?;
        }
        rows.push(
            Row::new(what, ours.say())
                .beside(
                    format!("/bin/true {}", nothing.say()),
                    ours.against(&nothing),
                )
                .budget("60 ms", ours.percentile(95) <= BUDGET),
        );
    }
    Ok(rows)
}

fn run(command: &mut Command, sample: &mut Sample) -> Result<()> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let program = command.get_program().to_string_lossy().into_owned();
    let status = sample
        .time(|| command.status())
        .with_context(|| format!("{program} could not be started"))?;
    ensure!(status.success(), "{program} ended with {status}");
    Ok(())
}

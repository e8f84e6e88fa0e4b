//! `holdfast man`: one man page with every command in it, generated from the definitions.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use holdfast_core::error::{Failure, Result};

use super::Answer;
use crate::arguments::Arguments;

pub(super) fn run() -> Result<Answer> {
    let page = render().map_err(|error| Failure::internal("writing the man page", error))?;
    Ok(Answer::new(String::from_utf8_lossy(&page)))
}

fn render() -> io::Result<Vec<u8>> {
    let mut holdfast = Arguments::command();
    holdfast.build();
    let man = Man::new(holdfast.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    page.extend_from_slice(b".SH COMMANDS\n");
    for command in holdfast.get_subcommands() {
        section(command, "holdfast", &mut page)?;
    }
    man.render_options_section(&mut page)?;
    man.render_extra_section(&mut page)?;
    Ok(page)
}

/// A command and the commands in it: its synopsis, what it does, its options.
fn section(command: &Command, parent: &str, page: &mut Vec<u8>) -> io::Result<()> {
    let name = format!("{parent} {}", command.get_name());
    page.extend_from_slice(format!(".SS \"{name}\"\n").as_bytes());
    if command.has_subcommands() {
        for inner in command.get_subcommands() {
            section(inner, &name, page)?;
        }
        return Ok(());
    }
    let man = Man::new(command.clone().bin_name(name));
    let mut body = Vec::new();
    man.render_synopsis_section(&mut body)?;
    man.render_description_section(&mut body)?;
    if command
        .get_arguments()
        .any(|argument| !argument.is_hide_set())
    {
        man.render_options_section(&mut body)?;
    }
    // The page has one section for all commands: the headings of a command's own sections make way, and the quotation
    // mark that each of them defines is defined already.
    for line in String::from_utf8_lossy(&body).lines() {
        if line.starts_with(".ie ") || line.starts_with(".el ") {
            continue;
        }
        let line = if line.starts_with(".SH ") {
            ".PP"
        } else {
            line
        };
        page.extend_from_slice(line.as_bytes());
        page.push(b'\n');
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(command: &Command, parent: &str, names: &mut Vec<String>) {
        for inner in command.get_subcommands() {
            let name = format!("{parent} {}", inner.get_name());
            named(inner, &name, names);
            names.push(name);
        }
    }

    #[test]
    fn every_command_and_option_is_on_the_page() {
        let page = String::from_utf8(render().unwrap()).unwrap();
        let mut names = Vec::new();
        named(&Arguments::command(), "holdfast", &mut names);
        assert!(names.len() >= 14, "{names:?}");
        for name in names {
            assert!(
                page.contains(&format!(".SS \"{name}\"")),
                "{name} is missing"
            );
        }
        for option in ["incident", "at", "retrospective", "port", "limit"] {
            assert!(
                page.contains(&format!("\\-\\-{option}")),
                "--{option} is missing"
            );
        }
        assert!(page.contains("Exit status"), "and how it ends");
    }
}

//! What was typed cannot be read: said as one sentence, as every other failure is, instead of in clap's own form.

use clap::error::{Error, ErrorKind};
use holdfast_core::error::{Code, Failure};

use crate::exit::{self, Exit};

/// Prints help or the version when that is what was asked for, else says what is wrong with what was typed.
pub(crate) fn report_on(refusal: &Error, typed: impl Iterator<Item = String>) -> Exit {
    if matches!(
        refusal.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // A reader that went away, as `head` does, got what it wanted.
        let _ = refusal.print();
        return Exit::Done;
    }
    if refusal.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = refusal.print();
        return Exit::Misuse;
    }
    let json = typed
        .take_while(|word| word != "--")
        .any(|word| word == "--json");
    exit::report(
        &Failure::new(Code::Invalid, sentence(&refusal.to_string())),
        json,
    )
}

/// [`report_on`] this process's own arguments.
pub(crate) fn report(refusal: &Error) -> Exit {
    report_on(
        refusal,
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()),
    )
}

/// clap's first paragraph as a sentence, and where to read on.
fn sentence(said: &str) -> String {
    let said = said.strip_prefix("error: ").unwrap_or(said);
    let what: Vec<&str> = said
        .lines()
        .take_while(|line| !line.is_empty())
        .map(str::trim)
        .collect();
    let usage = said.lines().find_map(|line| line.strip_prefix("Usage: "));
    let command: Vec<&str> = usage
        .unwrap_or("holdfast")
        .split_whitespace()
        .take_while(|word| word.chars().all(|letter| letter.is_ascii_lowercase()))
        .collect();
    let what = what.join(" ");
    format!(
        "{}. See “{} --help”.",
        capitalised(what.trim_end_matches('.')),
        command.join(" ")
    )
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::arguments::Arguments;

    fn said(typed: &[&str]) -> String {
        let refusal = Arguments::try_parse_from(typed).unwrap_err();
        sentence(&refusal.to_string())
    }

    #[test]
    fn misuse_is_one_sentence_with_the_way_to_read_on() {
        assert_eq!(
            said(&["holdfast", "log"]),
            "The following required arguments were not provided: <TEXT>. See “holdfast log --help”."
        );
        assert_eq!(
            said(&["holdfast", "list", "incidents", "--limit", "many"]),
            "Invalid value 'many' for '--limit <N>': invalid digit found in string. See “holdfast --help”."
        );
        assert_eq!(
            said(&["holdfast", "journal", "burn"]),
            "Unrecognized subcommand 'burn'. See “holdfast journal --help”."
        );
    }
}

//! What can be typed: every command and option, defined once. Help, completions and the man page come from here.
//!
//! Nothing is decided here; `command` lowers these values into requests of the core.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// What follows the options in `--help` and in the man page.
pub(crate) const EXIT_STATUS: &str = "Exit status:
  0  done
  1  failed: something outside did not answer, or a fault in Holdfast
  2  misuse: an argument is missing, unknown or not valid; nothing was done
  3  not found: what was named is not in this journal
  4  conflict: it does not fit what is so by now
  5  storage: the journal cannot be read or written, or a newer Holdfast wrote it";

/// What follows that.
pub(crate) const SURROUNDINGS: &str = "Environment:
  HOLDFAST_HOME  one folder for the journal, the configuration and the library
  NO_COLOR       no colour, whatever the terminal can do
  COLUMNS        the width of tables

With --json an answer is exactly one array or object on standard output. An error is a
sentence on standard error and, with --json, one more line: {\"error\":{\"code\",\"message\",\"field\"}}.";

/// The incident companion, from the command line.
#[derive(Debug, Parser)]
#[command(
    name = "holdfast",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = format!("{EXIT_STATUS}\n\n{SURROUNDINGS}"),
    long_about = "The incident companion, from the command line.\n\n\
        It works on the same journal as the window and may be used while the window is open: what is written here \
        shows up there at once."
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write something down, and print the entry's id once it is durable
    Log(Log),
    /// Raise a page
    Page(Page),
    /// Note that something changed: a deploy, a flag, a configuration
    Change(Change),
    /// Acknowledge a page
    Ack(Ack),
    /// List incidents, pages or entries
    List(List),
    /// Show an incident, a page or an entry
    Show(Show),
    /// Search the journal
    Search(Search),
    /// Export an incident, its retrospective, or the whole journal
    Export(Export),
    /// Check the journal, or fold it again
    Journal(Journal),
    /// Serve the same interface to a browser on this computer
    Serve(Serve),
    /// Print completions for a shell
    Completions(Completions),
    /// Print the man page
    Man,
}

/// Asked of every command that answers with data.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Format {
    /// Print one JSON array or object, and nothing else
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("sort"))]
pub(crate) struct Log {
    /// What to write down; - reads it from standard input
    pub(crate) text: String,
    /// The incident: its id, INC-7, or 7; the only open one without it, else the desk
    #[arg(long, short, value_name = "ID")]
    pub(crate) incident: Option<String>,
    /// When it happened: 02:05, "yesterday 23:10", "10m ago", or RFC 3339
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) at: Option<String>,
    /// It is a decision
    #[arg(long, group = "sort")]
    pub(crate) decision: bool,
    /// It is an action that was taken
    #[arg(long, group = "sort")]
    pub(crate) action: bool,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Page {
    /// The headline; - reads it from standard input
    pub(crate) summary: String,
    /// The same key again is the same page
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// Whether it may wake somebody
    #[arg(long, value_enum, default_value_t = Urgency::High)]
    pub(crate) urgency: Urgency,
    #[command(flatten)]
    pub(crate) format: Format,
}

/// Whether a page may wake somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Urgency {
    /// A human, now
    High,
    /// Some time today; it never rings
    Low,
}

#[derive(Debug, Args)]
pub(crate) struct Change {
    /// What changed; - reads it from standard input
    pub(crate) text: String,
    /// When it changed: 02:05, "yesterday 23:10", "10m ago", or RFC 3339
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) at: Option<String>,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Ack {
    /// The page: its id, or the beginning of it; the only waiting one without it
    pub(crate) page: Option<String>,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// What to list
    #[arg(value_enum)]
    pub(crate) what: Listed,
    /// At most so many
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) limit: Option<u32>,
    /// Also those that are over (incidents, pages)
    #[arg(long, short)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) format: Format,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listed {
    /// Incidents: open ones, worst first; with --all also past ones, newest first
    Incidents,
    /// Pages that are not over; with --all every page, newest first
    Pages,
    /// Entries of the journal, newest first
    Entries,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// INC-7 or 7; or the id, or the beginning of the id, of an incident, a page or an entry
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words, "phrases", prefixes*
    #[arg(required = true)]
    pub(crate) query: Vec<String>,
    /// At most so many
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) limit: Option<u32>,
    #[command(flatten)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The incident: its id, INC-7, or 7; the whole journal without it
    pub(crate) id: Option<String>,
    /// How
    #[arg(long, short, value_enum)]
    pub(crate) format: ExportFormat,
    /// Its retrospective, as it was last saved or as it would be generated
    #[arg(long, short, requires = "id")]
    pub(crate) retrospective: bool,
    /// Write it to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print one JSON object with the export in it, and nothing else
    #[arg(long)]
    pub(crate) json: bool,
}

/// How something is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// Markdown
    Markdown,
    /// One HTML file that needs nothing else
    Html,
    /// The entries, one JSON object a line
    Jsonl,
}

#[derive(Debug, Args)]
pub(crate) struct Journal {
    /// What to do with it.
    #[command(subcommand)]
    pub(crate) task: Task,
}

/// What can be done with the journal as such.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Task {
    /// Walk the hash chain; the exit status is 1 when it is broken
    Verify(Format),
    /// Fold incidents and pages again from the entries alone
    Rebuild(Format),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port on 127.0.0.1, 0 for any free one; 4747 without it, 4748 for the demo
    #[arg(long, short, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// Serve the demo incident, in a folder of its own
    #[arg(long)]
    pub(crate) demo: bool,
    /// Open the address in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Print the address as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

impl Command {
    /// Whether the answer, and with it an error, is asked for as JSON.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Log(asked) => asked.format.json,
            Self::Page(asked) => asked.format.json,
            Self::Change(asked) => asked.format.json,
            Self::Ack(asked) => asked.format.json,
            Self::List(asked) => asked.format.json,
            Self::Show(asked) => asked.format.json,
            Self::Search(asked) => asked.format.json,
            Self::Export(asked) => asked.json,
            Self::Journal(asked) => match asked.task {
                Task::Verify(format) | Task::Rebuild(format) => format.json,
            },
            Self::Serve(asked) => asked.json,
            Self::Completions(_) | Self::Man => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_note_is_a_decision_or_an_action_but_not_both() {
        let typed = ["holdfast", "log", "failed over", "--decision", "--action"];
        let refusal = Arguments::try_parse_from(typed).unwrap_err();
        assert_eq!(
            refusal.kind(),
            clap::error::ErrorKind::ArgumentConflict,
            "an entry has one sort"
        );
    }

    #[test]
    fn a_retrospective_is_of_an_incident() {
        let typed = ["holdfast", "export", "--format", "html", "--retrospective"];
        assert!(
            Arguments::try_parse_from(typed).is_err(),
            "the whole journal has no retrospective"
        );
    }
}

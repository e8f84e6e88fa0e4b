//! What human output is written on: its width, whether it takes colour, and the zone its times are in.
//!
//! Colour is never the only signal, and there is none unless a terminal shows it. Text from outside is cleaned here,
//! so that no alert can move the cursor or rename the window.

use std::io::IsTerminal;

use holdfast_core::domain::Instant;
use holdfast_core::domain::zone::Zone;
use terminal_size::{Width, terminal_size_of};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What human output is written on.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    /// Columns; without a limit when nobody looks.
    pub(crate) width: Option<usize>,
    /// It takes colour.
    pub(crate) colour: bool,
    /// Times are said in this zone.
    pub(crate) zone: Zone,
    /// Now, so that near times can be said short.
    pub(crate) now: Instant,
}

/// What a piece of text means. There are as many as there are states worth a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Nothing in particular.
    Plain,
    /// A heading.
    Strong,
    /// Of less weight: ids, times.
    Faint,
    /// Somebody should act.
    Alarm,
    /// It is well.
    Good,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "\x1b[1m",
            Self::Faint => "\x1b[2m",
            Self::Alarm => "\x1b[1;31m",
            Self::Good => "\x1b[32m",
        }
    }
}

impl Paper {
    /// Standard output as it is.
    pub(crate) fn standard_output(zone: Zone, now: Instant) -> Self {
        let stdout = std::io::stdout();
        let terminal = stdout.is_terminal();
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let asked = set("COLUMNS").and_then(|columns| columns.parse().ok());
        let seen = || terminal_size_of(&stdout).map(|(Width(columns), _)| usize::from(columns));
        Self {
            width: terminal.then(|| asked.or_else(seen).unwrap_or(80).max(20)),
            colour: terminal
                && set("NO_COLOR").is_none()
                && set("TERM").is_none_or(|terminal| terminal != "dumb"),
            zone,
            now,
        }
    }

    /// `text` in that ink.
    pub(crate) fn ink(&self, ink: Ink, text: &str) -> String {
        if self.colour && ink != Ink::Plain {
            format!("{}{text}\x1b[0m", ink.code())
        } else {
            text.to_owned()
        }
    }

    /// A time as people say it now: `02:05`, `Fri 02:05`, `21 Nov 02:05`.
    pub(crate) fn time(&self, at: Instant) -> String {
        self.zone.near(at, self.now)
    }

    /// Text in full, each line by itself, cleaned, behind an indent and broken between words where it would not fit.
    pub(crate) fn paragraph(&self, indent: usize, text: &str) -> String {
        let mut lines = String::new();
        let room = self.width.map(|width| width.saturating_sub(indent).max(20));
        for line in text.lines() {
            for row in wrap(&clean(line), room) {
                lines.push_str(&" ".repeat(indent));
                lines.push_str(&row);
                lines.push('\n');
            }
        }
        lines
    }
}

/// One line of it: control characters, which could steer a terminal, and marks that turn text round are spaces.
pub(crate) fn clean(text: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
    text.chars()
        .map(|letter| {
            if letter.is_control() || turns(letter) {
                ' '
            } else {
                letter
            }
        })
        .collect()
}

/// At most `columns` wide, and marked when something was cut.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for letter in text.chars() {
        used += letter.width().unwrap_or_default();
        if used >= columns {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

fn wrap(line: &str, room: Option<usize>) -> Vec<String> {
    let Some(room) = room.filter(|room| line.width() > *room) else {
        return vec![line.trim_end().to_owned()];
    };
    let mut rows = Vec::new();
    let mut row = String::new();
    for word in line.split_whitespace() {
        if !row.is_empty() && row.width() + 1 + word.width() > room {
            rows.push(std::mem::take(&mut row));
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    rows.push(row);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(width: Option<usize>, colour: bool) -> Paper {
        Paper {
            width,
            colour,
            zone: Zone::utc(),
            now: "2026-11-21T02:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn there_is_no_colour_unless_the_paper_takes_it() {
        assert_eq!(paper(None, false).ink(Ink::Alarm, "waiting"), "waiting");
        assert_eq!(
            paper(None, true).ink(Ink::Alarm, "waiting"),
            "\x1b[1;31mwaiting\x1b[0m"
        );
        assert_eq!(paper(None, true).ink(Ink::Plain, "waiting"), "waiting");
    }

    #[test]
    fn an_alert_cannot_steer_the_terminal() {
        assert_eq!(
            clean("disk\x1b]0;owned\x07 full\u{9b}2J"),
            "disk ]0;owned  full 2J"
        );
        assert_eq!(
            clean("a\u{202e}txt.exe"),
            "a txt.exe",
            "nor be read the other way round"
        );
    }

    #[test]
    fn what_is_cut_says_so_and_counts_columns_not_characters() {
        assert_eq!(cut("Checkout is slow", 16), "Checkout is slow");
        assert_eq!(cut("Checkout is slow", 9), "Checkout…");
        assert_eq!(
            cut("支付很慢很慢", 6),
            "支付…",
            "a wide character takes two columns"
        );
    }

    #[test]
    fn a_paragraph_breaks_between_words_and_keeps_its_lines() {
        assert_eq!(
            paper(Some(26), false)
                .paragraph(2, "checkout fails for one in three\nsince the deploy"),
            "  checkout fails for one\n  in three\n  since the deploy\n"
        );
        assert_eq!(
            paper(None, false).paragraph(2, "as long as it likes to be"),
            "  as long as it likes to be\n"
        );
    }
}

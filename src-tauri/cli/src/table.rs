//! Rows in columns that line up. The last column gives way when the paper is narrow; without a width nothing is cut.

use unicode_width::UnicodeWidthStr;

use crate::paper::{Ink, Paper, clean, cut};

/// Columns between two columns.
const GAP: usize = 2;
/// What the last column keeps, however narrow the paper.
const LAST: usize = 12;

/// Rows in columns.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    heads: [&'static str; N],
    rows: Vec<[(Ink, String); N]>,
}

impl<const N: usize> Table<N> {
    /// An empty one with these headings.
    pub(crate) fn new(heads: [&'static str; N]) -> Self {
        Self {
            heads,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: [(Ink, String); N]) {
        self.rows.push(cells.map(|(ink, text)| (ink, clean(&text))));
    }

    /// The table as lines.
    pub(crate) fn on(&self, paper: &Paper) -> String {
        let widths = self.widths(paper);
        let mut lines = line(paper, &widths, self.heads.map(|head| (Ink::Faint, head)));
        for row in &self.rows {
            lines.push_str(&line(
                paper,
                &widths,
                std::array::from_fn(|column| (row[column].0, row[column].1.as_str())),
            ));
        }
        lines
    }

    fn widths(&self, paper: &Paper) -> [usize; N] {
        let mut widths: [usize; N] = std::array::from_fn(|column| {
            let cells = self.rows.iter().map(|row| row[column].1.width());
            cells
                .max()
                .unwrap_or_default()
                .max(self.heads[column].width())
        });
        let (Some(room), Some((last, others))) = (paper.width, widths.split_last_mut()) else {
            return widths;
        };
        let taken: usize = others.iter().map(|width| width + GAP).sum();
        *last = (*last).min(room.saturating_sub(taken).max(LAST));
        widths
    }
}

fn line<const N: usize>(paper: &Paper, widths: &[usize; N], cells: [(Ink, &str); N]) -> String {
    let mut line = String::new();
    for (column, (ink, text)) in cells.into_iter().enumerate() {
        let text = cut(text, widths[column]);
        line.push_str(&paper.ink(ink, &text));
        if column + 1 < N {
            line.push_str(&" ".repeat(widths[column] - text.width() + GAP));
        }
    }
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use holdfast_core::domain::zone::Zone;

    use super::*;

    fn paper(width: Option<usize>) -> Paper {
        Paper {
            width,
            colour: false,
            zone: Zone::utc(),
            now: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn table() -> Table<3> {
        let mut table = Table::new(["id", "since", "summary"]);
        let cell = |text: &str| (Ink::Plain, text.to_owned());
        table.row([
            cell("0193"),
            cell("02:05"),
            cell("Checkout succeeds for 61% of tries"),
        ]);
        table.row([cell("0194-7"), cell("Fri 23:10"), cell("Disk\nfull")]);
        table
    }

    #[test]
    fn columns_line_up() {
        assert_eq!(
            table().on(&paper(None)),
            "id      since      summary\n\
             0193    02:05      Checkout succeeds for 61% of tries\n\
             0194-7  Fri 23:10  Disk full\n"
        );
    }

    #[test]
    fn on_narrow_paper_the_last_column_gives_way() {
        assert_eq!(
            table().on(&paper(Some(40))),
            "id      since      summary\n\
             0193    02:05      Checkout succeeds fo…\n\
             0194-7  Fri 23:10  Disk full\n"
        );
    }
}

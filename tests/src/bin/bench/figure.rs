//! Figures: durations summed up, and the table they are printed in.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// A measured line of the table.
pub(crate) struct Row {
    what: String,
    figure: String,
    yardstick: String,
    ratio: Option<f64>,
    budget: String,
    inside: Option<bool>,
}

impl Row {
    /// What was measured, in words, and the figure.
    pub(crate) fn new(what: impl Into<String>, figure: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            figure: figure.into(),
            yardstick: String::new(),
            ratio: None,
            budget: String::new(),
            inside: None,
        }
    }

    /// What stood beside it in the same run, and how many times that it was.
    pub(crate) fn beside(mut self, yardstick: impl Into<String>, ratio: Option<f64>) -> Self {
        self.yardstick = yardstick.into();
        self.ratio = ratio;
        self
    }

    /// The design's budget, and whether it was kept.
    pub(crate) fn budget(mut self, budget: impl Into<String>, inside: bool) -> Self {
        self.budget = budget.into();
        self.inside = Some(inside);
        self
    }
}

/// Durations of one thing done many times.
#[derive(Clone, Default)]
pub(crate) struct Sample(Vec<Duration>);

impl Sample {
    /// Does it, and takes the time.
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        self.push(began.elapsed());
        done
    }

    pub(crate) fn push(&mut self, took: Duration) {
        let place = self.0.partition_point(|known| *known <= took);
        self.0.insert(place, took);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The duration that so many in a hundred keep under; nothing measured is no time.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// How many times the other's median this one's is.
    pub(crate) fn against(&self, other: &Self) -> Option<f64> {
        let other = other.median().as_secs_f64();
        (other > 0.0).then(|| self.median().as_secs_f64() / other)
    }

    /// `1.20 ms (p95 3.40, p99 5.60)`.
    pub(crate) fn say(&self) -> String {
        format!(
            "{} (p95 {}, p99 {})",
            millis(self.median()),
            bare_millis(self.percentile(95)),
            bare_millis(self.percentile(99))
        )
    }
}

/// A duration in milliseconds, with as many digits as mean something.
pub(crate) fn millis(duration: Duration) -> String {
    format!("{} ms", bare_millis(duration))
}

fn bare_millis(duration: Duration) -> String {
    let millis = duration.as_secs_f64() * 1000.0;
    if millis < 10.0 {
        format!("{millis:.2}")
    } else if millis < 100.0 {
        format!("{millis:.1}")
    } else {
        format!("{millis:.0}")
    }
}

/// The rows under a head, each column as wide as it has to be.
pub(crate) fn table(rows: &[Row]) -> String {
    let head = ["what", "figure", "yardstick", "ratio", "budget", "inside"].map(str::to_owned);
    let mut lines = vec![head];
    for row in rows {
        let inside = row
            .inside
            .map_or("", |inside| if inside { "yes" } else { "NO" });
        lines.push([
            row.what.clone(),
            row.figure.clone(),
            row.yardstick.clone(),
            row.ratio
                .map_or_else(String::new, |ratio| format!("{ratio:.2}")),
            row.budget.clone(),
            inside.to_owned(),
        ]);
    }
    let width = |column: usize| {
        let widths = lines.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut text = String::new();
    for line in &lines {
        let mut drawn = String::new();
        for (cell, width) in line.iter().zip(widths) {
            // Writing into a String cannot fail.
            let _ = write!(drawn, "{cell:<width$}  ");
        }
        text.push_str(drawn.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_durations_that_were_measured() {
        let mut sample = Sample::default();
        for millis in (1..=100).rev() {
            sample.push(Duration::from_millis(millis));
        }
        let found = [50, 95, 99, 100].map(|percent| sample.percentile(percent).as_millis());
        assert_eq!(found, [50, 95, 99, 100]);
        assert_eq!(Sample::default().median(), Duration::ZERO);
    }

    #[test]
    fn columns_line_up() {
        let rows = [
            Row::new("a", "1 ms").budget("3 times", true),
            Row::new("longer", "2 ms").beside("1 ms", Some(2.0)),
        ];
        let expected = "\
what    figure  yardstick  ratio  budget   inside
a       1 ms                      3 times  yes
longer  2 ms    1 ms       2.00
";
        assert_eq!(table(&rows), expected);
    }
}

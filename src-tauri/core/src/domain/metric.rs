//! How a metric's numbers are said: value with unit, band, and for how long.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::band::{Band, Side};

/// What a metric counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A bare number.
    #[default]
    Count,
    /// A share in percent, 0 to 100.
    Percent,
    /// Things a minute.
    PerMinute,
    /// Things a second.
    PerSecond,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
}

impl Unit {
    /// What follows the number.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Percent => "%",
            Self::PerMinute => "/min",
            Self::PerSecond => "/s",
            Self::Milliseconds => " ms",
            Self::Seconds => " s",
        }
    }
}

/// A number as people read it: three significant digits, no trailing zeros, thousands separated.
pub fn number(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    let (sign, rest) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) && whole.len() > 4 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or_else(
        || format!("{sign}{grouped}"),
        |fraction| format!("{sign}{grouped}.{fraction}"),
    )
}

/// `61%`, `7.2/min`.
pub fn value(value: f64, unit: Unit) -> String {
    format!("{}{}", number(value), unit.suffix())
}

/// `88–96%`, `at least 88%`, `at most 800 ms`.
pub fn band(band: Band, unit: Unit) -> String {
    let suffix = unit.suffix();
    match (band.low, band.high) {
        (Some(low), Some(high)) => format!("{}–{}{suffix}", number(low), number(high)),
        (Some(low), None) => format!("at least {}{suffix}", number(low)),
        (None, Some(high)) => format!("at most {}{suffix}", number(high)),
        (None, None) => "no band".to_owned(),
    }
}

/// `6 min`, `9 h 12 min`, `2 days`: a length of time in a sentence. Less than a minute is in seconds.
pub fn length(length: Duration) -> String {
    let seconds = length.num_seconds().max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{minutes} min"),
        3_600..172_800 if minutes % 60 == 0 => format!("{hours} h"),
        3_600..172_800 => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} days"),
    }
}

/// `below its band 88–96%`, `above its band …`, `in its band …`.
pub fn against_band(value: f64, range: Band, unit: Unit) -> String {
    let place = match range.side(value) {
        Side::Under => "below",
        Side::Over => "above",
        Side::Inside => "in",
    };
    format!("{place} its band {}", band(range, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_digits_and_separate_thousands() {
        assert_eq!(
            [61.0, 97.14, 7.2, 0.1234, 4180.0, 41_800.0, -3.0, 0.0].map(number),
            ["61", "97.1", "7.2", "0.123", "4180", "41,800", "−3", "0"].map(str::to_owned)
        );
    }

    #[test]
    fn a_band_is_said_with_its_unit_once() {
        let closed = Band {
            low: Some(88.0),
            high: Some(96.0),
        };
        assert_eq!(band(closed, Unit::Percent), "88–96%");
        assert_eq!(
            band(
                Band {
                    low: None,
                    high: Some(800.0)
                },
                Unit::Milliseconds
            ),
            "at most 800 ms"
        );
        assert_eq!(
            against_band(61.0, closed, Unit::Percent),
            "below its band 88–96%"
        );
    }

    #[test]
    fn lengths_read_as_people_say_them() {
        assert_eq!(
            [45, 360, 33_120, 7200, 200_000].map(|seconds| length(Duration::seconds(seconds))),
            ["45 s", "6 min", "9 h 12 min", "2 h", "2 days"].map(str::to_owned)
        );
    }
}

//! Lengths of time as the file has them: `15s`, `3m`, `1h30m`.

use chrono::Duration;

const UNITS: [(char, i64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];
/// Nothing in the file lasts longer.
const LONGEST: i64 = 30 * 86_400;

/// The length of time that `text` says.
pub fn length(text: &str) -> Result<Duration, String> {
    let wrong = || format!("“{text}” is no length of time; write it like 15s, 3m, 2h or 1h30m.");
    let mut seconds = 0_i64;
    let mut digits = String::new();
    let mut units = UNITS.iter();
    for letter in text.chars().filter(|letter| *letter != ' ') {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        // Each unit once, the longer ones first.
        let (_, unit) = units.find(|(name, _)| *name == letter).ok_or_else(wrong)?;
        let count: i64 = digits.parse().map_err(|_| wrong())?;
        digits.clear();
        seconds = count
            .checked_mul(*unit)
            .and_then(|more| seconds.checked_add(more))
            .ok_or_else(wrong)?;
    }
    if !digits.is_empty() || text.trim().is_empty() {
        return Err(wrong());
    }
    if seconds > LONGEST {
        return Err(format!(
            "“{text}” is longer than 30 days, the longest that is understood."
        ));
    }
    Ok(Duration::seconds(seconds))
}

/// A length of time as the file has it.
pub fn length_text(length: Duration) -> String {
    let mut left = length.num_seconds().max(0);
    let mut text = String::new();
    for (name, unit) in UNITS {
        if left >= unit {
            text.push_str(&(left / unit).to_string());
            text.push(name);
            left %= unit;
        }
    }
    if text.is_empty() {
        "0s".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_understood_as_people_write_them() {
        let read = ["15s", "3m", "1h30m", "1h 30m", "2d", "0s", "90s"]
            .map(|text| length(text).map(|length| length.num_seconds()));
        assert_eq!(read, [15, 180, 5400, 5400, 172_800, 0, 90].map(Ok));
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in [
            "",
            " ",
            "5",
            "m",
            "5x",
            "-5m",
            "5m3h",
            "3m3m",
            "1.5h",
            "99999999999999999999s",
            "31d",
            "5 minutes",
        ] {
            let said = length(text).unwrap_err();
            assert!(said.contains(text) && said.ends_with('.'), "{said}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_reads_back(seconds in 0..=LONGEST) {
            let seconds = Duration::seconds(seconds);
            proptest::prop_assert_eq!(length(&length_text(seconds)), Ok(seconds));
        }

        #[test]
        fn no_text_at_all_is_a_fault(text in "\\PC{0,12}") {
            let _ = length(&text);
        }
    }
}

//! A number written as text, read strictly: what is not exactly a finite number is none.

/// The number that `text` writes: digits, a point, an exponent. `None` for anything else, `NaN` and `+Inf` among it.
pub(super) fn strict(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_framed = unsigned.starts_with(|character: char| character.is_ascii_digit())
        && unsigned.ends_with(|character: char| character.is_ascii_digit());
    if !is_framed {
        return None;
    }
    finite(text.parse().ok()?)
}

/// The number if it is finite, with minus zero as zero.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(
            ["1", "-0.5", "97.25", "1e+06", "1.5E-3", "+3", "007"].map(strict),
            [
                Some(1.0),
                Some(-0.5),
                Some(97.25),
                Some(1e6),
                Some(0.0015),
                Some(3.0),
                Some(7.0)
            ]
        );
        assert!(strict("-0").is_some_and(f64::is_sign_positive));
    }

    #[test]
    fn nothing_else_is_a_number() {
        for text in [
            "", " ", " 1", "1 ", "1,5", "1.000,5", "1_000", "0x1F", "1e400", "-1e400", "NaN",
            "nan", "+Inf", "-Inf", "infinity", ".5", "5.", "1e", "--1", "1%", "12 ms", "true",
            "null", "٣", "1\0", "1\n", "½",
        ] {
            assert_eq!(strict(text), None, "{text:?}");
        }
    }
}

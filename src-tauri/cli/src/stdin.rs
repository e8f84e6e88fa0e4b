//! Text that is `-`: it is read from standard input, up to a limit, and must be text.

use std::io::{self, Read};

use holdfast_core::domain::entry::MAX_TEXT;
use holdfast_core::error::{Failure, Result};

/// Bytes that are read at most: the longest text an entry takes, in the widest characters there are, and a bit, so that
/// one that is too long is refused and not cut.
const MAX_BYTES: usize = MAX_TEXT * 4 + 1024;

/// `typed`, or what standard input holds when that is `-`; a refusal names `field`.
pub(crate) fn text(typed: String, field: &str) -> Result<String> {
    if typed == "-" {
        read(io::stdin().lock(), field)
    } else {
        Ok(typed)
    }
}

fn read(from: impl Read, field: &str) -> Result<String> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| {
            Failure::invalid(field, format!("Standard input could not be read: {error}."))
        })?;
    if bytes.len() > MAX_BYTES {
        return Err(Failure::invalid(
            field,
            format!(
                "Standard input holds more than the {MAX_TEXT} characters that an entry takes: keep it in a file and note where."
            ),
        ));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::invalid(
            field,
            "Standard input holds something that is not UTF-8 text.",
        )
    })?;
    Ok(text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_without_its_last_line_break() {
        assert_eq!(
            read(&b"failed over\nto eu-2\n"[..], "text"),
            Ok("failed over\nto eu-2".to_owned())
        );
    }

    #[test]
    fn an_endless_input_is_refused_and_not_cut() {
        let refusal = read(io::repeat(b'a'), "text").unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("text"));
        assert!(
            refusal.message.contains("20000 characters"),
            "{}",
            refusal.message
        );
    }

    #[test]
    fn what_is_not_text_is_refused() {
        let refusal = read(&b"\xff\xfe"[..], "summary").unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("summary"));
    }
}

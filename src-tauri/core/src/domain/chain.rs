//! The hash that chains a device's entries: a changed, missing or reordered entry breaks it.
//!
//! The body enters by its own hash, so that a redaction can erase the body and leave the chain whole.

use sha2::{Digest, Sha256};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// The hash before a device's first entry.
pub const GENESIS: Hash = [0; 32];

/// The digest of an entry's body as it is stored (its JSON text).
pub fn body_hash(body: &str) -> Hash {
    Sha256::digest(body.as_bytes()).into()
}

/// What of an entry is chained besides its body.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The hash of the device's previous entry, or [`GENESIS`].
    pub previous: &'a Hash,
    /// The entry's id, as text.
    pub id: &'a str,
    /// The stream, as text.
    pub stream: &'a str,
    /// The device's id.
    pub device: &'a str,
    /// The entry's place in the device's sequence, from 1.
    pub sequence: i64,
    /// When it happened, in Unix milliseconds.
    pub at: i64,
    /// When it was recorded, in Unix milliseconds.
    pub noted_at: i64,
    /// Who recorded it.
    pub author: &'a str,
    /// Its kind.
    pub kind: &'a str,
    /// The digest of its body.
    pub body: &'a Hash,
}

impl Link<'_> {
    /// The entry's own hash. Every text is preceded by its length, so no two different entries feed the same bytes.
    pub fn hash(&self) -> Hash {
        let mut digest = Sha256::new();
        digest.update(self.previous);
        for text in [self.id, self.stream, self.device, self.author, self.kind] {
            digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(text.as_bytes());
        }
        for number in [self.sequence, self.at, self.noted_at] {
            digest.update(number.to_be_bytes());
        }
        digest.update(self.body);
        digest.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_letter_from_one_field_to_the_next_changes_the_hash() {
        let body = body_hash("{}");
        let link = |author, kind| {
            Link {
                previous: &GENESIS,
                id: "1",
                stream: "desk",
                device: "d",
                sequence: 1,
                at: 0,
                noted_at: 0,
                author,
                kind,
                body: &body,
            }
            .hash()
        };
        assert_ne!(link("ab", "c"), link("a", "bc"));
    }

    #[test]
    fn each_entry_depends_on_the_one_before() {
        let body = body_hash("{}");
        let link = |previous| {
            Link {
                previous,
                id: "1",
                stream: "desk",
                device: "d",
                sequence: 1,
                at: 0,
                noted_at: 0,
                author: "a",
                kind: "k",
                body: &body,
            }
            .hash()
        };
        assert_ne!(link(&GENESIS), link(&[1; 32]));
    }
}

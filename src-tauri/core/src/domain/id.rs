//! Identities: UUID version 7, so that sorting by id sorts by creation. Not meaningful to people; they see `INC-7`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Instant;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct $name(Uuid);

        impl $name {
            /// A new identity, created at `at`. Two made in one millisecond differ by their random part.
            pub fn new(at: Instant) -> Self {
                let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
                let stamp = uuid::Timestamp::from_unix_time(millis / 1000, u32::try_from(millis % 1000).unwrap_or_default() * 1_000_000, 0, 0);
                Self(Uuid::new_v7(stamp))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// An incident's identity, for good; its number (`INC-7`) is what people say.
    IncidentId,
    /// A page's identity, the same however often the provider shows the alert.
    PageId,
    /// A journal entry's identity.
    EntryId,
    /// A delivery's identity in the outbox, and its idempotency key where a service takes one.
    DeliveryId,
}

//! Who does what during an incident. A role is held by at most one person at a time and handed over explicitly.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A role in the response, in the order in which they are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the incident; the single authority on its state. Does not touch keyboards, graphs or logs.
    Commander,
    /// Speaks to customers, and tells the commander how many are affected.
    CustomerLiaison,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Commander, Self::CustomerLiaison];

    /// The name of the role's checklist file in the library, without its ending.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Commander => "commander",
            Self::CustomerLiaison => "customer-liaison",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Commander => "Commander",
            Self::CustomerLiaison => "Customer liaison",
        })
    }
}

//! How bad an incident is. Four levels; a SEV-5 is a ticket, not an incident.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Severity, worst first, so that `max` of two is the milder one and `<` means worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Critical: most customers, or data exposed.
    Sev1,
    /// A core function fails for many. Losing the monitoring counts.
    Sev2,
    /// Partial, a minority, or no redundancy left: becomes a SEV-2 if left alone.
    Sev3,
    /// Minor: customers can still do what they came for.
    Sev4,
}

impl Severity {
    /// SEV-1 and SEV-2 are run as major incidents: public notice, all roles.
    pub fn is_major(self) -> bool {
        self <= Self::Sev2
    }

    /// Minutes the symptom must have stayed in band before "resolved" may be said: longer for what hurt more.
    pub fn quiet_minutes(self) -> i64 {
        match self {
            Self::Sev1 | Self::Sev2 => 15,
            Self::Sev3 | Self::Sev4 => 10,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sev1 => "SEV-1",
            Self::Sev2 => "SEV-2",
            Self::Sev3 => "SEV-3",
            Self::Sev4 => "SEV-4",
        })
    }
}

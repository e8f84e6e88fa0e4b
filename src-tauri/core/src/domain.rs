//! What Holdfast knows and decides: pure values, state machines and rules.
//!
//! Nothing here reads a clock, a file, a database or a socket. Time is an argument, so days of an incident are tested
//! in microseconds and the same code folds the journal of last year as it folds this minute.

pub mod band;
pub mod chain;
pub mod checklist;
pub mod describe;
pub mod entry;
pub mod front_matter;
pub mod gate;
pub mod id;
pub mod incident;
pub mod metric;
pub mod page;
pub mod phase;
pub mod promise;
pub mod report;
pub mod retrospective;
pub mod role;
pub mod schedule;
pub mod severity;
pub mod template;
pub mod timeline;
pub mod update;
pub mod verdict;
pub mod wording;
pub mod zone;

/// An instant, always in UTC; zones are applied where a person reads it ([`zone`]).
pub type Instant = chrono::DateTime<chrono::Utc>;

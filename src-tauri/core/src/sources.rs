//! Where metrics are read: one file per kind of source.
//!
//! A source gives one number for one query, or says in a sentence why it cannot. It never gives a zero for "no answer".
//! Not here: when to ask, what is normal, and where readings are kept.

mod demo;
mod http_json;
mod number;
mod prometheus;

use chrono::Duration;

use crate::domain::Instant;
use crate::form::kinds;

/// What a metric read at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// When it was so.
    pub at: Instant,
    /// The number; always finite.
    pub value: f64,
}

kinds! {
    /// A metric source.
    pub enum Source {
        /// Prometheus, or what speaks its language.
        Prometheus(prometheus::Prometheus),
        /// A number in a JSON document.
        HttpJson(http_json::HttpJson),
        /// The demo's shop.
        Demo(demo::Shop),
    }

    /// The number that `query` gives now.
    async fn read(http, secret, query: &str, now: Instant) -> Reading;

    /// The numbers that `query` gave from `from` until `until`, about one every `step`, oldest first, gaps left out.
    /// Empty where this kind keeps no past.
    async fn history(http, secret, query: &str, from: Instant, until: Instant, step: Duration) -> Vec<Reading>;

    /// Whether it answers as it should, in words.
    async fn probe(http, secret, now: Instant) -> String;
}

//! What the tests share: a desk with a home of its own, a clock that is turned by hand, a desktop that remembers what
//! it was asked, and servers that answer as the real ones do.
//!
//! Not here: tests. They are in `tests/tests`, one file per way of meeting Holdfast.

pub mod desk;
pub mod desktop;
pub mod eventually;
pub mod shop;

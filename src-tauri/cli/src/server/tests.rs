//! The server as somebody hostile, or a browser, meets it.

mod answers;
mod bench;
mod forgery;
mod session;

//! The built interface, embedded in the program (read from disk in a debug build). It holds no data, so anybody on this
//! computer may read it.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::refusal::Refusal;

/// `ui/dist`. It may be missing while only the Rust parts are being built.
#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Interface;

/// The file at that path; `/` is the interface's page.
pub(super) async fn file(method: Method, uri: Uri) -> Result<Response, Refusal> {
    if method != Method::GET && method != Method::HEAD {
        return Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Files can only be read: GET or HEAD.",
        ));
    }
    let path = match uri.path() {
        "/" => "index.html",
        path => path.trim_start_matches('/'),
    };
    let Some(file) = Interface::get(path) else {
        return Err(missing(path));
    };
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let mime = match mime.type_() {
        mime_guess::mime::TEXT => format!("{mime}; charset=utf-8"),
        _ => mime.to_string(),
    };
    let headers = [
        (CONTENT_TYPE, mime),
        (CACHE_CONTROL, keeping(path).to_owned()),
    ];
    Ok((headers, file.data).into_response())
}

/// Built assets carry a hash of their content in their names; everything else must be asked for again.
fn keeping(path: &str) -> &'static str {
    if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn missing(path: &str) -> Refusal {
    if path == "index.html" {
        Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "This Holdfast was built without its interface: build it with “cargo xtask run”. The command line works.",
        )
    } else {
        Refusal::new(StatusCode::NOT_FOUND, "There is no such file.")
    }
}

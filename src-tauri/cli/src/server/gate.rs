//! The gate in front of every path: is this request meant for us, and made by our own page?
//!
//! A page on the web can make a browser send requests to 127.0.0.1, and can point its own name at 127.0.0.1. It can
//! forge neither Host nor Origin nor Sec-Fetch-Site, so these are held against our own address, before anything is read.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use super::session::Door;

/// On every answer, whatever it says.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; font-src 'self'; \
         script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What the gate knows of its own address.
#[derive(Clone)]
pub(super) struct Gate {
    hosts: [String; 2],
    door: Arc<Door>,
}

impl Gate {
    /// The gate of the server on that port.
    pub(super) fn new(port: u16, door: Arc<Door>) -> Self {
        Self {
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            door,
        }
    }

    /// Refuses what is not meant for us, not made by our own page, or not let in.
    fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = self.own_host(uri, headers)?;
        let origin = only(headers, &ORIGIN)?;
        if origin.is_some_and(|origin| origin.strip_prefix("http://") != Some(host)) {
            return Err(forbidden("It was made by a page of another origin."));
        }
        // `same-site` is another port of this computer: some other program's page.
        match only(headers, &SEC_FETCH_SITE)? {
            None | Some("same-origin" | "none") => {}
            Some(_) => return Err(forbidden("It was made by a page of another site.")),
        }
        if needs_session(uri.path()) {
            self.door.admit(headers)?;
        }
        Ok(())
    }

    /// The host that the request names, when it is ours.
    fn own_host<'h>(&self, uri: &Uri, headers: &'h HeaderMap) -> Result<&'h str, Refusal> {
        let named = only(headers, &HOST)?;
        let ours = |name: &str| self.hosts.iter().any(|host| host == name);
        let absolute = uri.authority().map(axum::http::uri::Authority::as_str);
        match named {
            Some(host) if ours(host) && absolute.is_none_or(ours) => Ok(host),
            _ => Err(forbidden(&format!(
                "Its Host is not {}; a forwarded port must keep its number.",
                self.hosts[0]
            ))),
        }
    }
}

/// Paths that show or change anything.
fn needs_session(path: &str) -> bool {
    path == "/events" || path.starts_with("/events/") || path == "/api" || path.starts_with("/api/")
}

/// The header's only value; twice is a forgery.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value
            .to_str()
            .map(Some)
            .map_err(|_| forbidden(&format!("Its header {name} is not text."))),
        (Some(_), Some(_)) => Err(forbidden(&format!("Its header {name} is there twice."))),
    }
}

fn forbidden(why: &str) -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        format!("Holdfast refused this request. {why}"),
    )
}

/// Lets a request through or refuses it, and puts the headers on the answer either way.
pub(super) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let mut response = match gate.check(request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

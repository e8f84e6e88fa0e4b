//! Who may ask: a one-time token in the printed address is exchanged for a cookie that scripts cannot read.
//!
//! Both are 256 random bits and are compared in constant time. One exchange per start: whoever comes second is told so,
//! which is also how the person learns that somebody else came first.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Desk;
use super::calls;
use super::refusal::Refusal;

const SPENT: &str = "This address was opened already, or is not the one that was printed. Stop “holdfast serve”, start it again, and open the new address.";
const UNKNOWN: &str = "This browser was not let in: open the address that “holdfast serve” printed; it works once. For another, stop and start it.";

/// The door: closed, until the token opens it once.
pub(super) struct Door {
    /// The cookie's name. It names the port, because cookies are shared by all ports of a host.
    cookie: String,
    state: Mutex<Passage>,
}

/// What the door knows.
enum Passage {
    /// Nobody came yet.
    Waiting { token: String, session: String },
    /// Somebody was let in.
    Open { session: String },
}

impl Door {
    /// A door for the server on that port, and the token that opens it.
    pub(super) fn new(port: u16) -> Result<(Self, String), getrandom::Error> {
        let token = random()?;
        let session = random()?;
        let door = Self {
            cookie: format!("holdfast-{port}"),
            state: Mutex::new(Passage::Waiting {
                token: token.clone(),
                session,
            }),
        };
        Ok((door, token))
    }

    /// Exchanges the token for a session, once.
    fn exchange(&self, offered: &str) -> Option<String> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Passage::Waiting { token, session } = &*state else {
            return None;
        };
        if !same(token, offered) {
            return None;
        }
        let session = session.clone();
        *state = Passage::Open {
            session: session.clone(),
        };
        Some(session)
    }

    /// Refuses a request that does not carry the session's cookie.
    pub(super) fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let admitted = match &*state {
            Passage::Waiting { .. } => false,
            Passage::Open { session } => headers
                .get_all(COOKIE)
                .iter()
                .filter_map(|cookies| cookies.to_str().ok())
                .flat_map(|cookies| cookies.split(';'))
                .filter_map(|cookie| cookie.trim().split_once('='))
                .any(|(name, value)| name == self.cookie && same(session, value)),
        };
        if admitted {
            Ok(())
        } else {
            Err(Refusal::new(StatusCode::UNAUTHORIZED, UNKNOWN))
        }
    }
}

/// What is posted to `/session`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    token: String,
}

/// `POST /session`: the token for a cookie.
pub(super) async fn exchange(
    State(desk): State<Desk>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let offer: Offer = serde_json::from_value(calls::json(request).await?).map_err(|_| {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            "A session begins with {\"token\": \"…\"}.",
        )
    })?;
    let Some(session) = desk.door.exchange(&offer.token) else {
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, SPENT));
    };
    let cookie = format!(
        "{}={session}; Path=/; HttpOnly; SameSite=Strict",
        desk.door.cookie
    );
    let cookie = HeaderValue::from_str(&cookie)
        .map_err(|error| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(([(SET_COOKIE, cookie)], StatusCode::NO_CONTENT).into_response())
}

/// 256 random bits in hexadecimal.
fn random() -> Result<String, getrandom::Error> {
    let mut halves = [[0u8; 16]; 2];
    for half in &mut halves {
        getrandom::fill(half)?;
    }
    let [high, low] = halves.map(u128::from_be_bytes);
    Ok(format!("{high:032x}{low:032x}"))
}

/// Compares in a time that depends on the lengths alone.
fn same(kept: &str, offered: &str) -> bool {
    let (kept, offered) = (kept.as_bytes(), offered.as_bytes());
    let difference = kept
        .iter()
        .zip(offered)
        .fold(0u8, |seen, (a, b)| seen | (a ^ b));
    kept.len() == offered.len() && std::hint::black_box(difference) == 0
}

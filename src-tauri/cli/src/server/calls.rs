//! `POST /api/{name}`: a JSON body in, a row of the table run, JSON out.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use holdfast_core::error::Failure;
use serde_json::Value;

use super::refusal::{Refusal, failed};
use super::{Desk, MAX_BODY};

/// How long a body may take to arrive. It comes from this computer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the row of that name.
pub(super) async fn call(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let request = json(request).await?;
    // A task of its own: a browser that goes away does not leave a command half done, and a fault in one answers 500.
    let running = tokio::spawn(desk.core.dispatch(name.clone(), request));
    let answer = running
        .await
        .unwrap_or_else(|fault| Err(Failure::internal(&format!("running “{name}”"), fault)));
    Ok(answer.map_or_else(
        |failure| failed(&failure),
        |value| Json(value).into_response(),
    ))
}

/// The request's body as JSON.
pub(super) async fn json(request: Request<Body>) -> Result<Value, Refusal> {
    if !is_json(request.headers()) {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body must be application/json.",
        ));
    }
    let body = tokio::time::timeout(PATIENCE, Bytes::from_request(request, &()))
        .await
        .map_err(|_| {
            Refusal::new(
                StatusCode::REQUEST_TIMEOUT,
                "The body did not arrive within ten seconds.",
            )
        })?
        .map_err(|rejection| unread(&rejection))?;
    serde_json::from_slice(&body).map_err(|error| {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            format!("The body is not JSON: {error}."),
        )
    })
}

fn unread(rejection: &BytesRejection) -> Refusal {
    let status = rejection.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::new(
            status,
            format!("The body is longer than {} KiB.", MAX_BODY / 1024),
        )
    } else {
        Refusal::new(status, "The body broke off.")
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else {
        return false;
    };
    let essence = only.to_str().unwrap_or_default().split(';').next();
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

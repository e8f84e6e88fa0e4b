//! What the server itself refuses, before the core is asked: a status and a sentence, in the shape of a `Failure`.

use axum::Json;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use holdfast_core::error::{Code, Failure};
use serde_json::json;

/// A request that does not reach the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The status.
    pub(super) status: StatusCode,
    /// What happened, and what to do next.
    pub(super) message: String,
}

impl Refusal {
    /// A refusal with that status and sentence.
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // Clients branch on the status; the code only tells it from the core's own failures.
        let body = json!({ "code": "refused", "message": self.message });
        (self.status, Json(body)).into_response()
    }
}

/// A method that the path does not take.
pub(super) async fn wrong_method(method: Method, uri: Uri) -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!(
            "{} does not take {method}: commands and queries are POST, events are GET.",
            uri.path()
        ),
    )
}

/// A failure of the core with the status that says the same.
pub(super) fn failed(failure: &Failure) -> Response {
    let status = match failure.code {
        Code::Invalid => StatusCode::BAD_REQUEST,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Conflict => StatusCode::CONFLICT,
        Code::Unreachable => StatusCode::BAD_GATEWAY,
        Code::Storage | Code::Newer | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(failure)).into_response()
}

//! A shop on loopback: an HTTP JSON endpoint whose number is set by the test, and a chat webhook that remembers.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// The shop.
pub struct Shop {
    server: MockServer,
    checkout: Arc<Mutex<Answer>>,
    chat: Arc<Mutex<u16>>,
}

/// What the endpoint answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A success rate.
    Value(f64),
    /// A status and a body.
    Status(u16, String),
}

struct Checkout(Arc<Mutex<Answer>>);
struct Chat(Arc<Mutex<u16>>);

impl Respond for Checkout {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Answer::Value(value) => ResponseTemplate::new(200)
                .set_body_json(json!({ "checkout": { "success": value } })),
            Answer::Status(status, body) => {
                ResponseTemplate::new(*status).set_body_string(body.clone())
            }
        }
    }
}

impl Respond for Chat {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let status = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ResponseTemplate::new(status).set_body_string(if status == 200 {
            "ok"
        } else {
            "service_unavailable"
        })
    }
}

impl Shop {
    /// Opens at 92% checkout success, with a chat that answers.
    pub async fn open() -> Self {
        let server = MockServer::start().await;
        let checkout = Arc::new(Mutex::new(Answer::Value(92.0)));
        let chat = Arc::new(Mutex::new(200));
        Mock::given(method("GET"))
            .and(path("/business.json"))
            .respond_with(Checkout(Arc::clone(&checkout)))
            .mount(&server)
            .await;
        Mock::given(method("POST"))
            .and(path("/services/T0/B0/chat"))
            .and(header("content-type", "application/json"))
            .respond_with(Chat(Arc::clone(&chat)))
            .mount(&server)
            .await;
        Self {
            server,
            checkout,
            chat,
        }
    }

    /// The endpoint answers this from now on.
    pub fn answer(&self, answer: Answer) {
        *self.checkout.lock().unwrap_or_else(PoisonError::into_inner) = answer;
    }

    /// The chat answers with this status from now on.
    pub fn chat_answers(&self, status: u16) {
        *self.chat.lock().unwrap_or_else(PoisonError::into_inner) = status;
    }

    /// The webhook's address: a secret.
    pub fn webhook(&self) -> String {
        format!("{}/services/T0/B0/chat", self.server.uri())
    }

    /// What the chat was sent, in order.
    pub async fn chat(&self) -> Vec<serde_json::Value> {
        let requests = self.server.received_requests().await.unwrap_or_default();
        requests
            .iter()
            .filter(|request| request.url.path().ends_with("/chat"))
            .filter_map(|request| serde_json::from_slice(&request.body).ok())
            .collect()
    }

    /// A configuration that watches this shop: checkout success in 88–96%, out for a minute, in again for a minute.
    pub fn config(&self) -> String {
        format!(
            r#"
[[capability]]
name = "checkout"
label = "Checkout"

[[source]]
name = "shop"
kind = "http_json"
url = "{}/business.json"
every = "10s"
silent_after = "1m"

[[metric]]
name = "checkout-success"
label = "Checkout success"
source = "shop"
query = "$.checkout.success"
unit = "percent"
capability = "checkout"
low = 88
high = 96
for = "1m"
clear = "1m"
page = true

[[publisher]]
name = "chat"
kind = "slack_webhook"
secret = "session"
"#,
            self.server.uri()
        )
    }
}

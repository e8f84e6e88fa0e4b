//! The other end of an incoming webhook: it says ok and remembers what it was sent.

use serde_json::Value;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A chat's incoming webhook.
pub struct Webhook(MockServer);

impl Webhook {
    /// Opens it.
    pub async fn open() -> Self {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/services/T0/B0/chat"))
            .respond_with(ResponseTemplate::new(200).set_body_string("ok"))
            .mount(&server)
            .await;
        Self(server)
    }

    /// Its address: a secret.
    pub fn address(&self) -> String {
        format!("{}/services/T0/B0/chat", self.0.uri())
    }

    /// What it was sent, in order.
    pub async fn received(&self) -> Vec<Value> {
        let requests = self.0.received_requests().await.unwrap_or_default();
        requests
            .iter()
            .filter_map(|request| serde_json::from_slice(&request.body).ok())
            .collect()
    }
}

/// A server that asks everybody who they are and lets nobody in.
pub struct Doorman(MockServer);

impl Doorman {
    /// Opens it.
    pub async fn open() -> Self {
        let server = MockServer::start().await;
        Mock::given(wiremock::matchers::any())
            .respond_with(ResponseTemplate::new(401).set_body_string("who are you"))
            .mount(&server)
            .await;
        Self(server)
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.0.uri()
    }
}

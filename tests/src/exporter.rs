//! What Prometheus scrapes: a shop whose checkout success the test sets.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// The shop's exporter.
pub struct Exporter {
    server: MockServer,
    success: Arc<Mutex<f64>>,
}

struct Text(Arc<Mutex<f64>>);

impl Respond for Text {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let success = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = format!("# TYPE checkout_success gauge\ncheckout_success {success}\n");
        ResponseTemplate::new(200).set_body_raw(text, "text/plain; version=0.0.4")
    }
}

impl Exporter {
    /// Opens with that checkout success, in percent.
    pub async fn open(success: f64) -> Self {
        let server = MockServer::start().await;
        let success = Arc::new(Mutex::new(success));
        Mock::given(path("/metrics"))
            .respond_with(Text(Arc::clone(&success)))
            .mount(&server)
            .await;
        Self { server, success }
    }

    /// Checkout success is this from now on.
    pub fn set(&self, success: f64) {
        *self.success.lock().unwrap_or_else(PoisonError::into_inner) = success;
    }

    /// Where it is scraped.
    pub fn address(&self) -> SocketAddr {
        *self.server.address()
    }
}

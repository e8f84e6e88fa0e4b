//! The loopback server: the same interface and the same table as the window, for a browser on this computer.
//!
//! It listens on 127.0.0.1 and nowhere else. It decides nothing about incidents; it decides who may ask
//! ([`gate`], [`session`]) and carries requests to the [`Core`] and changes back ([`calls`], [`events`]).

mod calls;
mod events;
mod files;
mod gate;
mod refusal;
mod session;
#[cfg(test)]
mod tests;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use holdfast_core::change::Change;
use holdfast_core::error::Result;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use gate::Gate;
use session::Door;

/// The longest body that is read, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// What a table's answer comes in.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Value>> + Send>>;

/// What the server asks of the core.
pub(crate) trait Core: Send + Sync + 'static {
    /// Runs a row of the table.
    fn dispatch(&self, name: String, request: Value) -> Answer;

    /// Hears what changes from now on.
    fn changes(&self) -> broadcast::Receiver<Change>;
}

/// What every handler shares.
#[derive(Clone)]
struct Desk {
    core: Arc<dyn Core>,
    door: Arc<Door>,
    /// Turns true when the server stops; streams end then.
    stopping: watch::Receiver<bool>,
}

/// A running server. Dropping it does not stop it: [`Server::stop`] does.
pub(crate) struct Server {
    address: SocketAddr,
    token: String,
    stop: watch::Sender<bool>,
    serving: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Listens on that port of 127.0.0.1 (any free one for 0) and serves.
    pub(crate) async fn start(port: u16, core: Arc<dyn Core>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let (door, token) =
            Door::new(address.port()).map_err(|error| io::Error::other(error.to_string()))?;
        let (stop, stopping) = watch::channel(false);
        let router = router(
            address,
            Desk {
                core,
                door: Arc::new(door),
                stopping: stopping.clone(),
            },
        );
        let serving = tokio::spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(stopped(stopping))
                .await
        });
        Ok(Self {
            address,
            token,
            stop,
            serving,
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to open, with the token that opens it once.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/#token={}", self.address, self.token)
    }

    /// Ends the streams, lets running requests finish, and waits for that at most `patience`.
    pub(crate) async fn stop(mut self, patience: Duration) {
        self.stop.send_replace(true);
        if tokio::time::timeout(patience, &mut self.serving)
            .await
            .is_err()
        {
            self.serving.abort();
        }
    }
}

/// Returns once the server is told to stop.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it the server.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn router(address: SocketAddr, desk: Desk) -> Router {
    let gate = Gate::new(address.port(), Arc::clone(&desk.door));
    Router::new()
        .route("/session", post(session::exchange))
        .route("/api/{name}", post(calls::call))
        .route("/events", get(events::stream))
        .method_not_allowed_fallback(refusal::wrong_method)
        .fallback(files::file)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(gate, gate::pass))
        .with_state(desk)
}

//! The one way out: calls with limits, whose every failure is a sentence.
//!
//! Connecting, answering, the answer's size and its redirects are all bounded; certificates are verified; the system's
//! proxy is used except for this machine; a credential never leaves the host it was meant for. Not here: when to try
//! again (`engine`), and what an answer means (the adapters).

mod address;
mod answer;
mod call;
mod fault;
mod problem;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response};
use url::Url;

pub use address::check_address;
pub(crate) use address::is_loopback;
pub use answer::Answer;
pub use call::{Call, Credential, beneath};
pub(crate) use problem::quoted;
pub use problem::{Problem, ProblemKind};

/// Bounds of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the answer is whole, redirects included: however slowly it drips, it ends here.
    pub total: Duration,
    /// Bytes of an answer's body after decompression, where a call does not say otherwise.
    pub body: usize,
    /// Bytes of an answer's headers.
    pub headers: usize,
    /// Redirects that are followed.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(10),
            body: 1024 * 1024,
            headers: 64 * 1024,
            redirects: 3,
        }
    }
}

/// Makes calls. Cheap until the first one; share one, for its connections.
#[derive(Debug, Default)]
pub struct Http {
    limits: Limits,
    proxied: OnceLock<Result<Client, String>>,
    direct: OnceLock<Result<Client, String>>,
}

impl Http {
    /// With the limits that hold everywhere.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other limits.
    pub fn with_limits(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Makes the call. Whatever answers in time with a body of allowed size is an answer; [`Answer::ok`] judges its status.
    pub async fn send(&self, call: Call<'_>) -> Result<Answer, Problem> {
        let follow = Box::pin(self.follow(&call));
        match tokio::time::timeout(self.limits.total, follow).await {
            Ok(answered) => answered,
            Err(_) => Err(fault::too_slow(&call, self.limits.total)),
        }
    }

    async fn follow(&self, call: &Call<'_>) -> Result<Answer, Problem> {
        let mut url = call.url.clone();
        for _ in 0..=self.limits.redirects {
            let response = self.ask(call, &url).await?;
            let Some(location) = redirect(&response) else {
                return self.read(call, response).await;
            };
            url = call.redirected(&url, location)?;
        }
        Err(Problem::new(
            ProblemKind::Redirected,
            format!(
                "{} redirected more than {} times: check the address",
                call.who, self.limits.redirects
            ),
        ))
    }

    async fn ask(&self, call: &Call<'_>, url: &Url) -> Result<Response, Problem> {
        check_address(url)?;
        let client = self.client(url)?;
        let response = call
            .request(client, url)?
            .send()
            .await
            .map_err(|error| fault::of(call, url, &error, &self.limits))?;
        let headers = size(response.headers());
        if headers > self.limits.headers {
            return Err(Problem::new(
                ProblemKind::TooLarge,
                format!(
                    "{} answered with {headers} bytes of headers: check the address",
                    call.who
                ),
            ));
        }
        Ok(response)
    }

    async fn read(&self, call: &Call<'_>, mut response: Response) -> Result<Answer, Problem> {
        let most = call.most.unwrap_or(self.limits.body);
        let announced = response
            .content_length()
            .and_then(|length| usize::try_from(length).ok());
        if announced.is_some_and(|length| length > most) {
            return Err(fault::too_large(call, most));
        }
        let (status, url) = (response.status(), response.url().clone());
        let retry_after = answer::retry_after(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| fault::of(call, &url, &error, &self.limits))?
        {
            if body.len() + chunk.len() > most {
                return Err(fault::too_large(call, most));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            who: call.who,
            status,
            body,
            retry_after,
            had_secret: call.credential.is_some(),
        })
    }

    /// Clients are made when first needed: reading the machine's certificates takes longer than the rest of a launch.
    fn client(&self, url: &Url) -> Result<&Client, Problem> {
        let made = if address::is_loopback(url) {
            self.direct
                .get_or_init(|| client(|| self.builder().no_proxy()))
        } else {
            self.proxied.get_or_init(|| client(|| self.builder()))
        };
        made.as_ref().map_err(|cause| {
            Problem::new(
                ProblemKind::Refused,
                format!(
                    "Holdfast cannot call anybody: {cause}. Check this machine's certificates and proxy settings"
                ),
            )
        })
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .user_agent(concat!("holdfast/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.limits.connect)
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .dns_resolver(address::Resolver)
            .http2_max_header_list_size(u32::try_from(self.limits.headers).unwrap_or(u32::MAX))
            .pool_max_idle_per_host(4)
    }
}

/// A machine without certificates still reaches its own services over http; what wants https fails closed, and says so.
fn client(builder: impl Fn() -> ClientBuilder) -> Result<Client, String> {
    builder()
        .build()
        .or_else(|cause| {
            tracing::warn!(%cause, "this machine's certificates cannot be read: https will fail");
            builder().tls_certs_only([]).build()
        })
        .map_err(|cause| cause.to_string())
}

fn redirect(response: &Response) -> Option<&[u8]> {
    matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308)
        .then(|| response.headers().get(LOCATION))
        .flatten()
        .map(reqwest::header::HeaderValue::as_bytes)
}

fn size(headers: &HeaderMap) -> usize {
    headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum()
}

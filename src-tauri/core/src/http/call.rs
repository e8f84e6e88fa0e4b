//! A call to make: whom, what, with which credential; and where it may be redirected to.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder};
use serde::Serialize;
use url::{Url, form_urlencoded};

use super::address::check_address;
use super::problem::{Problem, ProblemKind};
use crate::secret::Secret;

/// What opens the door.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    /// `Authorization: Bearer …`.
    Bearer(&'a Secret),
    /// `user:password`, as `Authorization: Basic …`.
    Basic(&'a Secret),
    /// The secret as it is, in that header.
    Header(&'a HeaderName, &'a Secret),
    /// The address itself is the secret: it is never named, and nothing is followed from it.
    Address,
}

/// A call to make.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// Whom, as people call it: `Prometheus`.
    pub(super) who: &'static str,
    pub(super) url: Url,
    pub(super) credential: Option<Credential<'a>>,
    pub(super) most: Option<usize>,
    method: Method,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<(&'static str, String)>,
}

impl<'a> Call<'a> {
    /// Asks for `url`.
    pub fn get(who: &'static str, url: Url) -> Self {
        Self::new(who, Method::GET, url, None)
    }

    /// Deletes what is at `url`.
    pub fn delete(who: &'static str, url: Url) -> Self {
        Self::new(who, Method::DELETE, url, None)
    }

    /// Sends JSON to `url`.
    pub fn post_json(who: &'static str, url: Url, body: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_string(body).map_err(|cause| {
            Problem::new(
                ProblemKind::Refused,
                format!("What was to be sent to {who} cannot be written as JSON: {cause}"),
            )
        })?;
        let typed = Some(("application/json", body));
        Ok(Self::new(who, Method::POST, url, typed))
    }

    /// Sends a form to `url`.
    pub fn post_form(who: &'static str, url: Url, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let typed = Some(("application/x-www-form-urlencoded", body));
        Self::new(who, Method::POST, url, typed)
    }

    fn new(
        who: &'static str,
        method: Method,
        url: Url,
        body: Option<(&'static str, String)>,
    ) -> Self {
        Self {
            who,
            url,
            credential: None,
            most: None,
            method,
            headers: Vec::new(),
            body,
        }
    }

    /// With a credential, if there is one.
    #[must_use]
    pub fn with(mut self, credential: Option<Credential<'a>>) -> Self {
        self.credential = credential;
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With a limit of its own for the answer's body.
    #[must_use]
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.most = Some(bytes);
        self
    }

    /// The host and port for a sentence; just whom, where the address is a secret.
    pub(super) fn place(&self, url: &Url) -> String {
        if matches!(self.credential, Some(Credential::Address)) {
            return self.who.to_owned();
        }
        place(url)
    }

    /// The request for `url`: the call's own address, or one it was redirected to.
    pub(super) fn request(&self, client: &Client, url: &Url) -> Result<RequestBuilder, Problem> {
        let mut request = client
            .request(self.method.clone(), url.clone())
            .header(ACCEPT, "application/json, text/plain;q=0.5");
        if url.origin() != self.url.origin() {
            return Ok(request);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some((kind, body)) = &self.body {
            request = request.header(CONTENT_TYPE, *kind).body(body.clone());
        }
        match self.credential {
            None | Some(Credential::Address) => Ok(request),
            Some(Credential::Bearer(secret)) => {
                let bearer = format!("Bearer {}", secret.expose().trim());
                Ok(request.header(reqwest::header::AUTHORIZATION, sensitive(&bearer)?))
            }
            Some(Credential::Basic(secret)) => {
                let Some((user, password)) = secret.expose().trim().split_once(':') else {
                    return Err(Problem::new(
                        ProblemKind::NeedsSecret,
                        format!(
                            "The secret for {} is not of the form user:password: store it again",
                            self.who
                        ),
                    ));
                };
                Ok(request.basic_auth(user, Some(password)))
            }
            Some(Credential::Header(name, secret)) => {
                Ok(request.header(name, sensitive(secret.expose().trim())?))
            }
        }
    }

    /// Where an answer from `from` with this `Location` leads, if Holdfast follows there.
    pub(super) fn redirected(&self, from: &Url, location: &[u8]) -> Result<Url, Problem> {
        let stop = |next: String| {
            Err(Problem::new(
                ProblemKind::Redirected,
                format!("{} redirected {next}", self.who),
            ))
        };
        let Some(to) = std::str::from_utf8(location)
            .ok()
            .and_then(|location| from.join(location).ok())
        else {
            return stop("to something that is not an address: check the address".to_owned());
        };
        if check_address(&to).is_err() {
            return stop("to an address that Holdfast does not call: check the address".to_owned());
        }
        if matches!(self.credential, Some(Credential::Address)) {
            return stop("to another address: store the new one".to_owned());
        }
        let place = format!("{}://{}", to.scheme(), place(&to));
        if self.method != Method::GET {
            return stop(format!(
                "what was sent to {place}: put that address in the settings"
            ));
        }
        if from.scheme() == "https" && to.scheme() == "http" {
            return stop(format!(
                "from https to {place}, where others can read along: check the address"
            ));
        }
        if to.origin() != self.url.origin() && self.credential.is_some() {
            return stop(format!(
                "to {place}, and the secret does not go to another host: put that address in the settings"
            ));
        }
        Ok(to)
    }
}

/// The address of `path` beneath `base`, whatever path `base` has of its own.
pub fn beneath(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(None);
    url
}

fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("nowhere");
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn sensitive(text: &str) -> Result<HeaderValue, Problem> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Problem::new(
            ProblemKind::NeedsSecret,
            "The stored secret has characters that cannot be sent: store it again",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}

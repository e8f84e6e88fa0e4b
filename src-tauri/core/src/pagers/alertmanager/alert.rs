//! An alert as Alertmanager gives it, and what Holdfast makes of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::super::{Alert, Handled};
use super::silence::Silence;
use crate::domain::Instant;
use crate::domain::page::Urgency;
use crate::http::quoted;

/// An alert as it comes.
#[derive(Deserialize)]
pub(super) struct Firing {
    fingerprint: String,
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: Option<BTreeMap<String, String>>,
    #[serde(rename = "startsAt")]
    starts_at: Instant,
    #[serde(default, rename = "generatorURL")]
    generator_url: Option<String>,
    status: Status,
}

#[derive(Deserialize)]
struct Status {
    #[serde(default, rename = "silencedBy")]
    silenced_by: Option<Vec<String>>,
    #[serde(default, rename = "mutedBy")]
    muted_by: Option<Vec<String>>,
}

impl Firing {
    /// Some silence stands over it.
    pub(super) fn is_silenced(&self) -> bool {
        let silences = self.status.silenced_by.as_deref();
        silences.is_some_and(|silences| !silences.is_empty())
    }

    /// What Holdfast makes of it, knowing the silences and the words for urgent severities.
    pub(super) fn alert(self, silences: &[Silence], high: &[String]) -> Alert {
        let handled = self.handled(silences);
        let annotations = self.annotations.unwrap_or_default();
        let label = |name: &str| self.labels.get(name).filter(|value| !value.is_empty());
        let annotation = |name: &str| annotations.get(name).filter(|text| !text.trim().is_empty());

        let summary = annotation("summary")
            .or_else(|| annotation("title"))
            .or_else(|| label("alertname"))
            .map_or_else(
                || "An alert without a name".to_owned(),
                |text| quoted(text, 200),
            );
        let urgency = match label("severity") {
            Some(severity) if !high.contains(&severity.to_lowercase()) => Urgency::Low,
            Some(_) | None => Urgency::High,
        };
        Alert {
            key: self.fingerprint,
            summary,
            detail: annotation("description")
                .or_else(|| annotation("message"))
                .map(|text| shortened(text.trim(), 4000)),
            urgency,
            link: [self.generator_url.as_ref(), annotation("runbook_url")]
                .into_iter()
                .flatten()
                .find(|link| opens_in_a_browser(link))
                .cloned(),
            capability: label("capability").cloned(),
            started_at: self.starts_at,
            handled,
            labels: self.labels.into_iter().collect(),
        }
    }

    /// The silence that lasts longest decides; a silence that has gone meanwhile does not count.
    fn handled(&self, silences: &[Silence]) -> Option<Handled> {
        let named = self.status.silenced_by.as_deref().unwrap_or_default();
        let standing = silences
            .iter()
            .filter(|silence| named.contains(&silence.id) && silence.stands())
            .max_by_key(|silence| silence.ends_at);
        if let Some(silence) = standing {
            return Some(Handled {
                by: silence.author(),
                until: Some(silence.ends_at),
                page: silence.page(),
            });
        }
        let muted = self.status.muted_by.as_deref().unwrap_or_default();
        muted.first().map(|name| Handled {
            by: format!("the mute times “{}”", quoted(name, 60)),
            until: None,
            page: None,
        })
    }
}

/// The matchers in a list such as `team="shop", severity!="info"`: split at commas outside quotes.
pub(super) fn matchers(text: &str) -> Result<Vec<String>, String> {
    let list = text.trim();
    let list = list
        .strip_prefix('{')
        .and_then(|inner| inner.strip_suffix('}'))
        .unwrap_or(list);
    let mut matchers = Vec::new();
    let mut matcher = String::new();
    let (mut is_quoted, mut is_escaped) = (false, false);
    for character in list.chars() {
        if character == ',' && !is_quoted {
            matchers.push(std::mem::take(&mut matcher));
            continue;
        }
        is_quoted ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        matcher.push(character);
    }
    matchers.push(matcher);
    if is_quoted {
        return Err("A quotation mark is missing: write it like team=\"shop\"".to_owned());
    }
    let matchers: Vec<String> = matchers
        .iter()
        .map(|matcher| matcher.trim().to_owned())
        .filter(|matcher| !matcher.is_empty())
        .collect();
    match matchers
        .iter()
        .find(|matcher| !matcher.contains('=') && !matcher.contains("!~"))
    {
        Some(odd) => Err(format!(
            "“{odd}” is not a matcher: write it like team=\"shop\""
        )),
        None => Ok(matchers),
    }
}

fn opens_in_a_browser(link: &str) -> bool {
    Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain(['…']).collect()
}

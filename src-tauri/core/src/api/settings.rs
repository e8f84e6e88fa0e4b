//! Settings on the wire. The file on disk is the truth; the window edits it line by line and keeps its comments.

mod wire;

use std::collections::BTreeMap;

use super::desk::{AdapterHealth, Nothing};
use super::incident::{CapabilityView, handle_of};
use super::page::{self, PageView, RaisePage};
use super::view;
use crate::app::App;
use crate::config::{
    AdapterEdit, Capability, Config, Configured, Metric, MetricEdit, Notifications, SecretRef,
    common_fields, length_text, own_values, working_hours,
};
pub use crate::config::{AdapterTable, ConfigProblem};
use crate::demo;
use crate::domain::metric::{self};
use crate::domain::page::Urgency;
use crate::domain::zone::Zone;
use crate::error::{Failure, Result};
pub use crate::form::FieldInput;
use crate::form::Form;
use crate::pagers::Pager;
use crate::publishers::Publisher;
use crate::secret::Secret;
use crate::sources::Source;
pub use wire::*;

/// Everything the settings screen shows.
pub fn settings(app: &App, _: Nothing) -> Result<Settings> {
    let settings = app.settings();
    let config = &settings.config;
    let library = app.library();
    let keychain = app.keychain().state();
    Ok(Settings {
        file: app.home().config_file().display().to_string(),
        problems: settings.problems.to_vec(),
        person: app.person(),
        zone: config.zone.clone().unwrap_or_default(),
        working_from: config.working.from.format("%H:%M").to_string(),
        working_to: config.working.to.format("%H:%M").to_string(),
        notifications: NotificationSettings {
            sound: config.notifications.sound,
            repeat: config.notifications.repeat,
            hide_details: config.notifications.hide_details,
        },
        adapters: adapters(app, config),
        kinds: kinds(),
        metrics: config.metrics.iter().map(metric_setting).collect(),
        capabilities: config
            .capabilities
            .iter()
            .map(|capability| CapabilityView {
                name: capability.name.clone(),
                label: capability.label.clone(),
            })
            .collect(),
        keychain: KeychainView {
            working: keychain.working,
            note: keychain.note,
        },
        library: app.home().library().display().to_string(),
        library_problems: library.problems().to_vec(),
        home: app.home().data().display().to_string(),
    })
}

/// Saves who sits here.
pub fn save_person(app: &App, request: SavePerson) -> Result<Nothing> {
    let person = handle_of(&request.person)?;
    let zone = request.zone.trim();
    if !zone.is_empty() {
        Zone::named(zone).map_err(|error| Failure::invalid("zone", format!("{error}.")))?;
    }
    let working = working_hours(&request.working_from, &request.working_to)
        .map_err(|message| Failure::invalid("working_from", message))?;
    app.edit_settings(|file| {
        file.set_person(&person, (!zone.is_empty()).then_some(zone), working)
    })?;
    Ok(Nothing {})
}

/// Saves how pages are told.
pub fn save_notifications(app: &App, request: NotificationSettings) -> Result<Nothing> {
    let told = Notifications {
        sound: request.sound,
        repeat: request.repeat,
        hide_details: request.hide_details,
    };
    app.edit_settings(|file| file.set_notifications(told))?;
    Ok(Nothing {})
}

/// Saves what users can do.
pub fn save_capabilities(app: &App, request: SaveCapabilities) -> Result<Nothing> {
    let capabilities: Vec<Capability> = request
        .capabilities
        .into_iter()
        .map(|capability| Capability {
            name: capability.name,
            label: capability.label,
        })
        .collect();
    app.edit_settings(|file| file.set_capabilities(&capabilities))?;
    Ok(Nothing {})
}

/// Saves an adapter.
pub fn save_adapter(app: &App, request: SaveAdapter) -> Result<Nothing> {
    let known = request
        .was
        .as_deref()
        .and_then(|was| secret_ref(app, request.table, was));
    build(&request)?;
    let word = request.table.key();
    let secret = match (typed_secret(&request), known) {
        (Some(secret), _) => Some(app.keychain().store(word, &request.name, &secret)),
        (None, Some(known)) => match request.was.as_deref().filter(|was| *was != request.name) {
            Some(was) => Some(
                app.keychain()
                    .rename(known, word, was, &request.name)
                    .map_err(Failure::conflict)?,
            ),
            None => Some(known),
        },
        (None, None) => None,
    };
    let edit = AdapterEdit {
        table: request.table,
        was: request.was,
        name: request.name,
        kind: request.kind,
        values: request.values,
        secret,
    };
    app.edit_settings(|file| file.put_adapter(&edit))?;
    Ok(Nothing {})
}

/// Removes an adapter.
pub fn remove_adapter(app: &App, request: AdapterRequest) -> Result<Nothing> {
    let secret = secret_ref(app, request.table, &request.name);
    app.edit_settings(|file| file.remove_adapter(request.table, &request.name))?;
    if let Some(secret) = secret
        && let Err(problem) = app
            .keychain()
            .forget(&secret, request.table.key(), &request.name)
    {
        tracing::warn!(
            adapter = request.name,
            problem,
            "the secret of a removed adapter stays in the keychain"
        );
    }
    Ok(Nothing {})
}

/// Asks an adapter once, with the values as typed, without saving them.
pub async fn test_adapter(app: &App, request: SaveAdapter) -> Result<Tested> {
    let built = build(&request)?;
    let secret = match typed_secret(&request) {
        Some(secret) => Some(secret),
        None => match request
            .was
            .as_deref()
            .and_then(|was| Some((was, secret_ref(app, request.table, was)?)))
        {
            Some((was, known)) => app
                .keychain()
                .fetch(&known, request.table.key(), was)
                .await
                .map_err(Failure::conflict)?,
            None => None,
        },
    };
    let answer = match &built {
        Built::Source(source) => source.probe(app.http(), secret.as_ref(), app.now()).await,
        Built::Pager(pager) => pager.probe(app.http(), secret.as_ref()).await,
        Built::Publisher(publisher) => publisher.probe(app.http(), secret.as_ref()).await,
    };
    Ok(match answer {
        Ok(message) => Tested {
            works: true,
            message,
        },
        Err(problem) => Tested {
            works: false,
            message: problem.message,
        },
    })
}

/// Saves a metric.
pub fn save_metric(app: &App, request: SaveMetric) -> Result<Nothing> {
    let SaveMetric { was, metric } = request;
    let edit = MetricEdit {
        was,
        name: metric.name,
        label: metric.label,
        source: metric.source,
        query: metric.query,
        unit: metric.unit,
        capability: metric.capability,
        low: metric.low,
        high: metric.high,
        hold: metric.hold,
        clear: metric.clear,
        page: metric.pages,
    };
    app.edit_settings(|file| file.put_metric(&edit))?;
    Ok(Nothing {})
}

/// Removes a metric.
pub fn remove_metric(app: &App, request: MetricName) -> Result<Nothing> {
    app.edit_settings(|file| file.remove_metric(&request.name))?;
    Ok(Nothing {})
}

/// Tries a query without saving it.
pub async fn try_metric(app: &App, request: TryMetric) -> Result<Tested> {
    let config = app.settings().config;
    let source = config
        .sources
        .iter()
        .find(|source| source.name == request.source);
    let source = source.ok_or_else(|| {
        Failure::invalid(
            "source",
            format!("There is no source “{}”. Save it first.", request.source),
        )
    })?;
    let secret = match &source.secret {
        Some(known) => app
            .keychain()
            .fetch(known, "source", &source.name)
            .await
            .map_err(Failure::conflict)?,
        None => None,
    };
    Ok(
        match source
            .adapter
            .read(app.http(), secret.as_ref(), &request.query, app.now())
            .await
        {
            Ok(reading) => Tested {
                works: true,
                message: format!("{} now", metric::number(reading.value)),
            },
            Err(problem) => Tested {
                works: false,
                message: problem.message,
            },
        },
    )
}

/// Raises a page that proves the whole path to the person.
pub fn test_page(app: &App, _: Nothing) -> Result<PageView> {
    let request = RaisePage {
        summary: "Test page: acknowledge it to prove the whole path".to_owned(),
        key: Some("test page".to_owned()),
        urgency: Some(Urgency::High),
    };
    page::raise_page(app, request)
}

enum Built {
    Source(Source),
    Pager(Pager),
    Publisher(Publisher),
}

fn build(request: &SaveAdapter) -> Result<Built> {
    let own = own_values(request.table, &request.values);
    Ok(match request.table {
        AdapterTable::Source => Built::Source(Source::build(&request.kind, &own)?),
        AdapterTable::Pager => Built::Pager(Pager::build(&request.kind, &own)?),
        AdapterTable::Publisher => Built::Publisher(Publisher::build(&request.kind, &own)?),
    })
}

fn typed_secret(request: &SaveAdapter) -> Option<Secret> {
    request
        .secret
        .clone()
        .map(Secret::new)
        .filter(|secret| !secret.is_blank())
}

fn secret_ref(app: &App, table: AdapterTable, name: &str) -> Option<SecretRef> {
    let config = app.settings().config;
    match table {
        AdapterTable::Source => config
            .sources
            .iter()
            .find(|source| source.name == name)?
            .secret
            .clone(),
        AdapterTable::Pager => config
            .pagers
            .iter()
            .find(|pager| pager.name == name)?
            .secret
            .clone(),
        AdapterTable::Publisher => config
            .publishers
            .iter()
            .find(|publisher| publisher.name == name)?
            .secret
            .clone(),
    }
}

fn adapters(app: &App, config: &Config) -> Vec<AdapterSetting> {
    let health = view::adapters(app, config);
    let settings = health.into_iter().map(|health| {
        let (values, secret) = match health.table {
            AdapterTable::Source => facts(&config.sources, &health),
            AdapterTable::Pager => facts(&config.pagers, &health),
            AdapterTable::Publisher => facts(&config.publishers, &health),
        };
        let metrics = config
            .metrics
            .iter()
            .filter(|metric| health.table == AdapterTable::Source && metric.source == health.name)
            .count();
        AdapterSetting {
            table: health.table,
            name: health.name.clone(),
            kind: health.kind.clone(),
            values,
            has_secret: secret.is_some(),
            secret_from: secret.map(|secret| secret.to_string()),
            health,
            metrics: u32::try_from(metrics).unwrap_or(u32::MAX),
        }
    });
    settings.collect()
}

fn facts<K>(
    configured: &[Configured<K>],
    of: &AdapterHealth,
) -> (BTreeMap<String, String>, Option<SecretRef>) {
    configured
        .iter()
        .find(|adapter| adapter.name == of.name)
        .map(|adapter| (adapter.all_values(of.table), adapter.secret.clone()))
        .unwrap_or_default()
}

fn kinds() -> Vec<AdapterKind> {
    let of = |table: AdapterTable, forms: &'static [Form]| {
        forms
            .iter()
            .filter(|form| form.kind != demo::KIND)
            .map(move |form| kind(table, form))
    };
    of(AdapterTable::Source, Source::FORMS)
        .chain(of(AdapterTable::Pager, Pager::FORMS))
        .chain(of(AdapterTable::Publisher, Publisher::FORMS))
        .collect()
}

fn kind(table: AdapterTable, form: &Form) -> AdapterKind {
    let fields = form
        .fields
        .iter()
        .chain(common_fields(table))
        .map(|field| FieldView {
            name: field.name.to_owned(),
            label: field.label.to_owned(),
            input: field.input,
            required: field.required,
            hint: field.hint.to_owned(),
            default: field.default.to_owned(),
            options: field
                .options
                .iter()
                .map(|option| (*option).to_owned())
                .collect(),
        });
    AdapterKind {
        table,
        kind: form.kind.to_owned(),
        label: form.label.to_owned(),
        about: form.about.to_owned(),
        fields: fields.collect(),
    }
}

fn metric_setting(metric: &Metric) -> MetricSetting {
    MetricSetting {
        name: metric.name.clone(),
        label: metric.label.clone(),
        source: metric.source.clone(),
        query: metric.query.clone(),
        unit: metric.unit,
        capability: metric.capability.clone(),
        low: metric.band.low,
        high: metric.band.high,
        hold: length_text(metric.patience.hold),
        clear: length_text(metric.patience.clear),
        pages: metric.page,
    }
}

//! The table of commands and queries: the whole surface of the core.
//!
//! The window, the loopback server, the command line and the tests are transports over it. Both types of a row are
//! pinned by the macro to its handler, so the schema cannot lie. A row is one line here and one function in a file of
//! `api/`; TypeScript learns of it with `cargo xtask gen`.

#![expect(
    clippy::needless_pass_by_value,
    reason = "the table hands every request over, whether or not its handler keeps it"
)]

pub mod desk;
pub mod incident;
pub mod journal;
pub mod name;
pub mod outbox;
pub mod page;
pub mod retrospective;
pub mod settings;
pub mod update;
mod view;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::error::{Code, Failure, Result};

/// Whether a row changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only reads.
    Read,
    /// It may write.
    Write,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name, the same on every transport.
    pub name: &'static str,
    /// Whether it changes anything.
    pub access: Access,
    /// What it does.
    pub about: &'static str,
}

/// Rows that only touch this machine come first and run where waiting for a disk is allowed; those that ask somebody
/// outside follow.
macro_rules! table {
    (
        $($(#[doc = $about:literal])+ $access:ident $name:ident($module:ident: $request:ty) -> $response:ty;)*
        outside {
            $($(#[doc = $outside_about:literal])+ $outside_access:ident $outside:ident($outside_module:ident: $outside_request:ty) -> $outside_response:ty;)*
        }
    ) => {
        /// Every row.
        pub const TABLE: &[Row] = &[
            $(Row { name: stringify!($name), access: Access::$access, about: concat!($($about),+) },)*
            $(Row { name: stringify!($outside), access: Access::$outside_access, about: concat!($($outside_about),+) },)*
        ];

        /// Carries out the row called `name`. The request is read strictly: what it does not know, it refuses by name.
        pub async fn dispatch(app: &App, name: &str, request: Value) -> Result<Value> {
            match name {
                $(stringify!($name) => {
                    let request: $request = read(name, request)?;
                    let app = app.clone();
                    let done = tokio::task::spawn_blocking(move || -> Result<$response> { $module::$name(&app, request) }).await;
                    answer(name, &done.map_err(|error| Failure::internal(name, error))??)
                })*
                $(stringify!($outside) => {
                    let request: $outside_request = read(name, request)?;
                    let done: $outside_response = $outside_module::$outside(app, request).await?;
                    answer(name, &done)
                })*
                _ => Err(Failure::new(Code::NotFound, format!("There is no command or query “{name}”."))),
            }
        }

        #[cfg(test)]
        pub(crate) fn declare_types(bindings: &mut crate::bindings::Bindings) {
            $(bindings.row::<$request, $response>(stringify!($name), concat!($($about),+));)*
            $(bindings.row::<$outside_request, $outside_response>(stringify!($outside), concat!($($outside_about),+));)*
        }
    };
}

use desk::{DriveDemo, MetricRequest, MetricView, MissionControl, NoteChange, Nothing, Session};
use incident::{
    Amend, AssignRole, Declare, Describe, IncidentRef, IncidentRequest, IncidentView, Incidents,
    IncidentsRequest, Log, Logged, Resolve, SetPhase, SetSeverity, Tick, Timeline, TimelineRequest,
};
use journal::{EntriesRequest, Rebuilt, SearchRequest, SearchResults, Verified};
use name::{FindRequest, Named};
use outbox::{DeliveryRequest, DeliveryView, OutboxRequest};
use page::{AcknowledgePage, PageRequest, PageView, PagesRequest, RaisePage, SnoozePage};
use retrospective::{Export, Exported, RetrospectiveView, SaveRetrospective, SavedRetrospective};
use settings::{
    AdapterRequest, MetricName, NotificationSettings, SaveAdapter, SaveCapabilities, SaveMetric,
    SavePerson, Settings, Tested, TryMetric,
};
use update::{DraftRequest, SaveDraft, SavedDraft, SendUpdate, SentView, UpdateDraft};

table! {
    /// Who sits here, and how this Holdfast is doing.
    Read session(desk: Nothing) -> Session;
    /// Mission control: verdict, metrics, pages, incidents, changes.
    Read mission_control(desk: Nothing) -> MissionControl;
    /// One metric with more of its past.
    Read metric(desk: MetricRequest) -> MetricView;
    /// Notes that something changed.
    Write note_change(desk: NoteChange) -> Logged;
    /// Opens the demo incident in a Holdfast of its own.
    Write open_demo(desk: Nothing) -> Nothing;
    /// Changes the demo's speed, or starts it anew.
    Write drive_demo(desk: DriveDemo) -> Nothing;

    /// Incidents: open ones, and a page of the past ones.
    Read incidents(incident: IncidentsRequest) -> Incidents;
    /// One incident, as its room shows it.
    Read incident(incident: IncidentRequest) -> IncidentView;
    /// A stretch of an incident's timeline.
    Read timeline(incident: TimelineRequest) -> Timeline;
    /// Declares an incident.
    Write declare(incident: Declare) -> IncidentRef;
    /// Writes something down.
    Write log(incident: Log) -> Logged;
    /// Corrects an earlier entry.
    Write amend(incident: Amend) -> Logged;
    /// Moves the phase.
    Write set_phase(incident: SetPhase) -> Nothing;
    /// Changes the severity.
    Write set_severity(incident: SetSeverity) -> Nothing;
    /// Gives a role to somebody, or vacates it.
    Write assign_role(incident: AssignRole) -> Nothing;
    /// Corrects the title or the scope.
    Write describe(incident: Describe) -> Nothing;
    /// Ticks or unticks a checklist step.
    Write tick(incident: Tick) -> Nothing;
    /// Resolves an incident behind the gate.
    Write resolve(incident: Resolve) -> Nothing;

    /// Pages, newest first.
    Read pages(page: PagesRequest) -> Vec<PageView>;
    /// One page.
    Read page(page: PageRequest) -> PageView;
    /// Raises a page by hand.
    Write raise_page(page: RaisePage) -> PageView;
    /// Takes a page.
    Write acknowledge_page(page: AcknowledgePage) -> Nothing;
    /// Puts a page off.
    Write snooze_page(page: SnoozePage) -> Nothing;
    /// Ends a snooze now.
    Write wake_page(page: PageRequest) -> Nothing;
    /// Says that a page is over.
    Write resolve_page(page: PageRequest) -> Nothing;

    /// The draft of an update, begun from the template when there is none.
    Read update_draft(update: DraftRequest) -> UpdateDraft;
    /// Saves a draft and has it checked.
    Write save_draft(update: SaveDraft) -> SavedDraft;
    /// Throws a draft away.
    Write discard_draft(update: DraftRequest) -> Nothing;
    /// Sends an update, or records that it was copied.
    Write send_update(update: SendUpdate) -> SentView;

    /// The retrospective of an incident, generated when there is no draft.
    Read retrospective(retrospective: IncidentRequest) -> RetrospectiveView;
    /// Saves a retrospective.
    Write save_retrospective(retrospective: SaveRetrospective) -> SavedRetrospective;
    /// Throws what was written away and generates the retrospective again.
    Write regenerate_retrospective(retrospective: IncidentRequest) -> RetrospectiveView;
    /// Exports an incident, its retrospective, or the whole journal.
    Write export(retrospective: Export) -> Exported;

    /// Deliveries to the outside.
    Read outbox(outbox: OutboxRequest) -> Vec<DeliveryView>;
    /// Tries a delivery again now; sends a stale one after all.
    Write retry_delivery(outbox: DeliveryRequest) -> Nothing;
    /// Withdraws a delivery.
    Write cancel_delivery(outbox: DeliveryRequest) -> Nothing;

    /// What a name means: a number, an id, the beginning of one.
    Read find(name: FindRequest) -> Named;
    /// Searches the journal.
    Read search(journal: SearchRequest) -> SearchResults;
    /// Entries, newest first.
    Read entries(journal: EntriesRequest) -> Vec<incident::EntryView>;
    /// Walks the hash chain.
    Read verify_journal(journal: Nothing) -> Verified;
    /// Folds every projection again from the entries alone.
    Write rebuild_journal(journal: Nothing) -> Rebuilt;

    /// Everything the settings screen shows.
    Read settings(settings: Nothing) -> Settings;
    /// Saves who sits here.
    Write save_person(settings: SavePerson) -> Nothing;
    /// Saves how pages are told.
    Write save_notifications(settings: NotificationSettings) -> Nothing;
    /// Saves what users can do.
    Write save_capabilities(settings: SaveCapabilities) -> Nothing;
    /// Saves an adapter.
    Write save_adapter(settings: SaveAdapter) -> Nothing;
    /// Removes an adapter.
    Write remove_adapter(settings: AdapterRequest) -> Nothing;
    /// Saves a metric.
    Write save_metric(settings: SaveMetric) -> Nothing;
    /// Removes a metric.
    Write remove_metric(settings: MetricName) -> Nothing;
    /// Raises a page that proves the whole path to the person.
    Write test_page(settings: Nothing) -> PageView;

    outside {
        /// Asks an adapter once, with the values as typed, without saving them.
        Write test_adapter(settings: SaveAdapter) -> Tested;
        /// Tries a query without saving it.
        Write try_metric(settings: TryMetric) -> Tested;
    }
}

fn read<T: DeserializeOwned>(name: &str, request: Value) -> Result<T> {
    serde_json::from_value(request).map_err(|error| {
        Failure::new(
            Code::Invalid,
            format!("The request to “{name}” cannot be read: {error}."),
        )
    })
}

fn answer(name: &str, response: &impl Serialize) -> Result<Value> {
    serde_json::to_value(response).map_err(|error| Failure::internal(name, error))
}

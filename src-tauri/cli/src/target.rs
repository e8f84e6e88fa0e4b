//! What a person types to name something, looked up by the core.

use holdfast_core::api::name::{self, FindRequest, Nameable, Named};
use holdfast_core::app::App;
use holdfast_core::domain::id::{IncidentId, PageId};
use holdfast_core::error::{Failure, Result};

/// The incident of that name.
pub(crate) fn incident(app: &App, typed: &str) -> Result<IncidentId> {
    match find(app, typed, Some(Nameable::Incident))? {
        Named::Incident { incident } => Ok(incident.id),
        Named::Page { .. } | Named::Entry { .. } => Err(other("incident", typed)),
    }
}

/// The page of that name.
pub(crate) fn page(app: &App, typed: &str) -> Result<PageId> {
    match find(app, typed, Some(Nameable::Page))? {
        Named::Page { page } => Ok(page),
        Named::Incident { .. } | Named::Entry { .. } => Err(other("page", typed)),
    }
}

/// Whatever has that name.
pub(crate) fn anything(app: &App, typed: &str) -> Result<Named> {
    find(app, typed, None)
}

fn find(app: &App, typed: &str, among: Option<Nameable>) -> Result<Named> {
    let name = typed.to_owned();
    name::find(app, FindRequest { name, among })
}

fn other(wanted: &str, typed: &str) -> Failure {
    Failure::not_found(wanted, format!("“{typed}”"))
}

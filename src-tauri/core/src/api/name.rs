//! What people type to name something, and what it names: `INC-7`, `7`, an id, or the beginning of an id.
//!
//! Only the command line asks so far; a name is looked up here so that every transport understands the same ones.

use serde::{Deserialize, Serialize};

use super::incident::{EntryView, IncidentRef};
use super::view;
use crate::app::App;
use crate::domain::entry::Stream;
use crate::domain::id::PageId;
use crate::error::{Code, Failure, Result};
use crate::journal::{self, Reading};

/// Fewer characters of an id name nothing: they are the same for years.
const SHORTEST: usize = 8;
/// Names that are listed when several things have the same beginning.
const MOST: u32 = 5;

/// What can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Nameable {
    /// Incidents.
    Incident,
    /// Pages.
    Page,
    /// Entries.
    Entry,
}

/// Asks what a name means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(deny_unknown_fields)]
pub struct FindRequest {
    /// `INC-7`, `7`, an id, or the beginning of one.
    pub name: String,
    /// Only among these; among everything without it.
    pub among: Option<Nameable>,
}

/// What a name means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Named {
    /// An incident.
    Incident {
        /// Which.
        incident: IncidentRef,
    },
    /// A page.
    Page {
        /// Which.
        page: PageId,
    },
    /// An entry.
    Entry {
        /// The entry.
        entry: Box<EntryView>,
    },
}

/// What somebody typed, before anything is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Typed {
    Number(u32),
    /// Hexadecimal digits and dashes, in lower case.
    Beginning(String),
}

/// What a name means. Nothing and several things are failures that say so.
pub fn find(app: &App, request: FindRequest) -> Result<Named> {
    let among = |sort| request.among.is_none_or(|among| among == sort);
    let name = request.name.trim();
    let missing = || {
        Failure::not_found(
            request
                .among
                .map_or("incident, page or entry", Nameable::word),
            format!("“{name}”"),
        )
    };
    app.read(|reading| {
        let mut found = Vec::new();
        match read(name)? {
            Typed::Number(number) if among(Nameable::Incident) => {
                let incident = reading.incident_numbered(number)?.ok_or_else(missing)?;
                Ok(Named::Incident {
                    incident: IncidentRef {
                        id: incident.id,
                        number,
                    },
                })
            }
            Typed::Number(_) => Err(missing()),
            Typed::Beginning(id) => {
                if among(Nameable::Incident) {
                    found.extend(reading.streams_like(&format!("incident:{id}"), MOST)?);
                }
                if among(Nameable::Page) {
                    found.extend(reading.streams_like(&format!("page:{id}"), MOST)?);
                }
                let entry = if among(Nameable::Entry) {
                    reading.entry_like(&id)?
                } else {
                    journal::Found::None
                };
                match (found.as_slice(), entry) {
                    ([], journal::Found::None) => Err(missing()),
                    ([], journal::Found::One(entry)) => {
                        let line = reading.line(entry.id)?.ok_or_else(missing)?;
                        Ok(Named::Entry {
                            entry: Box::new(view::entry_view(line)),
                        })
                    }
                    ([only], journal::Found::None) => {
                        stream(reading, *only).and_then(|named| named.ok_or_else(missing))
                    }
                    (several, entry) => Err(ambiguous(name, several, &entry)),
                }
            }
        }
    })
}

fn read(name: &str) -> Result<Typed> {
    let lower = name.to_ascii_lowercase();
    let digits = lower.strip_prefix("inc-").unwrap_or(&lower);
    // Ids begin with a zero, and will for two hundred years; numbers never do.
    if !digits.starts_with('0')
        && let Ok(number) = digits.parse()
    {
        return Ok(Typed::Number(number));
    }
    let is_id = lower
        .chars()
        .all(|letter| letter.is_ascii_hexdigit() || letter == '-');
    if !is_id || lower.len() < SHORTEST {
        return Err(Failure::invalid(
            "name",
            format!(
                "“{name}” is no name: say INC-7 or 7, or an id, or at least the first {SHORTEST} characters of one."
            ),
        ));
    }
    Ok(Typed::Beginning(lower))
}

fn stream(reading: &Reading<'_>, stream: Stream) -> Result<Option<Named>> {
    Ok(match stream {
        Stream::Incident(id) => reading.incident(id)?.map(|incident| Named::Incident {
            incident: IncidentRef {
                id,
                number: incident.number,
            },
        }),
        Stream::Page(page) => Some(Named::Page { page }),
        Stream::Desk => None,
    })
}

fn ambiguous(name: &str, streams: &[Stream], entry: &journal::Found) -> Failure {
    let mut names: Vec<String> = streams
        .iter()
        .map(|stream| stream.to_string().replace(':', " "))
        .collect();
    match entry {
        journal::Found::None => {}
        journal::Found::One(entry) => names.push(format!("entry {}", entry.id)),
        journal::Found::Several => names.push("several entries".to_owned()),
    }
    Failure::new(
        Code::Invalid,
        format!(
            "“{name}” begins the names of more than one thing ({}): say more of it.",
            names.join(", ")
        ),
    )
}

impl Nameable {
    fn word(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Page => "page",
            Self::Entry => "entry",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_number_or_the_beginning_of_an_id() {
        let beginning = |text: &str| Ok(Typed::Beginning(text.to_owned()));
        assert_eq!(read("7"), Ok(Typed::Number(7)));
        assert_eq!(read("INC-7"), Ok(Typed::Number(7)));
        assert_eq!(read("inc-214"), Ok(Typed::Number(214)));
        assert_eq!(
            read("01938F2E"),
            beginning("01938f2e"),
            "ids begin with a zero, numbers do not"
        );
        assert_eq!(
            read("01938f2e-1b7c-7a3f-8000-000000000000"),
            beginning("01938f2e-1b7c-7a3f-8000-000000000000")
        );
    }

    #[test]
    fn what_names_nothing_is_refused_with_the_forms_that_do() {
        for name in [
            "",
            "INC-",
            "INC-x",
            "checkout",
            "0193",
            "-1",
            "7.5",
            "01938f2e%",
            "01938f2e:desk",
            "INC-99999999999999",
        ] {
            let refusal = read(name).unwrap_err();
            assert_eq!(refusal.field.as_deref(), Some("name"), "{name}: {refusal}");
        }
    }
}

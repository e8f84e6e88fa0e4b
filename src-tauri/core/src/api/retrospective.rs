//! Retrospectives and exports on the wire.

mod wire;

use chrono::Duration;

use super::incident::{self, IncidentRequest};
use super::view::{self, Viewer};
use crate::app::App;
use crate::change::Change;
use crate::domain::entry::{Body, Entry, Stream};
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::page::Page;
use crate::domain::report;
use crate::domain::retrospective::{self as document, Material, Watched};
use crate::domain::timeline::TimelineFilter;
use crate::domain::wording::{self};
use crate::error::{Failure, Result};
use crate::journal::{Listing, Reading, Subject};
use crate::markdown;
pub use wire::*;

/// Longest document, in characters.
const LONGEST: usize = 500_000;
/// How long before the impact a change is still part of the story.
const BEFORE: Duration = Duration::hours(2);
/// Entries offered as evidence.
const MOST_EVIDENCE: u32 = 500;

/// The retrospective of an incident, generated when there is no draft.
pub fn retrospective(app: &App, request: IncidentRequest) -> Result<RetrospectiveView> {
    let settings = app.settings();
    app.read(|reading| {
        let found = incident::known(reading, request.incident)?;
        let draft = reading.draft::<String>(Subject::Retrospective(found.id))?;
        let saved_at = draft.as_ref().map(|draft| draft.saved_at);
        let markdown = match draft {
            Some(draft) => draft.content,
            None => generate(app, reading, &found)?,
        };
        let evidence = reading.lines(
            Stream::Incident(found.id),
            TimelineFilter::Everything,
            0,
            MOST_EVIDENCE,
        )?;
        Ok(RetrospectiveView {
            incident: Viewer::new(app, reading, &settings.config).row(&found)?,
            review: review(app, &markdown),
            markdown,
            saved_at,
            evidence: evidence.into_iter().map(view::entry_view).collect(),
        })
    })
}

/// Saves a retrospective.
pub fn save_retrospective(app: &App, request: SaveRetrospective) -> Result<SavedRetrospective> {
    if request.markdown.chars().count() > LONGEST {
        return Err(Failure::invalid(
            "markdown",
            format!(
                "A retrospective has at most {LONGEST} characters. Attach what is longer as a file."
            ),
        ));
    }
    app.write(|writing| {
        let found = incident::known(&writing.reading(), request.incident)?;
        writing.save_draft(Subject::Retrospective(found.id), &request.markdown)?;
        writing.tell(Change::Incident { id: found.id });
        Ok(SavedRetrospective {
            saved_at: writing.now(),
            review: review(app, &request.markdown),
        })
    })
}

/// Throws what was written away and generates the retrospective again.
pub fn regenerate_retrospective(app: &App, request: IncidentRequest) -> Result<RetrospectiveView> {
    app.write(|writing| {
        let found = incident::known(&writing.reading(), request.incident)?;
        writing.discard_draft(Subject::Retrospective(found.id))
    })?;
    retrospective(app, request)
}

/// Exports an incident, its retrospective, or the whole journal.
pub fn export(app: &App, request: Export) -> Result<Exported> {
    let exported = match (
        request.incident,
        request.subject.unwrap_or(ExportSubject::Incident),
    ) {
        (None, ExportSubject::Retrospective) => {
            return Err(Failure::invalid(
                "incident",
                "A retrospective belongs to an incident: say which.",
            ));
        }
        (None, ExportSubject::Incident) => export_journal(app, request.format)?,
        (Some(id), subject) => export_incident(app, id, subject, request.format)?,
    };
    let path = if request.save == Some(true) {
        Some(save(app, &exported)?)
    } else {
        None
    };
    Ok(Exported { path, ..exported })
}

fn export_incident(
    app: &App,
    id: IncidentId,
    subject: ExportSubject,
    format: ExportFormat,
) -> Result<Exported> {
    let exported = app.read(|reading| {
        let found = incident::known(reading, id)?;
        let name = format!(
            "INC-{}-{}",
            found.number,
            if subject == ExportSubject::Retrospective {
                "retrospective"
            } else {
                "incident"
            }
        );
        if format == ExportFormat::Jsonl {
            return Ok(Exported {
                file_name: format!("{name}.jsonl"),
                text: lines(reading, Some(&found))?,
                path: None,
            });
        }
        let draft = if subject == ExportSubject::Retrospective {
            reading.draft::<String>(Subject::Retrospective(id))?
        } else {
            None
        };
        let document = match (subject, draft) {
            (ExportSubject::Retrospective, Some(draft)) => draft.content,
            (ExportSubject::Retrospective, None) => generate(app, reading, &found)?,
            (ExportSubject::Incident, _) => report(app, reading, &found)?,
        };
        let title = format!("INC-{} {}", found.number, found.title);
        Ok(render(&name, &title, document, format))
    })?;
    if subject == ExportSubject::Retrospective {
        let format = if format == ExportFormat::Html {
            "html"
        } else {
            "markdown"
        };
        app.write(|writing| {
            writing.append(
                Stream::Incident(id),
                writing.now(),
                &app.person(),
                Body::RetrospectiveExported {
                    format: format.to_owned(),
                },
            )
        })?;
    }
    Ok(exported)
}

fn export_journal(app: &App, format: ExportFormat) -> Result<Exported> {
    app.read(|reading| {
        if format == ExportFormat::Jsonl {
            return Ok(Exported {
                file_name: "holdfast-journal.jsonl".to_owned(),
                text: lines(reading, None)?,
                path: None,
            });
        }
        let (incidents, _) = reading.incidents(
            None,
            &Listing {
                text: "",
                limit: u32::MAX,
                offset: 0,
            },
        )?;
        let mut document = String::from("# Holdfast journal\n\n");
        for found in incidents.iter().rev() {
            document.push_str(
                &report(app, reading, found)?
                    .replace("\n## ", "\n### ")
                    .replacen("# ", "## ", 1),
            );
            document.push('\n');
        }
        Ok(render(
            "holdfast-journal",
            "Holdfast journal",
            document,
            format,
        ))
    })
}

fn render(name: &str, title: &str, document: String, format: ExportFormat) -> Exported {
    if format == ExportFormat::Html {
        let text = markdown::document(title, &markdown::to_html(&document));
        return Exported {
            file_name: format!("{name}.html"),
            text,
            path: None,
        };
    }
    Exported {
        file_name: format!("{name}.md"),
        text: document,
        path: None,
    }
}

/// Entries as JSON Lines, in the order in which they were written, exactly as the journal has them.
fn lines(reading: &Reading<'_>, of: Option<&Incident>) -> Result<String> {
    let mut text = String::new();
    let streams: Vec<Option<Stream>> = match of {
        None => vec![None],
        Some(found) => std::iter::once(Stream::Incident(found.id))
            .chain(found.pages.iter().map(|page| Stream::Page(*page)))
            .map(Some)
            .collect(),
    };
    for stream in streams {
        reading.each_entry(stream, |entry| {
            let mut line = serde_json::to_value(&entry.body)
                .map_err(|error| Failure::internal("exporting an entry", error))?;
            line["id"] = entry.id.to_string().into();
            line["stream"] = entry.stream.to_string().into();
            line["at"] = serde_json::json!(entry.at);
            line["noted_at"] = serde_json::json!(entry.noted_at);
            line["author"] = entry.author.into();
            text.push_str(&line.to_string());
            text.push('\n');
            Ok(())
        })?;
    }
    Ok(text)
}

fn save(app: &App, exported: &Exported) -> Result<String> {
    let folder = app.home().exports();
    let path = folder.join(&exported.file_name);
    let written =
        std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, &exported.text));
    written.map_err(|error| Failure::storage(&format!("Writing {}", path.display()), error))?;
    Ok(path.display().to_string())
}

fn generate(app: &App, reading: &Reading<'_>, found: &Incident) -> Result<String> {
    let (entries, pages) = material(reading, found)?;
    let settings = app.settings();
    let scope = Viewer::new(app, reading, &settings.config).labels(&found.scope);
    let watched: Vec<Watched> = settings
        .config
        .metrics
        .iter()
        .map(|metric| Watched {
            name: metric.name.clone(),
            label: metric.label.clone(),
            is_business: metric.capability.is_some(),
        })
        .collect();
    let material = Material {
        incident: found,
        scope: &scope,
        entries: &entries,
        pages: &pages,
        watched: &watched,
    };
    Ok(document::generate(
        &material,
        &settings.zone,
        app.library().retrospective_template(),
    ))
}

fn report(app: &App, reading: &Reading<'_>, found: &Incident) -> Result<String> {
    let (entries, _) = material(reading, found)?;
    let settings = app.settings();
    let scope = Viewer::new(app, reading, &settings.config).labels(&found.scope);
    Ok(report::report(
        found,
        &scope,
        &entries,
        &settings.zone,
        app.now(),
    ))
}

/// The incident's entries with amendments applied, its pages' among them, in the order in which things happened.
fn material(reading: &Reading<'_>, found: &Incident) -> Result<(Vec<Entry>, Vec<Page>)> {
    let lines = reading.lines(
        Stream::Incident(found.id),
        TimelineFilter::Everything,
        0,
        u32::MAX,
    )?;
    let entries = lines.into_iter().map(|line| match (line.text, line.entry) {
        (
            Some(text),
            Entry {
                body: Body::Noted { sort, .. },
                id,
                stream,
                at,
                noted_at,
                author,
            },
        ) => Entry {
            body: Body::Noted { sort, text },
            id,
            stream,
            at,
            noted_at,
            author,
        },
        (_, entry) => entry,
    });
    // What changed before anybody declared anything is where the story begins.
    let earlier = reading.desk_lines("change_noted", found.impact_began - BEFORE, MOST_EVIDENCE)?;
    let earlier = earlier.into_iter().map(|line| line.entry);
    let mut entries: Vec<Entry> = entries.collect();
    entries.extend(earlier.filter(|entry| entry.noted_at <= found.declared_at));
    entries.sort_by_key(|entry| entry.at);
    let pages = found
        .pages
        .iter()
        .filter_map(|page| reading.page(*page).transpose())
        .collect::<Result<_>>()?;
    Ok((entries, pages))
}

fn review(app: &App, markdown_text: &str) -> Review {
    let findings = wording::blameless(markdown_text, app.library().rulebook());
    let sections = document::sections(markdown_text);
    let ends: Vec<u32> = sections
        .iter()
        .skip(1)
        .map(|section| section.start)
        .chain([u32::MAX])
        .collect();
    let views = sections.into_iter().zip(ends).map(|(section, end)| {
        let hints = findings
            .iter()
            .filter(|finding| (section.start..end).contains(&finding.start))
            .count();
        SectionView {
            title: section.title,
            start: section.start,
            written: section.written,
            hints: u32::try_from(hints).unwrap_or(u32::MAX),
        }
    });
    Review {
        sections: views.collect(),
        html: markdown::to_html(markdown_text),
        findings,
    }
}

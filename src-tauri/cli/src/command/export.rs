//! `holdfast export`: an incident, its retrospective, or the whole journal, to standard output or a file.

use std::fs;
use std::path::Path;

use holdfast_core::api::retrospective::{self, Export, ExportFormat, ExportSubject};
use holdfast_core::error::{Code, Failure, Result};

use super::Answer;
use crate::arguments;
use crate::seat::Seat;
use crate::target;

pub(super) fn run(seat: &Seat, asked: &arguments::Export) -> Result<Answer> {
    let incident = asked
        .id
        .as_deref()
        .map(|named| target::incident(&seat.app, named))
        .transpose()?;
    let mut exported = retrospective::export(
        &seat.app,
        Export {
            incident,
            subject: asked.retrospective.then_some(ExportSubject::Retrospective),
            format: match asked.format {
                arguments::ExportFormat::Markdown => ExportFormat::Markdown,
                arguments::ExportFormat::Html => ExportFormat::Html,
                arguments::ExportFormat::Jsonl => ExportFormat::Jsonl,
            },
            save: None,
        },
    )?;
    if let Some(file) = &asked.output {
        write(file, &exported.text)?;
        exported.path = Some(file.display().to_string());
    }
    Answer::of(asked.json, &exported, |exported| match &exported.path {
        Some(path) => format!("Exported to {path}\n"),
        None => exported.text.clone(),
    })
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).map_err(|error| Failure {
        code: Code::Storage,
        message: format!(
            "{} could not be written: {error}. Choose another file.",
            file.display()
        ),
        field: Some("output".to_owned()),
    })
}

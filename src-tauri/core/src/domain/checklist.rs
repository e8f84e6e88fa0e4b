//! Role checklists, read from Markdown files that a team can override.
//!
//! A file has front matter (`role`, `title`) and one `## Phase` section for each phase it speaks to; every list item is
//! a step, and text indented below an item explains it. A step's identity is the slug of its words, so reordering a
//! file keeps what was ticked and rewording a step makes it a new one.

use serde::{Deserialize, Serialize};

use super::phase::Phase;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Step {
    /// Its identity within the checklist.
    pub id: String,
    /// What to do, verb first.
    pub text: String,
    /// Why, or how.
    pub detail: Option<String>,
    /// Minutes from the start of the phase within which it should be done.
    pub within_minutes: Option<u32>,
}

/// The steps of one role, by phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    /// Steps in order, with the phase they belong to.
    pub steps: Vec<(Phase, Step)>,
}

/// A checklist file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, and what is expected.
    pub problem: String,
}

impl Checklist {
    /// Reads a checklist from the Markdown below a file's front matter.
    pub fn parse(markdown: &str) -> Result<Self, Unreadable> {
        let mut steps: Vec<(Phase, Step)> = Vec::new();
        let mut phase = None;
        for (index, line) in markdown.lines().enumerate() {
            if let Some(heading) = line.strip_prefix("## ") {
                phase = Some(phase_named(heading.trim(), index + 1)?);
            } else if let Some(item) = line.strip_prefix("- ") {
                let phase = phase.ok_or_else(|| Unreadable {
                    line: index + 1,
                    problem: "a step before the first “## Phase” heading".to_owned(),
                })?;
                steps.push((phase, step(item.trim(), index + 1)?));
            } else if let (Some((_, step)), true) = (
                steps.last_mut(),
                line.starts_with("  ") && !line.trim().is_empty(),
            ) {
                let detail = step.detail.get_or_insert_default();
                if !detail.is_empty() {
                    detail.push(' ');
                }
                detail.push_str(line.trim());
            }
        }
        if steps.is_empty() {
            return Err(Unreadable {
                line: 1,
                problem: "no steps: write them as “- Do this” under “## Triage” and so on"
                    .to_owned(),
            });
        }
        Ok(Self { steps })
    }

    /// The steps of one phase, in order.
    pub fn of(&self, phase: Phase) -> impl Iterator<Item = &Step> {
        self.steps
            .iter()
            .filter(move |(of, _)| *of == phase)
            .map(|(_, step)| step)
    }
}

fn phase_named(name: &str, line: usize) -> Result<Phase, Unreadable> {
    let found = Phase::ALL
        .into_iter()
        .find(|phase| phase.to_string().eq_ignore_ascii_case(name));
    found.ok_or_else(|| Unreadable {
        line,
        problem: format!(
            "“{name}” is no phase: use Triage, Investigating, Identified, Monitoring or Resolved"
        ),
    })
}

/// `Do this (5 min)` is a step with a time.
fn step(item: &str, line: usize) -> Result<Step, Unreadable> {
    let timed = item
        .strip_suffix(" min)")
        .and_then(|rest| rest.rsplit_once(" ("));
    let (text, within_minutes) = match timed {
        None => (item, None),
        Some((text, minutes)) => {
            let minutes = minutes.parse().map_err(|_| Unreadable {
                line,
                problem: format!("“({minutes} min)” is no number of minutes"),
            })?;
            (text, Some(minutes))
        }
    };
    let id = slug(text);
    if id.is_empty() {
        return Err(Unreadable {
            line,
            problem: "a step without words".to_owned(),
        });
    }
    Ok(Step {
        id,
        text: text.to_owned(),
        detail: None,
        within_minutes,
    })
}

fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_carry_their_phase_detail_and_time() {
        let checklist = Checklist::parse("# x\n\n## Triage\n- Say who commands\n  Name and role,\n  in full.\n- First public update (5 min)\n## Monitoring\n- Watch it\n").unwrap();
        let step = |id: &str, text: &str, detail: Option<&str>, within_minutes| Step {
            id: id.into(),
            text: text.into(),
            detail: detail.map(Into::into),
            within_minutes,
        };
        assert_eq!(
            checklist.steps,
            vec![
                (
                    Phase::Triage,
                    step(
                        "say-who-commands",
                        "Say who commands",
                        Some("Name and role, in full."),
                        None
                    )
                ),
                (
                    Phase::Triage,
                    step("first-public-update", "First public update", None, Some(5))
                ),
                (Phase::Monitoring, step("watch-it", "Watch it", None, None)),
            ]
        );
    }

    #[test]
    fn an_unknown_phase_names_its_line() {
        assert_eq!(
            Checklist::parse("## Panic\n- Run").unwrap_err().to_string(),
            "line 1: “Panic” is no phase: use Triage, Investigating, Identified, Monitoring or Resolved"
        );
    }
}

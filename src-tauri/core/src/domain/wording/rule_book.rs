//! The rules in force: the built-in ones, extended or switched off by the team's own file.

use std::collections::BTreeMap;

use super::Level;
use super::jargon::{self, Jargon};
use super::phrase::{self, Mistake, Pattern, Vocabulary};
use super::rule::Rule;
use super::section::{Item, Section};
use crate::domain::checklist::Unreadable;
use crate::domain::front_matter::File;
use crate::domain::phase::Phase;

/// Rules whose decisions are code; their sections say only how much they weigh and what they are called.
pub(super) const IN_CODE: [&str; 3] = ["no-next-update", "unfilled", "jargon"];

/// The rules, compiled. Build it once and keep it.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    pub(super) rules: Vec<Rule>,
    pub(super) levels: BTreeMap<String, Level>,
    pub(super) passed: BTreeMap<String, String>,
    pub(super) jargon: Jargon,
}

impl RuleBook {
    /// Compiles every phrase now. Without it the first check does, which takes a few dozen milliseconds: call it where
    /// nobody waits.
    pub fn prepare(&self) {
        for rule in &self.rules {
            // A phrase that cannot be compiled was refused when its file was read.
            let _ = rule.check();
        }
    }
}

/// The files of a rule book, read but not yet compiled.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    sections: Vec<Section>,
    words: BTreeMap<String, Option<String>>,
}

impl Draft {
    /// Adds a file of rules: its sections extend those of the same name. A file with a mistake changes nothing.
    pub fn add_rules(&mut self, text: &str) -> Result<(), Unreadable> {
        let file = File::parse(text)?;
        let is_first = self.sections.is_empty();
        let mut next = self.clone();
        let added = Section::read(file.body, file.lines_before)?;
        for section in &added {
            let known = next
                .sections
                .iter()
                .position(|known| known.name == section.name);
            let Some(known) = known.filter(|_| !is_first) else {
                next.sections.push(section.clone());
                continue;
            };
            // Several sections may share a name. Switching one off switches all; phrases go to the first.
            if section.lists.is_empty() {
                let same = next
                    .sections
                    .iter_mut()
                    .filter(|same| same.name == section.name);
                same.for_each(|same| same.extend(section));
            } else {
                next.sections[known].extend(section);
            }
        }
        let rules = next.rules()?;
        next.levels()?;
        // The built-in rules are known to compile; what a team adds to them is not.
        if let (false, Some(first)) = (is_first, added.first()) {
            let adds_words = added
                .iter()
                .any(|section| vocabulary_name(&section.name).is_some());
            for rule in rules {
                let by_name = added.iter().find(|section| section.name == rule.name);
                if by_name.is_some() || adds_words {
                    let line = by_name.unwrap_or(first).line;
                    let problem = |Mistake(problem)| Unreadable { line, problem };
                    rule.check().map_err(problem)?;
                }
            }
        }
        *self = next;
        Ok(())
    }

    /// Adds a file of jargon. A file with a mistake changes nothing.
    pub fn add_jargon(&mut self, text: &str) -> Result<(), Unreadable> {
        let file = File::parse(text)?;
        jargon::read(file.body, file.lines_before, &mut self.words)
    }

    /// The rule book.
    pub fn compile(self) -> Result<RuleBook, Unreadable> {
        let passed = self.in_code().filter_map(|section| {
            let words = section.value("passed")?;
            Some((section.name.clone(), words.to_owned()))
        });
        Ok(RuleBook {
            rules: self.rules()?,
            levels: self.levels()?,
            passed: passed.collect(),
            jargon: Jargon::compile(self.words),
        })
    }

    /// How much the rules weigh that are code.
    fn levels(&self) -> Result<BTreeMap<String, Level>, Unreadable> {
        let mut levels = BTreeMap::new();
        for section in self.in_code() {
            if let Some(level) = level(section)? {
                levels.insert(section.name.clone(), level);
            }
        }
        Ok(levels)
    }

    fn in_code(&self) -> impl Iterator<Item = &Section> {
        let is_in_code = |section: &&Section| IN_CODE.contains(&section.name.as_str());
        self.sections.iter().filter(is_in_code)
    }

    fn rules(&self) -> Result<Vec<Rule>, Unreadable> {
        let mut words = Vocabulary::new();
        let mut rules = Vec::new();
        for section in &self.sections {
            if let Some(name) = vocabulary_name(&section.name) {
                let mut expressions = Vec::new();
                for item in section.items("find") {
                    let part = phrase::expression(&item.text, &words);
                    expressions.push(part.map_err(|mistake| at(item, &mistake))?);
                }
                words.insert(name.to_owned(), expressions.join("|"));
            } else if !IN_CODE.contains(&section.name.as_str())
                && let Some(rule) = rule(section, &words)?
            {
                rules.push(rule);
            }
        }
        Ok(rules)
    }
}

/// `## {people}` names words, `## estimate` a rule.
fn vocabulary_name(name: &str) -> Option<&str> {
    name.strip_prefix('{')?.strip_suffix('}')
}

fn rule(section: &Section, words: &Vocabulary) -> Result<Option<Rule>, Unreadable> {
    let regex = |list: &str| {
        let items = section.items(list);
        for item in items {
            phrase::expression(&item.text, words).map_err(|mistake| at(item, &mistake))?;
        }
        let all = Pattern::any_of(items.iter().map(|item| item.text.as_str()), words);
        all.map_err(|Mistake(problem)| Unreadable {
            line: section.line,
            problem,
        })
    };
    let mut instead = Vec::new();
    for item in section.items("find") {
        let Some(replacement) = &item.instead else {
            continue;
        };
        let phrase = Pattern::any_of([item.text.as_str()], words);
        if let Some(phrase) = phrase.map_err(|mistake| at(item, &mistake))? {
            instead.push((phrase, replacement.clone()));
        }
    }
    let needed = |key: &str| {
        section
            .value(key)
            .map(str::to_owned)
            .ok_or_else(|| Unreadable {
                line: section.line,
                problem: format!("the rule “{}” has no “{key}:”", section.name),
            })
    };
    let (title, why, find) = (needed("title")?, needed("why")?, regex("find")?);
    if find.is_none() {
        return Err(Unreadable {
            line: section.line,
            problem: format!("the rule “{}” has nothing to find", section.name),
        });
    }
    let Some(level) = level(section)? else {
        return Ok(None);
    };
    let for_whom = section.value("for").unwrap_or("public, internal");
    let (mut public, mut internal, mut retrospective) = (false, false, false);
    for whom in listed(for_whom) {
        match whom {
            "public" => public = true,
            "internal" => internal = true,
            "retrospective" => retrospective = true,
            other => {
                return Err(Unreadable {
                    line: section.line_of("for"),
                    problem: format!("“{other}” is nobody: use public, internal or retrospective"),
                });
            }
        }
    }
    Ok(Some(Rule {
        name: section.name.clone(),
        level,
        public,
        internal,
        retrospective,
        phases: phases(section)?,
        title,
        why,
        suggest: section.value("suggest").map(|words| {
            if words == "-" {
                String::new()
            } else {
                words.to_owned()
            }
        }),
        passed: section.value("passed").map(str::to_owned),
        covers_sentence: section.value("covers") == Some("sentence"),
        not_under: section
            .value("not under")
            .map_or_else(Vec::new, |names| listed(names).map(str::to_owned).collect()),
        when_absent: section.value("when absent") == Some("yes"),
        set_phase: section
            .value("set phase")
            .map(|name| phase(name, section.line_of("set phase")))
            .transpose()?,
        find,
        unless: regex("unless")?,
        unless_before: regex("unless before")?,
        unless_anywhere: regex("unless anywhere")?,
        when: regex("when")?,
        instead,
    }))
}

fn level(section: &Section) -> Result<Option<Level>, Unreadable> {
    match section.value("level") {
        Some("stop") => Ok(Some(Level::Stop)),
        Some("warn") => Ok(Some(Level::Warn)),
        Some("hint") | None => Ok(Some(Level::Hint)),
        Some("off") => Ok(None),
        Some(other) => Err(Unreadable {
            line: section.line_of("level"),
            problem: format!("“{other}” is no level: use stop, warn, hint or off"),
        }),
    }
}

fn phases(section: &Section) -> Result<Vec<Phase>, Unreadable> {
    let Some(names) = section.value("phases") else {
        return Ok(Phase::ALL.to_vec());
    };
    let line = section.line_of("phases");
    listed(names).map(|name| phase(name, line)).collect()
}

fn phase(name: &str, line: usize) -> Result<Phase, Unreadable> {
    let found = Phase::ALL
        .into_iter()
        .find(|phase| phase.to_string().eq_ignore_ascii_case(name));
    found.ok_or_else(|| Unreadable {
        line,
        problem: format!(
            "“{name}” is no phase: use triage, investigating, identified, monitoring or resolved"
        ),
    })
}

fn listed(names: &str) -> impl Iterator<Item = &str> {
    names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

fn at(item: &Item, mistake: &Mistake) -> Unreadable {
    Unreadable {
        line: item.line,
        problem: format!("“{}”: {}", item.text, mistake.0),
    }
}

//! The library: checklists, update templates, the retrospective's template, jargon and wording rules.
//!
//! What is built in works on the first night. A team's file of the same name in its library folder takes the place of
//! the built-in one; jargon and wording rules add to it. A file that cannot be used is named with its line and the
//! built-in one stays: a typing mistake must not leave somebody without a checklist. Not here: what the files mean
//! (`domain::checklist`, `domain::template`, `domain::wording`).

mod built_in;
mod folder;

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::checklist::{Checklist, Unreadable};
use crate::domain::front_matter::File;
use crate::domain::phase::Phase;
use crate::domain::retrospective;
use crate::domain::role::Role;
use crate::domain::template::Template;
use crate::domain::update::Audience;
use crate::domain::wording::RuleBook;
use crate::domain::wording::rule_book::Draft;
use folder::Folder;

/// The library as it was when it was loaded.
#[derive(Clone, Debug)]
pub struct Library {
    folder: Folder,
    checklists: BTreeMap<Role, Shelf>,
    templates: BTreeMap<String, Template>,
    retrospective: String,
    rules: RuleBook,
    problems: Vec<String>,
}

/// A role's checklist and where it came from.
#[derive(Clone, Debug)]
struct Shelf {
    checklist: Checklist,
    file: Option<String>,
    problem: Option<String>,
}

impl Library {
    /// Loads the library: the built-in files, overlaid by those of `folder`, which need not exist.
    pub fn load(folder: &Path) -> Self {
        let folder = Folder::read(folder);
        let mut library = Self {
            checklists: BTreeMap::new(),
            templates: BTreeMap::new(),
            retrospective: String::new(),
            rules: RuleBook::default(),
            problems: folder.problems().to_vec(),
            folder,
        };
        library.load_checklists();
        library.load_templates();
        library.load_retrospective();
        library.load_rules();
        library
    }

    /// Whether a file of the folder came, went or changed since. Looks at names, times and sizes only.
    pub fn changed(&self) -> bool {
        self.folder.changed()
    }

    /// What is wrong with the team's files: file, line, what is expected.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// A role's checklist, the team's file it was read from, and why that file could not be used if it could not.
    pub fn checklist(&self, role: Role) -> (&Checklist, Option<&str>, Option<&str>) {
        static EMPTY: Checklist = Checklist { steps: Vec::new() };
        match self.checklists.get(&role) {
            Some(found) => (
                &found.checklist,
                found.file.as_deref(),
                found.problem.as_deref(),
            ),
            None => (&EMPTY, None, None),
        }
    }

    /// The templates for an audience, those for `phase` first, the others in the order of an incident.
    pub fn templates(&self, audience: Audience, phase: Phase) -> Vec<&Template> {
        // Nobody writes differently while triaging than while investigating.
        let phase = phase.max(Phase::Investigating);
        let of_audience = self
            .templates
            .values()
            .filter(|template| template.audience == audience);
        let mut templates: Vec<_> = of_audience.collect();
        templates.sort_by_key(|template| {
            let own = template.phase.max(Phase::Investigating);
            (own != phase, own, template.title.clone())
        });
        templates
    }

    /// The body of the retrospective's template.
    pub fn retrospective_template(&self) -> &str {
        &self.retrospective
    }

    /// The wording rules in force.
    pub fn rulebook(&self) -> &RuleBook {
        &self.rules
    }

    fn load_checklists(&mut self) {
        for role in Role::ALL {
            let name = format!("checklists/{}.md", role.slug());
            let mut held = Shelf {
                checklist: Checklist { steps: Vec::new() },
                file: None,
                problem: None,
            };
            if let Some(Ok(checklist)) = built_in::file(&name).map(read_checklist) {
                held.checklist = checklist;
            }
            match self.folder.text(&name).map(read_checklist) {
                Some(Ok(checklist)) => {
                    held.checklist = checklist;
                    held.file = Some(name);
                }
                Some(Err(problem)) => held.problem = Some(self.note(&name, &problem)),
                None => {}
            }
            self.checklists.insert(role, held);
        }
        let of_nobody: Vec<String> = self
            .folder
            .names("checklists/")
            .filter(|name| !is_role(name))
            .map(str::to_owned)
            .collect();
        for name in of_nobody {
            let roles = Role::ALL.map(Role::slug).join(" or ");
            self.problems.push(format!(
                "{name}: no role has this name, so nobody sees it: use {roles}"
            ));
        }
    }

    fn load_templates(&mut self) {
        for (name, text) in built_in::FILES {
            if let Some(Ok(template)) =
                template_name(name).map(|short| Template::parse(short, text))
            {
                self.templates.insert(template.name.clone(), template);
            }
        }
        let names: Vec<String> = self.folder.names("updates/").map(str::to_owned).collect();
        for name in names {
            let Some((short, text)) = template_name(&name).zip(self.folder.text(&name)) else {
                continue;
            };
            match Template::parse(short, text) {
                Ok(template) => {
                    for problem in &template.problems {
                        self.note(&name, problem);
                    }
                    self.templates.insert(template.name.clone(), template);
                }
                Err(problem) => {
                    self.note(&name, &problem);
                }
            }
        }
    }

    fn load_retrospective(&mut self) {
        let name = "retrospective.md";
        if let Some(Ok(file)) = built_in::file(name).map(File::parse) {
            file.body.clone_into(&mut self.retrospective);
        }
        let Some(text) = self.folder.text(name).map(str::to_owned) else {
            return;
        };
        let file = match File::parse(&text) {
            Ok(file) => file,
            Err(problem) => {
                self.note(name, &problem);
                return;
            }
        };
        if !file.body.contains("## ") {
            let problem = "no sections: begin each with “## Its heading”".to_owned();
            self.note(
                name,
                &Unreadable {
                    line: file.lines_before + 1,
                    problem,
                },
            );
            return;
        }
        for (index, variable) in retrospective::unknown_variables(file.body) {
            let known = retrospective::VARIABLES.join(", ");
            let problem = format!("“{{{{{variable}}}}}” is no variable: use {known}");
            self.note(
                name,
                &Unreadable {
                    line: file.lines_before + index + 1,
                    problem,
                },
            );
        }
        file.body.clone_into(&mut self.retrospective);
    }

    fn load_rules(&mut self) {
        let mut draft = Draft::default();
        if let Some(text) = built_in::file("wording.md") {
            self.keep("wording.md (built in)", &draft.add_rules(text));
        }
        if let Some(text) = built_in::file("jargon.md") {
            self.keep("jargon.md (built in)", &draft.add_jargon(text));
        }
        if let Some(text) = self.folder.text("wording.md") {
            let added = draft.add_rules(text);
            self.keep("wording.md", &added);
        }
        if let Some(text) = self.folder.text("jargon.md") {
            let added = draft.add_jargon(text);
            self.keep("jargon.md", &added);
        }
        match draft.compile() {
            Ok(rules) => self.rules = rules,
            Err(problem) => self.keep("wording.md", &Err(problem)),
        }
    }

    fn keep(&mut self, name: &str, added: &Result<(), Unreadable>) {
        if let Err(problem) = added {
            self.note(name, problem);
        }
    }

    fn note(&mut self, name: &str, problem: &Unreadable) -> String {
        let problem = format!("{name}, {problem}");
        self.problems.push(problem.clone());
        problem
    }
}

fn read_checklist(text: &str) -> Result<Checklist, Unreadable> {
    let file = File::parse(text)?;
    Checklist::parse(file.body).map_err(|problem| Unreadable {
        line: problem.line + file.lines_before,
        ..problem
    })
}

fn is_role(name: &str) -> bool {
    Role::ALL
        .iter()
        .any(|role| name == format!("checklists/{}.md", role.slug()))
}

fn template_name(name: &str) -> Option<&str> {
    name.strip_prefix("updates/")?.strip_suffix(".md")
}

#[cfg(test)]
mod tests;

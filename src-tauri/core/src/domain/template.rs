//! Templates of status updates: text with `{{variables}}` that the journal fills.
//!
//! A value that nobody knows yet leaves a visible blank, a question in brackets, and an update with a blank in it is
//! stopped by the check `unfilled` ([`super::wording`]). So a template may be sent half known, never half written.

use super::checklist::Unreadable;
use super::front_matter::File;
use super::phase::Phase;
use super::update::Audience;

/// A template as a library file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name, that of its file: `public-investigating`.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// For whom.
    pub audience: Audience,
    /// The phase it is for.
    pub phase: Phase,
    /// The text, variables in it.
    pub body: String,
    /// What is wrong with it, though it can be used: variables that nobody fills.
    pub problems: Vec<Unreadable>,
}

/// What the journal knows when a template is filled. What is `None` or empty becomes a blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The incident's title.
    pub title: Option<String>,
    /// `INC-7`.
    pub number: Option<String>,
    /// `SEV-2`.
    pub severity: Option<String>,
    /// `Investigating`.
    pub phase: Option<String>,
    /// What is affected, by label: `Checkout and Mobile app`.
    pub scope: Option<String>,
    /// When it began, in local time: `01:46`.
    pub started: Option<String>,
    /// How long it has lasted: `28 min`.
    pub duration: Option<String>,
    /// What people cannot do: `About 1 in 3 shoppers cannot pay.`
    pub impact: Option<String>,
    /// What people can do now.
    pub workaround: Option<String>,
    /// The confirmed cause.
    pub cause: Option<String>,
    /// What is being done.
    pub action: Option<String>,
    /// When the next update is due, in local time: `02:45`.
    pub next_update: Option<String>,
    /// What the metrics say: `Checkout success 61% is below its band 88–96%.`
    pub metrics: Option<String>,
    /// Who holds command.
    pub commander: Option<String>,
}

/// Every variable, with the question that stands for it while nobody knows.
pub const VARIABLES: [(&str, &str); 14] = [
    ("title", "what is wrong, in their words?"),
    ("number", "which incident?"),
    ("severity", "how severe?"),
    ("phase", "where does it stand?"),
    ("scope", "which parts are affected?"),
    ("started", "since when?"),
    ("duration", "how long?"),
    ("impact", "what can people not do?"),
    ("workaround", "what can they do now?"),
    ("cause", "what is the confirmed cause?"),
    ("action", "what are we doing about it?"),
    ("next_update", "when do we speak next?"),
    ("metrics", "what do the metrics say?"),
    ("commander", "who commands?"),
];

impl Template {
    /// Reads a library file. Audience and phase come from its head, or from a name such as `public-investigating`.
    pub fn parse(name: &str, text: &str) -> Result<Self, Unreadable> {
        let file = File::parse(text)?;
        let (by_name, rest) = name.split_once('-').unwrap_or((name, ""));
        let head = |problem: String| Unreadable { line: 1, problem };
        let audience = match file.field("audience").unwrap_or(by_name) {
            "public" => Audience::Public,
            "internal" => Audience::Internal,
            other => {
                return Err(head(format!(
                    "“{other}” is no audience: write “audience: public” or “audience: internal” in the head"
                )));
            }
        };
        let phase = file.field("phase").unwrap_or(rest);
        let known = |known: &Phase| known.to_string().eq_ignore_ascii_case(phase);
        let phase = Phase::ALL.into_iter().find(known).ok_or_else(|| {
            head(format!(
                "“{phase}” is no phase: write “phase: investigating” or another in the head"
            ))
        })?;
        let body = file.body.trim().to_owned();
        if body.is_empty() {
            return Err(head("there is no text below the head".to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            title: file.field("title").unwrap_or(name).to_owned(),
            audience,
            phase,
            problems: unknown(file.body, file.lines_before),
            body,
        })
    }

    /// The text with what is known, and a blank for what is not.
    pub fn fill(&self, values: &Values) -> String {
        fill(&self.body, |name| {
            let Some((_, question)) = VARIABLES.into_iter().find(|(known, _)| *known == name)
            else {
                return format!("[{name}?]");
            };
            let value = values.value(name).map(str::trim).unwrap_or_default();
            if value.is_empty() {
                format!("[{question}]")
            } else {
                value.to_owned()
            }
        })
    }
}

impl Values {
    fn value(&self, name: &str) -> Option<&str> {
        let value = match name {
            "title" => &self.title,
            "number" => &self.number,
            "severity" => &self.severity,
            "phase" => &self.phase,
            "scope" => &self.scope,
            "started" => &self.started,
            "duration" => &self.duration,
            "impact" => &self.impact,
            "workaround" => &self.workaround,
            "cause" => &self.cause,
            "action" => &self.action,
            "next_update" => &self.next_update,
            "metrics" => &self.metrics,
            "commander" => &self.commander,
            _ => &None,
        };
        value.as_deref()
    }
}

/// Replaces every `{{name}}` by what `value` says. What is filled in is not looked at again.
pub(super) fn fill(body: &str, mut value: impl FnMut(&str) -> String) -> String {
    let mut rest = body;
    let mut filled = String::with_capacity(body.len());
    while let Some((before, name, after)) = next_variable(rest) {
        filled.push_str(before);
        filled.push_str(&value(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The names of all variables in `body`, with the index of their line.
pub(super) fn variables(body: &str) -> impl Iterator<Item = (usize, &str)> {
    body.lines().enumerate().flat_map(|(index, line)| {
        let mut rest = line;
        std::iter::from_fn(move || {
            let (_, name, after) = next_variable(rest)?;
            rest = after;
            Some((index, name))
        })
    })
}

fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

fn unknown(body: &str, lines_before: usize) -> Vec<Unreadable> {
    let is_known = |name: &str| VARIABLES.iter().any(|(known, _)| *known == name);
    let unknown = variables(body).filter(|(_, name)| !is_known(name));
    let problems = unknown.map(|(index, name)| Unreadable {
        line: lines_before + index + 1,
        problem: format!(
            "“{{{{{name}}}}}” is no variable: use {}",
            VARIABLES.map(|(known, _)| known).join(", ")
        ),
    });
    problems.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_known_is_filled_and_the_rest_asks() {
        let template = Template::parse(
            "public-triage",
            "---\ntitle: First word\n---\n\n{{impact}} Since {{ started }}.\n{{workaround}}\n",
        )
        .unwrap();
        let values = Values {
            impact: Some("Nobody can pay; {{title}}.".into()),
            started: Some("01:46".into()),
            workaround: Some("  ".into()),
            ..Values::default()
        };
        assert_eq!(
            (
                template.title.as_str(),
                template.audience,
                template.phase,
                template.fill(&values).as_str()
            ),
            (
                "First word",
                Audience::Public,
                Phase::Triage,
                "Nobody can pay; {{title}}. Since 01:46.\n[what can they do now?]"
            ),
            "a value is never a template"
        );
    }

    #[test]
    fn a_variable_that_nobody_fills_is_named_with_its_line_and_stays_visible() {
        let template =
            Template::parse("internal-monitoring", "---\ntitle: x\n---\nA\n{{eta}} b").unwrap();
        assert_eq!(
            template.problems[0].to_string(),
            "line 5: “{{eta}}” is no variable: use title, number, severity, phase, scope, started, duration, impact, workaround, cause, action, next_update, metrics, commander"
        );
        assert_eq!(template.fill(&Values::default()), "A\n[eta?] b");
    }

    #[test]
    fn a_file_says_for_whom_and_when_or_is_refused() {
        let problem = |name, text| Template::parse(name, text).unwrap_err().to_string();
        assert_eq!(
            problem("press", "x"),
            "line 1: “press” is no audience: write “audience: public” or “audience: internal” in the head"
        );
        assert_eq!(
            problem("public-fraud desk", "x"),
            "line 1: “fraud desk” is no phase: write “phase: investigating” or another in the head"
        );
        assert_eq!(
            problem("public-triage", "---\n---\n \n"),
            "line 1: there is no text below the head"
        );
        let free = Template::parse(
            "fraud desk",
            "---\naudience: internal\nphase: Monitoring\n---\nx",
        )
        .unwrap();
        assert_eq!(
            (free.audience, free.phase, free.title.as_str()),
            (Audience::Internal, Phase::Monitoring, "fraud desk")
        );
    }

    proptest! {
        #[test]
        fn filling_leaves_no_variable_of_its_own(body in "([a-z .\n]|\\{\\{[a-z_]{0,8}\\}\\}|\\{|\\}){1,40}") {
            if let Ok(template) = Template::parse("public-triage", &body) {
                let filled = template.fill(&Values::default());
                for (name, _) in VARIABLES {
                    let variable = format!("{{{{{name}}}}}");
                    prop_assert!(!filled.contains(&variable), "{}", filled);
                }
            }
        }
    }
}

//! Phrases as people write them in a rule file, turned into expressions that match in linear time.
//!
//! `some {people}`, `(will|should) .. fixed`, `user[s]`, `apolog*`: see the head of the built-in `wording.md`.
//! Phrases are matched against text whose line breaks and emphasis have become spaces; see [`super::text`].

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// Words that stand for several, by name: `people` for `customer`, `shopper`…
pub(super) type Vocabulary = BTreeMap<String, String>;

const EDGE: &str = r"(?-u:\b)";
/// What may lie between two parts of a phrase joined by `..`: the rest of a clause.
const IN_CLAUSE: &str = r"(?u:[^\n.!?,;:]|[.:,][^ \n])*?";
/// What may lie between two parts of a phrase joined by `...`: the rest of a sentence.
const IN_SENTENCE: &str = r"(?u:[^\n.!?]|[.][^ \n])*?";

/// Names that every rule file can use.
const BUILT_IN: [(&str, &str); 5] = [
    (
        "number",
        r"(?-u:\b)(?:[0-9][0-9.,]*[0-9]|[0-9]|one|two|three|four|five|six|seven|eight|nine|ten|a few|a couple of|several)(?-u:\b)",
    ),
    (
        "time",
        r"(?-u:\b)(?:[0-9]{1,2}[:.h][0-9]{2}|[0-9]{1,2} ?[ap]\.?m|noon|midnight)(?-u:\b)",
    ),
    (
        "length",
        r"(?-u:\b)(?:(?:[0-9](?u:[0-9.,–-])*|an?|one|two|three|four|five|six|ten|twenty|thirty|half an|a few|a couple of|several|the next few|the next couple of) ?(?:more )?(?:min|mins|minutes?|hours?|hrs?|h|days?)|the (?:next )?hour|the half hour)(?-u:\b)",
    ),
    (
        "day",
        r"(?-u:\b)(?:today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|end of (?:the )?day|eod|(?:this|the) (?:morning|afternoon|evening)|the end of the (?:day|week|hour))(?-u:\b)",
    ),
    (
        "share",
        r"(?:[0-9][0-9.,]* ?%|(?-u:\b)(?:[0-9]+|one|two|three|four|nine) (?:in|of|out of) (?:every )?(?:[0-9]|two|three|four|five|six|seven|eight|nine|ten|twenty|every)|(?-u:\b)(?:half|a third|a quarter|two thirds|one third|one quarter)(?-u:\b)|(?-u:\b)[0-9][0-9,]*[0-9]? (?:[a-z-]+ )?(?:of|users?|customers?|shoppers?|people|accounts?|orders?|payments?|requests?|reports?|merchants?|percent)(?-u:\b))",
    ),
];

/// What is wrong with a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake(pub(super) String);

/// What several phrases look for. It is compiled when it is first used: a night may pass without an update.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    expression: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// The pattern of several phrases; `None` when there are none.
    pub(super) fn any_of<'a>(
        phrases: impl IntoIterator<Item = &'a str>,
        words: &Vocabulary,
    ) -> Result<Option<Self>, Mistake> {
        let parts: Result<Vec<_>, _> = phrases
            .into_iter()
            .map(|phrase| expression(phrase, words))
            .collect();
        let parts = parts?;
        // ASCII case and word edges only: smaller programs, several times as fast to compile.
        let expression = format!("(?i-u)(?:{})", parts.join("|"));
        let compiled = OnceLock::new();
        Ok((!parts.is_empty()).then_some(Self {
            expression,
            compiled,
        }))
    }

    /// Whether it can be compiled.
    pub(super) fn check(&self) -> Result<(), Mistake> {
        let too_large = "the phrases are too many or too long for one rule";
        let compiled = self.regex().map(|_| ());
        compiled.ok_or_else(|| Mistake(too_large.to_owned()))
    }

    pub(super) fn regex(&self) -> Option<&Regex> {
        let compile = || {
            RegexBuilder::new(&self.expression)
                .size_limit(4 << 20)
                .build()
                .ok()
        };
        self.compiled.get_or_init(compile).as_ref()
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }
}

/// The expression that one phrase makes.
pub(super) fn expression(phrase: &str, words: &Vocabulary) -> Result<String, Mistake> {
    let mut letters = phrase.trim().chars().peekable();
    let choices = choices(&mut letters, None, 0)?;
    if let [only] = choices.as_slice()
        && only.is_empty()
    {
        return Err(Mistake("a phrase without words".to_owned()));
    }
    render(&choices, (false, false), words)
}

/// One part of a phrase, and whether it follows the part before it without a space.
struct Part {
    kind: Kind,
    is_glued: bool,
}

enum Kind {
    Word(String),
    Choice(Vec<Vec<Part>>),
    Maybe(Vec<Vec<Part>>),
    Name(String),
    Gap(&'static str),
}

/// Deepest nesting of brackets in a phrase.
const MAX_DEPTH: usize = 8;

fn choices(
    letters: &mut Peekable<Chars<'_>>,
    until: Option<char>,
    depth: usize,
) -> Result<Vec<Vec<Part>>, Mistake> {
    if depth > MAX_DEPTH {
        return Err(Mistake("brackets are nested too deeply".to_owned()));
    }
    let mut done = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut is_glued = false;
    loop {
        let Some(letter) = letters.next() else {
            if let Some(missing) = until {
                return Err(Mistake(format!("“{missing}” is missing")));
            }
            done.push(parts);
            return Ok(done);
        };
        if Some(letter) == until {
            done.push(parts);
            return Ok(done);
        }
        let kind = match letter {
            ' ' => {
                is_glued = false;
                continue;
            }
            '|' => {
                done.push(std::mem::take(&mut parts));
                is_glued = false;
                continue;
            }
            '(' => Kind::Choice(choices(letters, Some(')'), depth + 1)?),
            '[' => Kind::Maybe(choices(letters, Some(']'), depth + 1)?),
            '{' => Kind::Name(
                letters
                    .by_ref()
                    .take_while(|letter| *letter != '}')
                    .collect(),
            ),
            ')' | ']' | '}' => return Err(Mistake(format!("“{letter}” closes nothing"))),
            _ => word(letter, letters),
        };
        parts.push(Part { kind, is_glued });
        is_glued = true;
    }
}

fn word(first: char, letters: &mut Peekable<Chars<'_>>) -> Kind {
    let mut word = String::from(first);
    while let Some(letter) = letters.next_if(|letter| !" |()[]{}".contains(*letter)) {
        word.push(letter);
    }
    match word.as_str() {
        ".." => Kind::Gap(IN_CLAUSE),
        "..." | "…" => Kind::Gap(IN_SENTENCE),
        _ => Kind::Word(word),
    }
}

/// `joins` says whether the choices touch what stands before and after them, without a space.
fn render(
    choices: &[Vec<Part>],
    joins: (bool, bool),
    words: &Vocabulary,
) -> Result<String, Mistake> {
    let rendered = choices.iter().map(|parts| sequence(parts, joins, words));
    Ok(rendered.collect::<Result<Vec<_>, _>>()?.join("|"))
}

fn sequence(parts: &[Part], joins: (bool, bool), words: &Vocabulary) -> Result<String, Mistake> {
    let mut out = String::new();
    // Whether the next part must bring the space between it and what stands before.
    let mut owes_space = false;
    for (index, part) in parts.iter().enumerate() {
        let before = if index == 0 { joins.0 } else { part.is_glued };
        let after = parts.get(index + 1).map_or(joins.1, |next| next.is_glued);
        let space = if owes_space && !before { " +" } else { "" };
        match &part.kind {
            Kind::Word(word) => {
                out.push_str(space);
                push_word(&mut out, word, (before, after));
            }
            Kind::Name(name) => {
                let _ = write!(out, "{space}(?:{})", named(name, words)?);
            }
            Kind::Choice(choices) => {
                let inner = render(choices, (before, after), words)?;
                let _ = write!(out, "{space}(?:{inner})");
            }
            Kind::Maybe(choices) => {
                let inner = render(choices, (before, after), words)?;
                if before {
                    let edge = if after { "" } else { EDGE };
                    let _ = write!(out, "(?:{inner})?{edge}");
                } else if after {
                    let _ = write!(out, "{space}{EDGE}(?:{inner})?");
                } else if owes_space {
                    let _ = write!(out, "(?: +(?:{inner}))?");
                } else {
                    let _ = write!(out, "(?:(?:{inner}) +)?");
                    continue;
                }
            }
            Kind::Gap(gap) => {
                let _ = write!(out, "{EDGE}{gap}{EDGE}");
                owes_space = false;
                continue;
            }
        }
        owes_space = true;
    }
    Ok(out)
}

fn named<'a>(name: &str, words: &'a Vocabulary) -> Result<&'a str, Mistake> {
    let built_in = BUILT_IN.iter().find(|(known, _)| *known == name);
    let expression = built_in.map(|(_, expression)| *expression);
    expression
        .or_else(|| words.get(name).map(String::as_str))
        .ok_or_else(|| Mistake(format!("“{{{name}}}” is not defined")))
}

fn push_word(out: &mut String, word: &str, (before, after): (bool, bool)) {
    let (stem, is_open) = word
        .strip_suffix('*')
        .map_or((word, false), |stem| (stem, true));
    if !before && stem.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
        out.push_str(EDGE);
    }
    for letter in stem.chars() {
        match letter {
            '\'' | '’' => out.push_str("(?u:['’])"),
            '-' => out.push_str("(?u:[- ‑])"),
            other => out.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    if is_open {
        out.push_str("[a-z]*");
    }
    if !after && (is_open || stem.ends_with(|letter: char| letter.is_ascii_alphanumeric())) {
        out.push_str(EDGE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words() -> Vocabulary {
        Vocabulary::from([("people".to_owned(), "shoppers?|you".to_owned())])
    }

    fn finds(phrase: &str, text: &str) -> Option<String> {
        let pattern = Pattern::any_of([phrase], &words()).unwrap().unwrap();
        pattern
            .regex()
            .unwrap()
            .find(text)
            .map(|found| found.as_str().to_owned())
    }

    #[test]
    fn phrases_mean_what_they_look_like() {
        let rows = [
            ("soon", "Back soon.", Some("soon")),
            ("soon", "sooner", None),
            ("apolog*", "We apologise", Some("apologise")),
            ("user[s]", "some users", Some("users")),
            ("is [now] fixed", "it is fixed", Some("is fixed")),
            ("is [now] fixed", "it is  now fixed", Some("is  now fixed")),
            ("[very] minor", "a minor thing", Some("minor")),
            ("[un]likely", "unlikely", Some("unlikely")),
            ("can('t|not)", "they can’t", Some("can’t")),
            ("third-party", "a third party", Some("third party")),
            ("some {people}", "Some shoppers", Some("Some shoppers")),
            ("fixed .. by {time}", "fixed, we hope, by 03:00", None),
            (
                "fixed .. by {time}",
                "fixed for all by 03:00",
                Some("fixed for all by 03:00"),
            ),
            (
                "{people} ... cannot",
                "Shoppers, mostly in 4.1, cannot",
                Some("Shoppers, mostly in 4.1, cannot"),
            ),
            ("{people} ... cannot", "Shoppers pay. They cannot", None),
            ("{share}", "about 1 in 3 of them", Some("1 in 3")),
            ("{share}", "since 01:46", None),
            ("in {length}", "in 10 minutes", Some("in 10 minutes")),
        ];
        for (phrase, text, expected) in rows {
            assert_eq!(
                finds(phrase, text).as_deref(),
                expected,
                "{phrase:?} in {text:?}"
            );
        }
    }

    #[test]
    fn a_mistake_is_named() {
        let mistake = |phrase| expression(phrase, &words()).unwrap_err().0;
        assert_eq!(mistake("(a|b"), "“)” is missing");
        assert_eq!(mistake("a]"), "“]” closes nothing");
        assert_eq!(mistake("{nobody}"), "“{nobody}” is not defined");
        assert_eq!(mistake(" "), "a phrase without words");
        assert_eq!(mistake(&"(".repeat(50)), "brackets are nested too deeply");
    }

    proptest! {
        #[test]
        fn what_is_accepted_compiles(phrase in "[a-z .|*'{}()\\[\\]\\\\^$+?é-]{0,24}") {
            if expression(&phrase, &words()).is_ok() {
                let pattern = Pattern::any_of([phrase.as_str()], &words()).unwrap().unwrap();
                prop_assert!(pattern.check().is_ok(), "{phrase:?}");
            }
        }
    }
}

//! What an adapter asks for: its fields, and the check of what was typed into them.
//!
//! The file, the settings screen and the connection test all hold strings, so there is one builder per adapter and it
//! builds from strings. Not here: the keys every adapter shares (name, kind, how often, its secret); see `config`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::Failure;
use crate::http;

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldInput {
    /// A line of text.
    Text,
    /// An address.
    Url,
    /// A secret: kept in the keychain, never shown again.
    Secret,
    /// A length of time: `15s`, `3m`.
    Duration,
    /// Words separated by commas.
    Words,
    /// One of the options.
    Select,
}

/// One field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its key in the configuration.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What to type.
    pub input: FieldInput,
    /// It must not be empty.
    pub required: bool,
    /// A line of help.
    pub hint: &'static str,
    /// What holds when it is empty.
    pub default: &'static str,
    /// The options of a select.
    pub options: &'static [&'static str],
}

impl Field {
    /// An optional field with nothing in it; the rest is said with `..`.
    pub const fn new(name: &'static str, label: &'static str, input: FieldInput) -> Self {
        Self {
            name,
            label,
            input,
            required: false,
            hint: "",
            default: "",
            options: &[],
        }
    }
}

/// A kind of adapter as the settings screen shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its name in the configuration: `prometheus`.
    pub kind: &'static str,
    /// What people call it: `Prometheus`.
    pub label: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// Its fields, in order. One of input [`FieldInput::Secret`] says what the secret is; it never comes as a value.
    pub fields: &'static [Field],
}

/// A field that cannot be used as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Its key.
    pub field: String,
    /// What is wrong, and what is expected.
    pub message: String,
}

impl FieldProblem {
    /// `field` cannot be used, because `message`.
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            message: message.into(),
        }
    }
}

impl From<FieldProblem> for Failure {
    fn from(problem: FieldProblem) -> Self {
        Self::invalid(&problem.field, problem.message)
    }
}

/// Values that fit a form: every key is known, nothing required is missing, every choice is one of the options.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    form: &'static Form,
    values: &'a BTreeMap<String, String>,
}

impl<'a> Values<'a> {
    /// Holds `values` against `form`.
    pub fn check(
        form: &'static Form,
        values: &'a BTreeMap<String, String>,
    ) -> Result<Self, FieldProblem> {
        for key in values.keys() {
            match form.fields.iter().find(|field| field.name == key) {
                Some(field) if field.input == FieldInput::Secret => {
                    return Err(FieldProblem::new(
                        key,
                        "A secret is not written here: it is kept in the keychain, or named by an environment variable",
                    ));
                }
                Some(_) => {}
                None => return Err(unknown(form, key)),
            }
        }
        let checked = Self { form, values };
        for field in form.fields {
            let text = checked.text(field.name);
            if field.required && field.input != FieldInput::Secret && text.is_empty() {
                return Err(FieldProblem::new(
                    field.name,
                    format!("{} is missing", field.label),
                ));
            }
            if field.input == FieldInput::Select
                && !text.is_empty()
                && !field.options.contains(&text)
            {
                let options = field.options.join(", ");
                return Err(FieldProblem::new(
                    field.name,
                    format!("“{text}” is not one of: {options}"),
                ));
            }
        }
        Ok(checked)
    }

    /// What was typed, or the default; trimmed, empty when there is neither.
    pub fn text(&self, name: &str) -> &'a str {
        let typed = self.values.get(name).map_or("", |text| text.trim());
        if typed.is_empty() {
            self.form
                .fields
                .iter()
                .find(|field| field.name == name)
                .map_or("", |field| field.default)
        } else {
            typed
        }
    }

    /// What was typed, or the default; `None` when there is neither.
    pub fn optional(&self, name: &str) -> Option<&'a str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// The words, in small letters.
    pub fn words(&self, name: &str) -> Vec<String> {
        self.text(name)
            .split(',')
            .map(|word| word.trim().to_lowercase())
            .filter(|word| !word.is_empty())
            .collect()
    }

    /// An address that Holdfast may call, without a fragment.
    pub fn url(&self, name: &str) -> Result<Url, FieldProblem> {
        let text = self.text(name);
        let mut url = Url::parse(text).map_err(|_| {
            FieldProblem::new(
                name,
                "This is not an address: write it whole, like https://prometheus.example.com",
            )
        })?;
        http::check_address(&url).map_err(|problem| FieldProblem::new(name, problem.message))?;
        url.set_fragment(None);
        Ok(url)
    }
}

fn unknown(form: &Form, key: &str) -> FieldProblem {
    let known: Vec<&str> = form.fields.iter().map(|field| field.name).collect();
    FieldProblem::new(
        key,
        format!(
            "{} has no field “{key}”; it has: {}",
            form.label,
            known.join(", ")
        ),
    )
}

/// Declares a table of adapters: the enum, its forms, its builder, and its calls.
///
/// A kind is a module with a type that has `FORM`, `build(&Values)` and the calls; adding one is its file and its line
/// here. A call's problem never repeats the secret it was made with.
macro_rules! kinds {
    (
        $(#[$doc:meta])*
        pub enum $Table:ident $variants:tt
        $(
            $(#[$about:meta])*
            async fn $call:ident($http:ident, $secret:ident $(, $argument:ident: $type:ty)*) -> $out:ty;
        )+
    ) => {
        $crate::form::kinds!(@enum [$(#[$doc])*] $Table $variants);

        impl $Table {
            $(
                $(#[$about])*
                pub async fn $call(
                    &self,
                    $http: &$crate::http::Http,
                    $secret: Option<&$crate::secret::Secret>
                    $(, $argument: $type)*
                ) -> Result<$out, $crate::http::Problem> {
                    let done = $crate::form::kinds!(@call self $variants $call ($http, $secret $(, $argument)*));
                    done.map_err(|problem| problem.hiding($secret))
                }
            )+
        }
    };
    (@enum [$($doc:tt)*] $Table:ident { $($(#[$about:meta])* $Kind:ident($Adapter:path)),+ $(,)? }) => {
        $($doc)*
        #[derive(Clone, Debug)]
        pub enum $Table {
            $($(#[$about])* $Kind($Adapter)),+
        }

        impl $Table {
            /// What each kind asks for.
            pub const FORMS: &'static [$crate::form::Form] = &[$(<$Adapter>::FORM),+];

            /// Builds an adapter from what was typed.
            pub fn build(
                kind: &str,
                values: &std::collections::BTreeMap<String, String>,
            ) -> Result<Self, $crate::form::FieldProblem> {
                $(
                    if kind == <$Adapter>::FORM.kind {
                        let values = $crate::form::Values::check(&<$Adapter>::FORM, values)?;
                        return <$Adapter>::build(&values).map(Self::$Kind);
                    }
                )+
                let known: Vec<&str> = Self::FORMS.iter().map(|form| form.kind).collect();
                Err($crate::form::FieldProblem::new(
                    "kind",
                    format!("There is no kind “{kind}”; there is: {}", known.join(", ")),
                ))
            }

            /// What this one is.
            pub fn form(&self) -> &'static $crate::form::Form {
                match self {
                    $(Self::$Kind(_) => &<$Adapter>::FORM),+
                }
            }
        }
    };
    (@call $self:ident { $($(#[$about:meta])* $Kind:ident($Adapter:path)),+ $(,)? } $call:ident $arguments:tt) => {
        match $self {
            $(Self::$Kind(adapter) => adapter.$call $arguments.await),+
        }
    };
}
pub(crate) use kinds;

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: Form = Form {
        kind: "lamp",
        label: "Lamp",
        about: "Lights up.",
        fields: &[
            Field {
                required: true,
                ..Field::new("url", "Address", FieldInput::Url)
            },
            Field {
                default: "red, Amber",
                ..Field::new("colours", "Colours", FieldInput::Words)
            },
            Field {
                default: "slow",
                options: &["slow", "fast"],
                ..Field::new("blink", "Blinking", FieldInput::Select)
            },
            Field::new("secret", "Token", FieldInput::Secret),
        ],
    };

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn problem(pairs: &[(&str, &str)]) -> (String, String) {
        let problem = Values::check(&FORM, &values(pairs))
            .and_then(|checked| checked.url("url").map(|_| ()))
            .expect_err("these values must not pass");
        (problem.field, problem.message)
    }

    #[test]
    fn what_was_not_typed_has_its_default() {
        let typed = values(&[("url", " https://lamp.example/#top "), ("blink", "")]);
        let checked = Values::check(&FORM, &typed).unwrap();
        assert_eq!(
            (
                checked.url("url").unwrap().as_str(),
                checked.words("colours"),
                checked.text("blink"),
                checked.optional("secret"),
            ),
            (
                "https://lamp.example/",
                vec!["red".to_owned(), "amber".to_owned()],
                "slow",
                None
            )
        );
    }

    #[test]
    fn a_key_nobody_knows_is_refused_by_name() {
        assert_eq!(
            problem(&[("url", "http://lamp"), ("colour", "red")]),
            (
                "colour".to_owned(),
                "Lamp has no field “colour”; it has: url, colours, blink, secret".to_owned()
            )
        );
    }

    #[test]
    fn a_missing_field_a_wrong_choice_and_a_written_secret_are_refused() {
        assert_eq!(problem(&[("url", " ")]).1, "Address is missing");
        assert_eq!(
            problem(&[("url", "http://lamp"), ("blink", "never")]).1,
            "“never” is not one of: slow, fast"
        );
        let (field, message) = problem(&[("url", "http://lamp"), ("secret", "canary-1")]);
        assert_eq!(field, "secret");
        assert!(!message.contains("canary"), "{message}");
    }

    #[test]
    fn an_address_that_holdfast_must_not_call_is_refused_as_it_is_typed() {
        for address in [
            "lamp.example",
            "file:///etc/passwd",
            "http://169.254.169.254/",
            "http://user:canary-2@lamp.example/",
        ] {
            let (field, message) = problem(&[("url", address)]);
            assert_eq!(field, "url", "{address}");
            assert!(!message.contains("canary"), "{message}");
        }
    }
}

use chrono::Duration;

use super::*;
use crate::domain::band::{Band, Patience};
use crate::domain::metric::Unit;

const SHOP: &str = r#"# The shop's on-call desk.
[person]
handle = "on-call-1"
zone = "Europe/Berlin"
working_hours = "08:30-17:00"

[notifications]
hide_details = true

[[capability]]
name = "checkout"
label = "Checkout"

[[source]]
name = "prom"
kind = "prometheus"
url = "http://127.0.0.1:9090"
every = "30s"
secret = "env:PROM_TOKEN"

[[metric]]
name = "checkout-rate"
label = "Checkouts that succeed"
source = "prom"
query = "sum(rate(checkout_ok[5m]))"
unit = "percent"
capability = "checkout"
low = 88
high = 96.5
for = "1m"
page = true

[[pager]]
name = "alerts"
kind = "alertmanager"
url = "http://127.0.0.1:9093"
"#;

fn told(text: &str) -> Vec<(u32, String, String)> {
    let (_, problems) = Config::read(text);
    problems
        .into_iter()
        .map(|problem| (problem.line, problem.key, problem.message))
        .collect()
}

/// A sound source and metric, with the metric's keys to vary.
fn metric(keys: &str) -> String {
    format!(
        "[[source]]\nname = 'prom'\nkind = 'prometheus'\nurl = 'http://127.0.0.1:9090'\n[[metric]]\nname = 'rate'\nsource = 'prom'\nquery = 'up'\n{keys}\n"
    )
}

#[test]
fn a_whole_file_is_read_as_it_is_meant() {
    let (config, problems) = Config::read(SHOP);
    assert_eq!(problems, []);
    assert_eq!(
        (
            config.person.as_deref(),
            config.zone.as_deref(),
            config.working
        ),
        (
            Some("on-call-1"),
            Some("Europe/Berlin"),
            working_hours("08:30", "17:00").unwrap()
        )
    );
    assert_eq!(
        config.notifications,
        Notifications {
            sound: true,
            repeat: true,
            hide_details: true
        }
    );
    assert_eq!(
        config.capabilities,
        [Capability {
            name: "checkout".to_owned(),
            label: "Checkout".to_owned()
        }]
    );
    let [source] = config.sources.as_slice() else {
        panic!("one source: {:?}", config.sources);
    };
    assert_eq!(
        (
            source.name.as_str(),
            source.kind.as_str(),
            source.every,
            source.silent_after,
            &source.secret
        ),
        (
            "prom",
            "prometheus",
            Duration::seconds(30),
            Duration::minutes(3),
            &Some(SecretRef::Env("PROM_TOKEN".to_owned()))
        )
    );
    assert_eq!(
        source.values,
        BTreeMap::from([("url".to_owned(), "http://127.0.0.1:9090".to_owned())])
    );
    assert_eq!(
        config.metrics,
        [Metric {
            name: "checkout-rate".to_owned(),
            label: "Checkouts that succeed".to_owned(),
            source: "prom".to_owned(),
            query: "sum(rate(checkout_ok[5m]))".to_owned(),
            unit: Unit::Percent,
            capability: Some("checkout".to_owned()),
            band: Band {
                low: Some(88.0),
                high: Some(96.5)
            },
            patience: Patience {
                hold: Duration::minutes(1),
                clear: Duration::minutes(2),
                silent_after: Duration::minutes(3)
            },
            page: true,
        }]
    );
    let [pager] = config.pagers.as_slice() else {
        panic!("one pager: {:?}", config.pagers);
    };
    assert_eq!(
        (pager.name.as_str(), pager.every, &pager.secret),
        ("alerts", Duration::seconds(15), &None)
    );
}

#[test]
fn an_empty_file_is_in_order() {
    for text in ["", "\n", "# nothing yet\n", "\u{feff}"] {
        let (config, problems) = Config::read(text);
        assert_eq!(
            (config.person, config.zone, config.sources.len(), problems),
            (None, None, 0, vec![])
        );
    }
}

/// A text, and what must be told of it.
const WRONG: &[(&str, (u32, &str, &str))] = &[
    (
        "[person]\nhandel = 'a'",
        (
            2,
            "person.handel",
            "There is no “handel” here. Is “handle” meant?",
        ),
    ),
    (
        "[person]\nzone = 'Berlin'",
        (
            2,
            "person.zone",
            "“Berlin” is no time zone: use a name such as Europe/Berlin.",
        ),
    ),
    (
        "[person]\nworking_hours = '18:00-09:00'",
        (
            2,
            "person.working_hours",
            "Working hours must end later than they begin, on the same day.",
        ),
    ),
    (
        "[person]\nworking_hours = 'mornings'",
        (
            2,
            "person.working_hours",
            "“mornings” are no working hours; write them like 09:00-18:00.",
        ),
    ),
    (
        "[person]\nhandle = 1",
        (2, "person.handle", "“handle” must be a text in quotes."),
    ),
    (
        "[notifications]\nsound = 'no'",
        (2, "notifications.sound", "“sound” must be true or false."),
    ),
    (
        "[metrics]\n",
        (
            1,
            "metrics",
            "There is no section “metrics”. Is “metric” meant? There are: person, notifications, capability, source, metric, pager, publisher.",
        ),
    ),
    (
        "[source]\nname = 'a'",
        (
            1,
            "source",
            "There can be several of these, so it is written with two brackets: [[source]].",
        ),
    ),
    (
        "[[person]]\n",
        (
            1,
            "person[1]",
            "There is one of these, so it is written as a section: [person].",
        ),
    ),
    (
        "[[capability]]\nlabel = 'x'\n[[capability]]\nname = 'Check Out'",
        (
            4,
            "capability[2].name",
            "“Check Out” is no name: use small letters, digits and dashes, like checkout-eu.",
        ),
    ),
    (
        "[[capability]]\nname = 'a'\n\n[[capability]]\nname = 'a'",
        (
            5,
            "capability[2].name",
            "The name “a” is taken by the section on line 1; names are given once.",
        ),
    ),
    (
        "[[source]]\nname = 'a'\nkind = 'graphite'\nurl = 'http://a.test'",
        (3, "source[1].kind", "There is no kind “graphite”"),
    ),
    (
        "[[source]]\nname = 'a'\nkind = 'prometheus'\nurl = 'http://a.test'\nevry = '15s'",
        (
            5,
            "source[1].evry",
            "Prometheus has no “evry”. Is “every” meant?",
        ),
    ),
    (
        "[[source]]\nname = 'a'\nkind = 'prometheus'\nurl = 'http://a.test'\nevery = '15s'\nsilent_after = '15s'",
        (
            6,
            "source[1].silent_after",
            "“silent_after” must be longer than “every”",
        ),
    ),
    (
        "[[source]]\nname = 'a'\nkind = 'prometheus'\nurl = 'http://a.test'\nevery = 'often'",
        (
            5,
            "source[1].every",
            "“often” is no length of time; write it like 15s, 3m, 2h or 1h30m.",
        ),
    ),
    (
        "[[source]]\nname = 'a'\nkind = 'prometheus'",
        (1, "source[1].url", "is missing."),
    ),
];

#[test]
fn each_error_names_its_line_and_its_key() {
    for (text, (line, key, message)) in WRONG {
        let problems = told(text);
        let found = problems.iter().any(|(at, path, said)| {
            (*at, path.as_str()) == (*line, *key) && said.contains(message)
        });
        assert!(found, "{text}\n{problems:#?}");
    }
}

#[test]
fn each_error_in_a_metric_leaves_that_metric_out_and_says_why() {
    let cases = [
        (
            "",
            (
                5,
                "metric[1].low",
                "A band needs “low”, “high” or both: without one nothing is ever wrong.",
            ),
        ),
        (
            "low = 5\nhigh = 5.0",
            (
                10,
                "metric[1].high",
                "“high” (5) must be more than “low” (5).",
            ),
        ),
        ("low = '5'", (9, "metric[1].low", "“low” must be a number.")),
        ("low = nan", (9, "metric[1].low", "“low” must be a number.")),
        (
            "high = 5\nunit = 'per_minutes'",
            (
                10,
                "metric[1].unit",
                "“per_minutes” is no unit. Is “per_minute” meant?",
            ),
        ),
        (
            "high = 5\nfor = '5'",
            (
                10,
                "metric[1].for",
                "“5” is no length of time; write it like 15s, 3m, 2h or 1h30m.",
            ),
        ),
        (
            "high = 5\nhgih = 6",
            (
                10,
                "metric[1].hgih",
                "There is no “hgih” here. Is “high” meant?",
            ),
        ),
        (
            "high = 5\nlabel = ''",
            (10, "metric[1].label", "“label” must not be empty."),
        ),
    ];
    for (keys, (line, key, message)) in cases {
        let text =
            metric(keys) + "[[metric]]\nname = 'other'\nsource = 'prom'\nquery = 'up'\nlow = 1\n";
        let (config, problems) = Config::read(&text);
        let names: Vec<_> = config
            .metrics
            .iter()
            .map(|metric| metric.name.as_str())
            .collect();
        assert_eq!(names, ["other"], "{keys}");
        let [problem] = problems.as_slice() else {
            panic!("{keys}: {problems:#?}");
        };
        assert_eq!((problem.line, problem.key.as_str()), (line, key), "{keys}");
        assert!(
            problem.message.starts_with(message),
            "{keys}: {}",
            problem.message
        );
    }
}

#[test]
fn what_refers_to_something_missing_or_broken_says_which() {
    let elsewhere = metric("low = 1").replace("source = 'prom'", "source = 'prmo'");
    assert_eq!(
        told(&elsewhere),
        [(
            7,
            "metric[1].source".to_owned(),
            "There is no source “prmo”. Is “prom” meant?".to_owned()
        )]
    );
    let broken = metric("low = 1").replace("url = 'http://127.0.0.1:9090'", "url = ''");
    let problems = told(&broken);
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert_eq!(
        problems[1],
        (
            7,
            "metric[1].source".to_owned(),
            "The source “prom” on line 1 is left out because of its own error.".to_owned()
        )
    );
}

#[test]
fn a_metric_whose_capability_is_unknown_is_watched_without_it() {
    let (config, problems) = Config::read(&metric("low = 1\ncapability = 'sign-in'"));
    assert_eq!(
        (
            config.metrics.len(),
            config.metrics[0].capability.as_deref(),
            problems.len()
        ),
        (1, None, 1)
    );
    assert_eq!(
        problems[0].message,
        "There is no capability “sign-in”. The metric is watched without it."
    );
}

#[test]
fn a_file_that_is_no_toml_keeps_everything_but_the_broken_section() {
    let text = SHOP
        .replace("low = 88", "low = 88%")
        .replace("zone = \"Europe/Berlin\"", "zone = Europe/Berlin");
    let (config, problems) = Config::read(&text);
    let lines: Vec<_> = problems
        .iter()
        .map(|problem| (problem.line, problem.key.as_str()))
        .collect();
    assert_eq!(lines, [(4, "person.zone"), (28, "metric[1].low")]);
    assert_eq!(
        (
            config.person.as_deref(),
            config.zone,
            config.sources.len(),
            config.pagers.len(),
            config.metrics.len()
        ),
        (Some("on-call-1"), None, 1, 1, 0)
    );
}

#[test]
fn a_secret_written_into_the_file_is_refused_without_repeating_it() {
    let text = "[[source]]\nname = 'a'\nkind = 'prometheus'\nurl = 'http://a.test'\nsecret = 'canary-123'\n";
    let problems = told(text);
    assert_eq!(problems.len(), 1);
    assert_eq!(
        (problems[0].0, problems[0].1.as_str()),
        (5, "source[1].secret")
    );
    assert!(!problems[0].2.contains("canary"), "{}", problems[0].2);
    for (text, expected) in [
        ("keychain", Some(SecretRef::Keychain)),
        ("session", Some(SecretRef::Session)),
        ("env:A_1", Some(SecretRef::Env("A_1".to_owned()))),
        ("env:", None),
        ("env:1A", None),
        ("env:A B", None),
    ] {
        let file = format!(
            "[[source]]\nname = 'a'\nkind = 'prometheus'\nurl = 'http://a.test'\nsecret = '{text}'\n"
        );
        let (config, _) = Config::read(&file);
        assert_eq!(
            config
                .sources
                .first()
                .and_then(|source| source.secret.clone()),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let text = format!("[person]\nhandle = 'a'\n# {}\n", "x".repeat(1 << 20));
    let (config, problems) = Config::read(&text);
    assert_eq!(
        (config.person, problems.len(), problems[0].line),
        (None, 1, 1)
    );
}

#[test]
fn a_flood_of_errors_is_cut_short() {
    let problems = told(&"[[metric]]\n".repeat(5_000));
    assert_eq!(problems.len(), MOST_PROBLEMS);
}

proptest::proptest! {
    // No "#" among what is put in: a line that became a comment is nobody's error.
    #[test]
    fn cutting_a_file_anywhere_is_never_a_fault_and_keeps_what_stands_before(cut in 0..SHOP.len(), put in "[\\[\\]\"'=a\n]{0,3}") {
        let text = format!("{}{put}{}", &SHOP[..cut], &SHOP[cut..]);
        let (config, problems) = Config::read(&text);
        let whole = config.metrics.len() == 1 && config.sources.len() == 1 && config.pagers.len() == 1;
        let person = config.person.is_some() && config.zone.is_some();
        proptest::prop_assert!(whole && person || !problems.is_empty(), "nothing goes missing silently: {text}");
        proptest::prop_assert!(
            config.sources.len() + config.pagers.len() + usize::from(config.person.is_some()) >= 2,
            "an error stays in its section: {text}"
        );
    }
}

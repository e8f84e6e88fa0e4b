mod sequences;

use super::*;
use crate::config::working_hours;
use crate::error::Code;

const SHOP: &str = r#"# The shop's desk. Ask Ann before changing this.

[person]
handle = "on-call-1"   # that is me

# ---- where numbers come from ----

# the big one
[[source]]
name = 'prom' # single quotes stay
kind = "prometheus"
url = "http://127.0.0.1:9090"
every = "60s"

# ---- what is measured ----

# how many checkouts work
[[metric]]
name = "checkout"
source = "prom" # by name
query = """
sum(rate(ok[5m]))
"""
low = 88     # percent
high = 96.50
unit = "percent"
page = true

# how long they take
[[metric]]
name = "latency"
source = "prom"
query = "p95"
high = 800

[[pager]]
name = "alerts"
kind = "alertmanager"
url = "http://127.0.0.1:9093"
high = ["critical", "page"] # wake me
# the end
"#;

fn edited(text: &str, change: impl Fn(&mut DocumentMut) -> Result<()>) -> String {
    apply(text, &change).unwrap()
}

fn refused(text: &str, change: impl Fn(&mut DocumentMut) -> Result<()>) -> Failure {
    apply(text, &change).unwrap_err()
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn prom(name: &str, pairs: &[(&str, &str)]) -> AdapterEdit {
    AdapterEdit {
        table: AdapterTable::Source,
        was: Some("prom".to_owned()),
        name: name.to_owned(),
        kind: "prometheus".to_owned(),
        values: values(pairs),
        secret: None,
    }
}

fn latency() -> MetricEdit {
    MetricEdit {
        was: Some("latency".to_owned()),
        name: "latency".to_owned(),
        label: "latency".to_owned(),
        source: "prom".to_owned(),
        query: "p95".to_owned(),
        unit: Unit::Count,
        capability: None,
        low: None,
        high: Some(800.0),
        hold: "5m".to_owned(),
        clear: String::new(),
        page: false,
    }
}

#[test]
fn saving_what_stands_there_changes_no_letter() {
    let same = edited(SHOP, |document| {
        person(document, "on-call-1", None, crate::config::person::WORKING)?;
        notifications(document, Notifications::default())?;
        adapter(
            document,
            &prom(
                "prom",
                &[
                    ("url", "http://127.0.0.1:9090"),
                    ("every", "1m"),
                    ("auth", "bearer"),
                    ("tenant", ""),
                ],
            ),
        )?;
        let alerts = AdapterEdit {
            table: AdapterTable::Pager,
            was: Some("alerts".to_owned()),
            name: "alerts".to_owned(),
            kind: "alertmanager".to_owned(),
            values: values(&[
                ("url", "http://127.0.0.1:9093"),
                ("high", "critical, page"),
                ("every", "15s"),
                ("silent_after", "3m"),
            ]),
            secret: None,
        };
        adapter(document, &alerts)?;
        metric(document, &latency())?;
        let checkout = MetricEdit {
            was: Some("checkout".to_owned()),
            name: "checkout".to_owned(),
            label: "checkout".to_owned(),
            query: "sum(rate(ok[5m]))".to_owned(),
            unit: Unit::Percent,
            low: Some(88.0),
            high: Some(96.5),
            page: true,
            ..latency()
        };
        metric(document, &checkout)
    });
    assert_eq!(same, SHOP);
}

#[test]
fn a_change_touches_its_own_line_and_nothing_else() {
    let faster = edited(SHOP, |document| {
        adapter(
            document,
            &prom(
                "prom",
                &[("url", "http://127.0.0.1:9090"), ("every", "15s")],
            ),
        )?;
        metric(
            document,
            &MetricEdit {
                high: Some(750.5),
                ..latency()
            },
        )?;
        let checkout = MetricEdit {
            low: Some(90.0),
            high: Some(96.5),
            unit: Unit::Percent,
            page: true,
            was: Some("checkout".to_owned()),
            name: "checkout".to_owned(),
            label: "checkout".to_owned(),
            query: "sum(rate(ok[5m]))".to_owned(),
            ..latency()
        };
        metric(document, &checkout)
    });
    let expected = SHOP
        .replace("every = \"60s\"", "every = \"15s\"")
        .replace("high = 800", "high = 750.5")
        .replace("low = 88     # percent", "low = 90     # percent");
    assert_eq!(faster, expected);
}

#[test]
fn renaming_a_source_reaches_the_metrics_that_read_from_it() {
    let renamed = edited(SHOP, |document| {
        adapter(
            document,
            &prom(
                "prometheus-eu",
                &[("url", "http://127.0.0.1:9090"), ("every", "1m")],
            ),
        )
    });
    let expected = SHOP
        .replace("name = 'prom' #", "name = \"prometheus-eu\" #")
        .replace("source = \"prom\"", "source = \"prometheus-eu\"");
    assert_eq!(renamed, expected);
}

#[test]
fn what_is_new_stands_after_its_like_and_says_only_what_is_not_usual() {
    let more = edited(SHOP, |document| {
        let json = AdapterEdit {
            was: None,
            kind: "http_json".to_owned(),
            values: values(&[
                ("url", "http://127.0.0.1:8080/health"),
                ("every", "15s"),
                ("silent_after", "10m"),
            ]),
            secret: Some(SecretRef::Env("TOKEN".to_owned())),
            ..prom("shop", &[])
        };
        adapter(document, &json)?;
        capabilities(
            document,
            &[Capability {
                name: "pay".to_owned(),
                label: "Pay".to_owned(),
            }],
        )
    });
    let source = "\n[[source]]\nname = \"shop\"\nkind = \"http_json\"\nurl = \"http://127.0.0.1:8080/health\"\nsilent_after = \"10m\"\nsecret = \"env:TOKEN\"\n";
    let place = "every = \"60s\"\n";
    let expected = SHOP.replace(place, &format!("{place}{source}")).replace(
        "# the end\n",
        "\n[[capability]]\nname = \"pay\"\nlabel = \"Pay\"\n# the end\n",
    );
    assert_eq!(more, expected);
}

#[test]
fn a_section_goes_with_its_own_comment_and_leaves_the_heading_above_it() {
    let fewer = edited(SHOP, |document| remove_metric(document, "checkout"));
    assert_eq!(
        fewer
            .lines()
            .skip_while(|line| !line.contains("60s"))
            .take(6)
            .collect::<Vec<_>>(),
        [
            "every = \"60s\"",
            "",
            "# ---- what is measured ----",
            "",
            "# how long they take",
            "[[metric]]"
        ]
    );
    let none = edited(&fewer, |document| remove_metric(document, "latency"));
    let last = edited(&none, |document| {
        remove_adapter(document, AdapterTable::Pager, "alerts")
    });
    assert!(
        last.contains("# ---- what is measured ----") && last.ends_with("# the end\n"),
        "{last}"
    );
}

#[test]
fn what_other_sections_need_cannot_go() {
    let failure = refused(SHOP, |document| {
        remove_adapter(document, AdapterTable::Source, "prom")
    });
    assert_eq!(
        failure,
        Failure::conflict(
            "The source “prom” is needed by: checkout, latency. Change or remove what needs it first."
        )
    );
    let pay = SHOP.replace(
        "high = 800",
        "high = 800\ncapability = \"pay\"\n[[capability]]\nname = \"pay\"",
    );
    let failure = refused(&pay, |document| capabilities(document, &[]));
    assert_eq!(
        failure,
        Failure::conflict(
            "The capability “pay” is needed by: latency. Change or remove what needs it first."
        )
    );
}

#[test]
fn a_change_that_would_be_wrong_is_refused_at_its_field() {
    let wrong: [(&str, MetricEdit); 5] = [
        (
            "name",
            MetricEdit {
                name: "Latency".to_owned(),
                ..latency()
            },
        ),
        (
            "name",
            MetricEdit {
                name: "checkout".to_owned(),
                ..latency()
            },
        ),
        (
            "high",
            MetricEdit {
                low: Some(900.0),
                ..latency()
            },
        ),
        (
            "for",
            MetricEdit {
                hold: "soon".to_owned(),
                ..latency()
            },
        ),
        (
            "source",
            MetricEdit {
                source: "graphite".to_owned(),
                ..latency()
            },
        ),
    ];
    for (field, edit) in wrong {
        let failure = refused(SHOP, |document| metric(document, &edit));
        assert_eq!(
            (failure.code, failure.field.as_deref()),
            (Code::Invalid, Some(field)),
            "{}",
            failure.message
        );
    }
    let failure = refused(SHOP, |document| {
        adapter(document, &prom("prom", &[("url", "not an address")]))
    });
    assert_eq!(
        failure.field.as_deref(),
        Some("url"),
        "the adapter's own builder has its say"
    );
    let failure = refused(SHOP, |document| {
        metric(
            document,
            &MetricEdit {
                was: Some("gone".to_owned()),
                ..latency()
            },
        )
    });
    assert_eq!(
        failure.code,
        Code::Conflict,
        "somebody removed it meanwhile"
    );
}

#[test]
fn an_error_elsewhere_is_no_reason_to_refuse_unless_the_file_is_no_toml() {
    let wrong = SHOP.replace("low = 88 ", "low = 98 ");
    let after = edited(&wrong, |document| {
        metric(
            document,
            &MetricEdit {
                high: Some(700.0),
                ..latency()
            },
        )
    });
    assert_eq!(after, wrong.replace("high = 800", "high = 700"));
    let broken = SHOP.replace("low = 88 ", "low = 88% ");
    let failure = refused(&broken, |document| metric(document, &latency()));
    assert_eq!(failure.code, Code::Conflict);
    assert!(failure.message.contains("line 24"), "{}", failure.message);
}

#[test]
fn what_is_written_on_one_line_is_left_to_the_person() {
    let text = "source = [{ name = 'a', kind = 'prometheus', url = 'http://a.test' }]\n";
    let failure = refused(text, |document| {
        remove_adapter(document, AdapterTable::Source, "a")
    });
    assert!(
        failure.code == Code::Conflict && failure.message.contains("[[source]]"),
        "{}",
        failure.message
    );
    let dotted = edited("person.handle = 'ann' # me\n", |document| {
        person(
            document,
            "bob",
            Some("UTC"),
            working_hours("08:00", "16:00").unwrap(),
        )
    });
    assert_eq!(
        dotted,
        "person.handle = \"bob\" # me\nperson.zone = \"UTC\"\nperson.working_hours = \"08:00-16:00\"\n"
    );
}

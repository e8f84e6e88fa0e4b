//! Any sequence of edits reads back to what was put, and comments that belong to nothing stay.

use proptest::prelude::*;

use super::*;

/// What somebody may do in Settings.
#[derive(Clone, Debug)]
enum Step {
    Person(String, bool),
    Notify(bool, bool),
    Capabilities(Vec<usize>),
    PutSource {
        was: Option<usize>,
        name: usize,
        port: u16,
        every: i64,
        secret: bool,
    },
    DropSource(usize),
    PutMetric {
        was: Option<usize>,
        name: usize,
        source: usize,
        low: Option<i32>,
        width: u8,
        hold: i64,
        capability: Option<usize>,
    },
    DropMetric(usize),
}

const NAMES: [&str; 4] = ["prom", "checkout", "latency", "other"];

fn steps() -> impl Strategy<Value = Step> {
    let name = 0..NAMES.len();
    prop_oneof![
        ("[a-z]{1,8}", any::<bool>()).prop_map(|(handle, utc)| Step::Person(handle, utc)),
        (any::<bool>(), any::<bool>()).prop_map(|(sound, hide)| Step::Notify(sound, hide)),
        Just((0..NAMES.len()).collect::<Vec<_>>())
            .prop_shuffle()
            .prop_flat_map(|all| (0..=all.len())
                .prop_map(move |count| Step::Capabilities(all[..count].to_vec()))),
        (
            prop::option::of(name.clone()),
            name.clone(),
            1..u16::MAX,
            1_i64..100,
            any::<bool>()
        )
            .prop_map(|(was, name, port, every, secret)| Step::PutSource {
                was,
                name,
                port,
                every,
                secret
            }),
        name.clone().prop_map(Step::DropSource),
        (
            prop::option::of(name.clone()),
            name.clone(),
            name.clone(),
            prop::option::of(-9..9),
            1_u8..9,
            0_i64..999,
            prop::option::of(name.clone())
        )
            .prop_map(|(was, name, source, low, width, hold, capability)| {
                Step::PutMetric {
                    was,
                    name,
                    source,
                    low,
                    width,
                    hold,
                    capability,
                }
            }),
        name.prop_map(Step::DropMetric),
    ]
}

fn take(text: &str, step: &Step) -> Result<String> {
    let named = |place: usize| NAMES[place].to_owned();
    apply(text, &|document| match step {
        Step::Person(handle, utc) => person(
            document,
            handle,
            utc.then_some("UTC"),
            working_hours("07:00", "15:00").unwrap(),
        ),
        Step::Notify(sound, hide_details) => notifications(
            document,
            Notifications {
                sound: *sound,
                repeat: true,
                hide_details: *hide_details,
            },
        ),
        Step::Capabilities(places) => {
            let wanted: Vec<_> = places
                .iter()
                .map(|place| Capability {
                    name: named(*place),
                    label: format!("Can {place}"),
                })
                .collect();
            capabilities(document, &wanted)
        }
        Step::PutSource {
            was,
            name,
            port,
            every,
            secret,
        } => {
            let address = format!("http://127.0.0.1:{port}");
            let edit = AdapterEdit {
                was: was.map(named),
                secret: secret.then_some(SecretRef::Keychain),
                ..prom(
                    NAMES[*name],
                    &[
                        ("url", &address),
                        ("every", &length_text(chrono::Duration::seconds(*every))),
                    ],
                )
            };
            adapter(document, &edit)
        }
        Step::DropSource(name) => remove_adapter(document, AdapterTable::Source, NAMES[*name]),
        Step::PutMetric {
            was,
            name,
            source,
            low,
            width,
            hold,
            capability,
        } => {
            let edit = MetricEdit {
                was: was.map(named),
                name: named(*name),
                source: named(*source),
                capability: capability.map(named),
                low: low.map(f64::from),
                high: Some(f64::from(low.unwrap_or_default()) + f64::from(*width) / 4.0),
                hold: length_text(chrono::Duration::seconds(*hold)),
                ..latency()
            };
            metric(document, &edit)
        }
        Step::DropMetric(name) => remove_metric(document, NAMES[*name]),
    })
}

/// What was put must be what is read.
fn arrived(config: &Config, step: &Step) -> bool {
    match step {
        Step::Person(handle, utc) => {
            config.person.as_ref() == Some(handle) && config.zone.as_deref() == utc.then_some("UTC")
        }
        Step::Notify(sound, hide) => {
            config.notifications
                == Notifications {
                    sound: *sound,
                    repeat: true,
                    hide_details: *hide,
                }
        }
        Step::Capabilities(places) => {
            let wanted = places
                .iter()
                .map(|place| (NAMES[*place].to_owned(), format!("Can {place}")));
            config
                .capabilities
                .iter()
                .map(|capability| (capability.name.clone(), capability.label.clone()))
                .eq(wanted)
        }
        Step::PutSource {
            name,
            port,
            every,
            secret,
            ..
        } => config.sources.iter().any(|source| {
            source.name == NAMES[*name]
                && source.values == values(&[("url", &format!("http://127.0.0.1:{port}"))])
                && source.every.num_seconds() == *every
                && source.secret.is_some() == *secret
        }),
        Step::DropSource(name) => config
            .sources
            .iter()
            .all(|source| source.name != NAMES[*name]),
        Step::PutMetric {
            name,
            source,
            low,
            hold,
            capability,
            ..
        } => config.metrics.iter().any(|metric| {
            metric.name == NAMES[*name]
                && metric.source == NAMES[*source]
                && metric.band.low == low.map(f64::from)
                && metric.patience.hold.num_seconds() == *hold
                && metric.capability.as_deref() == capability.map(|place| NAMES[place])
        }),
        Step::DropMetric(name) => config
            .metrics
            .iter()
            .all(|metric| metric.name != NAMES[*name]),
    }
}

proptest! {
    #[test]
    fn whatever_is_edited_reads_back_and_the_comments_that_belong_to_nothing_stay(todo in prop::collection::vec(steps(), 1..25)) {
        let mut text = SHOP.to_owned();
        for step in &todo {
            let Ok(after) = take(&text, step) else {
                continue;
            };
            let (config, problems) = Config::read(&after);
            prop_assert!(problems.is_empty(), "{step:?} wrote {problems:?}\n{after}");
            prop_assert!(arrived(&config, step), "{step:?} is not in\n{after}");
            let again = take(&after, step);
            let puts_anew = matches!(step, Step::PutSource { was: None, .. } | Step::PutMetric { was: None, .. });
            prop_assert!(again.is_err() || puts_anew || again == Ok(after.clone()), "twice is once: {step:?}\n{after}");
            text = after;
            for comment in ["# The shop's desk. Ask Ann before changing this.", "# ---- where numbers come from ----", "# ---- what is measured ----", "# wake me", "# the end"] {
                prop_assert_eq!(text.matches(comment).count(), 1, "{} is gone after {:?}\n{}", comment, step, text);
            }
        }
    }
}

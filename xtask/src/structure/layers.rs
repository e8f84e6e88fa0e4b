//! Dependencies point one way.
//!
//! `api -> app -> {engine, journal} -> adapters -> http -> domain, clock, error`, and the shell
//! and the command line come in by the front doors only.

use serde_json::Value;

use super::Finding;
use super::source::Source;

const CORE: &str = "src-tauri/core/src/";
/// The four kinds of adapter to the outside.
pub(super) const ADAPTERS: &[&str] = &["sources", "pagers", "publishers", "trackers"];
/// What the shell and the command line may use of the core.
const FRONT_DOORS: &[&str] = &[
    "api", "app", "change", "clock", "desktop", "domain", "engine", "error", "log",
];
/// Clocks, disks, networks and threads: a decision that reaches for them cannot be tested without.
const IMPURE: &[&str] = &[
    "Utc::now",
    "Local::now",
    "Zoned::now",
    "Timestamp::now",
    "Uuid::now_v7",
    "Uuid::new_v4",
    "SystemTime",
    "Instant::now",
    "std::time::Instant",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "fastrand",
    "getrandom",
    "tokio",
    "reqwest",
    "rusqlite",
];

/// What a module of the core may not use.
struct Layer {
    modules: &'static [&'static str],
    never: &'static [&'static str],
    words: &'static str,
}

const LAYERS: &[Layer] = &[
    Layer {
        modules: ADAPTERS,
        never: &["journal", "engine", "app", "api"],
        words: "an adapter turns an answer into domain values and knows nobody above it; return the value, and let the engine act on it",
    },
    Layer {
        modules: &["http", "clock", "error"],
        never: &[
            "journal",
            "engine",
            "app",
            "api",
            "sources",
            "pagers",
            "publishers",
            "trackers",
        ],
        words: "this is below everything but the domain; move what needs more up to its caller",
    },
    Layer {
        modules: &["journal"],
        never: &[
            "engine",
            "app",
            "api",
            "sources",
            "pagers",
            "publishers",
            "trackers",
        ],
        words: "the journal stores and projects; what acts on it is the engine or the app",
    },
    Layer {
        modules: &["engine"],
        never: &["api"],
        words: "the engine works without anybody asking; share what both need through app or journal",
    },
];

/// The layers of the core and the doors into it.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    let mut add = |line, rule, words| {
        findings.push(Finding {
            path: source.path.clone(),
            line,
            rule,
            words,
        });
    };
    if let Some(inside) = source.path.strip_prefix(CORE) {
        let module = inside.split(['/', '.']).next().unwrap_or_default();
        if module == "domain" {
            domain(source, &mut add);
        }
        for layer in LAYERS
            .iter()
            .filter(|layer| layer.modules.contains(&module))
        {
            for (line, used) in source.paths_into("crate") {
                if layer.never.contains(&used.as_str()) {
                    add(
                        line,
                        "one-way",
                        format!("{module} uses crate::{used}: {}", layer.words),
                    );
                }
            }
        }
    } else if source.ships() {
        for (line, used) in source.paths_into("holdfast_core") {
            if !FRONT_DOORS.contains(&used.as_str()) {
                let doors = FRONT_DOORS.join(", ");
                add(
                    line,
                    "front-door",
                    format!(
                        "holdfast_core::{used} is inside the core, whose front doors are {doors}; add what is missing there"
                    ),
                );
            }
        }
    }
}

fn domain(source: &Source, add: &mut impl FnMut(usize, &'static str, String)) {
    for (line, used) in source.paths_into("crate") {
        if used != "domain" {
            add(
                line,
                "one-way",
                format!(
                    "the domain uses crate::{used}, and it stands below everything: pass the value in"
                ),
            );
        }
    }
    for impure in IMPURE {
        for line in source.mentions(impure) {
            add(
                line,
                "pure-domain",
                format!(
                    "{impure} in a decision: take the time, the value or the identity as an argument"
                ),
            );
        }
    }
}

/// The core is built without Tauri, directly and through everything that it depends on.
pub(super) fn check_tree(described: &Value, findings: &mut Vec<Finding>) {
    let add = |findings: &mut Vec<Finding>, words: String| {
        findings.push(Finding {
            path: "src-tauri/core/Cargo.toml".into(),
            line: 0,
            rule: "no-tauri-in-core",
            words,
        });
    };
    let Some(core) = package_id(described, "holdfast-core") else {
        add(
            findings,
            "there is no package holdfast-core in this workspace".into(),
        );
        return;
    };
    // Each with the one that brought it, so that the finding can tell the way.
    let mut reached: Vec<(String, Option<usize>)> = vec![(core, None)];
    let mut at = 0;
    while let Some((id, _)) = reached.get(at).cloned() {
        for dependency in dependencies(described, &id) {
            if reached.iter().any(|(known, _)| *known == dependency) {
                continue;
            }
            reached.push((dependency.clone(), Some(at)));
            let name = package_name(described, &dependency);
            if name == "tauri" || name.starts_with("tauri-") || name == "wry" || name == "tao" {
                let way = way(described, &reached);
                add(
                    findings,
                    format!(
                        "the core depends on {name} ({way}), and it has to build without a window"
                    ),
                );
            }
        }
        at += 1;
    }
}

fn way(described: &Value, reached: &[(String, Option<usize>)]) -> String {
    let mut names = Vec::new();
    let mut at = reached.len().checked_sub(1);
    while let Some((id, from)) = at.and_then(|at| reached.get(at)) {
        names.push(package_name(described, id));
        at = *from;
    }
    names.reverse();
    names.join(" -> ")
}

fn package_id(described: &Value, name: &str) -> Option<String> {
    let packages = described["packages"].as_array()?;
    let package = packages.iter().find(|package| package["name"] == name)?;
    package["id"].as_str().map(str::to_owned)
}

fn package_name<'a>(described: &'a Value, id: &str) -> &'a str {
    let packages = described["packages"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    packages
        .iter()
        .find(|package| package["id"] == id)
        .and_then(|package| package["name"].as_str())
        .unwrap_or_default()
}

/// What a package is built with, tests left out.
fn dependencies(described: &Value, id: &str) -> Vec<String> {
    let nodes = described["resolve"]["nodes"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let Some(node) = nodes.iter().find(|node| node["id"] == id) else {
        return Vec::new();
    };
    let edges = node["deps"].as_array().map_or(&[][..], Vec::as_slice);
    edges
        .iter()
        .filter(|edge| {
            edge["dep_kinds"]
                .as_array()
                .is_none_or(|kinds| kinds.iter().any(|kind| kind["kind"] != "dev"))
        })
        .filter_map(|edge| edge["pkg"].as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_domain_reads_no_clock_and_uses_nobody() {
        let text = "use crate::domain::band::Band;\nuse crate::journal::Entry;\nfn due() { chrono::Utc::now(); }\n\
                    // tokio is only named here\n#[cfg(test)]\nmod tests { fn t() { std::fs::read(\"x\"); } }\n";
        let expected = [("one-way", 2), ("pure-domain", 3)];
        assert_eq!(
            found("src-tauri/core/src/domain/verdict.rs", text),
            expected,
            "comments and tests are free"
        );
        assert_eq!(
            found("src-tauri/core/src/domain.rs", "use tokio::time;"),
            [("pure-domain", 1)],
            "the root as well"
        );
        assert_eq!(
            found("src-tauri/core/src/engine/poll.rs", "use tokio::time;"),
            [],
            "the engine acts"
        );
    }

    #[test]
    fn nothing_uses_what_stands_above_it() {
        let rows = [
            ("pagers/alertmanager.rs", "use crate::journal::Page;", 1),
            (
                "pagers/alertmanager.rs",
                "use crate::{domain::page, http::Client};",
                0,
            ),
            ("http.rs", "use crate::sources::Answer;", 1),
            ("journal/entry.rs", "use crate::engine::Tick;", 1),
            ("journal.rs", "use crate::{domain::entry, app::App};", 1),
            ("engine/supervisor.rs", "use crate::api::Command;", 1),
            ("engine/supervisor.rs", "use crate::journal::Journal;", 0),
            ("api/pages.rs", "use crate::engine::Engine;", 0),
        ];
        for (file, text, count) in rows {
            let findings = found(&format!("{CORE}{file}"), text);
            assert_eq!(findings, vec![("one-way", 1); count], "{file}: {text}");
        }
    }

    #[test]
    fn the_shell_and_the_command_line_come_in_by_the_front_doors() {
        let text = "use holdfast_core::{api, app::App};\nuse holdfast_core::journal::Journal;\n";
        assert_eq!(
            found("src-tauri/src/tray.rs", text),
            [("front-door", 2)],
            "the journal is inside"
        );
        assert_eq!(
            found("src-tauri/cli/src/log.rs", text),
            [("front-door", 2)],
            "for the command line too"
        );
        assert_eq!(
            found("tests/src/home.rs", text),
            [],
            "tests look wherever they must"
        );
    }

    #[test]
    fn tauri_is_found_through_whatever_brought_it() {
        let mut findings = Vec::new();
        check_tree(&tree(&json!([{"kind": null}])), &mut findings);
        let words: Vec<String> = findings.into_iter().map(|finding| finding.words).collect();
        let expected = "the core depends on tauri-utils (holdfast-core -> middle -> tauri-utils), and it has to build without a window";
        assert_eq!(words, [expected], "with the way it came");
    }

    #[test]
    fn what_only_tests_use_is_not_built_in() {
        let mut findings = Vec::new();
        check_tree(&tree(&json!([{"kind": "dev"}])), &mut findings);
        assert_eq!(findings, [], "a test may drive whatever it likes");
    }

    #[test]
    fn a_workspace_without_the_core_is_a_finding() {
        let mut findings = Vec::new();
        check_tree(&json!({"packages": []}), &mut findings);
        assert_eq!(
            findings.len(),
            1,
            "a rule that checks nothing must not pass"
        );
    }

    fn tree(kinds: &Value) -> Value {
        let node =
            |id: &str, to: &str| json!({"id": id, "deps": [{"pkg": to, "dep_kinds": kinds}]});
        json!({
            "packages": [
                {"name": "holdfast-core", "id": "1"}, {"name": "middle", "id": "2"}, {"name": "tauri-utils", "id": "3"},
            ],
            "resolve": {"nodes": [node("1", "2"), node("2", "3"), {"id": "3", "deps": []}]},
        })
    }

    fn found(path: &str, text: &str) -> Vec<(&'static str, usize)> {
        let mut findings = Vec::new();
        check(&Source::new(path.into(), text.into()), &mut findings);
        findings
            .into_iter()
            .map(|finding| (finding.rule, finding.line))
            .collect()
    }
}

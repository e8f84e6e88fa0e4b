//! The log as a process has it: one file, every level, panics too, and no secret in any of it.

use std::fs;

use holdfast_core::log;
use holdfast_core::secret::Secret;

/// Twenty secrets, each of another make.
fn canaries() -> Vec<Secret> {
    [
        "canary-plain",
        "canary with spaces",
        "canary\"quoted\"",
        "canary\\back\\slash",
        "canary/slash+plus=equals",
        "canary%percent&and?",
        "canary\nline\nline",
        "canary\ttab",
        "canary-é-ü-ß",
        "canary-日本",
        "https://hooks.slack.com/services/T1/B1/canary",
        "https://chat.test/in/canary/x",
        "https://user:canary@prom.test/",
        "Bearer canary.bearer.token",
        "canary{brace}",
        "canary'single'",
        "canary<angle>",
        "canary,comma;semicolon",
        "ghp_canary0123456789abcdef",
        "canary-----BEGIN",
    ]
    .map(Secret::new)
    .into()
}

#[derive(Debug)]
#[expect(dead_code, reason = "read through Debug, as a careless log line would")]
struct Careless<'a> {
    header: &'a str,
}

#[test]
fn twenty_canaries_at_every_level_and_in_a_panic_leave_no_trace_in_the_log() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("logs");
    log::init(&folder).unwrap();
    assert!(log::init(&folder).is_err(), "there is one log to a process");

    for canary in canaries() {
        log::conceal(&canary);
        let said = canary.expose();
        tracing::error!(%said, "The request with {said} failed");
        tracing::warn!(?said, "careless: {:?}", Careless { header: said });
        tracing::info!(answer = %serde_json::json!({ "nested": { "value": said } }), "answered");
        let address =
            reqwest::Url::parse_with_params("https://prom.test/api", [("q", said)]).unwrap();
        tracing::info!(%address, "asked");
        let panicking = std::thread::Builder::new().name("poller".to_owned());
        let words = said.to_owned();
        let ended = panicking
            .spawn(move || panic!("cannot use {words}"))
            .unwrap()
            .join();
        assert!(ended.is_err(), "the thread panicked");
    }
    // Nobody has to know these beforehand.
    tracing::info!(
        "GET https://ann:canary@prom.test/?token=canary with Authorization: Bearer canary-bearer"
    );
    tracing::debug!("below the level: canary");

    let mut files = fs::read_dir(&folder).unwrap();
    let path = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none(), "one file a day");
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    assert_eq!(
        lines.len(),
        20 * 5 + 1,
        "every line arrived, whole, and none below the level"
    );
    assert!(!text.to_lowercase().contains("canary"), "{text}");
    let panics = lines
        .iter()
        .filter(|line| line["thread"] == "poller" && line["level"] == "ERROR");
    assert_eq!(panics.count(), 20, "panics go the same way");
}

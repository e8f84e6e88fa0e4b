//! Blame, hindsight and single causes in a retrospective.

use super::*;

const ROWS: &[(&str, &[&str])] = &[
    ("The root cause was a full disk.", &["single-cause"]),
    ("It came down to human error.", &["blameless"]),
    ("The deploy was careless.", &["blameless"]),
    ("We should have tested the rule.", &["hindsight"]),
    ("The alert should have fired.", &["hindsight"]),
    ("The operator could have noticed the graph.", &["hindsight"]),
    (
        "The operator failed to check the second region.",
        &["blameless"],
    ),
    ("The health check failed to start.", &[]),
    ("Somebody forgot to renew it.", &["blameless"]),
    ("It was a mistake by the on-call engineer.", &["blameless"]),
    ("If only the flag had been off.", &["hindsight"]),
    (
        "If we had looked at orders, we would have known.",
        &["hindsight"],
    ),
    ("Obviously the cache was stale.", &["hindsight"]),
    ("There was insufficient monitoring.", &["hindsight"]),
    ("The team did not follow the runbook.", &["blameless"]),
    ("Why didn't anybody call?", &["asks-why"]),
    ("Who broke the build?", &["asks-why"]),
    ("What did the graph show at 02:05?", &[]),
    ("It could have been worse.", &[]),
    ("> We should have tested the rule.", &[]),
    ("Support wrote “you should have told us”.", &[]),
    ("`should have` is a phrase.", &["hindsight"]),
    ("<!-- what should have happened? -->", &[]),
    ("## Actions\n\n- Alert on what should have fired.", &[]),
    (
        "## Timeline\n\n- 02:04 Storefront rolled back: 61% to 66%, still out of band.",
        &[],
    ),
    (
        "A security rule had just been widened, and read repeated requests as an attack.",
        &[],
    ),
];

#[test]
fn blame_and_hindsight_get_a_hint_and_plain_facts_do_not() {
    for (text, expected) in ROWS {
        let findings = blameless(text, &RULES);
        assert_eq!(names(&findings, Level::Hint), *expected, "{text}");
        assert!(
            findings
                .iter()
                .all(|finding| finding.severity == Level::Hint),
            "a retrospective is never stopped"
        );
    }
}

#[test]
fn a_replacement_is_offered_where_one_is_honest() {
    let findings = blameless("Root cause: a full disk.", &RULES);
    assert_eq!(
        findings[0].suggestion.as_deref(),
        Some("The contributing factors")
    );
}

//! The rules against sentences that people wrote. Rows name the rules that should speak, and nothing else may.

mod flawed;
mod good;
mod retrospective;

use std::sync::LazyLock;

use chrono::Duration;
use proptest::prelude::*;

use super::rule_book::Draft;
use super::*;

/// The built-in rules.
static RULES: LazyLock<RuleBook> = LazyLock::new(|| draft().compile().unwrap());

fn draft() -> Draft {
    let mut draft = Draft::default();
    draft
        .add_rules(include_str!("../../../library/wording.md"))
        .unwrap();
    draft
        .add_jargon(include_str!("../../../library/jargon.md"))
        .unwrap();
    draft
}

fn at(minute: i64) -> Instant {
    chrono::DateTime::UNIX_EPOCH + Duration::minutes(minute)
}

fn symptom(standing: Standing) -> Symptom {
    Symptom {
        label: "Checkout success".into(),
        standing,
        sentence: "79% is below its band 88–96%".into(),
    }
}

/// An update at minute 60 with a next one promised at 80, everything in band since minute 10.
fn checked(phase: Phase, audience: Audience, text: &str) -> Report {
    checked_with(
        phase,
        audience,
        text,
        &[symptom(Standing::InBand { since: at(10) })],
    )
}

fn checked_with(phase: Phase, audience: Audience, text: &str, symptoms: &[Symptom]) -> Report {
    let facts = Facts {
        phase,
        audience,
        now: at(60),
        next_update_at: Some(at(80)),
        symptoms,
        cause_confirmed: phase >= Phase::Identified,
        rules: &RULES,
    };
    check(text, &facts)
}

fn names(findings: &[Finding], most: Level) -> Vec<&str> {
    let heavy = findings.iter().filter(|finding| finding.severity <= most);
    let mut names: Vec<_> = heavy.map(|finding| finding.rule.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn every_built_in_phrase_compiles() {
    for rule in &RULES.rules {
        assert_eq!(rule.check(), Ok(()), "{}", rule.name);
    }
    assert!(RULES.rules.len() > 10, "{}", RULES.rules.len());
}

#[test]
fn the_mockup_s_update_says_what_the_mockup_says() {
    let text = "This issue is resolved. A problem with a security rule and our RDS setup caused errors tonight.\n\nWe have \
                turned the rule off and everything will be back to normal by 03:00. Thank you for your patience.";
    let symptoms = [symptom(Standing::Out { since: at(57) })];
    let facts = Facts {
        phase: Phase::Resolved,
        audience: Audience::Public,
        now: at(60),
        next_update_at: None,
        symptoms: &symptoms,
        cause_confirmed: true,
        rules: &RULES,
    };
    let report = check(text, &facts);
    let said: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let words: String = text
                .chars()
                .skip(finding.start as usize)
                .take((finding.end - finding.start) as usize)
                .collect();
            (finding.title.as_str(), words)
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                "Says resolved, but Checkout success is out of band",
                "is resolved".to_owned()
            ),
            ("Jargon: RDS", "RDS".to_owned()),
            (
                "Promises a time",
                "everything will be back to normal by 03:00".to_owned()
            ),
            ("No impact named", String::new()),
            (
                "Says nothing: “Thank you for your patience”",
                "Thank you for your patience.".to_owned()
            ),
        ]
    );
    assert_eq!(
        (report.findings[0].why.as_str(), &report.findings[0].fix),
        (
            "79% is below its band 88–96%, for 3 min. Set the state to Monitoring, and say what works again so far.",
            &Some(Fix::SetPhase {
                phase: Phase::Monitoring
            })
        )
    );
    assert_eq!(
        report.findings[4].suggestion.as_deref(),
        Some(""),
        "it can go as a whole"
    );
    assert_eq!(
        report.passed,
        ["Guesses nothing", "Blames nobody", "State and words agree"]
    );
}

#[test]
fn a_claim_of_recovery_is_held_against_every_standing() {
    let out = Standing::Out { since: at(57) };
    let leaving = Standing::Leaving { since: at(59) };
    let silent = Standing::Silent { since: None };
    let inside = Standing::InBand { since: at(40) };
    let returning = Standing::Returning {
        since: at(55),
        left: at(20),
    };
    let plain = "Shoppers could not pay from 01:46 to 02:24.";
    let words = "Payments are back to normal.";
    let rows: [(Phase, &str, &[Standing], Option<&str>); 11] = [
        (Phase::Resolved, plain, &[inside], None),
        (Phase::Resolved, plain, &[returning], None),
        (Phase::Resolved, plain, &[], None),
        (
            Phase::Resolved,
            plain,
            &[inside, out],
            Some("Says resolved, but Checkout success is out of band"),
        ),
        (
            Phase::Resolved,
            plain,
            &[leaving],
            Some("Says resolved, but Checkout success is leaving its band"),
        ),
        (
            Phase::Resolved,
            plain,
            &[silent],
            Some("Says resolved, but nobody can say: Checkout success has no data"),
        ),
        (
            Phase::Resolved,
            plain,
            &[silent, out, leaving],
            Some(
                "Says resolved, but Checkout success is out of band, and 2 more metrics are in doubt",
            ),
        ),
        (Phase::Monitoring, plain, &[out], None),
        (Phase::Monitoring, words, &[inside], None),
        (
            Phase::Monitoring,
            words,
            &[out],
            Some("Says “back to normal”, but Checkout success is out of band"),
        ),
        (
            Phase::Identified,
            words,
            &[silent],
            Some("Says “back to normal”, but nobody can say: Checkout success has no data"),
        ),
    ];
    for (phase, text, standings, title) in rows {
        let symptoms: Vec<_> = standings.iter().copied().map(symptom).collect();
        let report = checked_with(phase, Audience::Public, text, &symptoms);
        let stop = report
            .findings
            .iter()
            .find(|finding| finding.severity == Level::Stop);
        assert_eq!(
            stop.map(|stop| stop.title.as_str()),
            title,
            "{phase} {text:?} {standings:?}"
        );
        let offers_monitoring = stop.is_some_and(|stop| stop.fix.is_some());
        assert_eq!(
            offers_monitoring,
            title.is_some() && phase == Phase::Resolved,
            "only a claimed state can be set back"
        );
    }
}

#[test]
fn the_next_update_is_asked_for_until_it_is_over() {
    let title = |phase, audience, next_update_at| {
        let facts = Facts {
            phase,
            audience,
            now: at(60),
            next_update_at,
            symptoms: &[],
            cause_confirmed: false,
            rules: &RULES,
        };
        let report = check("Shoppers cannot pay.", &facts);
        let found = report
            .findings
            .into_iter()
            .find(|finding| finding.rule == "no-next-update");
        found.map(|finding| (finding.title, finding.severity, finding.fix))
    };
    let missing = |level| {
        Some((
            "Next update time missing".to_owned(),
            level,
            Some(Fix::AddNextUpdate),
        ))
    };
    assert_eq!(
        title(Phase::Triage, Audience::Public, None),
        missing(Level::Warn)
    );
    assert_eq!(
        title(Phase::Triage, Audience::Internal, None),
        missing(Level::Hint)
    );
    assert_eq!(title(Phase::Resolved, Audience::Public, None), None);
    assert_eq!(
        title(Phase::Monitoring, Audience::Public, Some(at(61))),
        None
    );
    assert_eq!(
        title(Phase::Monitoring, Audience::Public, Some(at(60))),
        Some((
            "Next update time has passed".to_owned(),
            Level::Warn,
            Some(Fix::AddNextUpdate)
        ))
    );
}

#[test]
fn a_team_adds_words_switches_rules_off_and_is_told_of_its_mistakes() {
    let mut draft = draft();
    draft
        .add_rules("---\ntitle: Ours\n---\n\n## {people}\n- wombat[s]\n\n## guess\nlevel: off\n\n## state-words\nlevel: off\n\n## slogan\nlevel: stop\ntitle: Slogan\nwhy: Say what is so.\nfind:\n- we are one\n")
        .unwrap();
    draft.add_jargon("- RDS: our till\n- pod: -\n").unwrap();
    let problem = draft
        .add_rules("## slogan\n- (a|b")
        .unwrap_err()
        .to_string();
    assert_eq!(problem, "line 2: “(a|b”: “)” is missing");
    let problem = draft
        .add_rules("---\nx: y\n---\n## mine\nlevel: loud\ntitle: t\nwhy: w\n- a")
        .unwrap_err()
        .to_string();
    assert_eq!(
        problem,
        "line 5: “loud” is no level: use stop, warn, hint or off"
    );
    let problem = draft
        .add_rules("## mine\ntitle: t\n- a")
        .unwrap_err()
        .to_string();
    assert_eq!(problem, "line 1: the rule “mine” has no “why:”");

    let rules = draft.compile().unwrap();
    let facts = Facts {
        phase: Phase::Identified,
        audience: Audience::Public,
        now: at(0),
        next_update_at: Some(at(20)),
        symptoms: &[],
        cause_confirmed: true,
        rules: &rules,
    };
    let report = check(
        "Wombats cannot pay; if you are one, wait. We are one. It is probably the RDS pod, and we are investigating the cause.",
        &facts,
    );
    let said: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (finding.rule.as_str(), finding.suggestion.as_deref()))
        .collect();
    assert_eq!(said, [("slogan", None), ("jargon", Some("our till"))]);
}

#[test]
fn a_blank_that_a_template_left_stops_but_a_link_does_not() {
    let report = checked(
        Phase::Investigating,
        Audience::Public,
        "Shoppers cannot pay. [what can they do now?] {{impact}} [why?](https://x.example) [1]",
    );
    let stops: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Level::Stop)
        .collect();
    assert_eq!(
        stops
            .iter()
            .map(|stop| stop.title.as_str())
            .collect::<Vec<_>>(),
        [
            "Not filled in: what can they do now?",
            "Not filled in: impact"
        ]
    );
    assert_eq!((stops[0].start, stops[0].end), (21, 44));
}

#[test]
fn offsets_count_characters_not_bytes() {
    let text = "Käufer können nicht zahlen — 支払い. Shoppers cannot pay, fixed “soon”.";
    let report = checked(Phase::Investigating, Audience::Public, text);
    let soon = report
        .findings
        .iter()
        .find(|finding| finding.rule == "estimate")
        .unwrap();
    let words: String = text
        .chars()
        .skip(soon.start as usize)
        .take((soon.end - soon.start) as usize)
        .collect();
    assert_eq!(words, "soon");
}

#[test]
fn no_rule_floods_the_writer() {
    let text = "It is probably fixed soon. ".repeat(400);
    let report = checked(Phase::Investigating, Audience::Public, &text);
    assert!(report.findings.len() < 20, "{}", report.findings.len());
}

proptest! {
    #[test]
    fn any_text_is_checked_and_offsets_lie_within_it(
        parts in proptest::collection::vec(prop::sample::select(vec![
            "Some ", "customers ", "cannot ", "pay", ". ", "soon", " by 03:00", "probably ", "[what?]", "{{x}}", "**", "\n", "\n\n- ", "> ",
            "é", "支", "🦀", "RDS", "should be fixed", "is resolved", "<!--", "-->", "`", "http://x.example/soon ", "any inconvenience", "“", "”", "# Actions\n",
        ]), 0..40),
        tail in "\\PC{0,20}",
    ) {
        let text = format!("{}{tail}", parts.concat());
        let length = u32::try_from(text.chars().count()).unwrap();
        for phase in Phase::ALL {
            for audience in [Audience::Public, Audience::Internal] {
                let report = checked_with(phase, audience, &text, &[symptom(Standing::Silent { since: None })]);
                for finding in report.findings.iter().chain(&blameless(&text, &RULES)) {
                    prop_assert!(finding.start <= finding.end && finding.end <= length, "{finding:?}");
                }
            }
        }
    }
}

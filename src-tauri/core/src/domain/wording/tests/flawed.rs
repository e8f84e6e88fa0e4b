//! Updates with faults, and exactly the faults they have.

use super::*;

/// A public update in that phase, everything in band; hints included.
const PUBLIC: &[(Phase, &str, &[&str])] = &[
    // A promised end
    (
        Phase::Identified,
        "Customers cannot pay; wait for now. This will be fixed shortly.",
        &["estimate"],
    ),
    (
        Phase::Identified,
        "You cannot sign in. Use the app instead. We expect this to be resolved within the hour.",
        &["estimate"],
    ),
    (
        Phase::Identified,
        "Uploads fail. Please wait. A fix is expected in about 30 minutes.",
        &["estimate"],
    ),
    (
        Phase::Identified,
        "Uploads fail. Please wait. The ETA is 15:00.",
        &["estimate"],
    ),
    (
        Phase::Investigating,
        "Search is down for everyone; there is nothing you can do. Service will be restored by tomorrow.",
        &["estimate"],
    ),
    (
        Phase::Identified,
        "Payments fail. Use a card instead. It should take about 20 minutes.",
        &["estimate"],
    ),
    (
        Phase::Identified,
        "Payments fail. Use a card instead. We hope to have it working by 03:00.",
        &["estimate"],
    ),
    (
        Phase::Monitoring,
        "You can pay again. Everything will be back to normal soon, and we will post again by 02:45.",
        &[],
    ),
    (
        Phase::Investigating,
        "Payments fail. Use a card instead. Next update in 10 minutes.",
        &[],
    ),
    (
        Phase::Investigating,
        "Payments fail. Use a card instead. We will post again shortly.",
        &[],
    ),
    (
        Phase::Resolved,
        "Payments failed. They were fixed within 20 minutes, by 02:40.",
        &[],
    ),
    // A guess
    (
        Phase::Investigating,
        "Customers cannot pay; try another card. This is probably a network problem.",
        &["guess"],
    ),
    (
        Phase::Investigating,
        "Customers cannot pay; try another card. We believe a recent change broke it.",
        &["guess"],
    ),
    (
        Phase::Investigating,
        "Customers cannot pay; try another card. It might be caused by a change.",
        &["guess"],
    ),
    (
        Phase::Monitoring,
        "Customers could not pay; try again now. It should be fixed now.",
        &["guess"],
    ),
    (
        Phase::Monitoring,
        "Customers can pay again. The errors seem to be gone.",
        &["guess"],
    ),
    (
        Phase::Investigating,
        "Customers cannot pay; try another card. The likely cause is a change we made.",
        &["guess"],
    ),
    (
        Phase::Investigating,
        "Customers cannot pay; try another card. It looks like a network problem.",
        &["guess"],
    ),
    (
        Phase::Investigating,
        "You may be unable to pay, and your order may be delayed. You should see it within a day.",
        &["workaround"],
    ),
    // No impact
    (
        Phase::Investigating,
        "We are investigating an issue. Please wait.",
        &["no-impact"],
    ),
    (
        Phase::Identified,
        "We identified the issue and are working on a remedy. Please wait.",
        &["no-impact"],
    ),
    (
        Phase::Monitoring,
        "A remedy is in place. We are watching, and you can keep working.",
        &["no-impact"],
    ),
    (
        Phase::Resolved,
        "This incident has been resolved.",
        &["no-impact"],
    ),
    (
        Phase::Investigating,
        "We are aware of an issue with our systems and our team is on it.",
        &["no-impact", "workaround"],
    ),
    // Nothing to do about it
    (
        Phase::Investigating,
        "Customers cannot pay. We are looking for the cause.",
        &["workaround"],
    ),
    // Jargon
    (
        Phase::Identified,
        "Customers cannot pay; try again. Two pods crashed.",
        &["jargon"],
    ),
    (
        Phase::Identified,
        "Customers cannot pay; try again. Our Kubernetes nodes restart.",
        &["jargon"],
    ),
    (
        Phase::Identified,
        "Customers see HTTP 503 when they pay; try again.",
        &["jargon"],
    ),
    (
        Phase::Identified,
        "Payments fail; try again. The p99 went up to 8 seconds.",
        &["jargon"],
    ),
    (
        Phase::Identified,
        "You cannot reach us; wait. We are changing our DNS entry.",
        &["jargon"],
    ),
    (
        Phase::Identified,
        "Customers cannot pay; see https://x.example/rds/pod and try again. Aurorae are nice.",
        &[],
    ),
    // Made smaller
    (
        Phase::Investigating,
        "A small number of customers cannot pay; try again.",
        &["shrinking"],
    ),
    (
        Phase::Investigating,
        "There is a minor issue: customers cannot pay. Try again.",
        &["shrinking"],
    ),
    (
        Phase::Investigating,
        "Intermittent errors when you pay; try again.",
        &["shrinking"],
    ),
    (
        Phase::Investigating,
        "Some of our customers cannot pay; try again.",
        &["shrinking"],
    ),
    (
        Phase::Investigating,
        "Some customers, about 12%, cannot pay; try again.",
        &[],
    ),
    (
        Phase::Investigating,
        "Some customers cannot pay. We do not know how many yet. Try again.",
        &[],
    ),
    // Politeness
    (
        Phase::Resolved,
        "Customers could not pay. We apologise for any inconvenience.",
        &["politeness"],
    ),
    (
        Phase::Resolved,
        "Customers could not pay. We take reliability very seriously.",
        &["politeness"],
    ),
    (
        Phase::Resolved,
        "Customers could not pay. Thank you for your understanding.",
        &["politeness"],
    ),
    (
        Phase::Resolved,
        "Customers could not pay. We apologise for the orders you could not place.",
        &[],
    ),
    // Blame
    (
        Phase::Resolved,
        "Customers could not pay because of human error.",
        &["blame"],
    ),
    (
        Phase::Resolved,
        "Customers could not pay: an engineer accidentally deleted a table.",
        &["blame"],
    ),
    (
        Phase::Resolved,
        "Customers could not pay after a mistake by one of our engineers.",
        &["blame"],
    ),
    (
        Phase::Investigating,
        "Customers cannot pay; wait. This is due to an outage at our hosting provider.",
        &["blame-supplier"],
    ),
    (
        Phase::Triage,
        "AWS is having problems, so you cannot sign in. Please wait.",
        &["blame-supplier"],
    ),
    (
        Phase::Identified,
        "Customers cannot pay; use a card instead. AWS has confirmed a fault in Ireland.",
        &[],
    ),
    // State and words
    (
        Phase::Identified,
        "Customers cannot pay; try again. We are investigating the cause.",
        &["state-words"],
    ),
    (
        Phase::Identified,
        "Customers cannot pay; try again. The cause is still unknown.",
        &["state-words"],
    ),
    (
        Phase::Investigating,
        "Customers cannot pay; try again. We have identified the cause.",
        &["state-words"],
    ),
    (
        Phase::Triage,
        "Customers cannot pay; try again. The root cause is a full disk.",
        &["state-words"],
    ),
    (
        Phase::Investigating,
        "Customers cannot pay; try again. We have not identified the cause.",
        &[],
    ),
    (
        Phase::Investigating,
        "Customers cannot pay; try again. The cause is not known yet.",
        &[],
    ),
    (
        Phase::Resolved,
        "Customers could not pay. We are still working on a fix.",
        &["state-words"],
    ),
    (
        Phase::Resolved,
        "Customers could not pay. We continue to look into the root cause.",
        &[],
    ),
    // Outage
    (
        Phase::Investigating,
        "An outage: payments are slow for about 12% of customers. Try again.",
        &["outage-when-partial"],
    ),
    (
        Phase::Investigating,
        "An outage: nobody can sign in. Please wait.",
        &[],
    ),
    (
        Phase::Investigating,
        "This is not an outage: payments are slow for 12% of customers. Try again.",
        &[],
    ),
    // Several at once
    (
        Phase::Investigating,
        "We are experiencing a minor issue with our RDS cluster, probably due to a mistake by an engineer. It will be fixed soon.",
        &[
            "blame",
            "estimate",
            "guess",
            "jargon",
            "no-impact",
            "shrinking",
            "workaround",
        ],
    ),
];

#[test]
fn each_fault_is_found_and_nothing_else() {
    assert!(PUBLIC.len() + RECOVERY.len() >= 60, "the list only grows");
    let mut wrong = Vec::new();
    for (phase, text, expected) in PUBLIC {
        let report = checked(*phase, Audience::Public, text);
        let found = names(&report.findings, Level::Hint);
        if found != *expected {
            wrong.push(format!("{found:?}, expected {expected:?}: {phase} {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether it claims a recovery, in a text that does not claim the state.
const RECOVERY: &[(&str, bool)] = &[
    ("The issue is resolved.", true),
    ("This has been fixed.", true),
    ("Checkout is back to normal.", true),
    ("All systems operational.", true),
    ("Payments have fully recovered.", true),
    ("We have fixed the problem.", true),
    ("It is **now resolved**.", true),
    ("Sign-in is working again.", true),
    ("This is not resolved.", false),
    ("It isn't fixed yet.", false),
    ("We post again when checkout is back to normal.", false),
    ("We will not rest until it is fixed.", false),
    ("Payments work again for most shoppers.", false),
    ("Most payments have recovered.", false),
    ("About 80% of payments are working again.", false),
    ("At 02:36 we told you that it was resolved.", false),
    ("It will be fixed.", false),
    ("Once this is resolved we write to you.", false),
    ("We have fixed the rule in one region.", false),
    ("It should be back to normal.", false),
];

#[test]
fn recovery_is_claimed_by_words_too() {
    let out = [symptom(Standing::Out { since: at(57) })];
    for (text, is_claim) in RECOVERY {
        let report = checked_with(Phase::Monitoring, Audience::Public, text, &out);
        assert_eq!(
            names(&report.findings, Level::Stop) == [TOO_EARLY],
            *is_claim,
            "{text}"
        );
        let report = checked(Phase::Monitoring, Audience::Public, text);
        assert_eq!(
            names(&report.findings, Level::Stop),
            [""; 0],
            "in band, it may be said: {text}"
        );
    }
}

#[test]
fn colleagues_may_read_jargon_and_estimates() {
    let text = "Shoppers cannot pay: 2 pods of payments-api crash. Rolled back by 03:00, expected to take 10 minutes.";
    let report = checked(Phase::Identified, Audience::Internal, text);
    assert_eq!(names(&report.findings, Level::Hint), [""; 0]);
}

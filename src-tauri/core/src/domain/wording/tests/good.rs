//! Updates as they should be: nothing stops them and nothing warns.

use super::*;

const GOOD: &[(Phase, Audience, &str)] = &[
    (
        Phase::Investigating,
        Audience::Public,
        "Some shoppers cannot pay. We are looking for the cause. Next update by 02:20.",
    ),
    (
        Phase::Identified,
        Audience::Public,
        "A security check stops some payments. We are changing it. Next update by 02:45.",
    ),
    (
        Phase::Monitoring,
        Audience::Public,
        "Payments work again for most shoppers. We keep watching. Next by 02:45.",
    ),
    (
        Phase::Identified,
        Audience::Public,
        "At 02:36 we told you checkout was working again. **That was wrong, and we said it too early.** Since 02:33 about 1 in 5 payments has been failing again.\n\nThe security check we turned off was still on in a second region. We are turning it off there now. A refused payment is not charged; if yours fails, wait a minute and press Pay once.\n\nBefore we call it over we will see checkout normal for 15 minutes and repeat a payment that failed. Next update by 02:55.",
    ),
    (
        Phase::Monitoring,
        Audience::Internal,
        "**Condition.** Checkout success is 93%, in band since 02:43. Impact 70 min so far: 298 payments refused, 41 support contacts. No refused payment was charged.\n\n**Actions.** velocity-rule-v2 is in observe-only in both regions (security-1). Storefront stays on 4.17.3.\n\n**Needs.** The fraud desk reviews orders by hand until 03:15. Nobody touches the rule or deploys storefront before 09:00.",
    ),
    (
        Phase::Resolved,
        Audience::Public,
        "Checkout works for everyone again. From 01:46 to 02:58 about 1 in 3 shoppers could not pay. No refused payment was charged, and no order was lost. We are sorry for the orders you could not place tonight.",
    ),
    (
        Phase::Triage,
        Audience::Public,
        "You may see an error when you sign in. We are on it and will post again at 14:20.",
    ),
    (
        Phase::Investigating,
        Audience::Public,
        "Since 09:10 uploads fail for about 12% of customers in Europe. You can keep working; files that you saved are safe. Next update by 09:40.",
    ),
    (
        Phase::Investigating,
        Audience::Public,
        "We do not know the cause yet. Search returns no results for anyone. Next update in 20 minutes.",
    ),
    (
        Phase::Investigating,
        Audience::Public,
        "No change since our last update: emails still arrive about two hours late. Nothing is lost. We will update this page by 11:00.",
    ),
    (
        Phase::Identified,
        Audience::Public,
        "We found what delays notifications: a queue that is full. We are adding capacity. They arrive about 30 minutes late and are not lost. Next update at 16:10.",
    ),
    (
        Phase::Identified,
        Audience::Public,
        "Logging in with a code by text message does not work. You can log in with the app instead. We have turned to a second way of sending codes and are testing it. Next update: 08:15.",
    ),
    (
        Phase::Monitoring,
        Audience::Public,
        "Since 10:42 video calls connect again for nearly everyone. If yours does not, leave and join once more. We are watching until 11:30 and will tell you then.",
    ),
    (
        Phase::Monitoring,
        Audience::Public,
        "You can book again. Bookings made between 12:05 and 12:40 are being checked one by one; you do not need to repeat them. Next update by 13:30.",
    ),
    (
        Phase::Resolved,
        Audience::Public,
        "Between 14:00 and 14:47 UTC, 8% of requests to the API were answered with an error. Since 14:47 they succeed as usual. Requests that failed were not processed: send them again. No data was lost.",
    ),
    (
        Phase::Resolved,
        Audience::Public,
        "The dashboard loads again for everyone since 07:55. It was slow or empty from 06:30. We moved it to a larger machine. Your data was complete the whole time.",
    ),
    (
        Phase::Resolved,
        Audience::Public,
        "Password resets arrive within a minute again. From 18:02 to 19:10 none were sent. Please ask for a new one; the old links do not work. We apologise for locking you out.",
    ),
    (
        Phase::Triage,
        Audience::Public,
        "Nobody can open shared documents at the moment. Documents of your own are not affected. We post again by 15:25.",
    ),
    (
        Phase::Investigating,
        Audience::Public,
        "Deliveries in Lyon and Marseille are late by up to an hour. We do not know yet how many. Call your depot if a delivery cannot wait. Next update 12:00, sooner if it changes.",
    ),
    (
        Phase::Identified,
        Audience::Public,
        "A setting that we changed at 13:30 signs people out after a few minutes. We are putting the old one back, one region at a time. Sign in again if it happens to you. Next update by 14:15.",
    ),
    (
        Phase::Identified,
        Audience::Internal,
        "Checkout success 61%, below its band 88–96% for 21 min. Cause confirmed by security-1: velocity-rule-v2 counts retries as attacks. Rolling to observe-only now, done by 02:24 if the flag service keeps up. Need: somebody from fraud on the call.",
    ),
    (
        Phase::Investigating,
        Audience::Internal,
        "Two pods of payments-api restart every 4 min; p99 is 8 s. Customers cannot pay with cards. storefront-1 rolls back 4.18.0, said by 02:10. H1 open, H2 disproved. Next at 02:20.",
    ),
    (
        Phase::Monitoring,
        Audience::Internal,
        "Orders 13.1/min, in band since 02:43. We keep two people on until 04:00. Refunds: support-2 lists the 41 contacts.",
    ),
    (
        Phase::Triage,
        Audience::Internal,
        "SEV-2 declared 01:52. Shoppers cannot pay, about one in three. Commander on-call-1, liaison support-1. Payments and security please join. Next at 02:10.",
    ),
    (
        Phase::Resolved,
        Audience::Internal,
        "Over since 02:58, in band for 15 min. 72 min, 312 payments refused, none charged. Rule stays in observe-only until Friday's review. Retrospective: scribe-1, Monday 10:00.",
    ),
    (
        Phase::Investigating,
        Audience::Public,
        "Card payments are declined for customers of two banks. Other cards and bank transfer work. You should be able to pay with another card; we tried it. Next update by 20:30.",
    ),
    (
        Phase::Identified,
        Audience::Public,
        "Reports for yesterday are incomplete. We are loading the missing hours. You can use reports up to Tuesday. Next update at noon.",
    ),
    (
        Phase::Monitoring,
        Audience::Public,
        "We have turned off the check that refused payments. Since 02:41 payments succeed as usual again; we tried several that had failed. We call it over once it has held for 15 minutes. Next update by 03:00.",
    ),
    (
        Phase::Investigating,
        Audience::Public,
        "Most people cannot reach our website from mobile networks in Spain. Wi-Fi works. As soon as we know more we write here, at the latest by 17:45.",
    ),
    (
        Phase::Identified,
        Audience::Public,
        "Since 08:20 builds wait up to 25 minutes before they start. A full disk stopped half of our machines; we are clearing it and adding more. Builds that wait are not lost. Next update 09:20.",
    ),
    (
        Phase::Monitoring,
        Audience::Public,
        "Messages are being delivered again, oldest first. Those sent before 10:00 are through. Nothing was lost. We write again when the rest has arrived, or by 12:00.",
    ),
];

#[test]
fn a_good_update_is_left_in_peace() {
    assert!(GOOD.len() >= 25, "the list only grows");
    let mut complaints = Vec::new();
    for (phase, audience, text) in GOOD {
        let report = checked(*phase, *audience, text);
        for finding in report
            .findings
            .iter()
            .filter(|finding| finding.severity < Level::Hint)
        {
            complaints.push(format!(
                "{} {:?}: {}\n    in {phase} {text}",
                finding.rule, finding.title, finding.why
            ));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn a_good_update_gets_at_most_two_hints() {
    for (phase, audience, text) in GOOD {
        let report = checked(*phase, *audience, text);
        assert!(
            report.findings.len() <= 2,
            "{:?} for {text}",
            names(&report.findings, Level::Hint)
        );
    }
}

#[test]
fn what_is_well_is_said() {
    let report = checked(Phase::Investigating, Audience::Public, GOOD[7].2);
    assert_eq!(
        report.passed,
        [
            "Claims no recovery that the metrics deny",
            "Promises no end time",
            "Guesses nothing",
            "Says what people notice",
            "Says what people can do now",
            "Blames nobody",
            "State and words agree",
            "Names the next update",
            "Free of jargon",
        ]
    );
    assert_eq!(
        checked(Phase::Resolved, Audience::Public, " ").passed,
        Vec::<String>::new(),
        "nothing is not well"
    );
}

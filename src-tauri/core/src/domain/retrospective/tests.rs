//! A whole night from the journal to the document.

mod night;

use chrono::Duration;
use proptest::prelude::*;

use super::*;
use crate::domain::entry::{NoteSort, Stream};
use crate::domain::id::PageId;
use crate::domain::wording::blameless;
use crate::domain::wording::rule_book::Draft;
use night::*;

#[test]
fn the_journal_writes_what_it_knows_and_asks_for_the_rest() {
    let document = document(&story());
    assert!(document.starts_with(
        "# Checkout failing for some shoppers\n\nINC-7 · SEV-2 · Thu 19 Nov 2026, 01:46 to 02:58 (Europe/Berlin) · Commander on-call-1\n\n## Summary\n\n\
         For 57 min, from 01:46, this was affected: Checkout. [who could not do what?]"
    ), "{document}");
    assert_eq!(
        part(&document, "Impact"),
        "- Began: 2026-11-19 01:46\n- Ended: 2026-11-19 02:43, when the last metric was back in its band\n- Lasted: 57 min\n- Affected: Checkout\n\
         - Severity: SEV-2\n- Checkout success: out of band for 48 min\n\
         - Public updates: 3, the first 12 min after the impact began; 1 of 2 promised times kept\n\
         - People affected: [how many, and how do we know?]\n\
         - Data and money: [was anything lost, damaged or charged: yes, no, or not known?]"
    );
    assert_eq!(
        part(&document, "Timeline"),
        "- 01:38 **Change** Deploy storefront 4.18.0 (deploys)\n\
         - 01:49 **Metric left its band** Checkout success 61% is below its band 88–96%, for 3 min (holdfast)\n\
         - 01:49 **Page from metrics** Checkout success 61% is below its band 88–96% (holdfast)\n\
         - 01:50 **Page acknowledged** In the notification (on-call-1)\n\
         - 01:52 **Incident declared** INC-7, SEV-2: Checkout failing for some shoppers. Affects checkout. (on-call-1)\n\
         - 01:58 **Status update, public: Investigating** “Some shoppers cannot pay. Next update by 02:20.” To Status page. Next one promised in 22 min. (support-1)\n\
         - 02:04 **Action taken** Rolled storefront back. # 61% to 66% &lt;!-- still out (on-call-1)\n\
         - 02:13 **Phase** Triage to Identified (on-call-1)\n\
         - 02:13 **Decision** Rule to observe-only; risk accepted for 30 min (on-call-1)\n\
         - 02:16 **Status update, public: Identified** “A security check stops some payments.” To Status page. Next one promised in 14 min. (support-1)\n\
         - 02:27 **Metric back in band** Checkout success 90%, in its band 88–96% (holdfast)\n\
         - 02:28 **Phase** Identified to Monitoring (on-call-1)\n\
         - 02:36 **Metric left its band** Checkout success 79% is below its band 88–96%, for 3 min (holdfast)\n\
         - 02:36 **Status update, public: Resolved** “This is over.” To Status page. Sent past “resolved-out-of-band”: we thought one point was noise. (support-1)\n\
         - 02:46 **Metric back in band** Checkout success 90%, in its band 88–96% (holdfast)\n\
         - 02:58 **Resolved** Monitoring to Resolved (on-call-1)\n\n\
         1 more entry is in the journal: checklists, roles, deliveries and the like."
    );
    assert!(part(&document, "How we detected it").starts_with(
        "The first sign was a metric that left its band: Checkout success 61% is below its band 88–96%, for 3 min (01:49, 3 min after the impact began)."
    ));
    assert_eq!(
        part(&document, "Response intervals"),
        "| Moment | When | From the start | Since the one before |\n| --- | --- | --- | --- |\n| Impact began | 01:46 | – | – |\n\
         | First sign | 01:49 | 3 min | 3 min |\n| Paged | 01:49 | 3 min | 0 s |\n| Acknowledged | 01:50 | 4 min | 1 min |\n\
         | Declared | 01:52 | 6 min | 2 min |\n| First public update | 01:58 | 12 min | 6 min |\n| Cause identified | 02:13 | 27 min | 15 min |\n\
         | Remedy in | 02:28 | 42 min | 15 min |\n| Metrics back in band | 02:43 | 57 min | 15 min |\n| Resolved | 02:58 | 1 h 12 min | 15 min |"
    );
    assert!(part(&document, "Contributing factors").starts_with(
        "Changes that were noted around the start:\n\n- 01:38 Deploy storefront 4.18.0\n\n[which conditions had to come together?]"
    ));
    assert!(
        part(&document, "Which business metric would have caught this?")
            .starts_with("Left its band: Checkout success. Stayed in band: Orders a minute.")
    );
    assert!(part(&document, "Checks that were sent past").starts_with(
        "- 02:36 The public update went out past “resolved-out-of-band”: “we thought one point was noise”"
    ));
}

#[test]
fn what_the_journal_wrote_is_not_counted_as_written_by_people() {
    let written: Vec<_> = sections(&document(&story()))
        .into_iter()
        .filter(|section| section.written)
        .map(|section| section.title)
        .collect();
    assert_eq!(
        written,
        [
            "Timeline",
            "How we detected it",
            "Response intervals",
            "Checks that were sent past"
        ],
        "those need nothing more; the others have a blank or only questions"
    );
}

#[test]
fn it_blames_nobody_by_itself() {
    let mut draft = Draft::default();
    draft
        .add_rules(include_str!("../../../library/wording.md"))
        .unwrap();
    let rules = draft.compile().unwrap();
    let bare: Vec<Entry> = story().drain(..1).collect();
    for entries in [story(), bare] {
        let document = document(&entries);
        assert_eq!(blameless(&document, &rules), [], "{document}");
    }
}

#[test]
fn what_is_unknown_says_so() {
    let entries: Vec<Entry> = story().drain(..1).collect();
    let incident = folded(&entries);
    let text = generate(
        &material(&incident, &entries, &[]),
        &Zone::utc(),
        template(),
    );
    assert_eq!(
        part(&text, "Impact"),
        "- Began: 2026-11-19 00:46\n- Ended: not known; the incident is still open\n- Lasted: not known yet\n\
         - Affected: not recorded; the scope was left empty\n- Severity: SEV-2\n- Public updates: none\n\
         - People affected: [how many, and how do we know?]\n\
         - Data and money: [was anything lost, damaged or charged: yes, no, or not known?]"
    );
    assert!(text.contains("Not recorded: first sign, paged, acknowledged, first public update, cause identified, remedy in, metrics back in band, resolved."));
    assert!(text.contains("The first sign was a person, who declared it; no page and no metric came before (00:52, 6 min after the impact began)."));
    assert!(text.contains("No business metric was being watched."));
    assert!(text.contains("No change is noted around the start."));
    assert!(!text.contains("sent past") && !text.contains("{{") && !text.contains("\n\n\n"));
}

#[test]
fn a_night_that_crosses_midnight_names_its_days() {
    let mut entries = story();
    entries.push(note("23:30", NoteSort::Note, "Refunds are through"));
    let mut late = note("23:59", NoteSort::Note, "Asleep at last");
    late.at += Duration::hours(2);
    entries.push(late);
    let timeline = document(&entries);
    let timeline = part(&timeline, "Timeline");
    assert!(
        timeline.starts_with("**Thu 19 Nov 2026**\n\n- 01:38"),
        "{timeline}"
    );
    assert!(timeline.contains("- 23:30 **Note** Refunds are through (on-call-1)\n\n**Fri 20 Nov 2026**\n\n- 01:59 **Note** Asleep"), "{timeline}");
}

#[test]
fn ten_thousand_notes_leave_a_timeline_that_can_be_read() {
    let mut entries = story();
    entries
        .extend((0..10_000).map(|index| note("02:20", NoteSort::Note, &format!("line {index}"))));
    let document = document(&entries);
    let lines = part(&document, "Timeline")
        .lines()
        .filter(|line| line.starts_with("- "))
        .count();
    assert_eq!(lines, 16, "decisions and signals stay, notes are counted");
    assert!(document.contains("10001 more entries are in the journal"));
}

#[test]
fn a_page_that_was_resolved_long_ago_still_says_when_it_came() {
    let entries: Vec<Entry> = story().drain(..1).collect();
    let incident = folded(&entries);
    let mut triggered = story().remove(3);
    triggered.stream = Stream::Page(PageId::new(triggered.at));
    let page = Page::triggered(&triggered).unwrap();
    let sorted: Vec<&Entry> = entries.iter().collect();
    let milestones = milestones(&incident, &sorted, &[page]);
    assert_eq!(milestones[2], (Milestone::Paged, Some(at("01:49"))));
}

proptest! {
    #[test]
    fn no_note_breaks_out_of_its_line(text in "(\\PC|\n|#|- |`|<!--|\\{\\{timeline\\}\\}|\\|){0,60}") {
        let mut entries = story();
        entries.push(note("02:20", NoteSort::Note, &text));
        let expected = sections(&document(&story())).len();
        prop_assert_eq!(sections(&document(&entries)).len(), expected);
    }
}

//! The journal's promises, held against a real file.

use chrono::Duration;
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::domain::entry::{Body, Entry, NoteSort, Stream};
use crate::domain::id::{IncidentId, PageId};
use crate::domain::page::{PageState, Place, Urgency};
use crate::domain::phase::Phase;
use crate::domain::severity::Severity;
use crate::domain::timeline::TimelineFilter;
use crate::domain::update::Audience;

fn at(second: i64) -> Instant {
    instant(1_800_000_000_000) + Duration::seconds(second)
}

fn journal() -> (TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path()).unwrap();
    (folder, journal)
}

fn declared(number: u32) -> Body {
    Body::IncidentDeclared {
        number,
        title: "Checkout fails".into(),
        severity: Severity::Sev2,
        scope: vec!["checkout".into()],
        page: None,
        impact_began: None,
    }
}

fn note(text: &str) -> Body {
    Body::Noted {
        sort: NoteSort::Note,
        text: text.into(),
    }
}

fn triggered(key: &str) -> Body {
    Body::PageTriggered {
        pager: "am".into(),
        key: key.into(),
        summary: "High error rate".into(),
        detail: None,
        urgency: Urgency::High,
        labels: vec![],
        link: None,
        capability: None,
    }
}

fn append(journal: &Journal, second: i64, stream: Stream, body: Body) -> Entry {
    journal
        .write(at(second), |writing| {
            writing.append(stream, at(second), "ann", body)
        })
        .unwrap()
}

fn texts(journal: &Journal, stream: Stream) -> Vec<String> {
    let lines = journal
        .read(|reading| reading.lines(stream, TimelineFilter::Everything, 0, 100))
        .unwrap();
    lines
        .into_iter()
        .map(|line| line.text.unwrap_or_else(|| entry::prose(&line.entry.body)))
        .collect()
}

/// An incident with a page, notes, an amendment and an update: enough for every projection to have rows.
fn story(journal: &Journal) -> (IncidentId, PageId) {
    let (incident, page) = (IncidentId::new(at(0)), PageId::new(at(0)));
    append(journal, 0, Stream::Page(page), triggered("k"));
    append(journal, 1, Stream::Incident(incident), declared(1));
    append(
        journal,
        2,
        Stream::Page(page),
        Body::PageLinked { incident },
    );
    append(
        journal,
        3,
        Stream::Page(page),
        Body::PageAcknowledged {
            place: Place::Window,
        },
    );
    let wrong = append(
        journal,
        4,
        Stream::Incident(incident),
        note("Rolled back the wrong thing"),
    );
    append(
        journal,
        5,
        Stream::Incident(incident),
        Body::Amended {
            entry: wrong.id,
            text: Some("Rolled back storefront".into()),
            at: Some(at(2)),
        },
    );
    append(
        journal,
        6,
        Stream::Incident(incident),
        Body::PhaseChanged {
            from: Phase::Triage,
            to: Phase::Investigating,
            reason: None,
        },
    );
    append(
        journal,
        7,
        Stream::Incident(incident),
        Body::UpdateSent {
            audience: Audience::Public,
            phase: Phase::Investigating,
            text: "Some cannot pay".into(),
            targets: vec![],
            next_update_at: None,
            overrides: vec![],
        },
    );
    append(
        journal,
        8,
        Stream::Desk,
        Body::ChangeNoted {
            text: "Deployed 4.18.0".into(),
        },
    );
    (incident, page)
}

#[test]
fn what_was_acknowledged_is_there_after_opening_again_and_the_chain_verifies() {
    let (folder, journal) = journal();
    story(&journal);
    let before = journal.projections().unwrap();
    drop(journal);
    let again = Journal::open(folder.path()).unwrap();
    let found = again.read(|reading| reading.verify()).unwrap();
    assert_eq!(
        (found, again.projections().unwrap()),
        (
            Verification {
                entries: 9,
                devices: 1,
                problems: vec![]
            },
            before
        )
    );
}

#[test]
fn projections_folded_again_from_the_entries_alone_are_the_same() {
    let (_folder, journal) = journal();
    let (incident, _) = story(&journal);
    let before = (
        journal.projections().unwrap(),
        journal
            .read(|reading| reading.search("storefront", 10))
            .unwrap(),
    );
    let rebuilt = journal.rebuild(at(100)).unwrap();
    let after = (
        journal.projections().unwrap(),
        journal
            .read(|reading| reading.search("storefront", 10))
            .unwrap(),
    );
    assert_eq!(
        (rebuilt, after.clone()),
        (
            Rebuild {
                entries: 9,
                incidents: 1,
                pages: 1
            },
            before
        )
    );
    assert_eq!(
        after.1[0].entry.stream,
        Stream::Incident(incident),
        "search finds the amended words"
    );
}

#[test]
fn entries_can_be_neither_updated_nor_deleted() {
    let (folder, journal) = journal();
    append(&journal, 0, Stream::Desk, note("x"));
    let raw = Connection::open(folder.path().join("journal.db")).unwrap();
    let update = raw
        .execute("UPDATE entry SET author = 'eve'", [])
        .unwrap_err()
        .to_string();
    let delete = raw
        .execute("DELETE FROM entry", [])
        .unwrap_err()
        .to_string();
    assert_eq!(
        (update.as_str(), delete.as_str()),
        (
            "entries are never updated: a correction is another entry",
            "entries are never deleted"
        )
    );
}

#[test]
fn a_changed_text_a_missing_entry_and_a_changed_time_are_all_found() {
    let (folder, journal) = journal();
    for second in 0..4 {
        append(
            &journal,
            second,
            Stream::Desk,
            note(&format!("note {second}")),
        );
    }
    let raw = Connection::open(folder.path().join("journal.db")).unwrap();
    raw.execute_batch(
        "PRAGMA foreign_keys = OFF; DROP TRIGGER entry_is_never_updated; DROP TRIGGER entry_is_never_deleted;
         UPDATE entry SET body = replace(body, 'note 0', 'forged') WHERE row = 1; DELETE FROM line WHERE row = 2; DELETE FROM entry WHERE row = 2; UPDATE entry SET at = at + 1 WHERE row = 4;",
    )
    .unwrap();
    let problems = journal.read(|reading| reading.verify()).unwrap().problems;
    let kinds: Vec<&str> = problems
        .iter()
        .map(|problem| problem.split_once(": ").unwrap().1)
        .map(|what| what.split(" of device").next().unwrap())
        .collect();
    assert_eq!(
        kinds,
        vec![
            "its text is not what was written",
            "entries 2 to 2",
            "it, or the one before it, was changed",
            "it, or the one before it, was changed"
        ]
    );
}

#[test]
fn a_journal_from_a_newer_holdfast_is_refused_untouched() {
    let (folder, journal) = journal();
    append(&journal, 0, Stream::Desk, note("x"));
    drop(journal);
    let path = folder.path().join("journal.db");
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    let before = std::fs::read(&path).unwrap();
    let failure = Journal::open(folder.path()).unwrap_err();
    assert_eq!(failure.code, Code::Newer);
    assert!(failure.message.contains("was not touched"), "{failure}");
    assert_eq!(
        std::fs::read(&path).unwrap(),
        before,
        "not one byte was written"
    );
}

#[test]
fn changes_are_told_after_the_commit_and_not_at_all_when_it_fails() {
    let (_folder, journal) = journal();
    let mut changes = journal.subscribe();
    let failed: Result<()> = journal.write(at(0), |writing| {
        writing.append(Stream::Desk, at(0), "ann", note("never"))?;
        Err(Failure::conflict("no"))
    });
    assert!(
        failed.is_err() && changes.try_recv().is_err(),
        "a rollback leaves no phantom"
    );
    append(&journal, 1, Stream::Desk, note("x"));
    assert_eq!(changes.try_recv(), Ok(Change::Desk));
    assert_eq!(texts(&journal, Stream::Desk), vec!["x"]);
}

#[test]
fn another_process_s_entries_are_noticed_and_continue_the_same_chain() {
    let (folder, journal) = journal();
    append(&journal, 0, Stream::Desk, note("window"));
    let mut changes = journal.subscribe();
    let version = journal.data_version().unwrap();
    let other = Journal::open(folder.path()).unwrap();
    append(&other, 1, Stream::Desk, note("command line"));
    assert_ne!(journal.data_version().unwrap(), version);
    journal.notice_others().unwrap();
    assert_eq!(changes.try_recv(), Ok(Change::Desk));
    append(&other, 2, Stream::Desk, note("again"));
    append(
        &journal,
        3,
        Stream::Page(PageId::new(at(3))),
        triggered("k"),
    );
    let mut told = [changes.try_recv().unwrap(), changes.try_recv().unwrap()];
    told.sort_by_key(|change| *change != Change::Desk);
    assert_eq!(
        told[0],
        Change::Desk,
        "a write of one's own also brings the news of others"
    );
    let found = journal.read(|reading| reading.verify()).unwrap();
    assert_eq!((found.entries, found.problems), (4, vec![]));
}

#[test]
fn a_page_s_lines_join_the_incident_it_became_part_of() {
    let (_folder, journal) = journal();
    let (incident, page) = story(&journal);
    assert_eq!(texts(&journal, Stream::Page(page)), Vec::<String>::new());
    let counts = journal
        .read(|reading| reading.line_counts(Stream::Incident(incident)))
        .unwrap();
    let signals = counts
        .iter()
        .find(|(filter, _)| *filter == TimelineFilter::Signals)
        .unwrap()
        .1;
    assert_eq!(signals, 2, "triggered and acknowledged");
    let linked = journal
        .read(|reading| reading.incident(incident))
        .unwrap()
        .unwrap();
    assert_eq!(linked.pages, vec![page]);
}

#[test]
fn the_same_key_finds_the_same_page_and_its_state_is_folded() {
    let (_folder, journal) = journal();
    let (_, page) = story(&journal);
    append(
        &journal,
        20,
        Stream::Page(page),
        Body::PageResolved {
            place: Place::Provider,
        },
    );
    append(&journal, 30, Stream::Page(page), Body::PageRetriggered {});
    let found = journal
        .read(|reading| reading.page_by_key("am", "k"))
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.id, found.state, found.fired, found.triggered_at),
        (page, PageState::Triggered, 2, at(30))
    );
}

#[test]
fn drafts_outlive_the_process_and_are_not_entries() {
    let (folder, journal) = journal();
    let subject = Subject::Retrospective(IncidentId::new(at(0)));
    journal
        .write(at(0), |writing| writing.save_draft(subject, &"half a sent"))
        .unwrap();
    drop(journal);
    let again = Journal::open(folder.path()).unwrap();
    let draft: Draft<String> = again
        .read(|reading| reading.draft(subject))
        .unwrap()
        .unwrap();
    assert_eq!(
        draft,
        Draft {
            content: "half a sent".into(),
            saved_at: at(0)
        }
    );
    assert!(again.read(|reading| reading.is_empty()).unwrap());
}

#[test]
fn deliveries_wait_in_order_and_only_the_last_word_to_a_target_counts() {
    let (_folder, journal) = journal();
    let new = |what: &str| NewDelivery {
        stream: Stream::Desk,
        target: "am".into(),
        what: what.into(),
        action: serde_json::json!({ "do": what }),
        fresh_until: None,
    };
    journal
        .write(at(0), |writing| {
            writing.enqueue(&new("acknowledge"))?;
            writing.supersede(Stream::Desk, "am")?;
            writing.enqueue(&new("release"))
        })
        .unwrap();
    let due = journal
        .read(|reading| reading.due_deliveries(at(1)))
        .unwrap();
    assert_eq!(
        due.iter()
            .map(|delivery| delivery.what.as_str())
            .collect::<Vec<_>>(),
        vec!["release"]
    );
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    #[test]
    fn no_query_can_make_the_search_fail(query in "\\PC{0,40}|[\"*()^:+-]{0,20}|(NEAR|AND|OR|NOT| ){0,6}") {
        let (_folder, journal) = journal();
        append(&journal, 0, Stream::Desk, note("pay near and not or"));
        proptest::prop_assert!(journal.read(|reading| reading.search(&query, 10)).is_ok());
    }

    #[test]
    fn any_order_of_notes_and_amendments_folds_back_to_itself(steps in proptest::collection::vec((0u8..3, 0usize..8, 0i64..50), 1..30)) {
        let (_folder, journal) = journal();
        let incident = IncidentId::new(at(0));
        let mut notes = vec![append(&journal, 0, Stream::Incident(incident), declared(1))];
        for (place, (kind, target, second)) in steps.into_iter().enumerate() {
            let second = i64::try_from(place).unwrap() + second;
            let target = notes[target % notes.len()].id;
            match kind {
                0 => notes.push(append(&journal, second, Stream::Incident(incident), note(&format!("note {place}")))),
                1 => { append(&journal, second, Stream::Incident(incident), Body::Amended { entry: target, text: Some(format!("amended {place}")), at: None }); }
                _ => { append(&journal, second, Stream::Incident(incident), Body::Amended { entry: target, text: None, at: Some(at(second - 10)) }); }
            }
        }
        let before = journal.projections().unwrap();
        journal.rebuild(at(1000)).unwrap();
        proptest::prop_assert_eq!(journal.projections().unwrap(), before);
        proptest::prop_assert_eq!(journal.read(|reading| reading.verify()).unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn a_way_that_fails_at_every_ring_is_one_line_until_the_page_fires_again() {
    let (_folder, journal) = journal();
    let page = PageId::new(at(0));
    append(&journal, 0, Stream::Page(page), triggered("k"));
    let failed = || Body::PageNotified {
        channel: crate::domain::page::Channel::Notification,
        accepted: false,
        problem: Some("no service".into()),
    };
    for second in [1, 31, 91] {
        append(&journal, second, Stream::Page(page), failed());
    }
    append(
        &journal,
        100,
        Stream::Page(page),
        Body::PageResolved {
            place: Place::Window,
        },
    );
    append(&journal, 110, Stream::Page(page), Body::PageRetriggered {});
    append(&journal, 111, Stream::Page(page), failed());
    let lines = journal
        .read(|reading| reading.lines(Stream::Page(page), TimelineFilter::Everything, 0, 100))
        .unwrap();
    let kinds: Vec<&str> = lines.iter().map(|line| line.entry.body.kind()).collect();
    assert_eq!(
        kinds,
        vec![
            "page_triggered",
            "page_notified",
            "page_resolved",
            "page_retriggered",
            "page_notified"
        ]
    );
}

//! The incident room: what is refused, amended, reopened.

use chrono::Duration;
use holdfast_core::api;
use holdfast_core::api::incident::IncidentRequest;
use holdfast_core::api::incident::{
    Amend, AssignRole, Declare, Log, Resolve, SetPhase, TimelineRequest,
};
use holdfast_core::domain::band::Standing;
use holdfast_core::domain::entry::NoteSort;
use holdfast_core::domain::phase::Phase;
use holdfast_core::domain::role::Role;
use holdfast_core::domain::severity::Severity;
use holdfast_core::error::Code;
use holdfast_tests::desk::Desk;
use holdfast_tests::shop::Answer;

use crate::steps::*;

#[test]
fn bad_input_is_refused_at_the_door_with_the_field_and_the_reason() {
    let desk = Desk::with("");
    let incident = declare(&desk, "Nobody can sign in");
    let field =
        |failure: holdfast_core::error::Failure| (failure.code, failure.field.unwrap_or_default());
    let log = |text: String, at| {
        api::incident::log(
            &desk.app,
            Log {
                incident: None,
                text,
                sort: None,
                at,
            },
        )
        .map_err(field)
        .unwrap_err()
    };
    assert_eq!(log("  ".into(), None), (Code::Invalid, "text".into()));
    assert_eq!(
        log("x".repeat(20_001), None),
        (Code::Invalid, "text".into())
    );
    assert_eq!(
        log("x".into(), Some(desk.clock_now() + Duration::hours(1))),
        (Code::Invalid, "at".into())
    );
    let declare = |title: &str, scope: &str| {
        let request = Declare {
            title: title.into(),
            severity: Severity::Sev3,
            scope: Some(vec![scope.into()]),
            page: None,
            my_role: None,
            impact_began: None,
        };
        field(api::incident::declare(&desk.app, request).unwrap_err())
    };
    assert_eq!(
        declare(&"x".repeat(141), "checkout"),
        (Code::Invalid, "title".into())
    );
    assert_eq!(
        declare("x", "no-such-thing"),
        (Code::Invalid, "scope".into())
    );
    let phase = api::incident::set_phase(
        &desk.app,
        SetPhase {
            incident,
            phase: Phase::Resolved,
            reason: None,
        },
    )
    .map_err(field)
    .unwrap_err();
    assert_eq!(
        phase,
        (Code::Invalid, "phase".into()),
        "nobody walks around the gate"
    );
    let person = api::incident::assign_role(
        &desk.app,
        AssignRole {
            incident,
            role: Role::Commander,
            person: Some("\u{7}".into()),
        },
    )
    .map_err(field)
    .unwrap_err();
    assert_eq!(person, (Code::Invalid, "person".into()));
    assert_eq!(
        timeline(&desk, incident).len(),
        2,
        "nothing of it was written"
    );
}

#[test]
fn an_entry_s_words_and_time_can_be_amended_and_holdfast_s_own_cannot() {
    let desk = Desk::with("");
    let incident = declare(&desk, "Nobody can sign in");
    let wrong = api::incident::log(
        &desk.app,
        Log {
            incident: Some(incident),
            text: "Restarted the wrong one".into(),
            sort: Some(NoteSort::Action),
            at: None,
        },
    )
    .unwrap();
    let earlier = desk.clock_now() - Duration::minutes(7);
    api::incident::amend(
        &desk.app,
        Amend {
            entry: wrong.entry,
            text: Some("Restarted sign-in-2".into()),
            at: Some(earlier),
        },
    )
    .unwrap();
    let lines = timeline(&desk, incident);
    assert!(
        lines[0].ends_with("Restarted sign-in-2"),
        "it moved to where it happened: {lines:?}"
    );
    let request = TimelineRequest {
        incident,
        offset: 0,
        limit: 10,
        filter: None,
    };
    let declared = api::incident::timeline(&desk.app, request)
        .unwrap()
        .entries
        .into_iter()
        .find(|entry| entry.kind == "incident_declared")
        .unwrap();
    let refused = api::incident::amend(
        &desk.app,
        Amend {
            entry: declared.id,
            text: Some("nothing happened".into()),
            at: None,
        },
    )
    .unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
}

#[test]
fn reopening_needs_a_reason_and_keeps_the_override_in_the_story() {
    let desk = Desk::with("");
    let incident = declare(&desk, "Nobody can sign in");
    api::incident::resolve(
        &desk.app,
        Resolve {
            incident,
            commander_says_so: true,
            override_reason: Some("Confirmed by hand with five customers".into()),
        },
    )
    .unwrap();
    let silent = api::incident::set_phase(
        &desk.app,
        SetPhase {
            incident,
            phase: Phase::Investigating,
            reason: None,
        },
    )
    .unwrap_err();
    assert_eq!(
        (silent.code, silent.field.as_deref()),
        (Code::Invalid, Some("reason"))
    );
    api::incident::set_phase(
        &desk.app,
        SetPhase {
            incident,
            phase: Phase::Investigating,
            reason: Some("Three more customers cannot sign in".into()),
        },
    )
    .unwrap();
    assert_eq!(
        (
            room(&desk, incident).reopened,
            room(&desk, incident).row.resolved_at
        ),
        (1, None)
    );
    assert!(
        timeline(&desk, incident)
            .iter()
            .any(|line| line.contains("Confirmed by hand with five customers"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_begins_before_the_declaration() {
    let (desk, shop) = desk_and_shop().await;
    let note = |text: &str| {
        let text = text.to_owned();
        api::desk::note_change(&desk.app, api::desk::NoteChange { text, at: None }).unwrap();
    };
    note("Deployed storefront 4.18.0");
    shop.answer(Answer::Value(61.0));
    until(&desk, "out", |standing| {
        matches!(standing, Standing::Out { .. })
    })
    .await;
    let incident = declare(&desk, "Checkout fails for some");
    note("Rolled storefront back");
    let lines = timeline(&desk, incident);
    assert!(
        lines[0].starts_with("Metric left its band: Checkout success"),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.ends_with("Rolled storefront back")),
        "{lines:?}"
    );
    let request = IncidentRequest { incident };
    let document = api::retrospective::retrospective(&desk.app, request)
        .unwrap()
        .markdown;
    assert!(
        document.contains("Deployed storefront 4.18.0"),
        "{document}"
    );
    assert!(room(&desk, incident).row.impact_began < room(&desk, incident).row.declared_at);
}

//! People's stories, told to the table of commands and queries with a clock that is turned by hand.

use chrono::Duration;
use holdfast_core::api;
use holdfast_core::api::desk::{DriveDemo, Health, NoteChange, Nothing};
use holdfast_core::api::incident::{
    Amend, AssignRole, Declare, IncidentRequest, Log, Resolve, SetPhase, Tick, TimelineRequest,
};
use holdfast_core::api::outbox::{DeliveryRequest, DeliveryState, OutboxRequest};
use holdfast_core::api::page::{AcknowledgePage, RaisePage, SnoozePage};
use holdfast_core::api::retrospective::{Export, ExportFormat, ExportSubject, SaveRetrospective};
use holdfast_core::api::update::{DraftRequest, SaveDraft, SendUpdate};
use holdfast_core::desktop::Press;
use holdfast_core::domain::band::Standing;
use holdfast_core::domain::entry::{NoteSort, Override};
use holdfast_core::domain::gate::CheckState;
use holdfast_core::domain::id::IncidentId;
use holdfast_core::domain::page::{Channel, PageState, Urgency};
use holdfast_core::domain::phase::Phase;
use holdfast_core::domain::role::Role;
use holdfast_core::domain::severity::Severity;
use holdfast_core::domain::update::Audience;
use holdfast_core::domain::verdict::Call;
use holdfast_core::error::Code;
use holdfast_core::secret::Secret;
use holdfast_tests::desk::Desk;
use holdfast_tests::eventually::eventually;
use holdfast_tests::shop::{Answer, Shop};

/// A desk that watches a shop, with its chat connected, after the first poll.
async fn desk_and_shop() -> (Desk, Shop) {
    let shop = Shop::open().await;
    let desk = Desk::with(&shop.config());
    desk.app
        .keychain()
        .store("publisher", "chat", &Secret::new(shop.webhook()));
    let desk = desk.running();
    eventually("the first value", || desk.control().metrics[0].value).await;
    (desk, shop)
}

/// Lets time pass, a second at a time, until checkout is read again or its source has answered with a problem.
async fn next_poll(desk: &Desk) {
    let before = desk.control().metrics[0].at;
    eventually("the next poll", || {
        desk.advance(Duration::seconds(1));
        let metric = &desk.control().metrics[0];
        (metric.at > before || metric.problem.is_some()).then_some(())
    })
    .await;
}

/// Lets time pass until checkout stands as `expected` says.
async fn until(desk: &Desk, what: &str, expected: impl Fn(Standing) -> bool) {
    for _ in 0..200 {
        if expected(desk.control().metrics[0].standing) {
            return;
        }
        next_poll(desk).await;
    }
    panic!(
        "checkout never came to be {what}: {:?}",
        desk.control().metrics[0].standing
    );
}

fn declare(desk: &Desk, title: &str) -> IncidentId {
    let request = Declare {
        title: title.into(),
        severity: Severity::Sev2,
        scope: None,
        page: None,
        my_role: Some(Role::Commander),
        impact_began: None,
    };
    api::incident::declare(&desk.app, request).unwrap().id
}

fn room(desk: &Desk, incident: IncidentId) -> api::incident::IncidentView {
    api::incident::incident(&desk.app, IncidentRequest { incident }).unwrap()
}

fn timeline(desk: &Desk, incident: IncidentId) -> Vec<String> {
    let request = TimelineRequest {
        incident,
        offset: 0,
        limit: 500,
        filter: None,
    };
    api::incident::timeline(&desk.app, request)
        .unwrap()
        .entries
        .into_iter()
        .map(|entry| format!("{}: {}", entry.heading, entry.text))
        .collect()
}

fn update(incident: IncidentId, phase: Phase, text: &str) -> SendUpdate {
    SendUpdate {
        incident,
        audience: Audience::Public,
        phase,
        text: text.into(),
        next_update_at: None,
        targets: vec!["chat".into()],
        overrides: vec![],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_from_the_page_to_the_retrospective() {
    let (desk, shop) = desk_and_shop().await;
    assert_eq!(
        desk.control().verdict.headline,
        "Can wait until 09:00: the business metric is in band"
    );

    // Checkout fails. A minute later somebody is told, with the verdict.
    shop.answer(Answer::Value(61.0));
    until(&desk, "out", |standing| {
        matches!(standing, Standing::Out { .. })
    })
    .await;
    let page = eventually("the page", || desk.pages().into_iter().next()).await;
    assert_eq!(page.summary, "Checkout success is below its band");
    eventually("the notification", || {
        desk.desktop.asked().notices.first().cloned()
    })
    .await;
    assert_eq!(desk.control().verdict.call, Call::ActNow);

    // Acknowledged on the notification: the ringing ends.
    assert!(desk.desktop.press(page.id, Press::Acknowledge));
    eventually("the notification to be taken back", || {
        desk.desktop.asked().taken_back.first().copied()
    })
    .await;
    assert_eq!(desk.pages()[0].state, PageState::Acknowledged);

    // Declared from the page; the impact counts from when the band was left.
    let request = Declare {
        title: "Checkout fails for some".into(),
        severity: Severity::Sev2,
        scope: Some(vec!["checkout".into()]),
        page: Some(page.id),
        my_role: Some(Role::Commander),
        impact_began: None,
    };
    let incident = api::incident::declare(&desk.app, request).unwrap().id;
    let first = room(&desk, incident);
    assert_eq!(
        (
            first.row.number,
            first.row.commander.as_deref(),
            first.pages.len()
        ),
        (1, Some("on-call-1"), 1)
    );
    let step = first.checklists[0].steps[0].id.clone();
    api::incident::tick(
        &desk.app,
        Tick {
            incident,
            role: Role::Commander,
            step,
            done: true,
        },
    )
    .unwrap();
    assert!(room(&desk, incident).checklists[0].steps[0].done);
    api::incident::log(
        &desk.app,
        Log {
            incident: None,
            text: "Roll back storefront 4.18.0. Risk: none known.".into(),
            sort: Some(NoteSort::Decision),
            at: None,
        },
    )
    .unwrap();

    // "Resolved" is stopped while checkout is out of its band; an honest update goes out.
    let refused = api::update::send_update(
        &desk.app,
        update(incident, Phase::Resolved, "This issue is resolved."),
    )
    .unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "{refused}");
    let next = desk.clock_now() + Duration::minutes(20);
    let honest = SendUpdate {
        next_update_at: Some(next),
        ..update(
            incident,
            Phase::Investigating,
            "Some customers cannot pay. We are looking for the cause. Your basket is kept. Next update by 02:10.",
        )
    };
    let sent = api::update::send_update(&desk.app, honest).unwrap();
    assert_eq!(sent.queued, 1);
    eventually("the delivery", || {
        api::outbox::outbox(&desk.app, OutboxRequest { all: Some(true) })
            .unwrap()
            .into_iter()
            .find(|delivery| delivery.state == DeliveryState::Sent)
    })
    .await;
    let said = shop.chat().await;
    assert_eq!(said.len(), 1, "sent once");
    assert!(
        said[0].to_string().contains("Some customers cannot pay"),
        "{}",
        said[0]
    );
    assert_eq!(
        room(&desk, incident)
            .row
            .next_update
            .map(|promise| promise.due_at),
        Some(next)
    );

    // Mended. The gate opens only after fifteen quiet minutes, a resolved update and the commander's word.
    shop.answer(Answer::Value(92.0));
    until(&desk, "in band", |standing| {
        matches!(standing, Standing::InBand { .. })
    })
    .await;
    let early = api::incident::resolve(
        &desk.app,
        Resolve {
            incident,
            commander_says_so: true,
            override_reason: None,
        },
    )
    .unwrap_err();
    assert!(
        early.message.contains("The resolve gate is shut") && early.message.contains("of 15 min"),
        "{early}"
    );
    let quiet = |desk: &Desk| {
        let gate = room(desk, incident).gate.unwrap();
        gate.checks
            .iter()
            .any(|check| check.name == "in_band" && check.state == CheckState::Met)
    };
    while !quiet(&desk) {
        next_poll(&desk).await;
    }
    let draft = SaveDraft {
        incident,
        audience: Audience::Public,
        phase: Phase::Resolved,
        text: "Everybody can pay again since 02:01. No data was lost.".into(),
        next_update_at: None,
        targets: vec!["chat".into()],
    };
    api::update::save_draft(&desk.app, draft).unwrap();
    let gate = room(&desk, incident).gate.unwrap();
    assert_eq!(
        gate.checks
            .iter()
            .filter(|check| check.state != CheckState::Met)
            .map(|check| check.name.as_str())
            .collect::<Vec<_>>(),
        vec!["commander_says_so"]
    );
    api::incident::resolve(
        &desk.app,
        Resolve {
            incident,
            commander_says_so: true,
            override_reason: None,
        },
    )
    .unwrap();

    // The retrospective has what happened, and can be exported.
    let retrospective =
        api::retrospective::retrospective(&desk.app, IncidentRequest { incident }).unwrap();
    for expected in [
        "Checkout fails for some",
        "Roll back storefront 4.18.0",
        "Some customers cannot pay",
    ] {
        assert!(
            retrospective.markdown.contains(expected),
            "{expected} in {}",
            retrospective.markdown
        );
    }
    let written = retrospective.markdown.replace(
        "## What went well",
        "## What went well\n\nThe metric noticed first.",
    );
    api::retrospective::save_retrospective(
        &desk.app,
        SaveRetrospective {
            incident,
            markdown: written,
        },
    )
    .unwrap();
    let export = Export {
        incident: Some(incident),
        subject: Some(ExportSubject::Retrospective),
        format: ExportFormat::Html,
        save: Some(true),
    };
    let exported = api::retrospective::export(&desk.app, export).unwrap();
    let html = std::fs::read_to_string(exported.path.unwrap()).unwrap();
    assert!(
        html.contains("The metric noticed first.") && !html.contains("<script"),
        "{html}"
    );
    assert_eq!(
        api::journal::verify_journal(&desk.app, Nothing {})
            .unwrap()
            .problems,
        Vec::<String>::new()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn can_wait_snoozes_with_a_tripwire() {
    let (desk, shop) = desk_and_shop().await;
    let page = api::page::raise_page(
        &desk.app,
        RaisePage {
            summary: "Disk 82% on search-replica-3".into(),
            key: Some("disk".into()),
            urgency: Some(Urgency::High),
        },
    )
    .unwrap();
    assert!(page.verdict.unwrap().starts_with("Can wait until 09:00"));
    let until_nine = desk.control().at_work_at;
    api::page::snooze_page(
        &desk.app,
        SnoozePage {
            page: page.id,
            until: until_nine,
            place: None,
        },
    )
    .unwrap();
    assert_eq!(
        desk.pages()[0].state,
        PageState::Snoozed { until: until_nine }
    );

    shop.answer(Answer::Value(50.0));
    until(&desk, "out", |standing| {
        matches!(standing, Standing::Out { .. })
    })
    .await;
    eventually("the snoozed page to wake", || {
        desk.pages()
            .iter()
            .find(|woken| woken.id == page.id && woken.state == PageState::Triggered)
            .map(|_| ())
    })
    .await;
    let stream = Some(format!("page:{}", page.id));
    let entries = api::journal::entries(
        &desk.app,
        api::journal::EntriesRequest {
            stream,
            limit: None,
        },
    )
    .unwrap();
    assert!(
        entries.iter().any(|entry| entry.kind == "page_woken"
            && entry.text.contains("Checkout success left its band")),
        "{entries:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_data_is_never_calm_and_never_a_zero() {
    let (desk, shop) = desk_and_shop().await;
    for (status, body) in [
        (200, "{\"checkout\":{}}".to_owned()),
        (500, "oops".to_owned()),
        (200, "x".repeat(2 << 20)),
        (401, String::new()),
    ] {
        shop.answer(Answer::Status(status, body));
        let value = desk.control().metrics[0].value;
        let before = desk.control().adapters[0].tries;
        desk.advance(Duration::seconds(65));
        let problem = eventually("the problem to show", || {
            desk.control()
                .adapters
                .iter()
                .find(|adapter| adapter.tries > before || adapter.health == Health::Failing)
                .and_then(|adapter| adapter.message.clone())
        })
        .await;
        assert!(!problem.is_empty());
        assert_eq!(
            desk.control().metrics[0].value,
            value,
            "the old value stays, with its age: {problem}"
        );
    }
    eventually("the verdict to say so", || {
        (desk.control().verdict.call == Call::CannotTell).then_some(())
    })
    .await;
    assert!(matches!(
        desk.control().metrics[0].standing,
        Standing::Silent { since: Some(_) }
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_neither_forgets_a_deviation_nor_tells_about_it_twice() {
    let (desk, shop) = desk_and_shop().await;
    shop.answer(Answer::Value(61.0));
    until(&desk, "out", |standing| {
        matches!(standing, Standing::Out { .. })
    })
    .await;
    let page = eventually("the page", || desk.pages().into_iter().next()).await;
    api::page::acknowledge_page(
        &desk.app,
        AcknowledgePage {
            page: page.id,
            place: None,
        },
    )
    .unwrap();
    let desk = desk.restarted(Duration::seconds(30)).await;
    eventually("a value after the restart", || {
        desk.control().metrics[0]
            .at
            .filter(|at| *at > page.triggered_at)
    })
    .await;
    until(&desk, "out", |standing| {
        matches!(standing, Standing::Out { .. })
    })
    .await;
    assert_eq!(desk.pages().len(), 1, "the same page");
    assert_eq!(
        desk.pages()[0].state,
        PageState::Acknowledged,
        "and nobody is woken again"
    );
    let deviations = api::journal::entries(
        &desk.app,
        api::journal::EntriesRequest {
            stream: Some("desk".into()),
            limit: None,
        },
    )
    .unwrap();
    assert_eq!(
        deviations
            .iter()
            .filter(|entry| entry.kind == "metric_deviated")
            .count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_notification_service_the_other_ways_act_and_the_journal_says_so() {
    let desk = Desk::with("");
    desk.desktop.asked().mute = true;
    let desk = desk.running();
    let page = api::page::raise_page(
        &desk.app,
        RaisePage {
            summary: "Nobody can sign in".into(),
            key: None,
            urgency: None,
        },
    )
    .unwrap();
    let told = eventually("the telling", || {
        desk.pages()
            .into_iter()
            .find(|shown| shown.id == page.id)
            .map(|shown| shown.told)
            .filter(|told| told.len() == 4)
    })
    .await;
    assert_eq!(
        told.iter()
            .map(|told| (told.channel, told.accepted))
            .collect::<Vec<_>>(),
        vec![
            (Channel::Notification, false),
            (Channel::Window, true),
            (Channel::Tray, true),
            (Channel::Sound, true)
        ]
    );
    let entries = api::journal::entries(
        &desk.app,
        api::journal::EntriesRequest {
            stream: Some(format!("page:{}", page.id)),
            limit: None,
        },
    )
    .unwrap();
    assert!(
        entries
            .iter()
            .any(|entry| entry.text.contains("no notification service answers")),
        "{entries:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_rings_again_until_somebody_has_it() {
    let desk = Desk::with("").running();
    let page = api::page::raise_page(
        &desk.app,
        RaisePage {
            summary: "Nobody can sign in".into(),
            key: Some("k".into()),
            urgency: None,
        },
    )
    .unwrap();
    let again = api::page::raise_page(
        &desk.app,
        RaisePage {
            summary: "Nobody can sign in".into(),
            key: Some("k".into()),
            urgency: None,
        },
    )
    .unwrap();
    assert_eq!(again.id, page.id, "the same key is the same page");
    for rings in 1..4 {
        eventually("the ring", || {
            (desk.desktop.asked().notices.len() == rings).then_some(())
        })
        .await;
        eventually("the ring to be written down", || {
            (desk.pages()[0].rang == u32::try_from(rings).unwrap()).then_some(())
        })
        .await;
        desk.advance(Duration::minutes(2));
    }
    api::page::acknowledge_page(
        &desk.app,
        AcknowledgePage {
            page: page.id,
            place: None,
        },
    )
    .unwrap();
    eventually("the notification to go", || {
        desk.desktop
            .asked()
            .taken_back
            .contains(&page.id)
            .then_some(())
    })
    .await;
    let rings = desk.desktop.asked().notices.len();
    desk.advance(Duration::hours(1));
    api::page::raise_page(
        &desk.app,
        RaisePage {
            summary: "Another".into(),
            key: None,
            urgency: Some(Urgency::Low),
        },
    )
    .unwrap();
    eventually("the other page", || {
        desk.desktop
            .asked()
            .notices
            .iter()
            .any(|notice| notice.title == "Another")
            .then_some(())
    })
    .await;
    assert_eq!(
        desk.desktop
            .asked()
            .notices
            .iter()
            .filter(|notice| notice.page == page.id)
            .count(),
        rings,
        "an acknowledged page is quiet"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_delivered_waits_and_what_waited_too_long_asks() {
    let (desk, shop) = desk_and_shop().await;
    let incident = declare(&desk, "Checkout fails for some");
    shop.chat_answers(503);
    let text = "Some customers cannot pay. We are looking for the cause. Your basket is kept. Next update by 02:10.";
    let next = Some(desk.clock_now() + Duration::minutes(20));
    api::update::send_update(
        &desk.app,
        SendUpdate {
            next_update_at: next,
            ..update(incident, Phase::Investigating, text)
        },
    )
    .unwrap();
    let waiting = eventually("the first try", || {
        room(&desk, incident)
            .deliveries
            .into_iter()
            .find(|delivery| delivery.attempts > 0)
    })
    .await;
    assert_eq!(
        waiting.state,
        DeliveryState::Waiting,
        "queued, never “sent”"
    );
    assert!(waiting.problem.is_some());
    desk.advance(Duration::minutes(16));
    let stale = eventually("it to be stale", || {
        room(&desk, incident)
            .deliveries
            .into_iter()
            .find(|delivery| delivery.state == DeliveryState::Stale)
    })
    .await;
    shop.chat_answers(200);
    let before = shop.chat().await.len();
    api::outbox::retry_delivery(&desk.app, DeliveryRequest { delivery: stale.id }).unwrap();
    eventually("it to be sent", || {
        room(&desk, incident).deliveries.is_empty().then_some(())
    })
    .await;
    assert_eq!(
        shop.chat().await.len(),
        before + 1,
        "once, and only after somebody said so"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_check_can_be_sent_past_only_with_a_reason_which_is_journalled() {
    let (desk, shop) = desk_and_shop().await;
    shop.answer(Answer::Value(61.0));
    until(&desk, "out", |standing| {
        matches!(standing, Standing::Out { .. })
    })
    .await;
    let incident = declare(&desk, "Checkout fails for some");
    let text = "Everybody can pay again. This issue is resolved. No data was lost.";
    let checked = api::update::save_draft(
        &desk.app,
        SaveDraft {
            incident,
            audience: Audience::Public,
            phase: Phase::Resolved,
            text: text.into(),
            next_update_at: None,
            targets: vec![],
        },
    )
    .unwrap();
    let rule = checked.checked.findings[0].rule.clone();
    let past = |reason: &str| SendUpdate {
        targets: vec![],
        overrides: vec![Override {
            rule: rule.clone(),
            reason: reason.into(),
        }],
        ..update(incident, Phase::Resolved, text)
    };
    assert_eq!(
        api::update::send_update(&desk.app, past("because"))
            .unwrap_err()
            .code,
        Code::Conflict,
        "a reason says something"
    );
    api::update::send_update(
        &desk.app,
        past("The metric lags: the bank confirms payments"),
    )
    .unwrap();
    let export = Export {
        incident: Some(incident),
        subject: Some(ExportSubject::Retrospective),
        format: ExportFormat::Markdown,
        save: None,
    };
    let document = api::retrospective::export(&desk.app, export).unwrap().text;
    assert!(
        document.contains("The metric lags: the bank confirms payments"),
        "{document}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_promised_update_is_reminded_of_before_and_when_it_is_due() {
    let desk = Desk::with("").running();
    let incident = declare(&desk, "Nobody can sign in");
    eventually("the first reminder", || {
        desk.desktop.asked().reminders.first().cloned()
    })
    .await;
    desk.advance(Duration::minutes(5));
    let due = eventually("the second reminder", || {
        desk.desktop.asked().reminders.get(1).cloned()
    })
    .await;
    assert!(
        due.0.starts_with("The public update due for 01:51"),
        "{due:?}"
    );
    api::update::send_update(
        &desk.app,
        SendUpdate {
            targets: vec![],
            next_update_at: Some(desk.clock_now() + Duration::minutes(20)),
            ..update(
                incident,
                Phase::Investigating,
                "People cannot sign in. We are looking for the cause. Next update by 02:11.",
            )
        },
    )
    .unwrap();
    desk.advance(Duration::minutes(16));
    let near = eventually("the third reminder", || {
        desk.desktop.asked().reminders.get(2).cloned()
    })
    .await;
    assert!(
        near.0.starts_with("Public update promised in 4 min"),
        "{near:?}"
    );
}

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

#[test]
fn a_configuration_with_an_error_names_it_keeps_the_rest_and_is_not_overwritten() {
    let desk = Desk::with(
        "[[capability]]\nname = \"checkout\"\nlabel = \"Checkout\"\n\n[[source]]\nname = \"shop\"\nkind = \"http_json\"\nurl = \"not an address\"\n",
    );
    let settings = api::settings::settings(&desk.app, Nothing {}).unwrap();
    let problems: Vec<(u32, &str)> = settings
        .problems
        .iter()
        .map(|problem| (problem.line, problem.key.as_str()))
        .collect();
    assert_eq!(
        problems,
        vec![(12, "source[1].url")],
        "{:?}",
        settings.problems
    );
    assert_eq!(settings.capabilities.len(), 1, "the rest works");
    let before = std::fs::read_to_string(desk.home().join("holdfast.toml")).unwrap();
    std::fs::write(
        desk.home().join("holdfast.toml"),
        format!("{before}\n[[broken"),
    )
    .unwrap();
    desk.app.reload();
    let refused = api::settings::save_capabilities(
        &desk.app,
        api::settings::SaveCapabilities {
            capabilities: vec![],
        },
    )
    .unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "{refused}");
    assert_eq!(
        std::fs::read_to_string(desk.home().join("holdfast.toml")).unwrap(),
        format!("{before}\n[[broken")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_process_runs_the_engine_and_the_other_s_entries_show_at_once() {
    use holdfast_core::app::{App, Home, Options};
    let desk = Desk::with("").running();
    let other = App::open(Options {
        home: Home::at(desk.home().to_owned()),
        clock: desk.clock.clone(),
        desktop: desk.desktop.clone(),
        place: holdfast_core::domain::page::Place::CommandLine,
    })
    .unwrap();
    assert!(holdfast_core::engine::Engine::start(&other).is_none());
    let mut changes = desk.app.changes();
    api::desk::note_change(
        &other,
        NoteChange {
            text: "Deployed storefront 4.18.0".into(),
            at: None,
        },
    )
    .unwrap();
    let change = tokio::time::timeout(std::time::Duration::from_secs(5), async {
        loop {
            if let Ok(holdfast_core::change::Change::Desk) = changes.recv().await {
                return;
            }
        }
    });
    change
        .await
        .expect("the window hears of the command line's entry");
    assert_eq!(desk.control().changes[0].text, "Deployed storefront 4.18.0");
}

#[test]
fn drafts_survive_and_belong_to_their_audience() {
    let desk = Desk::with("");
    let incident = declare(&desk, "Nobody can sign in");
    let begun = api::update::update_draft(
        &desk.app,
        DraftRequest {
            incident,
            audience: Audience::Public,
        },
    )
    .unwrap();
    assert!(
        begun.saved_at.is_none() && begun.text.contains('['),
        "a template with blanks to fill: {}",
        begun.text
    );
    let save = |audience, text: &str| {
        api::update::save_draft(
            &desk.app,
            SaveDraft {
                incident,
                audience,
                phase: Phase::Investigating,
                text: text.into(),
                next_update_at: None,
                targets: vec![],
            },
        )
        .unwrap()
    };
    save(Audience::Public, "People cannot si");
    save(Audience::Internal, "auth-2 ret");
    let read = |audience| {
        api::update::update_draft(&desk.app, DraftRequest { incident, audience })
            .unwrap()
            .text
    };
    assert_eq!(
        (read(Audience::Public), read(Audience::Internal)),
        ("People cannot si".into(), "auth-2 ret".into())
    );
    assert_eq!(
        room(&desk, incident).row.entries,
        2,
        "drafts are not entries"
    );
}

#[test]
fn the_demo_is_driven_only_where_it_is_one() {
    let desk = Desk::with("");
    assert_eq!(
        api::desk::drive_demo(
            &desk.app,
            DriveDemo {
                speed: Some(2.0),
                restart: None
            }
        )
        .unwrap_err()
        .code,
        Code::Conflict
    );
    assert!(
        api::desk::session(&desk.app, Nothing {})
            .unwrap()
            .demo
            .is_none()
    );
}

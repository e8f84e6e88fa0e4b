//! Nights: from the page to the retrospective, and the verdict in between.

use chrono::Duration;
use holdfast_core::api;
use holdfast_core::api::desk::{Health, Nothing};
use holdfast_core::api::incident::{Declare, IncidentRequest, Log, Resolve, Tick};
use holdfast_core::api::outbox::{DeliveryState, OutboxRequest};
use holdfast_core::api::page::{AcknowledgePage, RaisePage, SnoozePage};
use holdfast_core::api::retrospective::{Export, ExportFormat, ExportSubject, SaveRetrospective};
use holdfast_core::api::update::{SaveDraft, SendUpdate};
use holdfast_core::desktop::Press;
use holdfast_core::domain::band::Standing;
use holdfast_core::domain::entry::NoteSort;
use holdfast_core::domain::gate::CheckState;
use holdfast_core::domain::page::{PageState, Urgency};
use holdfast_core::domain::phase::Phase;
use holdfast_core::domain::role::Role;
use holdfast_core::domain::severity::Severity;
use holdfast_core::domain::update::Audience;
use holdfast_core::domain::verdict::Call;
use holdfast_core::error::Code;
use holdfast_tests::desk::Desk;
use holdfast_tests::eventually::eventually;
use holdfast_tests::shop::Answer;

use crate::steps::*;

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

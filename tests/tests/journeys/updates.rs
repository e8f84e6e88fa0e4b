//! Status updates: checks, promises, deliveries, drafts.

use chrono::Duration;
use holdfast_core::api;
use holdfast_core::api::outbox::{DeliveryRequest, DeliveryState};
use holdfast_core::api::retrospective::{Export, ExportFormat, ExportSubject};
use holdfast_core::api::update::{DraftRequest, SaveDraft, SendUpdate};
use holdfast_core::domain::band::Standing;
use holdfast_core::domain::entry::Override;
use holdfast_core::domain::phase::Phase;
use holdfast_core::domain::update::Audience;
use holdfast_core::error::Code;
use holdfast_tests::desk::Desk;
use holdfast_tests::eventually::eventually;
use holdfast_tests::shop::Answer;

use crate::steps::*;

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

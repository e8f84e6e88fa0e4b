//! Pages: how people are told, and that it goes on until somebody has it.

use chrono::Duration;
use holdfast_core::api;
use holdfast_core::api::page::{AcknowledgePage, RaisePage};
use holdfast_core::domain::page::{Channel, Urgency};
use holdfast_tests::desk::Desk;
use holdfast_tests::eventually::eventually;

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

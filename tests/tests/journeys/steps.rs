//! What several stories do on the way.

use chrono::Duration;
use holdfast_core::api;
use holdfast_core::api::incident::{Declare, IncidentRequest, TimelineRequest};
use holdfast_core::api::update::SendUpdate;
use holdfast_core::domain::band::Standing;
use holdfast_core::domain::id::IncidentId;
use holdfast_core::domain::phase::Phase;
use holdfast_core::domain::role::Role;
use holdfast_core::domain::severity::Severity;
use holdfast_core::domain::update::Audience;
use holdfast_core::secret::Secret;
use holdfast_tests::desk::Desk;
use holdfast_tests::eventually::eventually;
use holdfast_tests::shop::Shop;

/// A desk that watches a shop, with its chat connected, after the first poll.
pub(crate) async fn desk_and_shop() -> (Desk, Shop) {
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
pub(crate) async fn next_poll(desk: &Desk) {
    let before = desk.control().metrics[0].at;
    eventually("the next poll", || {
        desk.advance(Duration::seconds(1));
        let metric = &desk.control().metrics[0];
        (metric.at > before || metric.problem.is_some()).then_some(())
    })
    .await;
}

/// Lets time pass until checkout stands as `expected` says.
pub(crate) async fn until(desk: &Desk, what: &str, expected: impl Fn(Standing) -> bool) {
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

pub(crate) fn declare(desk: &Desk, title: &str) -> IncidentId {
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

pub(crate) fn room(desk: &Desk, incident: IncidentId) -> api::incident::IncidentView {
    api::incident::incident(&desk.app, IncidentRequest { incident }).unwrap()
}

pub(crate) fn timeline(desk: &Desk, incident: IncidentId) -> Vec<String> {
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

pub(crate) fn update(incident: IncidentId, phase: Phase, text: &str) -> SendUpdate {
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

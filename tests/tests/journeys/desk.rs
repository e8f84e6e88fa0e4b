//! The desk: configuration, several processes, the demo.

use holdfast_core::api;
use holdfast_core::api::desk::{DriveDemo, NoteChange, Nothing};
use holdfast_core::error::Code;
use holdfast_tests::desk::Desk;

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

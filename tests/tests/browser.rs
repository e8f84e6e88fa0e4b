//! The built interface in a browser, over the loopback server and the real core.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a story that cannot go on has failed, and is told in one piece"
)]

use std::path::Path;
use std::sync::Arc;

use holdfast_core::api;
use holdfast_core::api::incident::{Declare, Log};
use holdfast_core::app::{App, Home, Options};
use holdfast_core::clock::SystemClock;
use holdfast_core::desktop::Headless;
use holdfast_core::domain::id::IncidentId;
use holdfast_core::domain::page::Place;
use holdfast_core::domain::severity::Severity;
use holdfast_tests::axe;
use holdfast_tests::eventually::in_time;
use holdfast_tests::screen::Screen;
use holdfast_tests::serving::{Serving, holdfast};
use holdfast_tests::shop::{Answer, Shop};
use holdfast_tests::webdriver::Browser;
use holdfast_tests::webhook::Doorman;
use tempfile::TempDir;

const PERSON: &str = "[person]\nhandle = \"on-call-1\"\nzone = \"Europe/Berlin\"\n";

fn home(config: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(
        home.path().join("holdfast.toml"),
        format!("{PERSON}{config}"),
    )
    .unwrap();
    home
}

/// An incident declared in this home before anything serves it.
fn declared(home: &Path, title: &str) -> (App, IncidentId) {
    let app = App::open(Options {
        home: Home::at(home.to_owned()),
        clock: Arc::new(SystemClock),
        desktop: Arc::new(Headless),
        place: Place::Window,
    })
    .unwrap();
    let request = Declare {
        title: title.to_owned(),
        severity: Severity::Sev2,
        scope: None,
        page: None,
        my_role: None,
        impact_began: None,
    };
    let incident = api::incident::declare(&app, request).unwrap().id;
    (app, incident)
}

/// Goes to a screen by its address within the interface.
async fn go(screen: &Screen, path: &str) {
    let script = format!("location.hash = {path:?}; return null");
    screen.script::<serde_json::Value>(&script).await;
}

async fn assert_no_complaints(browser: &Browser) {
    assert_eq!(
        browser.complaints().await,
        Vec::<String>::new(),
        "no script failed, and the content policy had nothing to refuse"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_incident_with_the_keyboard_alone() {
    let shop = Shop::open().await;
    shop.answer(Answer::Value(61.0));
    let config = shop
        .config()
        .replace("\"10s\"", "\"1s\"")
        .replace("for = \"1m\"", "for = \"1s\"")
        .replace("page = true", "page = false")
        .replace("\"session\"", "\"env:HOLDFAST_TEST_CHAT\"");
    let home = home(&config);
    let server = Serving::start(home.path(), &[("HOLDFAST_TEST_CHAT", &shop.webhook())]).await;
    let browser = Browser::open().await;
    browser.visit(server.url()).await;
    let screen = &browser.screen;
    screen.see("Act now").await;

    screen.press("Ctrl+k").await;
    screen.named("Search or run").await;
    screen.write("incidents").await;
    screen.press("Enter").await;
    screen.see("Incidents").await;

    screen.press("Ctrl+d").await;
    screen.see("Declare SEV-2").await;
    screen.overwrite("Nobody can pay by card").await;
    screen.press("Enter").await;
    screen.see("INC-1").await;

    screen.named("What just happened?").await;
    screen.press("e").await;
    screen.write("/d Take the deploy back").await;
    screen.press("Enter").await;
    screen.see("Take the deploy back").await;
    screen.see("Decision").await;
    screen.press("Escape").await;
    screen.see("0 of").await;
    screen.press("x").await;
    screen.see("1 of").await;
    let written = holdfast(
        home.path(),
        &["log", "A customer calls: the card is refused twice"],
    );
    assert!(
        !written.trim().is_empty(),
        "the command line prints the entry's id"
    );
    screen.see("the card is refused twice").await;

    screen.press("u").await;
    screen.see("Before you send").await;
    screen.find(".editor").await;
    screen.tab_to("State").await;
    screen.write("Resolved").await;
    screen
        .see("Says resolved, but Checkout success is out of band")
        .await;
    screen.press("Ctrl+Enter").await;
    screen.see("Why it goes out so").await;
    screen.press("Escape").await;
    assert!(
        shop.chat().await.is_empty(),
        "what is stopped does not go out"
    );
    screen.press("Alt+1").await;
    screen.see_no_more("Says resolved").await;
    screen.tab_to("Text of the update").await;
    screen.overwrite("Since 02:00 nobody can pay by card in our shop. Invoices work. We took the last change back and watch whether cards work again.").await;
    screen.see("Publish to 1").await;
    screen.press("Ctrl+Enter").await;
    let sent = in_time("the update in the chat", async || {
        shop.chat().await.pop().ok_or("nothing yet".to_owned())
    })
    .await;
    assert!(
        sent.to_string()
            .contains("nobody can pay by card in our shop"),
        "{sent}"
    );

    screen.named("What just happened?").await;
    screen.tab_to("Resolved").await;
    screen.press("Enter").await;
    screen
        .see("Checkout success has been out of its band")
        .await;
    screen.tab_to("Or say why it is over all the same").await;
    screen
        .write("Orders are back; the metric counts refused cards only")
        .await;
    screen.tab_to("Resolve all the same").await;
    screen.press("Enter").await;
    screen.see("is resolved").await;

    screen.press("r").await;
    screen.tab_to("Export").await;
    screen.press("Enter").await;
    screen.press("Enter").await;
    screen.see("Written to").await;
    let page =
        std::fs::read_to_string(home.path().join("exports/INC-1-retrospective.html")).unwrap();
    for words in [
        "Nobody can pay by card",
        "Take the deploy back",
        "the card is refused twice",
        "Orders are back",
    ] {
        assert!(page.contains(words), "“{words}” is in what was exported");
    }
    assert_no_complaints(&browser).await;
    browser.screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_refuses_says_so_before_it_is_saved() {
    let doorman = Doorman::open().await;
    let home = home("");
    let server = Serving::start(home.path(), &[]).await;
    let browser = Browser::open().await;
    browser.visit(server.url()).await;
    let screen = &browser.screen;
    go(screen, "#/settings/sources?add=prometheus").await;
    screen.see("New: Prometheus").await;
    screen.caret_in("Name").await;
    screen.overwrite("metrics").await;
    screen.caret_in("Address").await;
    screen.overwrite(&doorman.url()).await;
    screen.click("Test connection").await;
    screen.see("Prometheus answered 401").await;
    screen.click("Save all the same").await;
    screen.see("0 metrics").await;
    let file = std::fs::read_to_string(home.path().join("holdfast.toml")).unwrap();
    assert!(
        file.starts_with(PERSON),
        "what stood in the file stays: {file}"
    );
    assert!(
        file.contains("[[source]]") && file.contains(&doorman.url()),
        "{file}"
    );
    assert_no_complaints(&browser).await;
    browser.screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_a_kill() {
    let home = home("");
    let (app, incident) = declared(home.path(), "Nobody can pay by card");
    drop(app);
    let server = Serving::start(home.path(), &[]).await;
    let browser = Browser::open().await;
    browser.visit(server.url()).await;
    let screen = &browser.screen;
    go(screen, &format!("#/incidents/{incident}/update")).await;
    screen.named("Text of the update").await;
    screen.caret_in("Text of the update").await;
    screen
        .overwrite("Nobody can pay by card in our shop. Invoices work.")
        .await;
    screen.see("10 words · draft saved here").await;

    let server = server.killed_and_started(home.path()).await;
    browser.visit(server.url()).await;
    go(screen, &format!("#/incidents/{incident}/update")).await;
    screen
        .see("Nobody can pay by card in our shop. Invoices work.")
        .await;
    screen.see("10 words · draft saved here").await;
    browser.screen.close().await;
}

/// A screen, and what shows that it is there.
const SCREENS: &[(&str, &str)] = &[
    ("#/", "Business metrics"),
    ("#/incidents", "Incidents"),
    ("#/retrospectives", "Retrospectives"),
    ("#/search?q=checkout", "Search"),
    ("#/settings/sources", "Metric sources"),
    ("#/settings/metrics", "Metrics"),
    ("#/settings/pagers", "Page providers"),
    ("#/settings/publishers", "Publishers"),
    ("#/settings/capabilities", "Capabilities"),
    ("#/settings/you", "You"),
    ("#/settings/notifications", "Notifications"),
    ("#/settings/data", "Data"),
    ("#/nowhere", "There is nothing at this address"),
];

/// Looks for what keeps people out, in both themes; what was found is said all at once at the end.
struct Inspection<'a> {
    screen: &'a Screen,
    found: Vec<String>,
}

impl Inspection<'_> {
    async fn inspect(&mut self, name: &str) {
        for theme in ["day", "night"] {
            self.screen.wear(theme).await;
            for violation in axe::violations(self.screen).await {
                self.found.push(format!("{name}, {theme}: {violation}"));
            }
        }
        self.screen.shoot(&format!("browser-{name}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_screen_keeps_anybody_out() {
    let home = home("");
    let server = Serving::demo(home.path()).await;
    let mut browser = Browser::open().await;
    browser.screen.picture();
    browser.visit(server.url()).await;
    let screen = &browser.screen;
    let mut inspection = Inspection {
        screen,
        found: Vec::new(),
    };
    screen.see("Business metrics").await;
    screen.click("20×").await;
    screen.see("Rings again").await;
    inspection.inspect("page-alert").await;
    screen.click("Acknowledge").await;
    screen.see("Act now").await;
    // The story stands still from here on.
    screen.click("Pause").await;
    inspection.inspect("mission-control").await;
    screen.press("Ctrl+d").await;
    screen.see("Declare an incident").await;
    inspection.inspect("declare").await;
    screen.press("Enter").await;
    screen.named("What just happened?").await;
    inspection.inspect("room").await;
    for (key, tab) in [("2", "updates"), ("3", "metrics"), ("4", "pages")] {
        screen.press(key).await;
        inspection.inspect(&format!("room-{tab}")).await;
    }
    screen.press("u").await;
    screen.named("Text of the update").await;
    inspection.inspect("update").await;
    let incident: String = screen.script("return location.hash.split('/')[2]").await;
    go(
        screen,
        &format!("#/incidents/{incident}/update?audience=internal"),
    )
    .await;
    screen.see("As colleagues read it").await;
    inspection.inspect("update-internal").await;
    go(screen, &format!("#/retrospectives/{incident}")).await;
    screen.see("Evidence").await;
    inspection.inspect("retrospective").await;
    for (path, words) in SCREENS {
        go(screen, path).await;
        screen.see(words).await;
        let name = path.trim_start_matches("#/").replace(['/', '?', '='], "-");
        inspection.inspect(&format!("at-{name}")).await;
    }
    for (key, name) in [("Ctrl+k", "palette"), ("?", "shortcuts")] {
        screen.press(key).await;
        screen.find("dialog:modal").await;
        inspection.inspect(name).await;
        screen.press("Escape").await;
    }
    assert!(
        inspection.found.is_empty(),
        "{}",
        inspection.found.join("\n")
    );
    assert_no_complaints(&browser).await;
    browser.screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_welcomes_everybody() {
    let home = tempfile::tempdir().unwrap();
    let server = Serving::start(home.path(), &[]).await;
    let mut browser = Browser::open().await;
    browser.screen.picture();
    browser.visit(server.url()).await;
    let screen = &browser.screen;
    screen.see("Where would you like to start?").await;
    let mut inspection = Inspection {
        screen,
        found: Vec::new(),
    };
    inspection.inspect("first-start").await;
    assert!(
        inspection.found.is_empty(),
        "{}",
        inspection.found.join("\n")
    );
    screen.press("4").await;
    screen.see("Mission control").await;
    screen.see_no_more("Where would you like to start?").await;
    assert_no_complaints(&browser).await;
    browser.screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_entries_scroll() {
    let home = home("");
    let (app, incident) = declared(home.path(), "A long night");
    for number in 0..10_000 {
        let request = Log {
            incident: Some(incident),
            text: format!("Entry {number} of a long night"),
            sort: None,
            at: None,
        };
        api::incident::log(&app, request).unwrap();
    }
    drop(app);
    let server = Serving::start(home.path(), &[]).await;
    let browser = Browser::open().await;
    browser.visit(server.url()).await;
    let screen = &browser.screen;
    go(screen, &format!("#/incidents/{incident}")).await;
    screen.see("Entry 9999 of a long night").await;

    screen.press("t").await;
    for (key, newest) in [("Home", "Entry 0 of"), ("End", "Entry 9999 of")] {
        let watch = format!(
            "window.took = null; const began = performance.now(); const list = document.getElementById('room-timeline'); \
             const look = () => list.innerText.includes('{newest}') ? (window.took = performance.now() - began) : requestAnimationFrame(look); look(); return null"
        );
        screen.script::<serde_json::Value>(&watch).await;
        screen.press(key).await;
        let took = in_time("the other end of the timeline", async || {
            screen
                .ask::<Option<f64>>("return window.took")
                .await?
                .ok_or(screen.text().await)
        })
        .await;
        assert!(
            took < 1000.0,
            "{key} took {took} ms, the press of the key included"
        );
        let rows: u32 = screen
            .script("return document.querySelectorAll('#room-timeline li').length")
            .await;
        assert!(
            rows < 200,
            "only what can be seen is drawn, and that is {rows} rows"
        );
    }
    assert_no_complaints(&browser).await;
    browser.screen.close().await;
}

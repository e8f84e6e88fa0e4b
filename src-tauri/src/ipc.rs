//! The web view's one way into the core: a row of the core's table by name.
//!
//! It adds nothing to the table. When the core could not be opened, every call is answered with the reason, so that the
//! interface can show it.

use holdfast_core::api;
use holdfast_core::app::App;
use holdfast_core::error::{Failure, Result};
use serde_json::Value;
use tauri::State;

/// The core that answers, or why there is none.
pub(crate) enum Core {
    /// It is open.
    Open(App),
    /// It could not be opened.
    Failed(Failure),
}

/// Runs one command or query.
#[tauri::command]
pub(crate) async fn ipc(core: State<'_, Core>, name: String, request: Value) -> Result<Value> {
    let app = match &*core {
        Core::Open(app) => app.clone(),
        Core::Failed(failure) => return Err(failure.clone()),
    };
    // A task of its own: should it panic, the caller is told instead of waiting for ever.
    let answer = tauri::async_runtime::spawn(async move {
        let answer = api::dispatch(&app, &name, request).await;
        answer.inspect_err(|failure| tracing::debug!(name, code = ?failure.code, "{failure}"))
    });
    match answer.await {
        Ok(answer) => answer,
        Err(broken) => Err(Failure::internal("answering the window", broken)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn the_web_view_may_do_this_and_nothing_else() {
        let capability = read(include_str!("../capabilities/main.json"));
        assert_eq!(capability["windows"], json!(["main"]));
        let permissions = json!([
            "allow-ipc",
            "core:event:allow-listen",
            "core:event:allow-unlisten",
            "core:webview:allow-set-webview-zoom",
            "clipboard-manager:allow-write-text",
            {
                "identifier": "opener:allow-open-url",
                "allow": [{ "url": "http://*" }, { "url": "https://*" }, { "url": "mailto:*" }]
            }
        ]);
        assert_eq!(
            capability["permissions"], permissions,
            "everything here can be reached by a script that slipped in"
        );
    }

    #[test]
    fn the_content_policy_knows_no_exception() {
        let config = read(include_str!("../tauri.conf.json"));
        let security = &config["app"]["security"];
        let policy = security["csp"].as_str().unwrap();
        assert!(policy.starts_with("default-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe-"), "{policy}");
        assert!(
            !policy.contains("https:"),
            "nothing is fetched from outside: {policy}"
        );
        assert_eq!(security["freezePrototype"], true);
        assert_eq!(security["capabilities"], json!(["main"]));
        assert_eq!(config["app"]["withGlobalTauri"], false);
    }
}

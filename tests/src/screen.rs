//! What a person does with the interface, in a browser or in the real window: look, press keys, click on what has a
//! name, take a picture.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot see or press has failed"
)]

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::Value;
use thirtyfour::prelude::{By, WebDriver, WebElement};
use thirtyfour::{Capabilities, Key};

use crate::eventually::in_time;

/// Nothing on a screen should be further away than this.
const MOST_TABS: usize = 80;

/// The interface, wherever it is shown.
pub struct Screen {
    /// The driver's session.
    pub driver: WebDriver,
    pictures: Option<PathBuf>,
}

impl Screen {
    /// Opens a session with these capabilities, and waits until a page is there.
    pub async fn open(driver: &str, capabilities: Value) -> Self {
        let capabilities: Capabilities =
            serde_json::from_value(capabilities).expect("capabilities are an object");
        let driver = WebDriver::new(driver, capabilities)
            .await
            .expect("a session begins");
        let this = Self {
            driver,
            pictures: None,
        };
        this.loaded().await;
        this
    }

    /// Takes pictures into the folder for pictures from now on.
    pub fn picture(&mut self) {
        let folder = std::env::var_os("E2E_OUT").map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/e2e"),
            PathBuf::from,
        );
        std::fs::create_dir_all(&folder).expect("there is a folder for pictures");
        self.pictures = Some(folder);
    }

    /// Where a picture of that name goes, if pictures are taken.
    pub fn picture_of(&self, name: &str) -> Option<PathBuf> {
        let folder = self.pictures.as_ref()?;
        Some(folder.join(format!("{name}.png")))
    }

    /// Waits until the page is loaded.
    pub async fn loaded(&self) {
        in_time("a loaded page", async || {
            let state: String = self.ask("return document.readyState").await?;
            if state == "complete" {
                Ok(())
            } else {
                Err(state)
            }
        })
        .await;
    }

    /// What a script returns; what went wrong, in words.
    pub async fn ask<T: DeserializeOwned>(&self, script: &str) -> Result<T, String> {
        let answer = self.driver.execute(script, Vec::new()).await;
        let answer = answer.map_err(|error| error.to_string())?;
        answer.convert().map_err(|error| error.to_string())
    }

    /// What a script returns, which has to work.
    pub async fn script<T: DeserializeOwned>(&self, script: &str) -> T {
        self.ask(script).await.expect("the script runs")
    }

    /// Everything that can be read at the moment.
    pub async fn text(&self) -> String {
        self.ask("return document.body.innerText")
            .await
            .unwrap_or_default()
    }

    /// Waits until something can be read; what it is written in does not matter.
    pub async fn see(&self, words: &str) {
        in_time(&format!("“{words}” on the screen"), async || {
            let text = self.text().await;
            if text.contains(words) {
                Ok(())
            } else {
                Err(text)
            }
        })
        .await;
    }

    /// Waits until something can no longer be read.
    pub async fn see_no_more(&self, words: &str) {
        in_time(&format!("“{words}” gone from the screen"), async || {
            let text = self.text().await;
            if text.contains(words) {
                Err(text)
            } else {
                Ok(())
            }
        })
        .await;
    }

    /// Waits for an element and returns it.
    pub async fn find(&self, css: &str) -> WebElement {
        in_time(css, async || {
            let found = self.driver.find(By::Css(css)).await;
            found.map_err(|error| error.to_string())
        })
        .await
    }

    /// Waits for the button, link, tab or field with that name; names begin with what is given.
    pub async fn named(&self, name: &str) -> WebElement {
        let script = format!("{NAMED} return byName({});", Value::from(name));
        in_time(&format!("something called “{name}”"), async || {
            let answer = self.driver.execute(script.as_str(), Vec::new()).await;
            let answer = answer.map_err(|error| error.to_string())?;
            answer
                .element()
                .map_err(|_| "nothing has that name".to_owned())
        })
        .await
    }

    /// Clicks on what has that name, once it can be clicked.
    pub async fn click(&self, name: &str) {
        in_time(&format!("a click on “{name}”"), async || {
            let element = self.named(name).await;
            element.click().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Chooses an option of a list by its value.
    pub async fn choose(&self, list: &str, value: &str) {
        let list = self.named(list).await;
        let option = list.find(By::Css(format!("option[value='{value}']"))).await;
        option
            .expect("the list has that option")
            .click()
            .await
            .expect("it can be chosen");
    }

    /// Presses Tab until what has that name has the focus, as somebody without a mouse does.
    pub async fn tab_to(&self, name: &str) {
        self.named(name).await;
        let script = format!(
            "{NAMED} const wanted = byName({}); const at = document.activeElement; return wanted === at || at?.shadowRoot?.activeElement === wanted",
            Value::from(name)
        );
        for _ in 0..MOST_TABS {
            if self.script::<bool>(&script).await {
                return;
            }
            self.press("Tab").await;
        }
        let text = self.text().await;
        assert!(
            self.script::<bool>(&script).await,
            "Tab leads to “{name}”, not in {MOST_TABS} presses:\n{text}"
        );
    }

    /// Puts the caret into a text, wherever it is drawn.
    pub async fn caret_in(&self, name: &str) {
        let script = format!("{NAMED} byName({}).focus(); return null", Value::from(name));
        self.named(name).await;
        self.script::<Value>(&script).await;
    }

    /// Presses keys, as `Ctrl+K`, `g m` or `Enter`.
    pub async fn press(&self, keys: &str) {
        for stroke in keys.split(' ') {
            let mut actions = self.driver.action_chain();
            let mut held = Vec::new();
            for part in stroke.split('+') {
                actions = match key(part) {
                    Some(modifier @ (Key::Control | Key::Shift | Key::Alt)) => {
                        held.push(modifier.clone());
                        actions.key_down(modifier)
                    }
                    Some(other) => actions.key_down(other.clone()).key_up(other),
                    None => actions.send_keys(part),
                };
            }
            for modifier in held {
                actions = actions.key_up(modifier);
            }
            actions.perform().await.expect("keys can be pressed");
        }
    }

    /// Types where the caret is.
    pub async fn write(&self, text: &str) {
        let actions = self.driver.action_chain().send_keys(text);
        actions.perform().await.expect("text can be typed");
    }

    /// Replaces what stands where the caret is.
    pub async fn overwrite(&self, text: &str) {
        self.press("Ctrl+a").await;
        self.write(text).await;
    }

    /// The theme at the moment.
    pub async fn theme(&self) -> String {
        self.script("return document.documentElement.dataset.theme ?? ''")
            .await
    }

    /// A picture in both themes, as `NAME-night.png` and `NAME-day.png`. Where the keyboard reaches the control of the
    /// theme it is used; over an alert or a dialog the page's theme is set as that control sets it.
    pub async fn shoot(&self, name: &str) {
        let Some(folder) = &self.pictures else { return };
        for theme in ["night", "day"] {
            self.wear(theme).await;
            let picture = folder.join(format!("{name}-{theme}.png"));
            self.driver
                .screenshot(&picture)
                .await
                .expect("a picture is taken");
        }
        self.wear("night").await;
    }

    /// Puts a theme on, and waits until its colours have settled.
    pub async fn wear(&self, theme: &str) {
        if self.theme().await != theme {
            self.change_to(theme).await;
        }
        self.settled().await;
    }

    /// Waits until nothing moves any more: a click on what moves may land beside it.
    pub async fn settled(&self) {
        in_time("a page that stands still", async || {
            let moving: u32 = self.ask(MOVING).await?;
            if moving == 0 {
                Ok(())
            } else {
                Err(format!("{moving} things move"))
            }
        })
        .await;
    }

    async fn change_to(&self, theme: &str) {
        let reachable: bool = self
            .script("return document.querySelector('dialog:modal') === null && !document.activeElement.matches('input, textarea, [contenteditable=true], .editor, .editor *')")
            .await;
        if reachable {
            // Twice where the page wears what its control did not put on.
            in_time("the other theme", async || {
                if self.theme().await != theme {
                    self.press("g t").await;
                }
                let now = self.theme().await;
                if now == theme { Ok(()) } else { Err(now) }
            })
            .await;
        } else {
            let script = format!("document.documentElement.dataset.theme = '{theme}'; return null");
            self.script::<Value>(&script).await;
        }
    }

    /// Ends the session.
    pub async fn close(self) {
        drop(self.driver.quit().await);
    }
}

fn key(name: &str) -> Option<Key> {
    Some(match name {
        "Ctrl" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Space" => Key::Space,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "End" => Key::End,
        "Home" => Key::Home,
        "Backspace" => Key::Backspace,
        _ => return None,
    })
}

/// What moves for a moment: fonts that are loaded, colours that change, panels that arrive.
const MOVING: &str = "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.fonts.status === 'loaded' ? document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getTiming().iterations !== Infinity).length : 1))))";

/// Finds by what a person or a screen reader calls it, within the dialog on top if there is one, in open shadow roots
/// as well. A whole name before a beginning.
const NAMED: &str = r"
const spoken = (element) => {
  const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(' ');
  return [element.getAttribute('aria-label'), labelled, labels, element.textContent, element.placeholder, element.title]
    .filter((name) => name).map((name) => name.replace(/\s+/g, ' ').trim());
};
const byName = (wanted) => {
  const dialogs = [...document.querySelectorAll('dialog:modal')];
  const scope = dialogs.at(-1) ?? document;
  const roots = [scope, ...[...scope.querySelectorAll('.editor')].map((host) => host.shadowRoot).filter((root) => root)];
  const all = roots.flatMap((root) => [...root.querySelectorAll('button, a[href], input, textarea, select, summary, [role=tab], [role=radio], [role=option], [role=menuitem], [role=menuitemradio], [role=textbox], [contenteditable=true]')])
    .filter((element) => element.checkVisibility() || element.type === 'radio');
  return all.find((element) => spoken(element).includes(wanted)) ?? all.find((element) => spoken(element).some((name) => name.startsWith(wanted))) ?? null;
};";

//! What the tray says about a state, as values: its menu, its mark and its word.

use holdfast_core::desktop::TrayState;
use tauri::Theme;

/// Incidents that are named in the menu; the others are counted.
const NAMED: usize = 5;

/// A line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// Something to read.
    Line(String),
    /// Something to choose.
    Choice(Choice, String),
    /// A rule between groups.
    Separator,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Brings the window forward.
    Open,
    /// Ends Holdfast, and with it the watch.
    Quit,
}

impl Choice {
    /// Its name in the menu.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Quit => "quit",
        }
    }

    /// The choice of that name.
    pub(super) fn from_id(id: &str) -> Option<Self> {
        [Self::Open, Self::Quit]
            .into_iter()
            .find(|choice| choice.id() == id)
    }
}

/// The shape of the icon's dot: none, square, ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The mark alone.
    Calm,
    /// A square: a page waits, or a business metric is out of its band.
    Act,
    /// A ring: Holdfast cannot tell. Never looks like calm.
    Blind,
}

impl Mark {
    /// The word beside the icon, where the desktop shows one.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::Calm => None,
            Self::Act => Some("Act"),
            Self::Blind => Some("Blind"),
        }
    }
}

/// The mark of a state. What demands a human is louder than what cannot be seen.
pub(super) fn mark(state: &TrayState) -> Mark {
    if state.alarm || state.waiting > 0 {
        Mark::Act
    } else if state.blind {
        Mark::Blind
    } else {
        Mark::Calm
    }
}

/// The menu of a state.
pub(super) fn menu(state: &TrayState) -> Vec<Item> {
    let mut items = Vec::new();
    if !state.verdict.is_empty() {
        items.extend([Item::Line(state.verdict.clone()), Item::Separator]);
    }
    let before = items.len();
    match state.waiting {
        0 => {}
        1 => items.push(Item::Choice(Choice::Open, "1 page rings".to_owned())),
        many => items.push(Item::Choice(Choice::Open, format!("{many} pages ring"))),
    }
    for (number, title) in state.incidents.iter().take(NAMED) {
        items.push(Item::Choice(
            Choice::Open,
            format!("INC-{number}, {}", short(title)),
        ));
    }
    if let more @ 1.. = state.incidents.len().saturating_sub(NAMED) {
        items.push(Item::Choice(
            Choice::Open,
            format!("{more} more open incidents"),
        ));
    }
    if items.len() > before {
        items.push(Item::Separator);
    }
    items.extend([
        Item::Choice(Choice::Open, "Open Holdfast".to_owned()),
        Item::Separator,
        Item::Choice(Choice::Quit, "Quit, stops watching".to_owned()),
    ]);
    items
}

/// Whether the panel is light: GNOME's never is, others follow the theme.
pub(super) fn is_panel_light(desktop: &str, theme: Option<Theme>) -> bool {
    let always_dark = desktop
        .split(':')
        .any(|name| matches!(name, "GNOME" | "Unity" | "Pantheon"));
    !always_dark && theme == Some(Theme::Light)
}

/// A title that fits into a menu.
fn short(title: &str) -> String {
    const LONGEST: usize = 48;
    if title.chars().count() <= LONGEST {
        return title.to_owned();
    }
    let mut short: String = title.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Item {
        Item::Choice(Choice::Open, text.into())
    }

    fn foot() -> [Item; 3] {
        [
            open("Open Holdfast"),
            Item::Separator,
            Item::Choice(Choice::Quit, "Quit, stops watching".into()),
        ]
    }

    #[test]
    fn calm_is_the_verdict_and_the_way_in() {
        let state = TrayState {
            verdict: "Can wait until 09:00".into(),
            ..TrayState::default()
        };
        let mut expected = vec![Item::Line("Can wait until 09:00".into()), Item::Separator];
        expected.extend(foot());
        assert_eq!(menu(&state), expected);
        assert_eq!(mark(&state), Mark::Calm);
        assert_eq!(mark(&state).word(), None, "no colour, no word");
    }

    #[test]
    fn what_needs_somebody_is_listed_below_the_verdict() {
        let state = TrayState {
            waiting: 1,
            incidents: vec![(214, "Checkout fails for some cards".into())],
            verdict: "Act now".into(),
            alarm: true,
            blind: true,
        };
        let mut expected = vec![
            Item::Line("Act now".into()),
            Item::Separator,
            open("1 page rings"),
            open("INC-214, Checkout fails for some cards"),
            Item::Separator,
        ];
        expected.extend(foot());
        assert_eq!(menu(&state), expected);
        assert_eq!(
            mark(&state),
            Mark::Act,
            "what demands a human is louder than what cannot be seen"
        );
    }

    #[test]
    fn many_incidents_are_counted() {
        let state = TrayState {
            waiting: 2,
            incidents: (1..=7)
                .map(|number| (number, format!("Incident {number}")))
                .collect(),
            ..TrayState::default()
        };
        let mut expected = vec![open("2 pages ring")];
        expected.extend((1..=5).map(|number| open(&format!("INC-{number}, Incident {number}"))));
        expected.extend([open("2 more open incidents"), Item::Separator]);
        expected.extend(foot());
        assert_eq!(menu(&state), expected);
    }

    #[test]
    fn not_knowing_never_looks_like_calm() {
        let state = TrayState {
            blind: true,
            ..TrayState::default()
        };
        assert_eq!(mark(&state), Mark::Blind);
        assert_eq!(mark(&state).word(), Some("Blind"));
    }

    #[test]
    fn a_page_that_waits_is_an_alarm_whatever_the_metrics_say() {
        let state = TrayState {
            waiting: 1,
            ..TrayState::default()
        };
        assert_eq!(mark(&state), Mark::Act);
    }

    #[test]
    fn a_long_title_is_cut() {
        let title = short(&"ß".repeat(200));
        assert_eq!(
            title.chars().count(),
            48,
            "a menu is as wide as its widest line"
        );
    }

    #[test]
    fn choices_are_found_by_their_names() {
        assert_eq!(Choice::from_id(Choice::Open.id()), Some(Choice::Open));
        assert_eq!(Choice::from_id(Choice::Quit.id()), Some(Choice::Quit));
        assert_eq!(Choice::from_id("another"), None);
    }

    #[test]
    fn only_a_light_desktop_that_is_not_gnome_has_a_light_panel() {
        assert!(is_panel_light("KDE", Some(Theme::Light)));
        assert!(!is_panel_light("KDE", Some(Theme::Dark)));
        assert!(!is_panel_light("ubuntu:GNOME", Some(Theme::Light)));
        assert!(!is_panel_light("", None));
    }
}

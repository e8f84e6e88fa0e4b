//! Who sits here, and how pages are told to them.

use chrono::NaiveTime;

use super::Config;
use super::section::Reading;
use crate::domain::zone::{WorkingHours, Zone};

/// How pages are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notifications {
    /// Play a sound.
    pub sound: bool,
    /// Ring again until somebody acknowledges.
    pub repeat: bool,
    /// Say only that a page is waiting where a lock screen may show it.
    pub hide_details: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self {
            sound: true,
            repeat: true,
            hide_details: false,
        }
    }
}

/// When people are at work if they do not say.
pub(super) const WORKING: WorkingHours = WorkingHours {
    from: hour(9),
    to: hour(18),
};

const fn hour(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// Working hours from two times of day, `09:00` and `18:00`.
pub fn working_hours(from: &str, to: &str) -> Result<WorkingHours, String> {
    let time = |text: &str| {
        NaiveTime::parse_from_str(text.trim(), "%H:%M")
            .map_err(|_| format!("“{text}” is no time of day; write it like 09:00."))
    };
    let (from, to) = (time(from)?, time(to)?);
    if from >= to {
        return Err("Working hours must end later than they begin, on the same day.".to_owned());
    }
    Ok(WorkingHours { from, to })
}

/// Working hours as the file has them.
pub(super) fn hours_text(hours: WorkingHours) -> String {
    format!(
        "{}-{}",
        hours.from.format("%H:%M"),
        hours.to.format("%H:%M")
    )
}

impl Config {
    /// What of `[person]` can be used; each key stands for itself.
    pub(super) fn read_person(&mut self, reading: &mut Reading<'_, '_>) {
        self.person = reading.line_of_text("handle");
        if let Some(name) = reading.text("zone") {
            match Zone::named(&name) {
                Ok(_) => self.zone = Some(name),
                Err(unknown) => reading.problem("zone", format!("{unknown}.")),
            }
        }
        if let Some(text) = reading.text("working_hours") {
            let parts = text.split_once(['-', '–']);
            let hours = parts.map_or_else(
                || {
                    Err(format!(
                        "“{text}” are no working hours; write them like 09:00-18:00."
                    ))
                },
                |(from, to)| working_hours(from, to),
            );
            match hours {
                Ok(hours) => self.working = hours,
                Err(wrong) => reading.problem("working_hours", wrong),
            }
        }
        reading.refuse_others(&["handle", "zone", "working_hours"]);
    }
}

impl Notifications {
    /// What of `[notifications]` can be used; each key stands for itself.
    pub(super) fn read(reading: &mut Reading<'_, '_>) -> Self {
        let usual = Self::default();
        let read = Self {
            sound: reading.flag("sound").unwrap_or(usual.sound),
            repeat: reading.flag("repeat").unwrap_or(usual.repeat),
            hide_details: reading.flag("hide_details").unwrap_or(usual.hide_details),
        };
        reading.refuse_others(&["sound", "repeat", "hide_details"]);
        read
    }
}

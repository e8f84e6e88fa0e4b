//! TEMP
use super::phase::Phase;
use super::severity::Severity;
pub struct Facts {
    pub title: String,
    pub number: u32,
    pub severity: Severity,
    pub phase: Phase,
    pub scope: Vec<String>,
    pub started: Option<String>,
    pub next_update: Option<String>,
    pub commander: Option<String>,
    pub metrics: Vec<String>,
}
pub struct Template {
    pub name: String,
    pub title: String,
    pub phase: Phase,
}
impl Template {
    pub fn fill(&self, _: &Facts) -> String {
        String::new()
    }
}

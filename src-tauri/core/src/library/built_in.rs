//! The files that every Holdfast has, under the names that a team's own files may take.

/// Name and text of each.
pub(super) const FILES: [(&str, &str); 13] = [
    (
        "checklists/commander.md",
        include_str!("../../library/checklists/commander.md"),
    ),
    (
        "checklists/customer-liaison.md",
        include_str!("../../library/checklists/customer-liaison.md"),
    ),
    (
        "updates/public-investigating.md",
        include_str!("../../library/updates/public-investigating.md"),
    ),
    (
        "updates/public-identified.md",
        include_str!("../../library/updates/public-identified.md"),
    ),
    (
        "updates/public-monitoring.md",
        include_str!("../../library/updates/public-monitoring.md"),
    ),
    (
        "updates/public-resolved.md",
        include_str!("../../library/updates/public-resolved.md"),
    ),
    (
        "updates/internal-investigating.md",
        include_str!("../../library/updates/internal-investigating.md"),
    ),
    (
        "updates/internal-identified.md",
        include_str!("../../library/updates/internal-identified.md"),
    ),
    (
        "updates/internal-monitoring.md",
        include_str!("../../library/updates/internal-monitoring.md"),
    ),
    (
        "updates/internal-resolved.md",
        include_str!("../../library/updates/internal-resolved.md"),
    ),
    (
        "retrospective.md",
        include_str!("../../library/retrospective.md"),
    ),
    ("jargon.md", include_str!("../../library/jargon.md")),
    ("wording.md", include_str!("../../library/wording.md")),
];

/// The text of one.
pub(super) fn file(name: &str) -> Option<&'static str> {
    let found = FILES.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

//! The team's library folder on the disk: its Markdown files, read once, and whether they changed since.
//!
//! Links are followed, as people keep libraries in repositories elsewhere. Sizes and numbers are bounded.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Largest file that is read.
const MAX_BYTES: u64 = 256 * 1024;
/// Most files that are read.
const MAX_FILES: usize = 200;

/// Where Markdown files are looked for: `""` is the folder itself.
const PLACES: [&str; 3] = ["", "checklists/", "updates/"];

/// The names in the folder itself that mean something; a team may keep what it likes beside them.
const OWN: [&str; 3] = ["retrospective.md", "jargon.md", "wording.md"];

/// What a file looked like without opening it.
type Stamp = (Option<SystemTime>, u64);

/// The folder as it was read.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: PathBuf,
    stamps: BTreeMap<String, Stamp>,
    texts: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Folder {
    pub(super) fn read(path: &Path) -> Self {
        let mut folder = Self {
            path: path.to_owned(),
            stamps: BTreeMap::new(),
            texts: BTreeMap::new(),
            problems: Vec::new(),
        };
        let (stamps, problems) = stamps(path);
        folder.problems = problems;
        for name in stamps.keys().take(MAX_FILES) {
            match text(&path.join(name)) {
                Ok(text) => {
                    folder.texts.insert(name.clone(), text);
                }
                Err(problem) => folder.problems.push(format!("{name}: {problem}")),
            }
        }
        if stamps.len() > MAX_FILES {
            let left = stamps.len() - MAX_FILES;
            folder.problems.push(format!(
                "The library has {} files; the first {MAX_FILES} are used and {left} are not. Move what is no template elsewhere.",
                stamps.len()
            ));
        }
        folder.stamps = stamps;
        folder
    }

    pub(super) fn changed(&self) -> bool {
        stamps(&self.path).0 != self.stamps
    }

    pub(super) fn problems(&self) -> &[String] {
        &self.problems
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// The names of the files that were read from that place.
    pub(super) fn names<'a>(&'a self, place: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts
            .keys()
            .map(String::as_str)
            .filter(move |name| name.starts_with(place))
    }
}

/// Every file that the library would read, and the places that could not be looked into. A missing folder is no problem.
fn stamps(path: &Path) -> (BTreeMap<String, Stamp>, Vec<String>) {
    let mut stamps = BTreeMap::new();
    let mut problems = Vec::new();
    for place in PLACES {
        let entries = match fs::read_dir(path.join(place)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                problems.push(format!("{}: {error}", path.join(place).display()));
                continue;
            }
        };
        for entry in entries.flatten() {
            let Some(file) = entry.file_name().to_str().map(str::to_owned) else {
                continue;
            };
            let is_ours = if place.is_empty() {
                OWN.contains(&file.as_str())
            } else {
                Path::new(&file).extension().is_some_and(|end| end == "md")
                    && !file.starts_with('.')
            };
            if !is_ours {
                continue;
            }
            // Follows links; a link to nowhere is kept, so that it is named when it is read.
            let stamp = fs::metadata(entry.path())
                .map_or((None, 0), |data| (data.modified().ok(), data.len()));
            stamps.insert(format!("{place}{file}"), stamp);
        }
    }
    (stamps, problems)
}

fn text(path: &Path) -> Result<String, String> {
    let is_file = fs::metadata(path).map(|data| data.is_file());
    if !is_file.map_err(|error| said(&error))? {
        return Err("this is no file".to_owned());
    }
    let file = fs::File::open(path).map_err(|error| said(&error))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| said(&error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!(
            "it is larger than {} KiB, and not used",
            MAX_BYTES / 1024
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to());
        let good = String::from_utf8_lossy(good.unwrap_or_default());
        let line = good.matches('\n').count() + 1;
        format!("line {line} is not UTF-8 text: save the file as UTF-8")
    })
}

fn said(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::NotFound {
        "the link leads nowhere".to_owned()
    } else if error.kind() == std::io::ErrorKind::PermissionDenied {
        "it may not be read: check its permissions".to_owned()
    } else {
        format!("it could not be read: {error}")
    }
}

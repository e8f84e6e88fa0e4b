//! The shape of the code, held: which part may use which, where SQL, HTTP and Tauri may appear,
//! names, sizes, and the licences of what is built in.
//!
//! Each rule reads text that it is given and answers with findings, so each is tested on a few
//! lines of made-up code. Nothing here compiles or runs what it reads.

mod layers;
mod licences;
mod seams;
mod shape;
mod source;

use std::fmt;
use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use source::Source;

/// Where this project's own code is.
const FOLDERS: &[&str] = &["src-tauri", "tests", "xtask", "ui/src"];
/// Folders that are built, downloaded or recorded.
const NOT_OURS: &[&str] = &["target", "node_modules", "dist", "gen", "fixtures"];

/// One place where a rule is broken.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    /// Counted from 1; 0 when it is about the whole file.
    line: usize,
    rule: &'static str,
    /// What is so, and what to do.
    words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}: {}", self.path, self.rule, self.words)
        } else {
            write!(
                f,
                "{}:{}: {}: {}",
                self.path, self.line, self.rule, self.words
            )
        }
    }
}

/// Checks the workspace, prints what it finds and says how much that is.
pub(crate) fn check(workspace: &Workspace) -> Result<usize> {
    let sources = read(&workspace.root)?;
    let described = workspace.metadata(&[])?;
    let mut findings = Vec::new();
    for source in &sources {
        layers::check(source, &mut findings);
        seams::check(source, &mut findings);
        shape::check(source, &mut findings);
        for warning in shape::warnings(source) {
            println!("warning: {warning}");
        }
    }
    layers::check_tree(&described, &mut findings);
    licences::check_crates(&described, &mut findings);
    licences::check_npm(&workspace.ui().join("package-lock.json"), &mut findings)?;
    for finding in &findings {
        println!("{finding}");
    }
    println!(
        "Looked at {} files and at the licences of everything that is built in.",
        sources.len()
    );
    Ok(findings.len())
}

fn read(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for folder in FOLDERS {
        collect(root, &root.join(folder), &mut sources)?;
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) -> Result<()> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.is_dir() {
            if !NOT_OURS.contains(&name) {
                collect(root, &path, sources)?;
            }
            continue;
        }
        let is_code = path.extension().is_some_and(|kind| {
            ["rs", "ts", "svelte", "js"]
                .iter()
                .any(|ours| kind == *ours)
        });
        if is_code {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("could not read {}", path.display()))?;
            let relative = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            sources.push(Source::new(relative, text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_like_a_compiler_message() {
        let mut finding = Finding {
            path: "ui/src/a.ts".into(),
            line: 7,
            rule: "one-seam",
            words: "use it".into(),
        };
        assert_eq!(
            finding.to_string(),
            "ui/src/a.ts:7: one-seam: use it",
            "editors jump to this"
        );
        finding.line = 0;
        assert_eq!(
            finding.to_string(),
            "ui/src/a.ts: one-seam: use it",
            "no line when it is the whole file"
        );
    }

    #[test]
    fn only_our_own_code_is_read() {
        let clone = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("src-tauri/core/src/lib.rs", "//! Core."),
            ("src-tauri/gen/schemas/x.ts", "generated"),
            ("tests/tests/fixtures/bad.rs", "recorded"),
            ("ui/src/App.svelte", "<p></p>"),
            ("ui/src/logo.png", "picture"),
            ("xtask/src/main.rs", "//! Tasks."),
        ] {
            let file = clone.path().join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let paths: Vec<String> = read(clone.path())
            .unwrap()
            .into_iter()
            .map(|source| source.path)
            .collect();
        assert_eq!(
            paths,
            [
                "src-tauri/core/src/lib.rs",
                "ui/src/App.svelte",
                "xtask/src/main.rs"
            ],
            "sorted, without what is generated, recorded or no code"
        );
    }
}

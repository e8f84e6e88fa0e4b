use std::fs;
use std::time::{Duration, SystemTime};

use super::*;
use crate::domain::band::Standing;
use crate::domain::template::Values;
use crate::domain::wording::{Facts, Level, Symptom, check};

fn at() -> crate::domain::Instant {
    "2026-11-19T01:00:00Z".parse().unwrap()
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn known() -> Values {
    let say = |words: &str| Some(words.to_owned());
    Values {
        title: say("Checkout failing for some shoppers"),
        number: say("INC-7"),
        severity: say("SEV-2"),
        phase: say("Investigating"),
        scope: say("Checkout"),
        started: say("01:46"),
        duration: say("28 min"),
        impact: say("About 1 in 3 shoppers cannot pay."),
        workaround: say("If your payment is refused, wait a minute and press Pay once."),
        cause: say("a security check counts repeated presses as an attack."),
        action: say("We are turning the check off."),
        next_update: say("02:45"),
        metrics: say("Checkout success 61% is below its band 88–96%."),
        commander: say("on-call-1"),
    }
}

#[test]
fn what_is_built_in_is_whole() {
    let library = Library::load(Path::new("/nowhere/at/all"));
    assert_eq!(library.problems(), [""; 0]);
    assert!(!library.changed());
    for role in Role::ALL {
        let (checklist, file, problem) = library.checklist(role);
        assert_eq!((file, problem), (None, None));
        for phase in Phase::ALL {
            let steps: Vec<_> = checklist.of(phase).collect();
            assert!(
                (4..=8).contains(&steps.len()),
                "{role}, {phase}: {} steps",
                steps.len()
            );
            for step in steps {
                assert!(
                    step.text.chars().count() <= 60,
                    "half awake, one line: {}",
                    step.text
                );
                assert!(
                    step.detail.is_some(),
                    "{} says neither why nor how",
                    step.text
                );
            }
        }
        let mut ids: Vec<_> = checklist.steps.iter().map(|(_, step)| &step.id).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        // One step may come back in a later phase; the ticks of both would be one.
        assert!(all - ids.len() <= 1, "{role}: steps that share their words");
    }
    for audience in [Audience::Public, Audience::Internal] {
        for phase in Phase::ALL {
            let templates = library.templates(audience, phase);
            assert_eq!(templates.len(), 4);
            assert_eq!(templates[0].phase, phase.max(Phase::Investigating));
            assert_eq!(templates[0].problems, []);
        }
    }
    let unknown = retrospective::unknown_variables(library.retrospective_template());
    assert_eq!(unknown, []);
}

#[test]
fn a_template_filled_with_the_truth_passes_and_a_half_filled_one_stops() {
    let library = Library::load(Path::new("/nowhere/at/all"));
    let symptoms = [Symptom {
        label: "Checkout success".into(),
        standing: Standing::InBand { since: at() },
        sentence: "93% is in its band 88–96%".into(),
    }];
    for audience in [Audience::Public, Audience::Internal] {
        for template in library.templates(audience, Phase::Triage) {
            let facts = Facts {
                phase: template.phase,
                audience,
                now: at(),
                next_update_at: Some(at() + chrono::Duration::minutes(20)),
                symptoms: &symptoms,
                cause_confirmed: template.phase >= Phase::Identified,
                rules: library.rulebook(),
            };
            let rules = |text: &str| {
                let findings = check(text, &facts).findings;
                let heavy = findings
                    .into_iter()
                    .filter(|finding| finding.severity < Level::Hint);
                heavy.map(|finding| finding.rule).collect::<Vec<_>>()
            };
            let half = template.fill(&Values::default());
            assert!(rules(&half).contains(&"unfilled".to_owned()), "{half}");
            let answered = template
                .fill(&known())
                .replace(['[', ']'], "")
                .replace('?', ".");
            let full = format!("{answered} Shoppers could not pay.");
            assert_eq!(rules(&full), [""; 0], "{} says: {full}", template.name);
        }
    }
}

#[test]
fn a_team_s_file_takes_the_place_of_the_built_in_one() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "checklists/commander.md",
        "---\ntitle: Ours\n---\n## Triage\n- Put the kettle on (2 min)\n",
    );
    write(
        folder.path(),
        "updates/public-investigating.md",
        "Ours: {{impact}}",
    );
    write(
        folder.path(),
        "updates/fraud-desk.md",
        "---\naudience: internal\nphase: monitoring\ntitle: Fraud desk brief\n---\nDesk: {{scope}}",
    );
    write(
        folder.path(),
        "retrospective.md",
        "# {{title}}\n\n## Ours\n",
    );
    write(folder.path(), "jargon.md", "- till: our shop\n");
    write(folder.path(), "wording.md", "## guess\nlevel: off\n");
    write(folder.path(), "notes.md", "not ours to read");
    write(folder.path(), "updates/draft.txt", "nor this");
    let library = Library::load(folder.path());
    assert_eq!(library.problems(), [""; 0]);
    let (checklist, file, _) = library.checklist(Role::Commander);
    assert_eq!(
        (checklist.steps.len(), file),
        (1, Some("checklists/commander.md"))
    );
    assert_eq!(library.checklist(Role::CustomerLiaison).1, None);
    assert_eq!(
        library.templates(Audience::Public, Phase::Triage)[0].body,
        "Ours: {{impact}}"
    );
    let internal: Vec<_> = library
        .templates(Audience::Internal, Phase::Monitoring)
        .iter()
        .map(|template| template.name.as_str())
        .collect();
    assert_eq!(
        internal,
        [
            "internal-monitoring",
            "fraud-desk",
            "internal-investigating",
            "internal-identified",
            "internal-resolved"
        ]
    );
    assert_eq!(library.retrospective_template(), "# {{title}}\n\n## Ours\n");
    let facts = Facts {
        phase: Phase::Investigating,
        audience: Audience::Public,
        now: at(),
        next_update_at: Some(at() + chrono::Duration::minutes(20)),
        symptoms: &[],
        cause_confirmed: false,
        rules: library.rulebook(),
    };
    let findings = check("Shoppers cannot pay at the till; probably wait.", &facts).findings;
    assert_eq!(
        findings
            .iter()
            .map(|finding| finding.title.as_str())
            .collect::<Vec<_>>(),
        ["Jargon: till", "No word on what people can do now"]
    );
}

#[test]
fn a_mistake_is_named_with_its_file_and_line_and_the_built_in_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "checklists/commander.md",
        "---\ntitle: x\n---\n\n## Panic\n- Run\n",
    );
    write(folder.path(), "checklists/deputy.md", "## Triage\n- x\n");
    write(
        folder.path(),
        "updates/public-investigating.md",
        "---\ntitle x\n---\nhello",
    );
    write(folder.path(), "updates/public-identified.md", "a\n{{eta}}");
    write(folder.path(), "retrospective.md", "no sections");
    write(folder.path(), "jargon.md", "ok\n- : x");
    write(folder.path(), "wording.md", vec![b'\n'; 300_000]);
    write(folder.path(), "updates/latin.md", b"ok\n\xe9t\xe9");
    fs::create_dir(folder.path().join("updates/folder.md")).unwrap();
    let library = Library::load(folder.path());
    let problems: Vec<_> = library
        .problems()
        .iter()
        .map(|problem| problem.split(": use ").next().unwrap())
        .collect();
    assert_eq!(
        problems,
        [
            "updates/folder.md: this is no file",
            "updates/latin.md: line 2 is not UTF-8 text: save the file as UTF-8",
            "wording.md: it is larger than 256 KiB, and not used",
            "checklists/commander.md, line 5: “Panic” is no phase",
            "checklists/deputy.md: no role has this name, so nobody sees it",
            "updates/public-identified.md, line 2: “{{eta}}” is no variable",
            "updates/public-investigating.md, line 2: “title x” in the head is no “key: value”",
            "retrospective.md, line 1: no sections: begin each with “## Its heading”",
            "jargon.md, line 2: expected “- word: what to say instead”",
        ]
    );
    let (checklist, file, problem) = library.checklist(Role::Commander);
    assert!(
        checklist.steps.len() > 20 && file.is_none(),
        "the built-in one stays"
    );
    assert!(
        problem
            .unwrap()
            .starts_with("checklists/commander.md, line 5")
    );
    assert!(
        library.templates(Audience::Public, Phase::Triage)[0]
            .body
            .starts_with("{{impact}} This began")
    );
    assert!(
        library
            .retrospective_template()
            .contains("## Contributing factors")
    );
}

#[test]
fn a_change_is_noticed_and_reading_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let empty = Library::load(folder.path());
    assert!(!empty.changed());
    write(
        folder.path(),
        "updates/public-press.md",
        "---\nphase: resolved\n---\nx",
    );
    assert!(empty.changed(), "a file came");
    let library = Library::load(folder.path());
    assert!(!library.changed());
    let file = fs::File::options()
        .write(true)
        .open(folder.path().join("updates/public-press.md"))
        .unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(5))
        .unwrap();
    assert!(library.changed(), "a file was saved again");
    fs::remove_file(folder.path().join("updates/public-press.md")).unwrap();
    assert!(library.changed(), "a file went");
    assert_eq!(
        Library::load(folder.path())
            .templates(Audience::Public, Phase::Triage)
            .len(),
        4
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_one_that_leads_nowhere_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), "ours.md", "## Triage\n- Ours\n");
    fs::create_dir(folder.path().join("checklists")).unwrap();
    std::os::unix::fs::symlink(
        elsewhere.path().join("ours.md"),
        folder.path().join("checklists/commander.md"),
    )
    .unwrap();
    std::os::unix::fs::symlink(
        elsewhere.path().join("gone.md"),
        folder.path().join("jargon.md"),
    )
    .unwrap();
    let library = Library::load(folder.path());
    assert_eq!(library.checklist(Role::Commander).0.steps.len(), 1);
    assert_eq!(library.problems(), ["jargon.md: the link leads nowhere"]);
}

#[test]
fn a_folder_of_thousands_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..250 {
        write(
            folder.path(),
            &format!("updates/public-{index:03}.md"),
            "---\nphase: resolved\n---\nx",
        );
    }
    let library = Library::load(folder.path());
    assert_eq!(
        library.templates(Audience::Public, Phase::Triage).len(),
        204
    );
    assert_eq!(
        library.problems(),
        [
            "The library has 250 files; the first 200 are used and 50 are not. Move what is no template elsewhere."
        ]
    );
}

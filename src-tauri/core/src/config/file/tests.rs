use std::cell::Cell;
use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::config::working_hours;

fn file(text: Option<&str>) -> (tempfile::TempDir, ConfigFile) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/holdfast.toml");
    if let Some(text) = text {
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(&path, text).unwrap();
    }
    (folder, ConfigFile::open(path))
}

fn put_handle(handle: &str) -> impl Fn(&mut DocumentMut) -> Result<()> {
    let hours = working_hours("09:00", "18:00").unwrap();
    move |document| edit::person(document, handle, None, hours)
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn a_missing_file_is_made_with_the_first_edit_for_its_owner_only() {
    let (_folder, file) = file(None);
    assert_eq!(file.load().1, []);
    file.set_person("ann", Some("UTC"), working_hours("09:00", "18:00").unwrap())
        .unwrap();
    let text = fs::read_to_string(file.path()).unwrap();
    assert_eq!(
        text,
        format!("{BEGINNING}[person]\nhandle = \"ann\"\nzone = \"UTC\"\n")
    );
    let mode = fs::metadata(file.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        names(file.path().parent().unwrap()),
        ["holdfast.toml"],
        "no draft is left behind"
    );
}

#[test]
fn an_edit_keeps_the_permissions_and_the_link() {
    let (folder, file) = file(Some("[person]\nhandle = 'ann'\n"));
    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("link.toml");
    std::os::unix::fs::symlink(file.path(), &link).unwrap();
    ConfigFile::open(&link).edit(&put_handle("bob")).unwrap();
    assert!(
        fs::symlink_metadata(&link).unwrap().is_symlink(),
        "a link stays a link"
    );
    assert_eq!(
        fs::read_to_string(file.path()).unwrap(),
        "[person]\nhandle = \"bob\"\n"
    );
    assert_eq!(
        fs::metadata(file.path()).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn a_change_is_noticed_until_it_is_loaded() {
    let (_folder, file) = file(None);
    assert!(!file.changed(), "nothing was there and nothing is");
    fs::create_dir(file.path().parent().unwrap()).unwrap();
    for text in ["[person]\nhandle = 'a'\n", "[person]\nhandle = 'ab'\n"] {
        fs::write(file.path(), text).unwrap();
        assert!(file.changed());
        file.load();
        assert!(!file.changed());
    }
    file.edit(&put_handle("cd")).unwrap();
    assert!(file.changed(), "one's own edit is one");
    assert_eq!(file.load().0.person.as_deref(), Some("cd"));
    fs::remove_file(file.path()).unwrap();
    assert!(file.changed());
    assert_eq!(file.load().0.person, None);
}

#[test]
fn an_edit_that_changes_nothing_does_not_touch_the_file() {
    let (_folder, file) = file(Some("[person]\nhandle = 'ann'\n"));
    file.load();
    file.edit(&put_handle("ann")).unwrap();
    assert!(!file.changed());
}

#[test]
fn somebody_elses_change_in_between_is_kept() {
    let (_folder, file) = file(Some("[person]\nhandle = 'ann'\n"));
    let meddled = Cell::new(false);
    file.edit(&|document| {
        if !meddled.replace(true) {
            fs::write(
                file.path(),
                "# by hand\n[person]\nhandle = 'ann'\nzone = 'UTC'\n",
            )
            .unwrap();
        }
        put_handle("bob")(document)
    })
    .unwrap();
    // The zone is the person's choice, and this edit takes it back on what is there now.
    assert_eq!(
        fs::read_to_string(file.path()).unwrap(),
        "# by hand\n[person]\nhandle = \"bob\"\n"
    );
}

#[test]
fn a_file_that_never_holds_still_is_left_alone() {
    let (_folder, file) = file(Some("[person]\nhandle = 'ann'\n"));
    let round = Cell::new(0);
    let failure = file
        .edit(&|document| {
            round.set(round.get() + 1);
            fs::write(
                file.path(),
                format!(
                    "{}[person]\nhandle = 'ann'\n",
                    "# again\n".repeat(round.get())
                ),
            )
            .unwrap();
            put_handle("bob")(document)
        })
        .unwrap_err();
    assert_eq!(
        (failure.code, round.get()),
        (crate::error::Code::Conflict, ATTEMPTS)
    );
    let text = fs::read_to_string(file.path()).unwrap();
    assert!(text.contains("handle = 'ann'"), "{text}");
    assert_eq!(names(file.path().parent().unwrap()), ["holdfast.toml"]);
}

#[test]
fn a_file_with_a_syntax_error_is_not_written_to() {
    let text = "[person]\nhandle = ann\n[notifications]\nsound = false\n";
    let (_folder, file) = file(Some(text));
    let (config, problems) = file.load();
    assert_eq!(
        (config.notifications.sound, problems.len(), problems[0].line),
        (false, 1, 2)
    );
    let failure = file.edit(&put_handle("bob")).unwrap_err();
    assert_eq!(failure.code, crate::error::Code::Conflict);
    assert!(failure.message.contains("line 2"), "{}", failure.message);
    assert_eq!(fs::read_to_string(file.path()).unwrap(), text);
}

#[test]
fn a_file_that_is_no_text_is_a_problem_and_not_written_to() {
    let bytes = b"[person]\nhandle = '\xff'\n";
    let (_folder, file) = file(Some(""));
    fs::write(file.path(), bytes).unwrap();
    let (_, problems) = file.load();
    assert!(
        problems.len() == 1 && problems[0].message.contains("line 2"),
        "{problems:?}"
    );
    assert!(file.edit(&put_handle("bob")).is_err());
    assert_eq!(fs::read(file.path()).unwrap(), bytes);
}

#[test]
fn a_file_that_is_too_large_is_not_written_to() {
    let text = "# x\n".repeat(300_000);
    let (_folder, file) = file(Some(&text));
    assert_eq!(file.load().1.len(), 1);
    assert!(
        file.edit(&put_handle("bob")).is_err(),
        "what was cut off would be lost"
    );
    assert_eq!(fs::metadata(file.path()).unwrap().len(), 1_200_000);
}

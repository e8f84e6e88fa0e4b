//! A disk that is full, files that may not grow, a folder that may not be written: refused in a sentence, nothing that was
//! acknowledged is lost, and it works again once the cause is gone.

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use holdfast_tests::program::ours;
use serde_json::json;

use crate::home::{Home, Said, is_storage_refusal, said};
use crate::server::Served;

/// The user that may nothing, on every system.
const NOBODY: u32 = 65534;
/// A text that is most of what fits into an entry.
const LONG: usize = 8_000;

/// A small disk of its own in a home's folder; gone when dropped.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    /// None where mounting is not allowed.
    fn mount(at: &'a Path) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "holdfast-faults"])
            .arg(at)
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then_some(Self(at))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0).status());
    }
}

fn is_root() -> bool {
    let probe = Command::new("id").arg("-u").output().unwrap();
    probe.stdout == b"0\n"
}

/// Logs until it is refused; the ids that were printed before go to `ids`.
fn log_until_refused(ids: &mut Vec<String>, mut log: impl FnMut(&str) -> Said) -> Said {
    for round in 0..1000 {
        let text = format!("{round} {}", "x".repeat(LONG));
        let said = log(&text);
        if said.code != Some(0) {
            return said;
        }
        ids.push(said.out.trim().to_owned());
    }
    panic!("a full disk took {} entries", ids.len());
}

#[test]
fn a_full_disk_is_said_and_what_was_acknowledged_stays() {
    let home = Home::new();
    let Some(disk) = SmallDisk::mount(home.path()) else {
        println!("not shown: no disk can be mounted here; files_that_may_not_grow stands for it");
        return;
    };
    let mut ids = vec![home.log("while there was room")];
    let served = Served::listening(Served::spawn(&home, &[]));
    let ballast = home.path().join("ballast");
    let mut filling = File::create(&ballast).unwrap();
    while filling.write_all(&[0; 4096]).is_ok() {}
    drop(filling);

    let refused = log_until_refused(&mut ids, |text| home.run(&["log", text]));
    assert!(is_storage_refusal(&refused), "{refused:?}");
    assert!(refused.err.contains("the disk is full"), "{refused:?}");
    let (status, answer) = served.call("log", &json!({ "text": "y".repeat(LONG) }));
    assert_eq!(
        (status, &answer["code"]),
        (500, &json!("storage")),
        "{answer}"
    );
    let (status, answer) = served.call("entries", &json!({}));
    assert_eq!(status, 200, "what is there can still be read: {answer}");

    fs::remove_file(&ballast).unwrap();
    ids.push(home.log("there is room again"));
    let (status, answer) = served.call("log", &json!({ "text": "in the window as well" }));
    assert_eq!(status, 200, "without a restart: {answer}");
    ids.push(answer["entry"].as_str().unwrap().to_owned());
    drop(served);
    home.whole(&ids, "a full disk");
    drop(disk);
}

#[test]
fn files_that_may_not_grow_are_said_and_what_was_acknowledged_stays() {
    let home = Home::new();
    let mut ids = vec![home.log("while there was room")];
    let program = ours("HOLDFAST_BIN", "holdfast");
    // The limit is just above what the journal holds; the signal that would kill is ignored, so the write itself fails.
    let blocks = fs::metadata(home.journal()).unwrap().len() / 512 + 8;
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let refused = log_until_refused(&mut ids, |text| {
        let mut shell = home.command_of(Path::new("sh"), &["-c", &script, "sh"]);
        said(&shell.arg(&program).args(["log", text]).output().unwrap())
    });
    assert!(is_storage_refusal(&refused), "{refused:?}");
    ids.push(home.log("there is room again"));
    home.whole(&ids, "files that may not grow");
}

#[test]
fn a_folder_that_may_not_be_written_is_said() {
    let home = Home::new();
    let id = home.log("while it could be written");
    // root may write everywhere, and nobody may read root's build folder.
    let program = tempfile::tempdir().unwrap();
    fs::set_permissions(program.path(), Permissions::from_mode(0o755)).unwrap();
    let copy = program.path().join("holdfast");
    fs::copy(ours("HOLDFAST_BIN", "holdfast"), &copy).unwrap();
    let files = || {
        fs::read_dir(home.path())
            .unwrap()
            .map(|file| file.unwrap().path())
    };
    for file in files().filter(|file| file.is_file()) {
        fs::set_permissions(file, Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(home.path(), Permissions::from_mode(0o555)).unwrap();

    let mut command = home.command_of(&copy, &["log", "now it cannot"]);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let refused = said(&command.output().unwrap());
    assert!(is_storage_refusal(&refused), "{refused:?}");
    assert!(refused.err.contains("Check its permissions"), "{refused:?}");

    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    for file in files().filter(|file| file.is_file()) {
        fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    }
    let again = home.log("now it can");
    home.whole(&[id, again], "a folder that could not be written");
}

//! `holdfast log`, killed at any moment: an id that was printed is an entry that stays.

use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use holdfast_core::domain::entry::Body;

use crate::home::{Home, seed};

const WRITERS: u64 = 4;
/// Processes that were still running when they were killed.
const KILLS: usize = 100;

#[test]
fn no_printed_id_is_lost_however_often_its_writer_is_killed() {
    let seed = seed();
    let home = Home::new();
    let mut acknowledged = vec![home.log("before")];
    // How long one takes that nobody disturbs, so that the moments below fall into all of it.
    let began = Instant::now();
    acknowledged.push(home.log("undisturbed"));
    let usual = began.elapsed();

    let killed = AtomicUsize::new(0);
    let printed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (home, killed, printed) = (&home, &killed, &printed);
            let mut random = fastrand::Rng::with_seed(seed + writer);
            scope.spawn(move || {
                for note in 0.. {
                    if killed.load(Ordering::Relaxed) >= KILLS {
                        return;
                    }
                    let text = format!("writer {writer} note {note}");
                    let mut child = home.command(&["log", &text]);
                    let mut child = child.stderr(Stdio::null()).spawn().unwrap();
                    // The random moment itself: nothing is waited for. Several writers slow each other down.
                    thread::sleep(usual.mul_f64(random.f64() * 3.0));
                    child.kill().unwrap();
                    let output = child.wait_with_output().unwrap();
                    if output.status.signal() == Some(9) {
                        killed.fetch_add(1, Ordering::Relaxed);
                    }
                    let said = String::from_utf8(output.stdout).unwrap();
                    if let Some((id, _)) = said.split_once('\n') {
                        printed.lock().unwrap().push(id.to_owned());
                    }
                }
            });
        }
    });
    let printed = printed.into_inner().unwrap();
    let context = format!("HOLDFAST_SEED={seed}, {} ids printed", printed.len());
    assert!(!printed.is_empty(), "{context}: some get through");
    acknowledged.extend(printed);
    let entries = home.whole(&acknowledged, &context);
    let strangers: Vec<_> = entries
        .iter()
        .filter(|entry| !matches!(&entry.body, Body::Noted { .. }))
        .collect();
    assert!(strangers.is_empty(), "{context}: {strangers:?}");
    assert!(
        entries.len() >= acknowledged.len(),
        "{context}: what was not printed may be there, what was printed is"
    );
    home.log("and it works on");
}

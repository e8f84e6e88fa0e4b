//! What a process uses, as the kernel counts it: processor time, and memory with shared pages shared out.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Of the kernel's interface, on every architecture: times in `/proc` are in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// The share of one core that a process and its descendants use over `span`, in percent.
pub(crate) fn cpu(process: u32, span: Duration) -> Result<f64> {
    let (before, began) = (busy(process)?, Instant::now());
    std::thread::sleep(span);
    let used = busy(process)?.saturating_sub(before);
    Ok(100.0 * used.as_secs_f64() / began.elapsed().as_secs_f64())
}

fn busy(process: u32) -> Result<Duration> {
    let mut ticks = 0;
    for process in family(process)? {
        // One that has ended meanwhile uses nothing.
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let fields: Vec<&str> = after_name(&stat).split_whitespace().collect();
        for place in [11, 12] {
            ticks += fields
                .get(place)
                .and_then(|ticks| ticks.parse::<u32>().ok())
                .unwrap_or(0);
        }
    }
    Ok(TICK * ticks)
}

/// Memory of a process and its descendants in MB: what is shared counts by its share.
pub(crate) fn memory(process: u32) -> Result<f64> {
    let mut kilobytes = 0.0;
    for process in family(process)? {
        let rollup =
            fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
        let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let pss = pss.and_then(|pss| pss.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kilobytes += pss.unwrap_or(0.0);
    }
    Ok(kilobytes / 1024.0)
}

/// The process called so among a process and its descendants.
pub(crate) fn named(root: u32, name: &str) -> Option<u32> {
    // The kernel keeps fifteen letters of a name.
    let short: String = name.chars().take(15).collect();
    family(root).ok()?.into_iter().find(|process| {
        let comm = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
        comm.trim_end() == short
    })
}

/// A process, its children, theirs, and so on.
fn family(root: u32) -> Result<Vec<u32>> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in
        fs::read_dir("/proc").context("there is no /proc here, so nothing to measure with")?
    {
        let name = entry?.file_name();
        let Some(process) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let parent = after_name(&stat).split_whitespace().nth(1);
        if let Some(parent) = parent.and_then(|parent| parent.parse().ok()) {
            children.entry(parent).or_default().push(process);
        }
    }
    let mut family = vec![root];
    let mut place = 0;
    while let Some(process) = family.get(place) {
        family.extend(children.remove(process).unwrap_or_default());
        place += 1;
    }
    Ok(family)
}

/// A name may hold spaces and parentheses; what follows the last one is in fields.
fn after_name(stat: &str) -> &str {
    stat.rsplit_once(')').map_or("", |(_, rest)| rest)
}

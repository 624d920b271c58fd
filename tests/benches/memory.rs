//! How much memory processes take: PSS, the proportional share of what they map (`proc_pid_smaps`(5)).

use std::collections::BTreeSet;
use std::fs;

/// PSS of one process, in KiB; 0 when it is gone.
pub(crate) fn pss(process: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// A process and all that it has started, with their names.
pub(crate) fn family(process: u32) -> Vec<(u32, String)> {
    let everybody: Vec<_> =
        fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| stat(&entry)).collect();
    let mut members = BTreeSet::from([process]);
    loop {
        let before = members.len();
        members.extend(
            everybody.iter().filter(|(_, parent, _)| members.contains(parent)).map(|(id, ..)| *id).collect::<Vec<_>>(),
        );
        if members.len() == before {
            break;
        }
    }
    everybody.into_iter().filter(|(id, ..)| members.contains(id)).map(|(id, _, name)| (id, name)).collect()
}

/// KiB as people read it.
pub(crate) fn mebibytes(kib: u64) -> String {
    format!("{}.{} MiB", kib / 1_024, kib % 1_024 * 10 / 1_024)
}

/// Number, parent and name: `12 (a name) S 7 …`.
fn stat(entry: &fs::DirEntry) -> Option<(u32, u32, String)> {
    let id = entry.file_name().to_str()?.parse().ok()?;
    let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
    let (front, back) = stat.rsplit_once(')')?;
    let name = front.split_once('(')?.1.to_owned();
    Some((id, back.split_whitespace().nth(1)?.parse().ok()?, name))
}

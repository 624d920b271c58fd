//! The memory of running processes, read as root reads it.

use std::{
    fmt, fs,
    fs::File,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use crate::secrets::Needle;

/// A process whose memory is looked at.
pub(crate) struct Process {
    folder: PathBuf,
    name: String,
}

/// A secret where none may be.
#[derive(Debug)]
#[expect(dead_code, reason = "what a failing test prints")]
pub(crate) struct Found {
    pub(crate) needle: String,
    process: String,
    mapping: String,
    address: String,
}

/// The app and everything that it has started, known by its data folder in their environment.
pub(crate) fn processes(home: &Path) -> Vec<Process> {
    let variable = format!("SEGL_HOME={}", home.display());
    let is_ours = |folder: &Path| {
        fs::read(folder.join("environ"))
            .is_ok_and(|environment| environment.split(|byte| *byte == 0).any(|set| set == variable.as_bytes()))
    };
    let folders = fs::read_dir("/proc").expect("a Linux has /proc").flatten().map(|entry| entry.path());
    folders
        .filter(|folder| is_ours(folder))
        .map(Process::new)
        // The driver is the test's hand, not the app's.
        .filter(|process| !process.name.starts_with("WebKitWebDriver"))
        .collect()
}

impl Process {
    /// This process.
    pub(crate) fn own() -> Self {
        Self::new(PathBuf::from("/proc/self"))
    }

    fn new(folder: PathBuf) -> Self {
        let name = fs::read_to_string(folder.join("comm")).unwrap_or_default().trim().to_owned();
        Self { folder, name }
    }

    /// Its name, at most 15 characters (proc(5), `comm`).
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where these bytes are in its memory.
    pub(crate) fn find(&self, needles: &[Needle]) -> Vec<Found> {
        let maps = fs::read_to_string(self.folder.join("maps")).unwrap_or_default();
        let (Ok(memory), Ok(pages)) = (File::open(self.folder.join("mem")), File::open(self.folder.join("pagemap")))
        else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for mapping in maps.lines() {
            let Some((from, to)) = writable(mapping) else { continue };
            for (from, to) in present(&pages, from, to) {
                let mut bytes = vec![0; usize::try_from(to - from).expect("what is present fits into memory")];
                // A process that goes on may have given a page back meanwhile.
                if memory.read_exact_at(&mut bytes, from).is_err() {
                    continue;
                }
                for needle in needles {
                    found.extend(needle.places(&bytes).map(|place| Found {
                        needle: needle.name.clone(),
                        process: self.to_string(),
                        mapping: mapping.to_owned(),
                        address: format!("{:x}", from + u64::try_from(place).unwrap_or_default()),
                    }));
                }
            }
        }
        found
    }
}

impl fmt::Display for Process {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.name, self.folder.display())
    }
}

/// Bounds of a mapping that somebody has written or may write: a program's code holds no secret.
fn writable(mapping: &str) -> Option<(u64, u64)> {
    let mut words = mapping.split_whitespace();
    let (from, to) = words.next()?.split_once('-')?;
    let permissions = words.next()?;
    let file = words.nth(3).unwrap_or_default();
    let is_memory = permissions.starts_with('r') && (permissions.contains('w') || file.is_empty());
    let number = |text| u64::from_str_radix(text, 16).ok();
    (is_memory && !file.starts_with("/dev/dri")).then_some((number(from)?, number(to)?))
}

/// The runs of pages that are in memory or swapped out; a web view reserves far more than there is
/// (proc(5), `pagemap`: bits 63 and 62).
fn present(pages: &File, from: u64, to: u64) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut at = from;
    while at < to {
        let count = ((to - at) / PAGE).min(ENTRIES);
        let mut entries = vec![0; usize::try_from(count * 8).expect("a part is small")];
        if pages.read_exact_at(&mut entries, at / PAGE * 8).is_err() {
            break;
        }
        for entry in entries.chunks_exact(8) {
            if entry[7] & 0b1100_0000 != 0 {
                match runs.last_mut() {
                    Some((_, end)) if *end == at => *end += PAGE,
                    _ => runs.push((at, at + PAGE)),
                }
            }
            at += PAGE;
        }
    }
    runs
}

const PAGE: u64 = 4096;

/// Of the page map, read at once.
const ENTRIES: u64 = 1 << 20;

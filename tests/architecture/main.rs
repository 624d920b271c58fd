//! Keeps the house as docs/ARCHITECTURE.md draws it.

mod circles;
mod documents;
mod doors;
mod files;
mod imports;
mod nouns;
mod threats;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};

/// The workspace with every dependency, as cargo resolved it.
fn workspace() -> Metadata {
    let mut command = MetadataCommand::new();
    // Not offline: crates of other systems are part of the answer, and a build of this one does not fetch them.
    command.current_dir(root()).other_options(["--locked".to_owned()]);
    command.exec().expect("the lock file fits the manifests")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace")
}

/// The files below a folder whose name ends in one of these, sorted; generated and foreign folders left out.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if path.is_dir() {
                if !FOREIGN.contains(&name.as_ref()) && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A file's text and its path from the workspace's top.
fn read(path: &Path) -> (String, String) {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let place = path.strip_prefix(root()).unwrap_or(path);
    (place.to_string_lossy().into_owned(), text)
}

const FOREIGN: [&str; 5] = ["node_modules", "target", "dist", "gen", "generated"];

/// The rooms without a clock, randomness, files and network.
const PURE: [&str; 6] = ["otp", "protocol", "vault", "authenticator", "words", "identity"];

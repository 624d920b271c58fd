//! `cargo xtask fuzz`: the targets of `fuzz/` with a real fuzzer, for as long as is said.
//!
//! A short fuzzing without one is in every test run (`tests/bad_input/smoke.rs`); this needs a nightly compiler and
//! `cargo-fuzz`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// What `cargo xtask fuzz` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The target to run; without it, all of them one after the other.
    target: Option<String>,
    /// How long each of them runs, in seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

/// Builds and runs one target, or all. What a target finds lies in `fuzz/artifacts`.
pub(crate) fn run(arguments: &Arguments) -> Result<(), StepError> {
    if !step::is_installed("rustup") || !step::is_installed("cargo-fuzz") {
        let sentence = "fuzzing needs a nightly compiler and cargo-fuzz: `rustup toolchain install nightly`, then \
            `cargo install cargo-fuzz --locked`";
        return Err(StepError::Needed(sentence.into()));
    }
    let workspace = Workspace::read()?;
    let all = targets(&workspace)?;
    let chosen: Vec<&String> =
        all.iter().filter(|name| arguments.target.as_ref().is_none_or(|target| target == *name)).collect();
    if chosen.is_empty() {
        return Err(StepError::Needed(format!("the targets are: {}", all.join(", "))));
    }
    for target in chosen {
        // What the fuzzer finds worth keeping goes to the first folder, which is nobody's vector.
        let corpus = workspace.root.join("fuzz/corpus").join(target);
        fs::create_dir_all(&corpus)
            .map_err(|source| StepError::File { what: format!("{} cannot be made", corpus.display()), source })?;
        let mut fuzz = step::command("rustup", &["run", "nightly", "cargo", "fuzz", "run", target]);
        fuzz.arg(&corpus).args(seeds(&workspace.root, target)).current_dir(&workspace.root);
        step::run(fuzz.args(["--", &format!("-max_total_time={}", arguments.seconds), "-print_final_stats=1"]))?;
    }
    Ok(())
}

fn targets(workspace: &Workspace) -> Result<Vec<String>, StepError> {
    let folder = workspace.root.join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder)
        .map_err(|source| StepError::File { what: format!("{} cannot be read", folder.display()), source })?;
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    Ok(names)
}

/// Where a target begins: pinned and hostile vectors of its kind.
fn seeds(root: &Path, target: &str) -> Vec<PathBuf> {
    let folders: &[&str] = match target {
        "vault_file" | "vault_body" => &["vault", "vault/hostile"],
        "link" => &["link"],
        name if name.starts_with("import") => &["import"],
        "qr_text" => &["protocol/hostile/qr", "protocol/hostile/login"],
        "jws" => &["protocol/hostile/challenge", "protocol/hostile/answer"],
        "proof_header" => &["protocol/hostile/proof"],
        "enrolment_message" | "enrolment_content" => &["protocol/hostile/enrolment"],
        _ => &[],
    };
    folders.iter().map(|folder| root.join("tests/vectors").join(folder)).collect()
}

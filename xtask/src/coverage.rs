//! `cargo xtask coverage`: how many lines of the pure rooms the tests come to.
//!
//! Only this workspace's crates are compiled with counters, so that everything they depend on is shared with the other
//! builds. Journeys are left out: what only they come to counts as not covered.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde_json::Value;

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// Runs the tests with counters, and prints the share of lines of each pure room.
pub(crate) fn run() -> Result<(), StepError> {
    let workspace = Workspace::read()?;
    let tools = Tools::find()?;
    let folder = workspace.target.join("coverage");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|source| unwritable(&folder, source))?;
    // 1. The tests, each of which writes its counters when it ends.
    let mut tests = counting(&workspace, &folder);
    step::run(tests.args(["test", "--no-fail-fast"]).args(workspace.whole()).args(TESTS))?;
    // 2. All counters in one file.
    let merged = folder.join("all.profdata");
    let mut merge = Command::new(&tools.profdata);
    step::run(merge.args(["merge", "--sparse", "--output"]).arg(&merged).args(counters(&folder)))?;
    // 3. Line by line, by the programs that were run.
    let mut export = Command::new(&tools.cov);
    export.args(["export", "--format=lcov", "--instr-profile"]).arg(&merged);
    for program in programs(&workspace, &folder)? {
        export.arg("--object").arg(program);
    }
    let lines = step::ask(&mut export).ok_or_else(|| StepError::Needed("llvm-cov reads no counters".into()))?;
    // 4. Added up.
    print(&workspace, &lines);
    Ok(())
}

/// In rustc's place for crates of the workspace: the same call, with counters. Nothing when this is no such call.
pub(crate) fn compile() -> Option<ExitCode> {
    env::var_os(COUNTING)?;
    let mut call = env::args_os().skip(1);
    let done = Command::new(call.next()?).args(call).arg("-Cinstrument-coverage").status();
    Some(if done.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn counting(workspace: &Workspace, folder: &Path) -> Command {
    let mut cargo = workspace.cargo(&[]);
    let own = env::current_exe().unwrap_or_else(|_| workspace.binary("xtask", crate::workspace::Profile::Dev));
    cargo.env("RUSTC_WORKSPACE_WRAPPER", own).env(COUNTING, "1");
    // What `cargo xtask` was started with is none of the tests' business.
    cargo.env("LLVM_PROFILE_FILE", folder.join("%p-%m.profraw"));
    cargo
}

fn counters(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "profraw")).collect()
}

/// The test programs, as cargo names them.
fn programs(workspace: &Workspace, folder: &Path) -> Result<Vec<String>, StepError> {
    let mut list = counting(workspace, folder);
    list.args(["test", "--no-run", "--message-format", "json"])
        .args(workspace.whole())
        .args(TESTS)
        .stderr(Stdio::null());
    let messages = step::ask(&mut list).unwrap_or_default();
    let mut programs = Vec::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line)?;
        programs.extend(message["executable"].as_str().map(str::to_owned));
    }
    Ok(programs)
}

fn print(workspace: &Workspace, lcov: &str) {
    let mut rooms: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut files: Vec<(f64, usize, String)> = Vec::new();
    for file in lcov.split("end_of_record") {
        let Some(path) = file.lines().find_map(|line| line.strip_prefix("SF:")).map(Path::new) else { continue };
        let place = path.strip_prefix(&workspace.root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let room = ROOMS.into_iter().find(|room| place.starts_with(&format!("crates/{room}/src/")));
        let Some(room) = room.filter(|_| !is_test(&place)) else { continue };
        let end = first_line_of_tests(path);
        let counted: Vec<bool> =
            file.lines().filter_map(counted_line).filter(|line| line.0 < end).map(|line| line.1).collect();
        let covered = counted.iter().filter(|is_covered| **is_covered).count();
        let sum = rooms.entry(room).or_default();
        *sum = (sum.0 + covered, sum.1 + counted.len());
        files.push((share(covered, counted.len()), counted.len() - covered, place));
    }
    files.sort_by(|one, other| one.0.total_cmp(&other.0));
    println!("\nLeast covered:");
    for (share, missing, place) in files.iter().filter(|file| file.1 > 0).take(LEAST) {
        println!("{share:6.1} % {missing:5} lines missing  {place}");
    }
    println!("\nLines covered, without tests:");
    for (room, (covered, all)) in rooms {
        println!("{:6.1} % {covered:5} of {all:5}  {room}", share(covered, all));
    }
}

/// `DA:<line>,<times>`.
fn counted_line(line: &str) -> Option<(usize, bool)> {
    let (number, times) = line.strip_prefix("DA:")?.split_once(',')?;
    Some((number.parse().ok()?, times != "0"))
}

/// A file of tests alone.
fn is_test(place: &str) -> bool {
    place.ends_with("tests.rs")
        || place.contains("/tests/")
        || place.contains("/test_")
        || place.ends_with("/testing.rs")
}

/// Tests stand at the bottom of a file.
fn first_line_of_tests(path: &Path) -> usize {
    let text = fs::read_to_string(path).unwrap_or_default();
    let at = text.lines().position(|line| line == "#[cfg(test)]" || line == "mod tests {");
    at.map_or(usize::MAX, |line| line + 1)
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a share of some thousand lines")]
fn share(covered: usize, all: usize) -> f64 {
    100.0 * covered as f64 / all.max(1) as f64
}

/// LLVM's programs, of the version that this rustc writes counters for.
struct Tools {
    profdata: PathBuf,
    cov: PathBuf,
}

impl Tools {
    fn find() -> Result<Self, StepError> {
        if let Some(folder) = env::var_os("SEGL_LLVM").map(PathBuf::from) {
            return Ok(Self { profdata: folder.join("llvm-profdata"), cov: folder.join("llvm-cov") });
        }
        let version = step::ask(&mut step::command("rustc", &["-vV"])).unwrap_or_default();
        let llvm = version.lines().find_map(|line| line.strip_prefix("LLVM version: ")).unwrap_or_default();
        let major = llvm.split('.').next().unwrap_or_default();
        let (profdata, cov) = (format!("llvm-profdata-{major}"), format!("llvm-cov-{major}"));
        if step::is_installed(&profdata) && step::is_installed(&cov) {
            return Ok(Self { profdata: profdata.into(), cov: cov.into() });
        }
        Err(StepError::Needed(format!(
            "install LLVM {major} (`apt-get install llvm-{major}`), or name its folder of programs in SEGL_LLVM"
        )))
    }
}

fn unwritable(folder: &Path, source: std::io::Error) -> StepError {
    StepError::File { what: format!("{} cannot be made", folder.display()), source }
}

const ROOMS: [&str; 5] = ["authenticator", "identity", "otp", "protocol", "vault"];

/// Every room's own tests, and those of `tests/` that need no session.
const TESTS: &[&str] = &[
    "--lib",
    "--test=bad_input",
    "--test=ceremonies",
    "--test=conformance",
    "--test=conversation",
    "--test=distinguisher",
    "--test=import",
    "--test=sealed_vault",
    "--test=vectors",
];

const LEAST: usize = 12;

const COUNTING: &str = "SEGL_COUNTING";

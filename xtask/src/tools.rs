//! Programs that neither Rust nor the system's packages bring: installed once, pinned, into the target folder.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::python;
use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// Where a program of `xtask/tools.txt` is, after it was installed where it was missing: from a wheel that carries it
/// built, which takes seconds, else compiled, which takes minutes.
pub(crate) fn install(workspace: &Workspace, name: &str) -> Result<PathBuf, StepError> {
    let (list, tools) = (workspace.root.join("xtask/tools.txt"), workspace.target.join("tools"));
    let program = format!("{name}{}", env::consts::EXE_SUFFIX);
    match python::environment(&tools.join("python"), &list) {
        Ok(programs) => Ok(programs.join(program)),
        Err(error) => {
            println!("\n{name} is compiled, because no wheel of it could be installed: {error}");
            compile(workspace, &list, name)?;
            Ok(tools.join("bin").join(program))
        }
    }
}

/// Cargo does nothing when this version is there already.
fn compile(workspace: &Workspace, list: &Path, name: &str) -> Result<(), StepError> {
    let list = fs::read_to_string(list)
        .map_err(|source| StepError::File { what: format!("{} cannot be read", list.display()), source })?;
    let version = version(&list, name).ok_or_else(|| StepError::Needed(format!("xtask/tools.txt has no {name}")))?;
    step::run(&mut compiling(workspace, name, version))
}

/// The call that compiles a program of crates.io into the target folder.
pub(crate) fn compiling(workspace: &Workspace, name: &str, version: &str) -> std::process::Command {
    let tools = workspace.target.join("tools");
    let mut cargo = workspace.cargo(&["install", name, "--version", version, "--locked"]);
    // Release profiles spend most of their time on linking; nothing here needs that.
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    cargo.env("CARGO_TARGET_DIR", tools.join("build")).arg("--root").arg(&tools);
    cargo
}

fn version<'list>(list: &'list str, name: &str) -> Option<&'list str> {
    let lines = list.lines().filter_map(|line| line.strip_prefix(PREFIX)?.split_once("=="));
    let mut versions = lines.filter(|(found, _)| *found == name).map(|(_, rest)| rest);
    versions.next()?.split_whitespace().next()
}

/// What the wheels' maker puts in front of a crate's name.
const PREFIX: &str = "astral-dev-toolchain-";

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = include_str!("../tools.txt");

    #[test]
    fn version_is_the_one_of_the_wheel() {
        let list = "# Programs\nastral-dev-toolchain-cargo-x-y==1.2.3 \\\n    --hash=sha256:00\n";
        assert_eq!(version(list, "cargo-x-y"), Some("1.2.3"));
        assert_eq!(version(list, "cargo-x"), None, "another program");
    }

    #[test]
    fn list_has_a_version_and_a_hash_for_every_tool() {
        for name in ["cargo-deny", "cargo-nextest"] {
            assert!(version(LIST, name).is_some(), "{name}");
        }
        let pinned = LIST.lines().filter(|line| line.contains("==")).count();
        assert!(LIST.matches("--hash=sha256:").count() >= 5 * pinned, "one for each platform");
    }
}

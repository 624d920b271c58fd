//! What the workspace consists of, as cargo sees it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::step::{self, StepError};

/// The workspace: its folder, its packages, where cargo builds.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    packages: Vec<Value>,
}

impl Workspace {
    /// Asks `cargo metadata`.
    pub(crate) fn read() -> Result<Self, StepError> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf();
        let mut ask = step::command(&cargo_program(), &["metadata", "--no-deps", "--format-version", "1"]);
        let metadata = step::ask(ask.current_dir(&root))
            .ok_or_else(|| StepError::Needed("`cargo metadata` fails: run it to see why".into()))?;
        let mut metadata: Value = serde_json::from_str(&metadata)?;
        let target = metadata["target_directory"].as_str().map_or_else(|| root.join("target"), PathBuf::from);
        let packages = metadata["packages"].as_array_mut().map(std::mem::take).unwrap_or_default();
        Ok(Self { root, target, packages })
    }

    /// A call of cargo in the workspace's folder.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = step::command(&cargo_program(), arguments);
        command.current_dir(&self.root);
        command
    }

    /// A program of this workspace.
    pub(crate) fn binary(&self, name: &str, profile: Profile) -> PathBuf {
        self.target.join(profile.folder()).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Where other platforms are compiled for.
    pub(crate) fn cross(&self) -> PathBuf {
        self.target.join("cross")
    }

    /// Whether there is a package of this name.
    pub(crate) fn has(&self, package: &str) -> bool {
        self.packages.iter().any(|found| found["name"] == package)
    }

    /// The targets of a kind (`bench`, `test`), each with its package.
    pub(crate) fn targets(&self, kind: &str) -> Vec<(String, String)> {
        let mut targets = Vec::new();
        for package in &self.packages {
            for target in package["targets"].as_array().into_iter().flatten() {
                let is_of_kind = target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|found| found == kind));
                if let (true, Some(package), Some(name)) =
                    (is_of_kind, package["name"].as_str(), target["name"].as_str())
                {
                    targets.push((package.to_owned(), name.to_owned()));
                }
            }
        }
        targets
    }

    /// Builds every program, and what else belongs to this profile.
    pub(crate) fn build(&self, profile: Profile) -> Result<(), StepError> {
        step::run(self.cargo(&["build", "--bins"]).args(profile.targets()).args(self.whole()))
    }

    /// What every build of the whole is told: the app carries its screens inside. One set of features for building,
    /// testing and linting, so that cargo compiles each dependency once.
    pub(crate) fn whole(&self) -> Vec<&'static str> {
        let mut arguments = vec!["--workspace"];
        if self.has(APP) {
            arguments.extend(["--features", "segl-app/custom-protocol"]);
        }
        arguments
    }
}

/// How programs are built.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    /// Quickly, for trying and testing: the demo shares it with the tests, and whoever runs both compiles once.
    Dev,
    /// Fast, for measuring.
    Release,
}

impl Profile {
    /// What cargo builds besides programs. Tests are built in the same call, because what they depend on has a say in
    /// the features of what the programs depend on: in two calls, cargo would compile half of it twice.
    fn targets(self) -> &'static [&'static str] {
        match self {
            Self::Dev => &["--tests"],
            Self::Release => &["--bench", "*", "--examples", "--release"],
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

fn cargo_program() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

/// The app's package.
const APP: &str = "segl-app";

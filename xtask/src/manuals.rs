//! `cargo xtask manuals`: what packages install beside the two commands.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// Where they go.
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// The folder, instead of `packaging` in cargo's own; what is in it already is overwritten
    folder: Option<PathBuf>,
}

/// Writes `share/man/man1` and the completions of bash, zsh and fish at the places below `/usr` where each looks for them.
pub(crate) fn run(arguments: &Arguments) -> Result<(), StepError> {
    let workspace = Workspace::read()?;
    let folder = arguments.folder.clone().unwrap_or_else(|| workspace.target.join("packaging"));
    let share = std::path::absolute(folder).map_err(|source| unwritten(&workspace.target, source))?.join("share");
    for (package, command) in COMMANDS {
        let call = || workspace.cargo(&["run", "--quiet", "--package", package, "--bin", command, "--"]);
        step::run(call().arg("manual").arg(share.join("man/man1")))?;
        for (shell, folder, name) in SHELLS {
            let folder = share.join(folder);
            let path = folder.join(name.replace("COMMAND", command));
            let script = fs::create_dir_all(&folder).and_then(|()| File::create(&path));
            step::run(call().args(["completions", shell]).stdout(script.map_err(|source| unwritten(&path, source))?))?;
        }
    }
    println!("{}", share.display());
    Ok(())
}

fn unwritten(path: &Path, source: io::Error) -> StepError {
    StepError::File { what: format!("{} cannot be written", path.display()), source }
}

/// Package and command.
const COMMANDS: [(&str, &str); 2] = [("cli", "segl"), ("portal", "segl-portal")];

/// A shell, its folder below `share`, and what it calls a file.
const SHELLS: [(&str, &str, &str); 3] = [
    ("bash", "bash-completion/completions", "COMMAND"),
    ("zsh", "zsh/site-functions", "_COMMAND"),
    ("fish", "fish/vendor_completions.d", "COMMAND.fish"),
];

//! `segl completions` and `segl manual`: what shells and `man` read, made of the command line itself.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use authenticator::Code;
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{arguments::Arguments, failure::CliError};

/// Prints the completions of a shell.
pub(crate) fn completions(shell: Shell) -> Result<(), CliError> {
    io::stdout().lock().write_all(&script(shell)).map_err(|_| Code::Output.into())
}

/// Writes the manual pages, one for each command, into a folder: `segl.1`, `segl-add.1`, …
pub(crate) fn pages(folder: &Path) -> Result<(), CliError> {
    let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Arguments::command(), folder));
    written.map_err(|_| Code::ExportUnwritten.into())
}

fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "segl", &mut script);
    script
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step fails the test")]
mod tests {
    use super::*;

    /// Every command that is not hidden, with the commands that it is below.
    fn commands(of: &clap::Command, above: &[String]) -> Vec<Vec<String>> {
        let below = of.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help");
        below
            .flat_map(|command| {
                let path = [above, &[command.get_name().to_owned()]].concat();
                let deeper = commands(command, &path);
                std::iter::once(path).chain(deeper)
            })
            .collect()
    }

    #[test]
    fn completions_name_every_command() {
        let known = commands(&Arguments::command(), &[]);
        assert!(known.len() > 20, "{known:?}");
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            let script = String::from_utf8(script(shell)).unwrap();
            for path in &known {
                assert!(path.iter().all(|name| script.contains(name.as_str())), "{shell}: {path:?}");
            }
            assert!(script.contains("pin-file"), "{shell}");
        }
    }

    #[test]
    fn every_command_has_its_manual_page() {
        let folder = tempfile::tempdir().unwrap();
        pages(&folder.path().join("man1")).unwrap();
        let page = |name: &str| fs::read_to_string(folder.path().join("man1").join(format!("{name}.1"))).unwrap();
        assert!(page("segl").contains("SEGL_HOME"));
        for path in commands(&Arguments::command(), &[]) {
            let name = format!("segl-{}", path.join("-"));
            assert!(page(&name).contains("SYNOPSIS"), "{name}");
        }
    }

    /// Who has Segl need not have its repository.
    #[test]
    fn help_names_no_file_of_the_repository() {
        fn look(command: &mut clap::Command) {
            let help = command.render_long_help().to_string();
            for part in ["docs/", ".md", "crates/"] {
                assert!(!help.contains(part), "{}: {help}", command.get_name());
            }
            command.get_subcommands_mut().for_each(look);
        }
        look(&mut Arguments::command());
    }
}

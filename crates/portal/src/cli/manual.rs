//! `segl-portal completions` and `segl-portal manual`: what shells and `man` read, made of the command line itself.

use std::io::Write as _;
use std::path::Path;
use std::{fs, io};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::Cli;

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> io::Result<()> {
    io::stdout().lock().write_all(&script(shell))
}

/// Writes the manual pages, one for each command, into a folder: `segl-portal.1`, `segl-portal-user.1`, …
pub(super) fn pages(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)
}

fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "segl-portal", &mut script);
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
    fn completions_and_pages_are_there_for_every_command() {
        let folder = tempfile::tempdir().unwrap();
        pages(&folder.path().join("man1")).unwrap();
        let scripts = [Shell::Bash, Shell::Zsh, Shell::Fish].map(|shell| String::from_utf8(script(shell)).unwrap());
        let known = commands(&Cli::command(), &[]);
        assert!(known.len() > 10, "{known:?}");
        for path in known {
            let page = folder.path().join("man1").join(format!("segl-portal-{}.1", path.join("-")));
            assert!(fs::read_to_string(&page).unwrap().contains("SYNOPSIS"), "{}", page.display());
            for script in &scripts {
                assert!(path.iter().all(|name| script.contains(name.as_str())), "{path:?}");
            }
        }
    }
}

//! A keyring for the demo where the desktop has none, as in a container.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::step::{self, StepError};

/// What a keyring of the demo's own is made of.
pub(crate) const PACKAGES: &[&str] = &["dbus", "gnome-keyring"];

/// Whether no Secret Service answers in this session, or could be started by it.
pub(crate) fn is_missing() -> bool {
    if !cfg!(target_os = "linux") {
        return false;
    }
    if env::var_os("DBUS_SESSION_BUS_ADDRESS").is_none() && env::var_os("XDG_RUNTIME_DIR").is_none() {
        return true;
    }
    !["ListNames", "ListActivatableNames"].into_iter().any(|list| {
        let method = format!("org.freedesktop.DBus.{list}");
        let call = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus", &method];
        step::ask(&mut step::command("dbus-send", &call))
            .is_some_and(|names| names.contains("\"org.freedesktop.secrets\""))
    })
}

/// The program in a session bus of its own, with a keyring that lies unlocked in the demo's data folder.
pub(crate) fn around(program: &Path, data: &Path) -> Result<Command, StepError> {
    println!("This desktop has no keyring; the demo brings one of its own, kept in {}.", data.display());
    let keyrings = data.join("keyring");
    std::fs::create_dir_all(&keyrings)
        .map_err(|source| StepError::File { what: format!("{} cannot be made", keyrings.display()), source })?;
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "sh", "-c", IN_SESSION]).arg(program).arg(keyrings);
    Ok(session)
}

/// `$0` is the program, `$1` the folder of the keyring. The daemon prints once it is ready, and goes with the bus.
const IN_SESSION: &str = r#"
printf demo | XDG_DATA_HOME="$1" gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
"$0"
"#;

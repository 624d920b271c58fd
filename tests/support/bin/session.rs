//! Runs a program in a desktop session of its own: `segl-session PROGRAM [ARGUMENT…]`.
//!
//! The session has a bus, an unlocked keyring, a home folder and a screen; afterwards nothing of it is left.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    use std::env;
    use std::path::PathBuf;
    use std::process::Stdio;

    use segl_tests::session::Session;

    let mut arguments = env::args_os().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("segl-session PROGRAM [ARGUMENT…]");
        return ExitCode::FAILURE;
    };
    let session = Session::start_with_display();
    let mut command = session.command(program);
    command.args(arguments).stdin(Stdio::inherit());
    // The home folder is a new one; the tool chain stays where it is.
    let home = env::home_dir().unwrap_or_default();
    for (variable, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        command.env(variable, env::var_os(variable).map_or_else(|| home.join(folder), PathBuf::from));
    }
    match command.status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("segl-session: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("segl-session is for Linux");
    ExitCode::FAILURE
}

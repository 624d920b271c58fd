//! Where the binaries under test are.

use std::env;
use std::path::PathBuf;

/// The `segl` command, or what `SEGL_BIN` names.
#[must_use]
pub fn segl() -> PathBuf {
    find("SEGL_BIN", "segl", "cargo build --package cli")
}

/// The portal server, or what `SEGL_PORTAL_BIN` names.
#[must_use]
pub fn portal() -> PathBuf {
    find("SEGL_PORTAL_BIN", "segl-portal", "cargo build --package portal")
}

/// The app, or what `SEGL_APP_BIN` names. It must be built with its screens inside (`custom-protocol`).
#[must_use]
pub fn app() -> PathBuf {
    find("SEGL_APP_BIN", "segl-app", "cargo build --package segl-app --features custom-protocol")
}

/// The folder of the binaries that were built together with the running test: `target/debug` in most cases.
///
/// # Panics
/// When the running test has no path, which does not happen under cargo.
#[must_use]
pub fn folder() -> PathBuf {
    let test = env::current_exe().expect("a running test knows its own path");
    let folder = test.parent().expect("a program lies in a folder");
    // Tests lie in `target/<profile>/deps`, programs one level above.
    if folder.ends_with("deps") {
        folder.parent().expect("deps lies in the profile's folder").into()
    } else {
        folder.into()
    }
}

fn find(variable: &str, name: &str, build: &str) -> PathBuf {
    let path = env::var_os(variable).map_or_else(|| folder().join(name), PathBuf::from);
    assert!(path.is_file(), "{} is missing: run `cargo xtask test`, or `{build}`", path.display());
    path
}

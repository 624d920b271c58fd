//! Verifpal on the models beside this file: what must hold holds, and what must break breaks.
//!
//! Verifpal is a program of its own (GPL-3.0, started, not linked). `cargo xtask test` installs it; by hand it is
//! `cargo install verifpal --version 1.6.7 --locked --ignore-rust-version`, or any build named in `SEGL_VERIFPAL`.

use std::{collections::BTreeSet, env, fs, path::PathBuf, process::Command};

/// Each model, and what Verifpal says of its queries in their order: a letter for the kind (confidentiality,
/// authentication, freshness), 0 when it holds, 1 when there is an attack. Two sessions, an active attacker.
const MODELS: [(&str, &str); 6] = [
    ("approval.vp", "a0a0f0f0"),
    ("approval_user_key_leaked.vp", "a1"),
    ("approval_without_poll_nonce.vp", "a1f1"),
    ("enrolment.vp", "c0c0a0a0a0f0"),
    ("enrolment_password_leaked.vp", "c1c1a1"),
    ("pull.vp", "a0a0f0f0"),
];

#[test]
fn attacks_are_found_where_they_must_be_and_nowhere_else() {
    for (model, expected) in MODELS {
        let verdict = verdict(model);
        assert_eq!(verdict.lines().last(), Some(expected), "{model}: {verdict}");
    }
}

#[test]
fn every_model_on_disk_is_looked_at() {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let models = files.filter(|path| path.extension().is_some_and(|extension| extension == "vp"));
    let on_disk: BTreeSet<String> =
        models.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(on_disk, MODELS.iter().map(|(model, _)| (*model).to_owned()).collect());
}

fn verdict(model: &str) -> String {
    let program = env::var("SEGL_VERIFPAL").unwrap_or_else(|_| "verifpal".to_owned());
    let mut verifpal = Command::new(&program);
    verifpal.args(["verify", "--result-code", "--sessions", "2"]).arg(folder().join(model));
    let done = verifpal.output().unwrap_or_else(|error| panic!("`{program}`: {error}; `cargo xtask test` installs it"));
    String::from_utf8([done.stdout, done.stderr].concat()).unwrap()
}

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "models"].iter().collect()
}

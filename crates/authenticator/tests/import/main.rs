//! Exports of other apps, as files: what comes in, and what is refused. `tests/vectors/import/make.py` made them.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod hostile;
mod sources;

use std::{fs, path::Path};

use authenticator::import::{ImportError, Imported, open};

/// The password of every sealed file.
const PASSWORD: &str = "Blåbær og 7 måger";

#[expect(clippy::disallowed_methods, reason = "the exports are files")]
fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/import");
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn open_file(name: &str, password: Option<&str>) -> Result<Imported, ImportError> {
    open(&file(name), password)
}

/// The files that are sealed with [`PASSWORD`].
const SEALED: [&str; 10] = [
    "aegis_sealed.json",
    "andotp_sealed.json.aes",
    "bitwarden_sealed.json",
    "bitwarden_sealed_argon2.json",
    "ente_sealed.json",
    "ente_sealed_final.json",
    "proton_sealed.json",
    "stratum_before.authpro",
    "stratum_sealed.stratum",
    "two_fas_sealed.2fas",
];

/// The files that anybody can read.
const PLAIN: [&str; 14] = [
    "aegis.json",
    "andotp.json",
    "bitwarden.csv",
    "bitwarden.json",
    "ente.txt",
    "freeotp_plus.json",
    "google.txt",
    "list.txt",
    "proton.json",
    "steam.maFile",
    "steam_accounts.json",
    "stratum.json",
    "two_fas.2fas",
    "winauth.txt",
];

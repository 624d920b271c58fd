//! Exports of other apps, as files: what comes in, and what is refused. `tests/vectors/import/make.py` made them.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod archives;
mod files;
mod hostile;
mod readers;
mod recognition;
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
const SEALED: [&str; 18] = [
    "aegis_sealed.json",
    "andotp_sealed.json.aes",
    "archive_raivo_sealed.zip",
    "archive_traditional_sealed.zip",
    "archive_winauth_sealed.zip",
    "authenticator_sealed.json",
    "authenticator_sealed_1.json",
    "authenticator_sealed_2.json",
    "authy_sealed.json",
    "bitwarden_sealed.json",
    "bitwarden_sealed_argon2.json",
    "ente_sealed.json",
    "ente_sealed_final.json",
    "free_otp.xml",
    "proton_sealed.json",
    "stratum_before.authpro",
    "stratum_sealed.stratum",
    "two_fas_sealed.2fas",
];

/// The files that anybody can read.
const PLAIN: [&str; 35] = [
    "aegis.json",
    "andotp.json",
    "archive_protonpass.zip",
    "authenticator.json",
    "authy.json",
    "bitwarden.csv",
    "bitwarden.json",
    "duo.json",
    "enpass.json",
    "ente.txt",
    "extract_otp_secrets.csv",
    "extract_otp_secrets.json",
    "freeotp_plus.json",
    "google.txt",
    "lastpass.json",
    "list.json",
    "list.txt",
    "proton.json",
    "protonpass.json",
    "raivo.json",
    "steam.maFile",
    "steam_accounts.json",
    "stratum.json",
    "table_1password.csv",
    "table_apple.csv",
    "table_dashlane.csv",
    "table_dashlane_before.csv",
    "table_keepassxc.csv",
    "table_keeper.csv",
    "table_lastpass.csv",
    "table_protonpass.csv",
    "table_spreadsheet.csv",
    "two_fas.2fas",
    "two_fauth.json",
    "winauth.txt",
];

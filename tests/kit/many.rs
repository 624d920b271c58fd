//! A vault with many identities of other issuers in a folder, with its secret in a file beside it.

use std::path::Path;

use authenticator::{
    Authenticator, Pin, Typed,
    ports::{Kdf, Ports, VaultFile},
};
use device::{
    clock::SystemClock, description, entropy::SystemEntropy, http::Https, keyring::KeyFile, presence::Nobody,
    vault_file::DiskVault,
};
/// The authenticator on a folder.
pub(crate) fn authenticator(folder: &Path, kdf: impl Kdf + Send + Sync + 'static) -> Authenticator {
    authenticator_with(folder, DiskVault::new(folder.to_owned()), kdf)
}

/// The same with this file for the vault.
pub(crate) fn authenticator_with(
    folder: &Path,
    file: impl VaultFile + 'static,
    kdf: impl Kdf + Send + Sync + 'static,
) -> Authenticator {
    Authenticator::new(Ports {
        keyring: Box::new(KeyFile::in_folder(folder.to_owned())),
        vault_file: Box::new(file),
        portal: Box::new(Https::new("segl/many")),
        clock: Box::new(SystemClock),
        entropy: Box::new(SystemEntropy::default()),
        presence: Box::new(Nobody),
        kdf: Box::new(kdf),
        device: description::describe("0.0.0"),
    })
}

/// Adds identities; each is told when it is there.
pub(crate) fn add(authenticator: &Authenticator, uris: impl IntoIterator<Item = String>, mut noted: impl FnMut()) {
    let pin = Pin::parse(PIN).expect("six digits");
    for uri in uris {
        let key = authenticator.read_otpauth(&uri).expect("a key URI");
        let _ = authenticator.add_otpauth(&key, &pin, Typed::Twice).expect("there is room");
        noted();
    }
}

/// An issuer and an account, and a key that no other number has.
pub(crate) fn uri(issuer: &str, account: &str, number: usize) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let last: String = (0..4).map(|place| char::from(ALPHABET[number >> (5 * place) & 31])).collect();
    let issuer = issuer.replace(' ', "%20").replace('&', "%26");
    format!("otpauth://totp/{issuer}:{account}?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSK{last}")
}

/// Of every vault that is made here.
pub(crate) const PIN: &str = "583017";

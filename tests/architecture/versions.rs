//! One version of what the trust rests on.

use std::collections::{BTreeMap, BTreeSet};

use crate::workspace;

/// Two versions of one of these would be two sets of types, two reviews, or two stacks side by side (ADR 0001).
const ONCE: [&str; 18] = [
    "argon2",
    "axum",
    "ciborium",
    "ecdsa",
    "elliptic-curve",
    "hpke",
    "p256",
    "ring",
    "rustls",
    "rustls-webpki",
    "sqlx",
    "subtle",
    "tauri",
    "tokio",
    "totp-rs",
    "voprf",
    "wry",
    "zeroize",
];

/// A second implementation of something that is there already, or something that nobody keeps any more.
const NEVER: [&str; 5] = ["aws-lc-rs", "native-tls", "openssl", "openssl-sys", "tauri-plugin-stronghold"];

#[test]
fn trust_base_has_one_version_of_each_crate() {
    let versions = versions();
    let doubled: BTreeMap<_, _> =
        ONCE.iter().filter_map(|name| versions.get_key_value(*name)).filter(|(_, found)| found.len() > 1).collect();
    assert!(doubled.is_empty(), "{doubled:#?}: `cargo tree --duplicates` says through whom");
}

#[test]
fn second_tls_or_crypto_stack_is_absent() {
    let versions = versions();
    let present: Vec<_> = NEVER.iter().filter(|name| versions.contains_key(**name)).collect();
    assert!(present.is_empty(), "{present:?}: `cargo tree --invert` says through whom");
}

/// Every crate of the lock file that is built for any target, with its versions.
fn versions() -> BTreeMap<String, BTreeSet<String>> {
    let mut versions = BTreeMap::<String, BTreeSet<String>>::new();
    for package in workspace().packages {
        versions.entry(package.name.to_string()).or_default().insert(package.version.to_string());
    }
    versions
}

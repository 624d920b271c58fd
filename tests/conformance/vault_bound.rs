//! A fourth pinned vault, in which one token of another issuer is bound to the device: `tests/vectors/vault/v1_bound.*`.

use std::fs;

use serde_json::{Value, json};
use vault::{KeyringEntry, Opened, Token, Vault};

use crate::{
    seeded::Seeded,
    vectors::{bytes, directory, hex_file, json},
};

fn opened(name: &str) -> (Opened, KeyringEntry) {
    let entry = KeyringEntry::from_bytes(&hex_file(&format!("vault/{name}.keyring.hex"))).unwrap();
    (Vault::open(&bytes(&format!("vault/{name}.segl")), &entry).unwrap(), entry)
}

fn written_out(vault: &Vault) -> Vec<Value> {
    let tokens = vault.tokens.iter().filter_map(|token| match token {
        Token::Otp(token) => Some(json!({ "issuer": token.issuer, "bound": token.bound })),
        _ => None,
    });
    tokens.collect()
}

#[test]
fn fourth_pinned_vault_still_says_which_token_is_bound() {
    let written = written_out(&opened("v1_bound").0.vault);
    assert_eq!(Value::Array(written.clone()), json("vault/v1_bound.json")["tokens"]);
    assert_eq!(written.iter().filter(|token| token["bound"] == true).count(), 1);
}

#[test]
fn vaults_from_before_have_no_bound_token() {
    for name in ["v1", "v1_third_party", "v1_marks"] {
        assert!(written_out(&opened(name).0.vault).iter().all(|token| token["bound"] == false), "{name}");
    }
}

/// Writes `tests/vectors/vault/v1_bound.*`; the generator gives the same bytes every time.
#[test]
#[ignore = "writes the fourth pinned vault"]
fn generator_writes_the_fourth_pinned_vault() {
    let (Opened { mut vault, .. }, entry) = opened("v1_third_party");
    if let Some(Token::Otp(token)) = vault.tokens.first_mut() {
        token.bound = true;
    }
    let sealed = vault.seal(&entry.device_secret, &mut Seeded::new(29)).unwrap();
    let description = json!({
        "about": "Which tokens of the fourth pinned vault of version 1 are bound to the device. Everything in it is made up.",
        "tokens": written_out(&vault),
    });
    let write = |name: &str, bytes: &[u8]| fs::write(directory().join("vault").join(name), bytes).unwrap();
    write("v1_bound.segl", &sealed.bytes);
    write("v1_bound.keyring.hex", format!("{}\n", hex::encode(sealed.entry.to_bytes())).as_bytes());
    write("v1_bound.json", format!("{description:#}\n").as_bytes());
}

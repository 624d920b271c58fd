//! A fifth pinned vault, whose first token took its challenge keys from a later statement: `tests/vectors/vault/v1_challenge_keys.*`.

use std::fs;

use serde_json::{Value, json};
use vault::{ChallengeKey, ChallengeKeys, KeyringEntry, Opened, Token, Vault};

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
        Token::Segl(token) => {
            let keys: Vec<_> = token.challenge_keys.as_slice().iter().map(|key| key.kid.as_str()).collect();
            Some(json!({ "keys": keys, "stated_at": token.challenge_keys.statement() }))
        }
        _ => None,
    });
    tokens.collect()
}

#[test]
fn fifth_pinned_vault_still_says_when_its_keys_were_stated() {
    let written = written_out(&opened("v1_challenge_keys").0.vault);
    assert_eq!(Value::Array(written.clone()), json("vault/v1_challenge_keys.json")["tokens"]);
    assert_eq!(written[0]["stated_at"], 1_800_000_000);
    assert_eq!(written[1]["stated_at"], Value::Null);
}

#[test]
fn keys_of_vaults_from_before_came_with_the_enrolment() {
    for name in ["v1", "v1_third_party", "v1_marks", "v1_bound"] {
        assert!(written_out(&opened(name).0.vault).iter().all(|token| token["stated_at"].is_null()), "{name}");
    }
}

/// Writes `tests/vectors/vault/v1_challenge_keys.*`; the generator gives the same bytes every time.
#[test]
#[ignore = "writes the fifth pinned vault"]
fn generator_writes_the_fifth_pinned_vault() {
    let (Opened { mut vault, .. }, entry) = opened("v1");
    if let Some(Token::Segl(token)) = vault.tokens.first_mut() {
        let key = |kid: &str, fill| ChallengeKey { kid: kid.to_owned(), x: [fill; 32], y: [fill + 1; 32] };
        let keys = vec![key("2026-b", 0x20), key("2026-a", 0x10)];
        token.challenge_keys = ChallengeKeys::new(keys).unwrap().stated_at(1_800_000_000);
    }
    let sealed = vault.seal(&entry.device_secret, &mut Seeded::new(31)).unwrap();
    let description = json!({
        "about": "Where the challenge keys of the fifth pinned vault of version 1 came from. Everything in it is made up.",
        "tokens": written_out(&vault),
    });
    let write = |name: &str, bytes: &[u8]| fs::write(directory().join("vault").join(name), bytes).unwrap();
    write("v1_challenge_keys.segl", &sealed.bytes);
    write("v1_challenge_keys.keyring.hex", format!("{}\n", hex::encode(sealed.entry.to_bytes())).as_bytes());
    write("v1_challenge_keys.json", format!("{description:#}\n").as_bytes());
}

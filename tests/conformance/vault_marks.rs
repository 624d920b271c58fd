//! A third pinned vault, with notes, groups and a token of each kind on top: `tests/vectors/vault/v1_marks.*`.

use std::fs;

use otp::{Scheme, Secret, totp};
use serde_json::{Value, json};
use vault::{DeviceSecret, Group, KeyringEntry, Marks, Note, OtpKey, OtpToken, SharedPin, Token, TokenId, Vault};

use crate::{
    seeded::Seeded,
    vectors::{bytes, directory, hex_file, json},
};

fn opened(name: &str) -> (Vault, DeviceSecret) {
    let entry = KeyringEntry::from_bytes(&hex_file(&format!("vault/{name}.keyring.hex"))).unwrap();
    (Vault::open(&bytes(&format!("vault/{name}.segl")), &entry).unwrap().vault, entry.device_secret)
}

fn written_out(token: &Token) -> Value {
    let (kind, marks) = match token {
        Token::Segl(token) => ("segl", &token.marks),
        Token::Otp(token) => ("otp", &token.marks),
        other => panic!("no kind of this version: {other:?}"),
    };
    json!({
        "kind": kind,
        "note": marks.note.as_ref().map(Note::as_str),
        "group": marks.group.as_ref().map(Group::as_str),
        "pinned": marks.on_top,
    })
}

#[test]
fn third_pinned_vault_still_says_what_it_said() {
    let (vault, _) = opened("v1_marks");
    let written: Vec<Value> = vault.tokens.iter().map(written_out).collect();
    assert_eq!(Value::Array(written), json("vault/v1_marks.json")["tokens"]);
}

#[test]
fn vaults_from_before_the_marks_have_none() {
    for name in ["v1", "v1_third_party"] {
        for token in opened(name).0.tokens {
            let bare = json!({ "note": null, "group": null, "pinned": false });
            let written = written_out(&token);
            assert!(bare.as_object().unwrap().iter().all(|(field, value)| written[field] == *value), "{name}");
        }
    }
}

/// Writes `tests/vectors/vault/v1_marks.*`; the generator gives the same bytes every time.
#[test]
#[ignore = "writes the third pinned vault"]
fn generator_writes_the_third_pinned_vault() {
    let rng = &mut Seeded::new(23);
    let (mut vault, device_secret) = opened("v1");
    let (shared, secret) = SharedPin::generate(rng);
    let followed = TokenId([0x70; 16]);
    vault.shared_pin = Some(SharedPin { shares_pin_of: Some(followed), ..shared });
    vault.tokens.push(Token::Otp(OtpToken {
        id: TokenId([0xa0; 16]),
        issuer: "Butikken".to_owned(),
        account: "lager 3".to_owned(),
        label: None,
        scheme: Scheme::Totp(totp::Parameters::default()),
        key: OtpKey::Bare(Secret::new(b"12345678901234567890".to_vec()).unwrap()),
        created: 1_795_000_002,
        bound: false,
        marks: Marks::default(),
    }));
    let marks = [
        marks(Some("Kontoret, 2. sal"), Some("Arbejde"), true),
        marks(None, Some(&"ø".repeat(Group::MAX)), false),
        marks(Some(&format!("Kode til døren:\n{}", "å".repeat(Note::MAX - 16))), None, true),
    ];
    for (token, marks) in vault.tokens.iter_mut().zip(marks) {
        match token {
            Token::Segl(token) => token.marks = marks,
            Token::Otp(token) => token.marks = marks,
            other => panic!("no kind of this version: {other:?}"),
        }
    }
    let sealed = vault.seal(&device_secret, rng).unwrap();
    let description = json!({
        "about": "What an owner has added to the tokens of the third pinned vault of version 1. Everything in it is made up.",
        "tokens": vault.tokens.iter().map(written_out).collect::<Vec<_>>(),
    });
    let write = |name: &str, bytes: &[u8]| fs::write(directory().join("vault").join(name), bytes).unwrap();
    let entry = KeyringEntry::before_first_file(shared.id, &secret);
    write("v1_marks.segl", &sealed.bytes);
    write("v1_marks.keyring.hex", format!("{}\n", hex::encode(sealed.entry.to_bytes())).as_bytes());
    write("v1_marks.shared.hex", format!("{}\n", hex::encode(entry.to_bytes())).as_bytes());
    write("v1_marks.json", format!("{description:#}\n").as_bytes());
}

fn marks(note: Option<&str>, group: Option<&str>, on_top: bool) -> Marks {
    let note = note.map(|text| Note::new(text.to_owned()).unwrap());
    Marks { note, group: group.map(|name| Group::new(name.to_owned()).unwrap()), on_top }
}

//! A vault of version 1 that every later version must still read: `tests/vectors/vault/v1.*`.

use std::fs;

use otp::totp;
use serde_json::{Value, json};
use vault::{
    Argon2id, CamouflagedOtp, ChallengeKey, ChallengeKeys, DeviceKeyScalar, DeviceSecret, KdfParameters, KeyringEntry,
    Marks, OprfOutput, OtpSalt, Pin, PushOpenError, Ratchet, Seed, SeglToken, Token, TokenId, TokenPolicy,
    UserKeyScalar, Vault,
    camouflage::{mask, unmask},
    push::{self, PushContext},
};

use crate::{
    replay::Replay,
    vectors::{array, bytes, directory, hex, hex_array, hex_file, json, number, text},
};

fn pinned() -> (Vault, KeyringEntry, Value) {
    let entry = KeyringEntry::from_bytes(&hex_file("vault/v1.keyring.hex")).unwrap();
    let opened = Vault::open(&bytes("vault/v1.segl"), &entry).unwrap();
    assert!(!opened.keyring_is_behind());
    (opened.vault, entry, json("vault/v1.json"))
}

fn tokens(vault: &Vault) -> impl Iterator<Item = &SeglToken> {
    vault.tokens.iter().map(|token| match token {
        Token::Segl(token) => token,
        other => panic!("the pinned vault holds portal tokens, not {other:?}"),
    })
}

#[test]
fn pinned_vault_still_says_what_it_said() {
    let (vault, entry, expected) = pinned();
    assert_eq!(vault.vault_id().0, hex_array(&expected, "vault_id"));
    assert_eq!(vault.generation(), number(&expected, "generation"));
    assert_eq!(vault.binding().as_bytes(), hex(&expected, "binding"));
    assert_eq!(entry.generation, vault.generation());
    let written: Vec<Value> = tokens(&vault).map(written_out).collect();
    assert_eq!(Value::Array(written), expected["tokens"]);
}

#[test]
fn pinned_vault_still_gives_its_passcodes() {
    let (vault, _, expected) = pinned();
    let pin = Pin::parse(text(&expected, "pin")).unwrap();
    let wrong_pin = Pin::parse(text(&expected, "wrong_pin")).unwrap();
    for (token, unlocked) in tokens(&vault).zip(array(&expected, "unlocked")) {
        for (pin, name) in [(&pin, "passcodes"), (&wrong_pin, "passcodes_of_the_wrong_pin")] {
            let stretched = vault.stretch(&Argon2id, pin, &token.otp.salt).unwrap();
            let seed = otp::Secret::from(&unmask(&token.otp.masked, &stretched, &token.otp.salt));
            for example in array(unlocked, name) {
                let passcode = totp::generate(&seed, token.otp.parameters, number(example, "time"));
                assert_eq!(passcode.expose().as_str(), text(example, "passcode"));
            }
        }
    }
}

#[test]
fn pinned_vault_still_gives_its_user_keys() {
    let (vault, entry, expected) = pinned();
    for (token, unlocked) in tokens(&vault).zip(array(&expected, "unlocked")) {
        let binding = vault.binding();
        let context = PushContext { device_secret: &entry.device_secret, binding: &binding, token_id: &token.token_id };
        let output = OprfOutput::from_bytes(hex_array(unlocked, "oprf_output"));
        let user_key = push::unwrap(&token.push, &output, context).unwrap();
        assert_eq!(user_key.expose(), &hex_array(unlocked, "user_key"));
        let wrong = push::unwrap(&token.push, &OprfOutput::from_bytes([0; 32]), context);
        assert_eq!(wrong.err(), Some(PushOpenError::WrongPin));
    }
}

fn written_out(token: &SeglToken) -> Value {
    let keys = token.challenge_keys.as_slice().iter();
    json!({
        "issuer": token.issuer,
        "issuer_name": token.issuer_name,
        "account_name": token.account_name,
        "label": token.label,
        "token_id": hex::encode(token.token_id.0),
        "device_key": hex::encode(token.device_key.expose()),
        "oprf_public_key": hex::encode(token.oprf_public_key),
        "challenge_keys": keys.map(|key| json!({ "kid": key.kid, "x": hex::encode(key.x), "y": hex::encode(key.y) }))
            .collect::<Vec<_>>(),
        "ratchet": hex::encode(token.ratchet.expose()),
        "push": {
            "wrap_salt": hex::encode(token.push.wrap_salt),
            "commit": hex::encode(token.push.commit),
            "ct": hex::encode(token.push.ciphertext),
        },
        "otp": {
            "salt": hex::encode(token.otp.salt.0),
            "masked": hex::encode(token.otp.masked.0),
            "digits": u8::from(token.otp.parameters.digits),
            "step": u32::from(token.otp.parameters.period),
            "alg": token.otp.parameters.algorithm.name(),
        },
        "created": token.created,
    })
}

const PIN: &str = "527306";
const WRONG_PIN: &str = "527307";
const TIMES: [u64; 2] = [1_795_000_000, 1_795_000_030];

/// Writes `tests/vectors/vault/v1.*`. The files are pinned: run it for a format that did not exist before, never to make
/// a test pass.
#[test]
#[ignore = "writes the pinned vault"]
fn generator_writes_the_pinned_vault() {
    let mut rng = Replay::of(&(0..=255).cycle().take(4096).collect::<Vec<u8>>());
    let device_secret = DeviceSecret::from_bytes([0xd5; 32]);
    let mut vault = Vault::generate(&mut rng, KdfParameters::default());
    let seeds = [[0x5e; 32], [0x5f; 32]];
    let user_keys = [[0x0a; 32], [0x0b; 32]];
    let outputs = [[0xf0; 32], [0xf1; 32]];
    for index in 0..2 {
        let token = enrolled(&vault, index, seeds[index], user_keys[index], outputs[index], &device_secret, &mut rng);
        vault.tokens.push(Token::Segl(token));
    }
    // Two writes, so that the pinned file is not of the first generation.
    vault.written(&vault.seal(&device_secret, &mut rng).unwrap());
    let sealed = vault.seal(&device_secret, &mut rng).unwrap();
    let opened = Vault::open(&sealed.bytes, &sealed.entry).unwrap().vault;

    let passcodes = |token: &SeglToken, pin: &str| -> Vec<Value> {
        let stretched = opened.stretch(&Argon2id, &Pin::parse(pin).unwrap(), &token.otp.salt).unwrap();
        let seed = otp::Secret::from(&unmask(&token.otp.masked, &stretched, &token.otp.salt));
        let passcode = |time| totp::generate(&seed, token.otp.parameters, time).expose().to_string();
        TIMES.iter().map(|time| json!({ "time": time, "passcode": passcode(*time) })).collect()
    };
    let unlocked = tokens(&opened).enumerate().map(|(index, token)| {
        json!({
            "oprf_output": hex::encode(outputs[index]),
            "user_key": hex::encode(user_keys[index]),
            "passcodes": passcodes(token, PIN),
            "passcodes_of_the_wrong_pin": passcodes(token, WRONG_PIN),
        })
    });
    let description = json!({
        "about": "What the pinned vault of version 1 holds. Everything in it is made up; the portal's OPRF is replaced by the values oprf_output.",
        "pin": PIN,
        "wrong_pin": WRONG_PIN,
        "vault_id": hex::encode(opened.vault_id().0),
        "generation": opened.generation(),
        "binding": hex::encode(opened.binding().as_bytes()),
        "tokens": tokens(&opened).map(written_out).collect::<Vec<_>>(),
        "unlocked": unlocked.collect::<Vec<_>>(),
    });

    let write = |name: &str, bytes: &[u8]| fs::write(directory().join("vault").join(name), bytes).unwrap();
    write("v1.segl", &sealed.bytes);
    write("v1.keyring.hex", format!("{}\n", hex::encode(sealed.entry.to_bytes())).as_bytes());
    write("v1.json", format!("{description:#}\n").as_bytes());
}

fn enrolled(
    vault: &Vault,
    index: usize,
    seed: [u8; 32],
    user_key: [u8; 32],
    output: [u8; 32],
    device_secret: &DeviceSecret,
    rng: &mut Replay,
) -> SeglToken {
    let number = u8::try_from(index).unwrap();
    let token_id = TokenId([0x70 + number; 16]);
    let salt = OtpSalt::generate(rng);
    let stretched = vault.stretch(&Argon2id, &Pin::parse(PIN).unwrap(), &salt).unwrap();
    let binding = vault.binding();
    let context = PushContext { device_secret, binding: &binding, token_id: &token_id };
    let push = push::wrap(&UserKeyScalar::from_bytes(user_key), &OprfOutput::from_bytes(output), context, rng);
    let key = |kid: &str, fill| ChallengeKey { kid: kid.to_owned(), x: [fill; 32], y: [fill + 1; 32] };
    let (keys, label) = match index {
        0 => (vec![key("2026-a", 0x10)], None),
        _ => (vec![key("2026-a", 0x10), key("2026-b", 0x20)], Some("Læsesal 3".to_owned())),
    };
    let digits = if index == 0 { otp::Digits::SIX } else { otp::Digits::EIGHT };
    SeglToken {
        issuer: "https://login.example.org".to_owned(),
        issuer_name: "Eksempel Kommune".to_owned(),
        account_name: ["mette.jensen", "søren.ågård"][index].to_owned(),
        label,
        token_id,
        device_key: DeviceKeyScalar::from_bytes([0xda - number; 32]),
        oprf_public_key: [2 + number; 33],
        challenge_keys: ChallengeKeys::new(keys).unwrap(),
        ratchet: Ratchet::from_bytes([0x40 + number; 32]),
        push,
        otp: CamouflagedOtp {
            salt,
            masked: mask(Seed::from_bytes(seed), &stretched, &salt),
            parameters: totp::Parameters { digits, ..totp::Parameters::SEGL },
        },
        created: 1_795_000_000 + u64::from(number),
        pending: None,
        policy: TokenPolicy::default(),
        change: None,
        presence: None,
        marks: Marks::default(),
    }
}

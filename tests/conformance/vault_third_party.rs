//! A second pinned vault, with keys of other issuers and a guard: `tests/vectors/vault/v1_third_party.*`.

use std::fs;

use otp::{Algorithm, Digits, Scheme, Secret, hotp, steam, totp};
use serde_json::{Value, json};
use vault::{
    Argon2id, DeviceSecret, KdfParameters, KeyringEntry, Marks, OtpKey, OtpToken, Pin, SharedKey, SharedPin, Token,
    TokenId, TypoGuard, Vault,
};

use crate::{
    seeded::Seeded,
    vectors::{array, bytes, directory, hex_array, hex_file, json, number, text},
};

fn pinned() -> (Vault, DeviceSecret, Value) {
    let entry = KeyringEntry::from_bytes(&hex_file("vault/v1_third_party.keyring.hex")).unwrap();
    let shared = KeyringEntry::from_bytes(&hex_file("vault/v1_third_party.shared.hex")).unwrap();
    let vault = Vault::open(&bytes("vault/v1_third_party.segl"), &entry).unwrap().vault;
    assert_eq!(vault.shared_pin.map(|shared| shared.id), Some(shared.vault_id));
    (vault, shared.device_secret, json("vault/v1_third_party.json"))
}

fn tokens(vault: &Vault) -> impl Iterator<Item = &OtpToken> {
    vault.tokens.iter().map(|token| match token {
        Token::Otp(token) => token,
        other => panic!("the second pinned vault holds keys of other issuers, not {other:?}"),
    })
}

fn stretched(vault: &Vault, secret: &DeviceSecret, pin: &str) -> SharedKey {
    let shared = vault.shared_pin.unwrap();
    vault.stretch_shared(&Argon2id, &Pin::parse(pin).unwrap(), &shared, secret).unwrap()
}

fn passcode(token: &OtpToken, key: &SharedKey) -> String {
    let secret = token.key.open(key);
    let passcode = match token.scheme {
        Scheme::Totp(parameters) => totp::generate(&secret, parameters, TIME),
        Scheme::Hotp(hotp) => hotp::generate(&secret, hotp.counter, hotp.algorithm, hotp.digits),
        Scheme::Steam => steam::generate(&secret, TIME),
    };
    passcode.expose().to_string()
}

fn written_out(token: &OtpToken) -> Value {
    let key = match &token.key {
        OtpKey::Masked { salt, masked } => json!({ "salt": hex::encode(salt.0), "masked": hex::encode(masked) }),
        OtpKey::Bare(secret) => json!({ "bare": hex::encode(secret.expose()) }),
    };
    json!({
        "id": hex::encode(token.id.0),
        "issuer": token.issuer,
        "account": token.account,
        "label": token.label,
        "scheme": format!("{:?}", token.scheme),
        "key": key,
        "created": token.created,
    })
}

#[test]
fn second_pinned_vault_still_says_what_it_said() {
    let (vault, _, expected) = pinned();
    let written: Vec<Value> = tokens(&vault).map(written_out).collect();
    assert_eq!(Value::Array(written), expected["tokens"]);
    let shared = vault.shared_pin.unwrap();
    assert_eq!(shared.id.0, hex_array(&expected, "shared_id"));
    assert_eq!(shared.salt.0, hex_array(&expected, "shared_salt"));
    assert_eq!(shared.guard.map(TypoGuard::bits).map(u64::from), Some(number(&expected, "guard")));
    assert_eq!((shared.shares_pin_of, shared.before), (None, None));
}

#[test]
fn second_pinned_vault_still_gives_its_passcodes() {
    let (vault, secret, expected) = pinned();
    for (pin, name) in [("pin", "passcodes"), ("wrong_pin", "passcodes_of_the_wrong_pin")] {
        let key = stretched(&vault, &secret, text(&expected, pin));
        let passcodes = tokens(&vault).map(|token| passcode(token, &key));
        assert!(passcodes.eq(array(&expected, name).iter().map(|code| code.as_str().unwrap())), "{name}");
        assert_eq!(key.passes(vault.shared_pin.unwrap().guard.unwrap()), pin == "pin");
    }
}

const PIN: &str = "527306";
const WRONG_PIN: &str = "840193";

/// The time of the passcodes, unix seconds.
const TIME: u64 = 1_795_000_000;

/// Writes `tests/vectors/vault/v1_third_party.*`; the generator gives the same bytes every time.
#[test]
#[ignore = "writes the second pinned vault"]
fn generator_writes_the_second_pinned_vault() {
    let rng = &mut Seeded::new(11);
    let device_secret = DeviceSecret::generate(rng);
    let mut vault = Vault::generate(rng, KdfParameters::default());
    let (mut shared, secret) = SharedPin::generate(rng);
    vault.shared_pin = Some(shared);
    let key = stretched(&vault, &secret, PIN);
    shared.guard = Some(key.guard());
    vault.shared_pin = Some(shared);
    let period = totp::Period::of_any_issuer(86_400).unwrap();
    let digits = |n| Digits::of_any_issuer(n).unwrap();
    let schemes = [
        (20, Scheme::Totp(totp::Parameters::default())),
        (64, Scheme::Totp(totp::Parameters { algorithm: Algorithm::Sha512, digits: digits(10), period })),
        (10, Scheme::Hotp(hotp::Parameters { algorithm: Algorithm::Sha256, digits: digits(5), counter: 41 })),
        (20, Scheme::Steam),
        (0, Scheme::Totp(totp::Parameters::default())),
    ];
    for (index, (length, scheme)) in (0..).zip(schemes) {
        let mut bytes = vec![0; length];
        rand_core::RngCore::fill_bytes(rng, &mut bytes);
        if bytes.is_empty() {
            bytes = b"12345678901234567890".to_vec();
        }
        vault.tokens.push(Token::Otp(OtpToken {
            id: TokenId([0x90 + index; 16]),
            issuer: ["Kommunen", "Søfartsstyrelsen", "Banken", "Steam", ""][usize::from(index)].to_owned(),
            account: ["mette.jensen", "åse", "12-34", "mette", "butik"][usize::from(index)].to_owned(),
            label: (index == 2).then(|| "Bank".to_owned()),
            scheme,
            key: OtpKey::seal(Secret::new(bytes).unwrap(), &key, rng),
            created: TIME + u64::from(index),
            bound: false,
            marks: Marks::default(),
        }));
    }
    let sealed = vault.seal(&device_secret, rng).unwrap();
    let wrong = stretched(&vault, &secret, WRONG_PIN);
    let description = json!({
        "about": "What the second pinned vault of version 1 holds: keys of other issuers. Everything in it is made up.",
        "pin": PIN,
        "wrong_pin": WRONG_PIN,
        "time": TIME,
        "shared_id": hex::encode(shared.id.0),
        "shared_salt": hex::encode(shared.salt.0),
        "guard": key.guard().bits(),
        "tokens": tokens(&vault).map(written_out).collect::<Vec<_>>(),
        "passcodes": tokens(&vault).map(|token| passcode(token, &key)).collect::<Vec<_>>(),
        "passcodes_of_the_wrong_pin": tokens(&vault).map(|token| passcode(token, &wrong)).collect::<Vec<_>>(),
    });
    let write = |name: &str, bytes: &[u8]| fs::write(directory().join("vault").join(name), bytes).unwrap();
    let entry = KeyringEntry::before_first_file(shared.id, &secret);
    write("v1_third_party.segl", &sealed.bytes);
    write("v1_third_party.keyring.hex", format!("{}\n", hex::encode(sealed.entry.to_bytes())).as_bytes());
    write("v1_third_party.shared.hex", format!("{}\n", hex::encode(entry.to_bytes())).as_bytes());
    write("v1_third_party.json", format!("{description:#}\n").as_bytes());
}

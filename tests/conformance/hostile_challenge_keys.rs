//! Statements about challenge keys that the holder must not take (`docs/protocol.md` §13), and the pinned one that it takes:
//! `tests/vectors/protocol/challenge_keys.json`.

use std::fs;

use protocol::{
    Bytes, Origin, PrivateKey, Timestamp, TokenId,
    challenge_keys::{ChallengeKeys, ChallengeKeysError, Expected, verify},
    jws::{self, Jws, JwsError},
};
use serde_json::{Value, json};

use crate::{
    hostile::{ENVELOPE, Folder, Statement, foreign_key, key, with, without},
    vectors::{directory, json, number, text},
};

const FOLDER: Folder = Folder { kind: "challenge_keys", extension: "jws" };
const PINNED: &str = "protocol/challenge_keys.json";
const TYP: &str = "segl-challenge-keys+jwt";
const IAT: u64 = 1_800_000_000;

fn refusals() -> Vec<(&'static str, ChallengeKeysError)> {
    use ChallengeKeysError::{Audience, Issuer, Keys, NotLater, UnknownKey};
    let envelope = ENVELOPE.into_iter().map(|(name, error)| match error {
        // The envelope names another key than the pinned ones; which one is meant is looked at first.
        JwsError::Key if name == "jws_kid_of_another_key" => (name, UnknownKey),
        error => (name, error.into()),
    });
    let own = [
        ("keys_by_the_key_that_they_bring", UnknownKey),
        ("keys_by_the_user_key", UnknownKey),
        ("keys_issuer_swapped", Issuer),
        ("keys_audience_swapped", Audience),
        ("keys_none", Keys),
        ("keys_three", Keys),
        ("keys_twice_the_same", Keys),
        ("keys_of_the_last_statement", NotLater),
        ("keys_of_an_older_statement", NotLater),
        ("keys_missing", JwsError::Payload.into()),
        ("keys_no_list", JwsError::Payload.into()),
        ("keys_not_on_the_curve", JwsError::Payload.into()),
        ("keys_as_jwk", JwsError::Payload.into()),
        ("keys_member_twice", JwsError::Payload.into()),
        ("keys_issuer_insecure", JwsError::Payload.into()),
        ("keys_audience_short", JwsError::Payload.into()),
        ("keys_before_the_beginning_of_time", JwsError::Payload.into()),
    ];
    envelope.chain(own).collect()
}

fn judged(text: &str) -> Result<ChallengeKeys, ChallengeKeysError> {
    let (issuer, pinned) = (issuer(), [key("challenge_key").public()]);
    let expected =
        Expected { issuer: &issuer, token: TokenId::from([2; 16]), pinned: &pinned, last: Some(Timestamp(IAT - 1)) };
    verify(&Jws::received(text.to_owned()), &expected)
}

fn issuer() -> Origin {
    "https://portal.nordhavn.example".parse().unwrap()
}

/// The key that is to take the other's place.
fn new_key() -> PrivateKey {
    PrivateKey::from_scalar(&[0x21; 32]).unwrap()
}

fn sound() -> ChallengeKeys {
    let keys = vec![key("challenge_key").public(), new_key().public()];
    ChallengeKeys { iss: issuer(), aud: TokenId::from([2; 16]), keys, iat: Timestamp(IAT) }
}

/// The names of its files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, _)| name)
}

fn sabotaged(name: &str) -> String {
    let challenge_key = key("challenge_key");
    let sound = serde_json::to_value(sound()).unwrap();
    let statement = Statement { typ: TYP, payload: sound.clone(), key: &challenge_key };
    let member = |member: &str, value: Value| statement.with_payload(with(sound.clone(), member, value));
    let by = |key| Statement { typ: TYP, payload: sound.clone(), key: &key }.signed();
    let (old, new) = (sound["keys"][0].clone(), sound["keys"][1].clone());
    match name {
        "keys_by_the_key_that_they_bring" => by(new_key()),
        "keys_by_the_user_key" => by(key("user_key")),
        "keys_issuer_swapped" => member("iss", "https://portal.evil.example".into()),
        "keys_audience_swapped" => member("aud", json!(TokenId::from([9; 16]))),
        "keys_none" => member("keys", json!([])),
        "keys_three" => member("keys", json!([old, new, foreign_key().public()])),
        "keys_twice_the_same" => member("keys", json!([new, new])),
        "keys_of_the_last_statement" => member("iat", (IAT - 1).into()),
        "keys_of_an_older_statement" => member("iat", (IAT - 2).into()),
        "keys_missing" => statement.with_payload(without(sound.clone(), "keys")),
        "keys_no_list" => member("keys", new),
        "keys_not_on_the_curve" => member("keys", json!([Bytes([3; 33])])),
        "keys_as_jwk" => member("keys", json!([new_key().public().to_jwk()])),
        "keys_member_twice" => {
            let twice = sound.to_string().replacen('{', &format!(r#"{{"keys":[{new}],"#), 1);
            statement.forged(&statement.header("ES256", ""), &twice)
        }
        "keys_issuer_insecure" => member("iss", "http://portal.nordhavn.example".into()),
        "keys_audience_short" => member("aud", json!(Bytes([2; 15]))),
        "keys_before_the_beginning_of_time" => member("iat", (-1).into()),
        _ => statement.sabotaged(name),
    }
}

#[test]
fn pinned_statement_is_taken() {
    let pinned = json(PINNED);
    let statement = judged(text(&pinned, "statement")).unwrap();
    assert_eq!(statement, sound());
    assert_eq!(statement.iat.0, number(&pinned, "iat"));
    let keys: Vec<String> = statement.keys.iter().map(|key| key.thumbprint().to_string()).collect();
    assert_eq!(json!(keys), pinned["thumbprints"]);
    assert_eq!(jws::sign(&sound(), &key("challenge_key")).as_str(), text(&pinned, "statement"), "to the byte");
}

#[test]
fn hostile_statements_about_keys_are_refused_by_name() {
    for (name, expected) in refusals() {
        assert_eq!(judged(&FOLDER.read(name)).err(), Some(expected), "{name}");
    }
    FOLDER.holds_exactly(names());
}

#[test]
#[ignore = "writes the pinned statement and the hostile files"]
fn generate_statements_about_keys() {
    let keys: Vec<String> = sound().keys.iter().map(|key| key.thumbprint().to_string()).collect();
    let description = json!({
        "about": "A statement by challenge_key of v1.json for the token of v1.json. Everything in it is made up.",
        "new_key": protocol::bytes::encode(new_key().to_scalar().as_slice()),
        "iat": IAT,
        "thumbprints": keys,
        "statement": jws::sign(&sound(), &key("challenge_key")),
    });
    fs::write(directory().join(PINNED), format!("{description:#}\n")).unwrap();
    FOLDER.write(names(), sabotaged);
}

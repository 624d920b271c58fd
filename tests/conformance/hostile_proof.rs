//! Proofs of possession that prove nothing. That a sound one fits its request is the portal's business, and tested there.

use protocol::{
    device::Proof,
    jws::{self, JwsError},
};
use serde_json::{Value, json};

use crate::hostile::{ENVELOPE, Folder, Statement, foreign_key, key, payload, pinned, with};

const FOLDER: Folder = Folder { kind: "proof", extension: "jws" };

fn judged(text: &str) -> Result<Proof, JwsError> {
    jws::parse::<Proof>(text)?.verify(&key("device_key").public())
}

fn refusals() -> Vec<(&'static str, JwsError)> {
    let own = [
        ("proof_by_the_user_key", JwsError::Key),
        ("proof_by_a_foreign_key", JwsError::Key),
        ("proof_body_hash_short", JwsError::Payload),
        ("proof_body_hash_in_hexadecimal", JwsError::Payload),
        ("proof_name_long", JwsError::Payload),
        ("proof_nonce_null", JwsError::Payload),
        ("proof_time_with_a_fraction", JwsError::Payload),
    ];
    ENVELOPE.into_iter().chain(own).collect()
}

/// The names of its files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, _)| name)
}

fn sabotaged(name: &str) -> String {
    let (device_key, sound) = (key("device_key"), payload("proof"));
    let typ = "segl-pop+jwt";
    let statement = Statement { typ, payload: sound.clone(), key: &device_key };
    let by = |key| Statement { typ, payload: sound.clone(), key: &key }.signed();
    let member = |member: &str, value: Value| statement.with_payload(with(sound.clone(), member, value));
    match name {
        "proof_by_the_user_key" => by(key("user_key")),
        "proof_by_a_foreign_key" => by(foreign_key()),
        "proof_body_hash_short" => member("bh", json!(protocol::Bytes([0; 31]))),
        "proof_body_hash_in_hexadecimal" => member("bh", hex::encode([0; 32]).into()),
        "proof_name_long" => member("jti", json!(protocol::Bytes([0; 17]))),
        "proof_nonce_null" => member("nonce", Value::Null),
        "proof_time_with_a_fraction" => member("iat", 1_800_000_000.5.into()),
        _ => statement.sabotaged(name),
    }
}

#[test]
fn hostile_proof_is_refused_by_name() {
    assert!(judged(&pinned("proof")).is_ok(), "the pinned one is sound");
    for (name, expected) in refusals() {
        assert_eq!(judged(&FOLDER.read(name)).err(), Some(expected), "{name}");
    }
    FOLDER.holds_exactly(names());
}

#[test]
#[ignore = "writes the hostile files"]
fn generate_hostile_proofs() {
    FOLDER.write(names(), sabotaged);
}

//! Challenges that must not be shown.

use protocol::{
    PollNonce, Timestamp, TokenId,
    challenge::{self, Challenge, ChallengeError, Expected},
    jws::Jws,
};
use serde_json::{Value, json};

use crate::hostile::{ENVELOPE, Folder, Statement, foreign_key, key, payload, pinned, with, without};

const FOLDER: Folder = Folder { kind: "challenge", extension: "jws" };

/// The holder of the pinned token, ten seconds after the challenge was made.
fn judged(text: String) -> Result<Challenge, ChallengeError> {
    let expected = Expected {
        issuer: &"https://portal.nordhavn.example".parse().unwrap(),
        token: TokenId::from([2; 16]),
        keys: &[key("challenge_key").public()],
        poll_nonce: PollNonce::from([4; 16]),
        now: Timestamp(1_800_000_010),
    };
    challenge::verify(&Jws::received(text), &expected)
}

fn refusals() -> Vec<(&'static str, ChallengeError)> {
    let envelope = ENVELOPE.into_iter().map(|(name, error)| match name {
        // A name that is not pinned is told as such.
        "jws_kid_of_another_key" => (name, ChallengeError::UnknownKey),
        _ => (name, ChallengeError::Jws(error)),
    });
    let payload = ChallengeError::Jws(protocol::jws::JwsError::Payload);
    envelope
        .chain([
            ("challenge_of_an_unknown_key", ChallengeError::UnknownKey),
            ("challenge_by_the_user_key", ChallengeError::UnknownKey),
            ("challenge_issuer_swapped", ChallengeError::Issuer),
            ("challenge_issuer_insecure", payload),
            ("challenge_audience_swapped", ChallengeError::Audience),
            ("challenge_audience_short", payload),
            ("challenge_poll_nonce_of_another_poll", ChallengeError::PollNonce),
            ("challenge_poll_nonce_missing", payload),
            ("challenge_expired", ChallengeError::Expired),
            ("challenge_lives_too_long", ChallengeError::Expired),
            ("challenge_version_newer", ChallengeError::Version),
            ("challenge_number_too_long", ChallengeError::OutOfRange),
            ("challenge_number_negative", payload),
            ("challenge_text_too_long", ChallengeError::OutOfRange),
            ("challenge_act_unknown", payload),
            ("challenge_verification_unknown", payload),
            ("challenge_origin_of_the_system_insecure", payload),
            ("challenge_context_member_unknown", payload),
        ])
        .collect()
}

/// The names of its files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, _)| name)
}

fn sabotaged(name: &str) -> String {
    let (challenge_key, sound) = (key("challenge_key"), payload("challenge"));
    let typ = "segl-challenge+jwt";
    let statement = Statement { typ, payload: sound.clone(), key: &challenge_key };
    let by = |key| Statement { typ, payload: sound.clone(), key: &key }.signed();
    let member = |member: &str, value: Value| statement.with_payload(with(sound.clone(), member, value));
    let inside = |part: &str, name: &str, value: Value| member(part, with(sound[part].clone(), name, value));
    match name {
        "challenge_of_an_unknown_key" => by(foreign_key()),
        "challenge_by_the_user_key" => by(key("user_key")),
        "challenge_issuer_swapped" => member("iss", "https://portal.evil.example".into()),
        "challenge_issuer_insecure" => member("iss", "http://portal.nordhavn.example".into()),
        "challenge_audience_swapped" => member("aud", json!(TokenId::from([9; 16]))),
        "challenge_audience_short" => member("aud", "AAAA".into()),
        "challenge_poll_nonce_of_another_poll" => member("pn", json!(PollNonce::from([5; 16]))),
        "challenge_poll_nonce_missing" => statement.with_payload(without(sound.clone(), "pn")),
        "challenge_expired" => member("exp", 1_800_000_010.into()),
        "challenge_lives_too_long" => member("exp", 1_800_000_121.into()),
        "challenge_version_newer" => member("ver", 2.into()),
        "challenge_number_too_long" => member("num", 9.into()),
        "challenge_number_negative" => member("num", (-1).into()),
        "challenge_text_too_long" => member("txt", "x".repeat(513).into()),
        "challenge_act_unknown" => member("act", "transfer".into()),
        "challenge_verification_unknown" => member("uv", json!(["pin", "none"])),
        "challenge_origin_of_the_system_insecure" => inside("rp", "origin", "http://nordhavn.example".into()),
        "challenge_context_member_unknown" => inside("ctx", "trusted", true.into()),
        _ => statement.sabotaged(name),
    }
}

#[test]
fn hostile_challenge_is_refused_by_name() {
    assert!(judged(pinned("challenge")).is_ok(), "the pinned one is sound");
    for (name, expected) in refusals() {
        assert_eq!(judged(FOLDER.read(name)).err(), Some(expected), "{name}");
    }
    FOLDER.holds_exactly(names());
}

#[test]
#[ignore = "writes the hostile files"]
fn generate_hostile_challenges() {
    FOLDER.write(names(), sabotaged);
}

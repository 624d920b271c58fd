//! Enrolments of other issuers' own kinds: Entrust's soft token, privacyIDEA's key in two steps.

use authenticator::{
    AddOtpauthError, Codes, Identity, IdentityKind, KeyUriError, OtpauthKey, Typed,
    entrust::{Activation, CodeLength, Trial},
};
use otp::{Algorithm, Digits, Secret, hotp, totp};
use ring::{
    digest,
    pbkdf2::{self, PBKDF2_HMAC_SHA1},
};

use crate::support::{NOW, PIN, Stage, pin};

const TWO_STEP: &str = "otpauth://hotp/alice%40testrealm?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&counter=1&digits=6\
    &issuer=ACME%20Test&2step_salt=8&2step_output=20&2step_difficulty=10000";

fn add(stage: &Stage, key: &OtpauthKey) -> Identity {
    stage.authenticator.add_otpauth(key, &pin(PIN), Typed::Once).unwrap()
}

fn trial() -> Trial {
    let activation = Activation::by_hand("48244-13456".parse().unwrap(), "1745-7712-6942-8698".parse().unwrap());
    Trial::new(activation, "12211-49352".parse().unwrap())
}

/// RFC 4648 §6, for text of whole bytes.
fn base32(text: &str) -> Vec<u8> {
    let digit = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap();
    let bits = text.chars().map(|c| format!("{:05b}", digit(c))).collect::<Vec<_>>().concat();
    bits.as_bytes().chunks_exact(8).map(|byte| u8::from_str_radix(str::from_utf8(byte).unwrap(), 2).unwrap()).collect()
}

#[test]
fn entrust_token_shows_after_storing_the_codes_that_were_tried() {
    let mut stage = Stage::new();
    let mut trial = trial();
    trial.length = CodeLength::Six;
    let identity = add(&stage, &trial.key());
    assert_eq!(stage.authenticator.identities().unwrap(), std::slice::from_ref(&identity));
    assert_eq!((identity.kind, identity.account.as_str()), (IdentityKind::Totp, "48244-13456"));
    stage.restart();
    let shown = stage.authenticator.passcodes(identity.token_id, &pin(PIN)).unwrap();
    let tried = trial.code(NOW);
    assert_eq!(shown.current.passcode.expose(), tried.passcode.expose());
    assert_eq!((shown.current.valid_from, shown.current.valid_until), (tried.valid_from, tried.valid_until));
    // The seed of the published sample, without policy.
    let seed = [0x9a, 0x8e, 0xab, 0x5e, 0xcc, 0x9f, 0xc4, 0x13, 0x75, 0x8a, 0x92, 0xac, 0x22, 0x3d, 0xc6, 0xa0];
    let parameters = totp::Parameters { algorithm: Algorithm::Sha256, ..totp::Parameters::default() };
    let expected = totp::generate(&Secret::new(seed.to_vec()).unwrap(), parameters, NOW);
    assert_eq!(tried.passcode.expose(), expected.expose());
}

#[test]
fn entrust_token_is_refused_when_it_is_here_already() {
    let stage = Stage::new();
    add(&stage, &trial().key());
    let again = stage.authenticator.add_otpauth(&trial().key(), &pin(PIN), Typed::Once);
    assert_eq!(again.err(), Some(AddOtpauthError::Present));
}

#[test]
fn key_in_two_steps_is_stored_as_the_server_will_compute_it() {
    let mut stage = Stage::new();
    assert_eq!(stage.authenticator.read_otpauth(TWO_STEP).err(), Some(KeyUriError::TwoStep));
    let read = stage.authenticator.read_two_step(TWO_STEP).unwrap();
    let identity = add(&stage, read.key());
    assert_eq!((identity.kind, identity.account.as_str()), (IdentityKind::Hotp, "alice@testrealm"));

    // What the server does with what is typed into it.
    let typed = base32(&read.phone_part().expose());
    let (check, part) = typed.split_at(4);
    assert_eq!(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, part).as_ref()[..4], *check);
    assert_eq!(part.len(), 8);
    let mut key = vec![0; 20];
    let server_part = b"87b300b24f206928a1c3b92f309468b0bf4ead85";
    pbkdf2::derive(PBKDF2_HMAC_SHA1, 10_000.try_into().unwrap(), part, server_part, &mut key);
    let key = Secret::new(key).unwrap();

    stage.restart();
    for counter in 1..4 {
        let Codes::Counted(code) = stage.authenticator.codes(identity.token_id, &pin(PIN)).unwrap() else {
            panic!("a code by counter");
        };
        let expected = hotp::generate(&key, counter, Algorithm::Sha1, Digits::SIX);
        assert_eq!((code.counter, code.passcode.expose()), (counter, expected.expose()));
    }
}

#[test]
fn devices_half_is_another_each_time_the_uri_is_read() {
    let stage = Stage::new();
    let part = || stage.authenticator.read_two_step(TWO_STEP).unwrap().phone_part().expose();
    assert_ne!(part(), part());
    let long = TWO_STEP.replace("salt=8", "salt=64");
    let part = stage.authenticator.read_two_step(&long).unwrap().phone_part().expose();
    assert_eq!(base32(&part).len(), 4 + 64);
}

#[test]
fn nothing_secret_of_a_key_in_two_steps_is_printed() {
    let stage = Stage::new();
    let read = stage.authenticator.read_two_step(TWO_STEP).unwrap();
    let printed = format!("{read:?} {:?}", read.phone_part());
    assert!(!printed.contains("Q6ZQ") && !printed.contains(read.phone_part().expose().as_str()), "{printed}");
}

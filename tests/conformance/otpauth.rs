//! Key URIs as they are found in the field, each named after its quirk: `tests/vectors/otpauth/uris.json`.

use otp::{
    Scheme, hotp,
    otpauth::{KeyUri, KeyUriError},
    totp,
};
use serde_json::{Value, json};

use crate::vectors::{json, text};

/// What the corpus says of an accepted URI.
fn written_out(uri: &KeyUri) -> Value {
    let mut said = match uri.scheme {
        Scheme::Totp(totp::Parameters { algorithm, digits, period }) => json!({
            "type": "totp", "algorithm": algorithm.name(), "digits": u8::from(digits), "period": u32::from(period),
        }),
        Scheme::Hotp(hotp::Parameters { algorithm, digits, counter }) => json!({
            "type": "hotp", "algorithm": algorithm.name(), "digits": u8::from(digits), "counter": counter,
        }),
        Scheme::Steam => json!({ "type": "steam" }),
    };
    said["issuer"] = uri.issuer.as_str().into();
    said["account"] = uri.account.as_str().into();
    said["secret"] = hex::encode(uri.secret.expose()).into();
    said["assumed"] = uri.assumed.iter().map(|assumed| format!("{assumed:?}")).collect();
    said
}

#[test]
fn every_uri_of_the_corpus_is_read_or_refused_as_its_name_says() {
    let corpus = json("otpauth/uris.json");
    let corpus = corpus.as_array().unwrap();
    assert!(corpus.len() >= 60, "{}", corpus.len());
    for row in corpus {
        let (name, read) = (text(row, "name"), KeyUri::parse(text(row, "uri")));
        match (row.get("accepted"), read) {
            (Some(expected), Ok(uri)) => assert_eq!(written_out(&uri), *expected, "{name}"),
            (None, Err(refusal)) => assert_eq!(format!("{refusal:?}"), text(row, "refused"), "{name}"),
            (expected, read) => panic!("{name}: {read:?} instead of {expected:?}"),
        }
    }
}

#[test]
fn refusal_says_nothing_of_the_key() {
    let corpus = json("otpauth/uris.json");
    for row in corpus.as_array().unwrap() {
        if let Err(refusal) = KeyUri::parse(text(row, "uri")) {
            let said = refusal.to_string();
            assert!(
                !said.contains("JBSWY") && !matches!(refusal, KeyUriError::SecretCharacter(c) if said.contains(c)),
                "{said}"
            );
        }
    }
}

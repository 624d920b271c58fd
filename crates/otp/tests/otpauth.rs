//! Key URIs as they are found in the field, each named after its quirk: `tests/vectors/otpauth/uris.json`.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use otp::{
    Algorithm, Scheme, hotp,
    otpauth::{KeyUri, KeyUriError},
    totp,
};
use serde_json::{Value, json};

const CORPUS: &str = include_str!("../../../tests/vectors/otpauth/uris.json");

fn corpus() -> Vec<Value> {
    serde_json::from_str(CORPUS).unwrap()
}

/// A member that must be text.
fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_else(|| panic!("no text {name} in {row}"))
}

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
    let corpus = corpus();
    assert!(corpus.len() >= 60, "{}", corpus.len());
    for row in &corpus {
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
    for row in corpus() {
        if let Err(refusal) = KeyUri::parse(text(&row, "uri")) {
            let said = refusal.to_string();
            assert!(
                !said.contains("JBSWY") && !matches!(refusal, KeyUriError::SecretCharacter(c) if said.contains(c)),
                "{said}"
            );
        }
    }
}

/// Sentences are made of these: each must say the name that the URI has.
#[test]
fn parameters_and_algorithms_say_their_names() {
    for name in ["secret", "issuer", "algorithm", "digits", "period", "counter", "encoder"] {
        let twice = format!("otpauth://totp/Kyst:ida?secret=JBSWY3DPEHPK3PXP&{name}=1&{name}=2");
        let refusal = KeyUri::parse(&twice).unwrap_err().to_string();
        assert!(refusal.contains(name), "{refusal}");
    }
    assert_eq!([Algorithm::Sha1, Algorithm::Sha512].map(|algorithm| algorithm.to_string()), ["SHA1", "SHA512"]);
}

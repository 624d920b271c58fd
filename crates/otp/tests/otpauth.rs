//! Key URIs as they are found in the field, each named after its quirk: `tests/vectors/otpauth/uris.json`.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use otp::{
    Algorithm, Scheme, hotp,
    otpauth::{KeyUri, KeyUriError},
    totp,
};
use proptest::prelude::*;
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

/// A name of one or two words, an address, a host with a port, or something with colons.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-zæøå]{1,7}( [A-Z][a-z/]{1,4})?",
        "[a-z]{1,5}@[a-z]{2,6}[.]example(:[0-9]{2,4})?",
        "https://[a-z]{2,6}[.]example(:[0-9]{2,4})?(/[a-z]{1,4})?",
        "[a-z]{1,3}:[a-z]{1,3}:[0-9]{1,3}",
    ]
}

fn escaped(text: &str, colons: bool) -> String {
    let escape = |c: char| match c {
        ':' if !colons => ":".to_owned(),
        c if c.is_ascii_alphanumeric() => c.to_string(),
        c => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat(),
    };
    text.chars().map(escape).collect()
}

proptest! {
    /// Two keys whose URIs name different things are never shown under the same names.
    #[test]
    fn names_keep_every_word_of_the_uri(
        prefix in proptest::option::of(name()), account in name(), issuer in proptest::option::of(name()), colons: bool
    ) {
        let label = prefix.iter().chain([&account]).cloned().collect::<Vec<_>>().join(":");
        let parameter = issuer.as_deref().map(|issuer| format!("&issuer={}", escaped(issuer, true))).unwrap_or_default();
        let uri = format!("otpauth://totp/{}?secret=JBSWY3DPEHPK3PXP{parameter}", escaped(&label, colons));
        let read = KeyUri::parse(&uri).unwrap();
        let shown = format!("{} {}", read.issuer, read.account);
        let said = [prefix.as_deref(), Some(&account), issuer.as_deref()];
        for word in said.into_iter().flatten().flat_map(|name| name.split([' ', ':', '/'])) {
            prop_assert!(shown.contains(word), "{word} of {uri} is not in {shown}");
        }
    }

    /// The parameter names the issuer, and the label begins with it: what follows is the account, whatever it looks like.
    #[test]
    fn account_is_what_follows_the_issuers_name(issuer in name(), account in name(), colons: bool) {
        let label = escaped(&format!("{issuer}:{account}"), colons);
        let parameter = escaped(&issuer, true);
        let read = KeyUri::parse(&format!("otpauth://totp/{label}?secret=JBSWY3DPEHPK3PXP&issuer={parameter}")).unwrap();
        prop_assert_eq!((read.issuer, read.account), (issuer, account));
    }
}

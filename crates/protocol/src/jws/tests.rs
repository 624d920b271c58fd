#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use serde::{Deserialize, Serialize};

use super::*;

#[derive(Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    n: u8,
}

impl Claims for Statement {
    const TYP: &'static str = "statement+jwt";
}

fn key() -> PrivateKey {
    PrivateKey::from_scalar(&[7; 32]).unwrap()
}

fn refusal(compact: &str) -> JwsError {
    parse::<Statement>(compact).and_then(|unverified| unverified.verify(&key().public())).unwrap_err()
}

/// A JWS with an arbitrary header and payload and a *good* signature, so that only the named sabotage can be the reason.
fn forge(header: &str, payload: &str) -> String {
    let input = format!("{}.{}", encode(header.as_bytes()), encode(payload.as_bytes()));
    let signature = encode(&key().sign(input.as_bytes()));
    format!("{input}.{signature}")
}

fn header(alg: &str, typ: &str) -> String {
    format!(r#"{{"alg":"{alg}","typ":"{typ}","kid":"{}"}}"#, key().public().thumbprint())
}

#[test]
fn statement_is_read_when_signed_by_the_named_key() {
    let compact = sign(&Statement { n: 5 }, &key());
    let claims = parse::<Statement>(compact.as_str()).unwrap().verify(&key().public()).unwrap();
    assert_eq!(claims, Statement { n: 5 }, "what was signed is what is read");
    assert!(
        parse::<Statement>(&forge(&header("ES256", "statement+jwt"), r#"{"n":5}"#)).is_ok(),
        "the forge itself is sound"
    );
}

#[test]
fn statement_is_refused_when_header_is_sabotaged() {
    let payload = r#"{"n":5}"#;
    for alg in ["none", "HS256", "ES384", "es256", ""] {
        assert_eq!(refusal(&forge(&header(alg, "statement+jwt"), payload)), JwsError::Algorithm, "{alg:?}");
    }
    assert_eq!(refusal(&forge(&header("ES256", "other+jwt"), payload)), JwsError::Type, "another statement");
    let kid = key().public().thumbprint();
    for extra in
        [r#""jwk":{}"#, r#""jku":"https://evil.example""#, r#""x5u":"x""#, r#""crit":["b64"]"#, r#""alg":"ES256""#]
    {
        let header = format!(r#"{{"alg":"ES256","typ":"statement+jwt","kid":"{kid}",{extra}}}"#);
        assert_eq!(refusal(&forge(&header, payload)), JwsError::Header, "{extra}");
    }
    assert_eq!(refusal(&forge(r#"{"alg":"ES256","typ":"statement+jwt"}"#, payload)), JwsError::Header, "no kid");
    let foreign = PrivateKey::from_scalar(&[9; 32]).unwrap().public().thumbprint();
    let header = format!(r#"{{"alg":"ES256","typ":"statement+jwt","kid":"{foreign}"}}"#);
    assert_eq!(refusal(&forge(&header, payload)), JwsError::Key, "another key's name");
}

#[test]
fn statement_is_refused_when_payload_is_sabotaged() {
    for payload in
        [r#"{"n":5,"n":6}"#, r#"{"n":5,"m":6}"#, r"{}", r#"{"n":256}"#, r#"{"n":"5"}"#, "[]", "", r#"{"n":5}x"#]
    {
        assert_eq!(refusal(&forge(&header("ES256", "statement+jwt"), payload)), JwsError::Payload, "{payload:?}");
    }
}

#[test]
fn statement_is_refused_when_envelope_is_sabotaged() {
    let compact = sign(&Statement { n: 5 }, &key()).to_string();
    let (input, signature) = compact.rsplit_once('.').unwrap();
    assert_eq!(refusal(&"a".repeat(MAX_LENGTH + 1)), JwsError::TooLong, "too long");
    assert_eq!(refusal(input), JwsError::NotThreeParts, "no signature");
    assert_eq!(refusal(&format!("{compact}.x")), JwsError::NotThreeParts, "four parts");
    assert_eq!(refusal(&format!("{compact}=")), JwsError::NotBase64url, "padding");
    assert_eq!(refusal(&format!("{compact} ")), JwsError::NotBase64url, "a blank");
    assert_eq!(refusal(&format!("{input}.")), JwsError::Signature, "an empty signature");
    assert_eq!(refusal(&format!("{input}.{}", encode(&[0; 64]))), JwsError::Signature, "zeros (CVE-2022-21449)");
    let mut short = decode(signature).unwrap();
    short.pop();
    assert_eq!(refusal(&format!("{input}.{}", encode(&short))), JwsError::Signature, "63 bytes");
}

#[test]
fn statement_is_refused_when_any_bit_is_flipped() {
    let compact = sign(&Statement { n: 5 }, &key()).to_string();
    for index in 0..compact.len() {
        for bit in 0..7 {
            let mut bytes = compact.clone().into_bytes();
            bytes[index] ^= 1 << bit;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            refusal(&text);
        }
    }
}

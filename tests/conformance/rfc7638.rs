//! RFC 7638 §3.1: a JWK thumbprint. Its example is an RSA key; RFC 9449 §6.1 has one of P-256.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use protocol::PublicKey;
use ring::digest;
use serde_json::Value;

use crate::vectors::{json, text};

/// RFC 7638 §3, word by word: the required members in lexicographic order, no blanks, SHA-256.
fn thumbprint(jwk: &Value) -> String {
    // `serde_json`'s map is ordered by key.
    let canonical = serde_json::to_vec(jwk).unwrap();
    BASE64URL.encode(digest::digest(&digest::SHA256, &canonical))
}

#[test]
fn recipe_matches_section_3_1() {
    let example = json("rfc/rfc7638_section_3_1.json");
    assert_eq!(thumbprint(&example["jwk"]), text(&example, "thumbprint"));
}

#[test]
fn thumbprint_of_a_p256_key_matches_the_recipe_and_rfc_9449() {
    let example = json("rfc/rfc9449_section_6_1.json");
    let member = |name| BASE64URL.decode(text(&example["jwk"], name)).unwrap();
    let key = PublicKey::from_sec1(&[vec![4], member("x"), member("y")].concat()).unwrap();
    assert_eq!(key.thumbprint().to_string(), thumbprint(&example["jwk"]));
    assert_eq!(key.thumbprint().to_string(), text(&example, "thumbprint"));
}

//! RFC 7515 appendix A.3: a JWS with ES256.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use protocol::{
    PrivateKey, PublicKey,
    jws::{self, JwsError},
};
use serde::{Deserialize, Serialize};

use crate::vectors::{json, text};

fn example() -> (String, Vec<u8>, PublicKey, PrivateKey) {
    let vectors = json("rfc/rfc7515_a_3.json");
    let member = |name| BASE64URL.decode(text(&vectors["jwk"], name)).unwrap();
    let public = PublicKey::from_sec1(&[vec![4], member("x"), member("y")].concat()).unwrap();
    let private = PrivateKey::from_scalar(&member("d").try_into().unwrap()).unwrap();
    let (input, signature) = text(&vectors, "jws").rsplit_once('.').unwrap();
    (input.to_owned(), BASE64URL.decode(signature).unwrap(), public, private)
}

#[test]
fn signature_of_appendix_a_3_verifies() {
    let (input, signature, public, private) = example();
    assert!(public.verifies(input.as_bytes(), &signature));
    assert_eq!(private.public(), public);
    // Ours is another one (RFC 6979 draws no random nonce), and as good.
    assert!(public.verifies(input.as_bytes(), &private.sign(input.as_bytes())));
}

#[test]
fn signature_of_appendix_a_3_is_refused_when_input_or_signature_changed() {
    let (input, signature, public, _) = example();
    assert!(!public.verifies(input.replace("eyJ", "eyK").as_bytes(), &signature));
    for byte in 0..64 {
        let mut changed = signature.clone();
        changed[byte] ^= 1;
        assert!(!public.verifies(input.as_bytes(), &changed), "byte {byte}");
    }
}

/// The example's header has neither `typ` nor `kid`; our profile asks for both.
#[test]
fn jws_of_appendix_a_3_is_refused_by_our_stricter_profile() {
    #[derive(Debug, Deserialize, Serialize)]
    struct Example {
        iss: String,
    }

    impl jws::Claims for Example {
        const TYP: &'static str = "example+jwt";
    }

    let vectors = json("rfc/rfc7515_a_3.json");
    assert_eq!(jws::parse::<Example>(text(&vectors, "jws")).err(), Some(JwsError::Header));
}

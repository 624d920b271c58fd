//! What holds a secret: it comes back as it went to storage, and no log shows it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use protocol::{
    Bytes, PrivateKey,
    oprf::{Blinding, OprfKey},
    presence::PresenceSeed,
};

const SECRET: [u8; 32] = [0x5a; 32];

#[test]
fn secrets_come_back_as_they_went_to_storage() {
    assert_eq!(*PrivateKey::from_scalar(&SECRET).unwrap().to_scalar(), SECRET);
    assert_eq!(*OprfKey::from_seed(SECRET).to_seed(), SECRET);
    assert_eq!(*PresenceSeed::new(&SECRET).seed(), SECRET);
    assert_eq!(Bytes(SECRET).as_ref(), SECRET);
}

#[test]
fn no_log_shows_a_secret() {
    let key = PrivateKey::from_scalar(&SECRET).unwrap();
    let mut rng = rand_core::OsRng;
    let (blinding, _) = Blinding::blind(&SECRET, &mut rng).unwrap();
    let said = [
        format!("{key:?}"),
        format!("{:?}", OprfKey::from_seed(SECRET)),
        format!("{:?}", PresenceSeed::new(&SECRET)),
        format!("{blinding:?}"),
    ];
    assert!(said.iter().all(|said| said.ends_with("(redacted)")), "{said:?}");
}

/// RFC 7517 §4 and §6.2 of RFC 7518: what an auditor's tools need to verify with.
#[test]
fn public_key_is_a_whole_jwk() {
    let key = PrivateKey::from_scalar(&SECRET).unwrap().public();
    let jwk = key.to_jwk();
    let member = |name: &str| protocol::bytes::decode(jwk[name].as_str().unwrap()).unwrap();
    assert_eq!([vec![4], member("x"), member("y")].concat(), key.to_uncompressed());
    assert_eq!(jwk["kid"], key.thumbprint().to_string());
    assert_eq!(["kty", "crv", "alg", "use"].map(|name| jwk[name].as_str().unwrap()), ["EC", "P-256", "ES256", "sig"]);
}

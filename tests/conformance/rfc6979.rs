//! RFC 6979 appendix A.2.5: deterministic ECDSA, P-256 with SHA-256.

use protocol::PrivateKey;

use crate::vectors::{array, hex, hex_array, json, text};

#[test]
fn signature_matches_appendix_a_2_5() {
    let vectors = json("rfc/rfc6979_a_2_5.json");
    let key = PrivateKey::from_scalar(&hex_array(&vectors, "key")).unwrap();
    for example in array(&vectors, "signatures") {
        let message = text(example, "message").as_bytes();
        let expected = [hex(example, "r"), hex(example, "s")].concat();
        let signature = key.sign(message);
        assert_eq!(signature.as_slice(), expected);
        assert!(key.public().verifies(message, &signature));
    }
}

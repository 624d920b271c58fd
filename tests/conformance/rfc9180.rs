//! RFC 9180 appendix A.3.2, and the same with AES-256-GCM, which is our suite: HPKE `mode_psk` over P-256.

use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, PskBundle, Serializable,
    aead::{Aead, AesGcm128, AesGcm256},
    kdf::HkdfSha256,
    kem::DhP256HkdfSha256 as P256,
    setup_receiver, setup_sender,
};
use serde_json::Value;

use crate::{
    replay::Replay,
    vectors::{array, hex, hex_list, json},
};

const A_3_2: &str = "rfc/rfc9180_a_3_2.json";
const OUR_SUITE: &str = "rfc/rfc9180_p256_psk_aes256gcm.json";

type PrivateKey = <P256 as Kem>::PrivateKey;
type PublicKey = <P256 as Kem>::PublicKey;

fn aad(sequence: usize) -> String {
    format!("Count-{sequence}")
}

/// `DeriveKeyPair(ikmR)` (§7.1.3) gives the example's keys.
fn key_pair(example: &Value) -> (PrivateKey, PublicKey) {
    let (private, public) = P256::derive_keypair(&hex(example, "ikmR"));
    assert_eq!(private.to_bytes().as_slice(), hex(example, "skRm"));
    assert_eq!(public.to_bytes().as_slice(), hex(example, "pkRm"));
    (private, public)
}

/// As receiver: opens all 257 messages in order and derives all exported values.
fn receiver_agrees<A: Aead>(example: &Value) {
    let (psk, psk_id) = (hex(example, "psk"), hex(example, "psk_id"));
    let mode = OpModeR::Psk(PskBundle::new(&psk, &psk_id).unwrap());
    let encapped = <P256 as Kem>::EncappedKey::from_bytes(&hex(example, "enc")).unwrap();
    let (private, _) = key_pair(example);
    let mut receiver =
        setup_receiver::<A, HkdfSha256, P256>(&mode, &private, &encapped, &hex(example, "info")).unwrap();
    for (sequence, ciphertext) in hex_list(example, "ciphertexts").iter().enumerate() {
        let plaintext = receiver.open(ciphertext, aad(sequence).as_bytes()).unwrap();
        assert_eq!(plaintext, hex(example, "plaintext"), "message {sequence}");
    }
    for export in array(example, "exports") {
        let mut value = [0; 32];
        receiver.export(&hex(export, "context"), &mut value).unwrap();
        assert_eq!(value.as_slice(), hex(export, "value"));
    }
}

/// As sender, with the ephemeral key of the example: the same encapsulated key and the same 257 messages.
fn sender_agrees<A: Aead>(example: &Value) {
    let (psk, psk_id) = (hex(example, "psk"), hex(example, "psk_id"));
    let mode = OpModeS::Psk(PskBundle::new(&psk, &psk_id).unwrap());
    let (_, public) = key_pair(example);
    let mut rng = Replay::of(&hex(example, "ikmE"));
    let (encapped, mut sender) =
        setup_sender::<A, HkdfSha256, P256, _>(&mode, &public, &hex(example, "info"), &mut rng).unwrap();
    assert_eq!(encapped.to_bytes().as_slice(), hex(example, "enc"));
    for (sequence, ciphertext) in hex_list(example, "ciphertexts").iter().enumerate() {
        let sealed = sender.seal(&hex(example, "plaintext"), aad(sequence).as_bytes()).unwrap();
        assert_eq!(&sealed, ciphertext, "message {sequence}");
    }
}

#[test]
fn receiver_matches_appendix_a_3_2() {
    receiver_agrees::<AesGcm128>(&json(A_3_2));
}

#[test]
fn sender_matches_appendix_a_3_2() {
    sender_agrees::<AesGcm128>(&json(A_3_2));
}

#[test]
fn receiver_matches_the_vectors_of_our_suite() {
    receiver_agrees::<AesGcm256>(&json(OUR_SUITE));
}

#[test]
fn sender_matches_the_vectors_of_our_suite() {
    sender_agrees::<AesGcm256>(&json(OUR_SUITE));
}

#[test]
fn message_is_refused_when_the_psk_is_another() {
    let example = json(OUR_SUITE);
    let (psk, psk_id) = ([0; 32], hex(&example, "psk_id"));
    let mode = OpModeR::Psk(PskBundle::new(&psk, &psk_id).unwrap());
    let encapped = <P256 as Kem>::EncappedKey::from_bytes(&hex(&example, "enc")).unwrap();
    let (private, _) = key_pair(&example);
    let mut receiver =
        setup_receiver::<AesGcm256, HkdfSha256, P256>(&mode, &private, &encapped, &hex(&example, "info")).unwrap();
    assert!(receiver.open(&hex_list(&example, "ciphertexts")[0], aad(0).as_bytes()).is_err());
}

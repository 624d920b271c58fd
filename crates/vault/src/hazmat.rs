//! Raw primitives. Private to the room: `envelope`, `push` and `camouflage` are the safe ways to them.

use rand_core::{CryptoRng, RngCore};
use ring::{aead, hkdf, hmac};
use thiserror::Error;
use zeroize::Zeroizing;

/// Bytes that AES-256-GCM adds.
pub(crate) const TAG_LEN: usize = 16;

/// A key that encrypts exactly one message, which makes the all-zero nonce of [`seal_once`] safe.
///
/// Every caller derives it with a salt that was drawn at random for this one message.
pub(crate) struct SingleUseKey(aead::LessSafeKey);

impl SingleUseKey {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let key = aead::UnboundKey::new(&aead::AES_256_GCM, key).expect("AES-256 takes 32 bytes");
        Self(aead::LessSafeKey::new(key))
    }
}

/// AES-256-GCM in place; the caller stores the tag behind the ciphertext.
pub(crate) fn seal_once(key: SingleUseKey, aad: &[u8], in_out: &mut [u8]) -> [u8; TAG_LEN] {
    let SingleUseKey(key) = key;
    let tag = key
        .seal_in_place_separate_tag(zero_nonce(), aead::Aad::from(aad), in_out)
        .expect("a message of at most 1 MiB is below the limit of GCM");
    tag.as_ref().try_into().expect("a GCM tag has 16 bytes")
}

/// Opens `ciphertext || tag` in place and returns the plaintext's part of it.
pub(crate) fn open_once<'a>(key: &SingleUseKey, aad: &[u8], in_out: &'a mut [u8]) -> Result<&'a mut [u8], Unauthentic> {
    key.0.open_in_place(zero_nonce(), aead::Aad::from(aad), in_out).map_err(|_| Unauthentic)
}

/// The tag does not fit: other key, other associated data or other ciphertext.
#[derive(Clone, Copy, Debug, Error)]
#[error("the ciphertext is not authentic")]
pub(crate) struct Unauthentic;

/// HKDF-SHA256 (RFC 5869), extract and expand; `info` is the concatenation of its parts.
pub(crate) fn derive<const N: usize>(salt: &[u8], key_material: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; N]> {
    let mut derived = Zeroizing::new([0; N]);
    derive_into(salt, key_material, info, derived.as_mut_slice());
    derived
}

/// The same, as many bytes as `derived` has.
pub(crate) fn derive_into(salt: &[u8], key_material: &[u8], info: &[&[u8]], derived: &mut [u8]) {
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(key_material)
        .expand(info, OutputLen(derived.len()))
        .and_then(|output| output.fill(derived))
        .expect("no caller asks for more than 255 blocks");
}

/// HMAC-SHA-256 over the concatenation of `parts`.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    context.sign().as_ref().try_into().expect("SHA-256 has 32 bytes")
}

pub(crate) fn random<const N: usize>(rng: &mut (impl CryptoRng + RngCore)) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn zero_nonce() -> aead::Nonce {
    aead::Nonce::assume_unique_for_key([0; aead::NONCE_LEN])
}

struct OutputLen(usize);

impl hkdf::KeyType for OutputLen {
    fn len(&self) -> usize {
        self.0
    }
}

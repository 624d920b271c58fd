//! The user key under PIN *and* portal *and* device: approvals are signed only when all three agree.
//!
//! The wrapping key comes out of the portal's OPRF over the stretched PIN, so a stolen vault with its keyring secret has
//! nothing to test a PIN against. AES-GCM does not commit to its key; the HMAC beside the ciphertext does, and it is what
//! tells a wrong PIN from a damaged file.

use rand_core::{CryptoRng, RngCore};
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    DeviceSecret, HeaderBinding, OprfOutput, TokenId, UserKeyScalar,
    hazmat::{SingleUseKey, TAG_LEN, derive, mac, open_once, random, seal_once},
    secret::Bytes,
};

/// A wrapped [`UserKeyScalar`], as the vault stores it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PushWrap {
    /// Fresh for every wrapping, which makes the key single-use.
    pub wrap_salt: [u8; 32],
    /// HMAC-SHA-256 that commits to the key.
    pub commit: [u8; 32],
    /// AES-256-GCM of the scalar, tag included.
    pub ciphertext: [u8; 48],
}

/// What a wrap is tied to besides its key: it opens in this vault, on this device, for this token.
#[derive(Clone, Copy, Debug)]
pub struct PushContext<'a> {
    /// The keyring's secret.
    pub device_secret: &'a DeviceSecret,
    /// The part of the header that no write changes; see [`crate::Vault::binding`].
    pub binding: &'a HeaderBinding,
    /// The token whose key it is.
    pub token_id: &'a TokenId,
}

/// Wraps `user_key` under a fresh salt.
#[must_use]
pub fn wrap(
    user_key: &UserKeyScalar,
    output: &OprfOutput,
    context: PushContext<'_>,
    rng: &mut (impl CryptoRng + RngCore),
) -> PushWrap {
    let wrap_salt = random(rng);
    let keys = Keys::derive(output, context, &wrap_salt);
    let mut ciphertext = [0; 48];
    let (scalar, tag) = ciphertext.split_at_mut(32);
    scalar.copy_from_slice(user_key.expose());
    tag.copy_from_slice(&seal_once(keys.aead(), &context.associated_data(), scalar));
    PushWrap { wrap_salt, commit: keys.commit(context), ciphertext }
}

/// Opens what [`wrap`] made.
pub fn unwrap(wrap: &PushWrap, output: &OprfOutput, context: PushContext<'_>) -> Result<UserKeyScalar, PushOpenError> {
    let keys = Keys::derive(output, context, &wrap.wrap_salt);
    if !bool::from(keys.commit(context).ct_eq(&wrap.commit)) {
        return Err(PushOpenError::WrongPin);
    }
    let mut opened = Zeroizing::new(wrap.ciphertext);
    let scalar = open_once(&keys.aead(), &context.associated_data(), opened.as_mut_slice());
    let scalar = scalar.map_err(|_| PushOpenError::Tampered)?;
    let scalar = (&*scalar).try_into().map_err(|_| PushOpenError::Tampered)?;
    Ok(UserKeyScalar(Bytes::copy_of(scalar)))
}

impl PushContext<'_> {
    /// `binding || token_id`, 51 + 16 bytes.
    fn associated_data(&self) -> Vec<u8> {
        [self.binding.as_bytes(), self.token_id.0.as_slice()].concat()
    }
}

/// 32 bytes that encrypt, followed by 32 bytes that commit.
struct Keys(Zeroizing<[u8; 64]>);

impl Keys {
    /// `HKDF-SHA256(salt = wrap_salt, ikm = rwd || DS, info = "segl/push-kek/v1" || token_id, 64)`.
    fn derive(output: &OprfOutput, context: PushContext<'_>, wrap_salt: &[u8; 32]) -> Self {
        let mut key_material = Zeroizing::new([0; 64]);
        key_material[..32].copy_from_slice(output.expose());
        key_material[32..].copy_from_slice(context.device_secret.expose());
        Self(derive(wrap_salt, key_material.as_slice(), &[INFO, &context.token_id.0]))
    }

    fn aead(&self) -> SingleUseKey {
        SingleUseKey::new(self.0.first_chunk().expect("64 bytes hold 32"))
    }

    fn commit(&self, context: PushContext<'_>) -> [u8; 32] {
        mac(&self.0[32..], &[context.binding.as_bytes(), &context.token_id.0])
    }
}

/// Why a wrap did not open.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PushOpenError {
    /// The key is another one: the PIN was wrong (or vault, device or token are not those it was made for).
    #[error("the PIN is wrong")]
    WrongPin,
    /// The key is right and the ciphertext is not.
    #[error("the wrapped key has been changed")]
    Tampered,
}

const INFO: &[u8] = b"segl/push-kek/v1";
const _: () = assert!(32 + TAG_LEN == 48);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::rng;

    fn device_secret() -> DeviceSecret {
        DeviceSecret::from_bytes([1; 32])
    }

    fn binding(fill: u8) -> HeaderBinding {
        HeaderBinding([fill; 51])
    }

    fn wrapped() -> PushWrap {
        let (device_secret, binding, token_id) = (device_secret(), binding(2), TokenId([3; 16]));
        let context = PushContext { device_secret: &device_secret, binding: &binding, token_id: &token_id };
        wrap(&UserKeyScalar::from_bytes([4; 32]), &OprfOutput::from_bytes([5; 32]), context, &mut rng(6))
    }

    /// Unwraps with everything right except what the test changes.
    fn unwrap_with(wrap: &PushWrap, output: u8, ds: u8, bound: u8, token: u8) -> Result<[u8; 32], PushOpenError> {
        let (device_secret, binding, token_id) =
            (DeviceSecret::from_bytes([ds; 32]), binding(bound), TokenId([token; 16]));
        let context = PushContext { device_secret: &device_secret, binding: &binding, token_id: &token_id };
        unwrap(wrap, &OprfOutput::from_bytes([output; 32]), context).map(|key| *key.expose())
    }

    #[test]
    fn user_key_round_trips_when_all_three_agree() {
        assert_eq!(unwrap_with(&wrapped(), 5, 1, 2, 3), Ok([4; 32]));
    }

    #[test]
    fn unwrap_says_wrong_pin_when_any_part_of_the_key_or_context_differs() {
        for (output, ds, bound, token) in [(0, 1, 2, 3), (5, 0, 2, 3), (5, 1, 0, 3), (5, 1, 2, 0)] {
            assert_eq!(unwrap_with(&wrapped(), output, ds, bound, token), Err(PushOpenError::WrongPin));
        }
    }

    #[test]
    fn unwrap_says_tampered_when_only_the_ciphertext_changed() {
        for byte in 0..48 {
            let mut wrap = wrapped();
            wrap.ciphertext[byte] ^= 1;
            assert_eq!(unwrap_with(&wrap, 5, 1, 2, 3), Err(PushOpenError::Tampered));
        }
    }

    #[test]
    fn wrap_differs_each_time() {
        let (device_secret, binding, token_id) = (device_secret(), binding(2), TokenId([3; 16]));
        let context = PushContext { device_secret: &device_secret, binding: &binding, token_id: &token_id };
        let mut rng = rng(6);
        let mut again =
            || wrap(&UserKeyScalar::from_bytes([4; 32]), &OprfOutput::from_bytes([5; 32]), context, &mut rng);
        let (first, second) = (again(), again());
        assert_ne!(first.wrap_salt, second.wrap_salt);
        assert_ne!(first.ciphertext, second.ciphertext);
    }
}

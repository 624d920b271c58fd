//! Nonces of the device API. Nothing is remembered: a nonce says itself when it was made, and that we made it.

use std::fmt;

use identity::kek::Kek;
use protocol::{Timestamp, bytes, device::NONCE_LIFETIME};
use ring::hmac;
use subtle::ConstantTimeEq;

/// Makes nonces and knows them again. Nonces hold on every node, because the key is derived from the key-encryption key.
pub(crate) struct NonceIssuer(hmac::Key);

impl NonceIssuer {
    /// The issuer of all nodes with this key.
    pub(crate) fn new(kek: &Kek) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, kek.derive_key("nonce").as_slice()))
    }

    /// A fresh nonce: `b64u(time[8] || HMAC-SHA256(time)[0..16])`.
    pub(crate) fn issue(&self, now: Timestamp) -> String {
        let time = now.0.to_be_bytes();
        let tag = hmac::sign(&self.0, &time);
        bytes::encode(&[&time, tag.as_ref().split_at(TAG).0].concat())
    }

    /// Whether `nonce` is ours and at most 300 s old.
    pub(crate) fn is_fresh(&self, nonce: &str, now: Timestamp) -> bool {
        let Some(decoded) = bytes::decode(nonce) else {
            return false;
        };
        let Some((time, _)) = decoded.split_first_chunk::<8>() else {
            return false;
        };
        let made = Timestamp(u64::from_be_bytes(*time));
        let ours = self.issue(made);
        bool::from(ours.as_bytes().ct_eq(nonce.as_bytes()))
            && made <= now.plus(NODES_DIFFER)
            && now.seconds_since(made) <= NONCE_LIFETIME
    }
}

impl fmt::Debug for NonceIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NonceIssuer")
    }
}

const TAG: usize = 16;

/// Seconds by which the clocks of two nodes may differ.
const NODES_DIFFER: u64 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer() -> NonceIssuer {
        NonceIssuer::new(&Kek::from_bytes([1; 32]))
    }

    #[test]
    fn nonce_is_fresh_for_300_seconds_on_every_node_with_the_key() {
        let nonce = issuer().issue(Timestamp(1_000));
        assert!(issuer().is_fresh(&nonce, Timestamp(1_300)), "another node with the same key");
        assert!(!issuer().is_fresh(&nonce, Timestamp(1_301)), "too old");
        assert!(!issuer().is_fresh(&nonce, Timestamp(900)), "from the future");
        let other = NonceIssuer::new(&Kek::from_bytes([2; 32]));
        assert!(!other.is_fresh(&nonce, Timestamp(1_000)), "another key");
        for garbage in ["", "AAAA", "!", &nonce[1..]] {
            assert!(!issuer().is_fresh(garbage, Timestamp(1_000)), "{garbage:?}");
        }
    }
}

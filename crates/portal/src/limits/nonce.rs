//! Nonces of the device API. Nothing is remembered: a nonce says itself when it was made, and that we made it.

use std::fmt;
use std::sync::{PoisonError, RwLock};

use identity::kek::Kek;
use protocol::{Timestamp, bytes, device::NONCE_LIFETIME};
use ring::hmac;
use subtle::ConstantTimeEq;

/// Makes nonces and knows them again. Nonces hold on every node, because the key is derived from the key-encryption key; while
/// there are two of those, the first makes nonces, and both know them again.
pub(crate) struct NonceIssuer(RwLock<Vec<hmac::Key>>);

impl NonceIssuer {
    /// The issuer of all nodes with this key.
    pub(crate) fn new(kek: &Kek) -> Self {
        Self(RwLock::new(keys(kek)))
    }

    /// Goes on with other keys.
    pub(crate) fn replace(&self, kek: &Kek) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys(kek);
    }

    /// A fresh nonce: `b64u(time[8] || HMAC-SHA256(time)[0..16])`.
    pub(crate) fn issue(&self, now: Timestamp) -> String {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.first().map(|key| made_by(key, now)).unwrap_or_default()
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
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().any(|key| bool::from(made_by(key, made).as_bytes().ct_eq(nonce.as_bytes())))
            && made <= now.plus(NODES_DIFFER)
            && now.seconds_since(made) <= NONCE_LIFETIME
    }
}

fn keys(kek: &Kek) -> Vec<hmac::Key> {
    kek.derive_keys("nonce").iter().map(|key| hmac::Key::new(hmac::HMAC_SHA256, key.as_slice())).collect()
}

fn made_by(key: &hmac::Key, now: Timestamp) -> String {
    let time = now.0.to_be_bytes();
    bytes::encode(&[&time, hmac::sign(key, &time).as_ref().split_at(TAG).0].concat())
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
        let both = NonceIssuer::new(&Kek::with_other([2; 32], [1; 32]));
        assert!(both.is_fresh(&nonce, Timestamp(1_000)), "the key takes another one's place");
        assert!(other.is_fresh(&both.issue(Timestamp(1_000)), Timestamp(1_000)), "made by the first");
        other.replace(&Kek::from_bytes([1; 32]));
        assert!(other.is_fresh(&nonce, Timestamp(1_000)), "replaced");
        for garbage in ["", "AAAA", "!", &nonce[1..]] {
            assert!(!issuer().is_fresh(garbage, Timestamp(1_000)), "{garbage:?}");
        }
    }
}

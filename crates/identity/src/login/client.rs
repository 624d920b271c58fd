//! What a browser keeps in a cookie, and what the portal remembers of it.

use std::{fmt, str::FromStr};

use protocol::{Bytes, Timestamp, bytes};
use ring::digest;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::account::user::UserId;
use crate::entropy::Entropy;
use crate::source::Source;
use crate::store::StoreError;
use crate::store::prelude::*;

/// 256 random bits in a cookie: a session, a login that waits, or the browser itself. Zeroed when dropped.
///
/// The store holds its SHA-256 only: with 256 random bits there is nothing to guess, so no slow hash is needed.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct BrowserSecret([u8; 32]);

/// Not a cookie of ours.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a cookie of this portal")]
pub struct BrowserSecretError;

impl BrowserSecret {
    /// A fresh one.
    pub fn generate(rng: &mut impl Entropy) -> Self {
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        Self(secret)
    }

    /// The cookie's value: base64url, 43 characters.
    #[must_use]
    pub fn to_cookie(&self) -> Zeroizing<String> {
        Zeroizing::new(bytes::encode(&self.0))
    }

    /// What is stored and looked up.
    #[must_use]
    pub fn digest(&self) -> Bytes<32> {
        sha256(&self.0)
    }
}

impl FromStr for BrowserSecret {
    type Err = BrowserSecretError;

    fn from_str(cookie: &str) -> Result<Self, BrowserSecretError> {
        let decoded = Zeroizing::new(bytes::decode(cookie).ok_or(BrowserSecretError)?);
        decoded.as_slice().try_into().map(Self).map_err(|_| BrowserSecretError)
    }
}

impl fmt::Debug for BrowserSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BrowserSecret(redacted)")
    }
}

/// The browser that asks, as far as it can be seen.
#[derive(Debug)]
pub struct Visitor {
    /// Its address.
    pub source: Source,
    /// Its name, such as `Firefox`; at most 64 characters are kept.
    pub browser: String,
    /// Its operating system, such as `Windows`; at most 64 characters are kept.
    pub os: String,
    /// The long-lived cookie that earlier logins left, if any.
    pub secret: Option<BrowserSecret>,
}

impl Visitor {
    /// Whether this browser has logged in to `user`'s account before.
    pub async fn is_known(&self, tx: &mut impl Tx, user: UserId) -> Result<bool, StoreError> {
        match &self.secret {
            Some(secret) => tx.is_browser_known(user, secret.digest()).await,
            None => Ok(false),
        }
    }

    /// Remembers that this browser has logged in; gives back the cookie to set.
    pub(crate) async fn remember(
        self,
        tx: &mut impl Tx,
        user: UserId,
        now: Timestamp,
        rng: &mut impl Entropy,
    ) -> Result<BrowserSecret, StoreError> {
        let secret = self.secret.unwrap_or_else(|| BrowserSecret::generate(rng));
        tx.remember_browser(user, secret.digest(), now).await?;
        Ok(secret)
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> Bytes<32> {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    Bytes(hash)
}

//! Whoever asks to log in, and the secrets that it holds.

use std::{fmt, str::FromStr};

use protocol::{Bytes, Timestamp, bytes};
use ring::digest;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::account::user::UserId;
use crate::entropy::Entropy;
use crate::source::Source;
use crate::store::StoreError;
use crate::store::prelude::*;

/// 256 random bits that a client holds: of its session, of the attempt that it waits for, or of the client itself. A door
/// puts them where the client keeps them, such as a cookie or the State of RADIUS. Zeroed when dropped.
///
/// The store holds its SHA-256 only: with 256 random bits there is nothing to guess, so no slow hash is needed.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ClientSecret([u8; 32]);

/// Not a secret of this portal.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a secret of this portal")]
pub struct ClientSecretError;

impl ClientSecret {
    /// A fresh one.
    pub fn generate(rng: &mut impl Entropy) -> Self {
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        Self(secret)
    }

    /// As text: base64url, 43 characters.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(bytes::encode(&self.0))
    }

    /// What is stored and looked up.
    #[must_use]
    pub fn digest(&self) -> Bytes<32> {
        sha256(&self.0)
    }
}

impl FromStr for ClientSecret {
    type Err = ClientSecretError;

    fn from_str(text: &str) -> Result<Self, ClientSecretError> {
        let decoded = Zeroizing::new(bytes::decode(text).ok_or(ClientSecretError)?);
        decoded.as_slice().try_into().map(Self).map_err(|_| ClientSecretError)
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(redacted)")
    }
}

/// Whoever asks to log in, as far as it can be seen.
#[derive(Debug)]
pub struct ClientContext {
    /// Its address.
    pub source: Source,
    /// The browser's name, such as `Firefox`; empty where there is none. At most 64 characters are kept.
    pub browser: String,
    /// Its operating system, such as `Windows`; empty where it is not known. At most 64 characters are kept.
    pub os: String,
    /// The long-lived secret that an earlier login left with it, if any.
    pub remembered: Option<ClientSecret>,
}

/// A client, as it is stored with its attempt.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SeenClient {
    /// Its address.
    pub ip: String,
    /// Its network, for limits and for comparison with the device's.
    pub network: String,
    /// Whether that is its own, and not of a proxy that hides it.
    pub is_certain: bool,
    /// The browser's name.
    pub browser: String,
    /// Its operating system.
    pub os: String,
    /// Whether it has logged in to this account before.
    pub is_known: bool,
}

impl fmt::Display for ClientContext {
    /// What a person reads: `Firefox, Windows, 192.0.2.7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [&self.browser, &self.os].into_iter().filter(|part| !part.is_empty()) {
            write!(f, "{part}, ")?;
        }
        self.source.fmt(f)
    }
}

impl ClientContext {
    /// One of which only the address is known: what a datagram tells.
    #[must_use]
    pub fn at(source: Source) -> Self {
        Self { source, browser: String::new(), os: String::new(), remembered: None }
    }

    /// Whether it has logged in to `user`'s account before.
    pub async fn is_known(&self, tx: &mut impl Tx, user: UserId) -> Result<bool, StoreError> {
        match &self.remembered {
            Some(secret) => tx.is_browser_known(user, secret.digest()).await,
            None => Ok(false),
        }
    }

    /// What is stored of it.
    pub(crate) fn seen(&self, is_known: bool) -> SeenClient {
        SeenClient {
            ip: self.source.to_string(),
            network: self.source.network(),
            is_certain: self.source.is_certain(),
            browser: shorten(&self.browser),
            os: shorten(&self.os),
            is_known,
        }
    }

    /// Remembers that it has logged in; gives back the secret that it keeps from now on. It is fresh at each login: whoever
    /// has planted or read the one before is known to nobody with it, not even as another user of the same browser.
    pub(crate) async fn remember(
        self,
        tx: &mut impl Tx,
        user: UserId,
        now: Timestamp,
        rng: &mut impl Entropy,
    ) -> Result<ClientSecret, StoreError> {
        if let Some(before) = &self.remembered {
            tx.forget_browser(before.digest()).await?;
        }
        let secret = ClientSecret::generate(rng);
        tx.remember_browser(user, secret.digest(), now).await?;
        if self.source.is_certain() {
            tx.remember_network(user, &self.source.network(), now).await?;
        }
        Ok(secret)
    }

    /// Whether `user` has logged in before in this client or from its network.
    pub(crate) async fn is_familiar(&self, tx: &mut impl Tx, user: UserId) -> Result<bool, StoreError> {
        let network = self.source.network();
        Ok(self.is_known(tx, user).await? || self.source.is_certain() && tx.is_network_known(user, &network).await?)
    }
}

/// Forgets the clients and networks that `user` has logged in with, but the client that keeps `keep`: for *log out everywhere*
/// and for a device that is lost. Passcodes and the budget of known clients need a login first then. How many clients.
pub async fn forget_all(tx: &mut impl Tx, user: UserId, keep: Option<&ClientSecret>) -> Result<u64, StoreError> {
    tx.forget_browsers_of(user, keep.map(ClientSecret::digest)).await
}

fn shorten(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(64).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> Bytes<32> {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    Bytes(hash)
}

//! The device: how it proves itself on every request, and what it says of itself.

use ring::digest;
use serde::{Deserialize, Serialize};

use crate::{
    bytes::{Bytes, ProofId},
    jwk::PrivateKey,
    jws::{self, Claims, Jws},
    text::presentable,
    timestamp::Timestamp,
};

/// Request header that carries the proof.
pub const PROOF_HEADER: &str = "Segl-PoP";

/// Response header that carries the next nonce.
pub const NONCE_HEADER: &str = "Segl-Nonce";

/// Seconds that a nonce is good for.
pub const NONCE_LIFETIME: u64 = 300;

/// Payload of `segl-pop+jwt`: this key sends exactly this request, now (after RFC 9449 §4.2).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Accepted once.
    pub jti: ProofId,
    /// HTTP method, upper case.
    pub htm: String,
    /// Path, without query.
    pub htu: String,
    /// When it was signed, by the device's clock.
    pub iat: Timestamp,
    /// From the portal's `Segl-Nonce`.
    pub nonce: String,
    /// SHA-256 of the body.
    pub bh: Bytes<32>,
}

impl Claims for Proof {
    const TYP: &'static str = "segl-pop+jwt";
}

impl Proof {
    /// Signs the proof for one request.
    #[must_use]
    pub fn sign(&self, device_key: &PrivateKey) -> Jws {
        jws::sign(self, device_key)
    }
}

/// `bh` of a body.
#[must_use]
pub fn body_hash(body: &[u8]) -> Bytes<32> {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, body).as_ref());
    Bytes(hash)
}

/// What a device says of itself; self-asserted, shown and never trusted.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceInfo {
    /// What its owner calls it, at most 64 characters.
    pub name: String,
    /// Operating system, such as `linux`.
    pub os: String,
    /// Its version.
    pub os_version: String,
    /// Processor architecture, such as `x86_64`.
    pub arch: String,
    /// Version of the app.
    pub app_version: String,
}

impl DeviceInfo {
    /// The same, safe to show: without characters that reorder what is read or are not seen, in names that look alike
    /// ([`presentable`]).
    #[must_use]
    pub fn presentable(self) -> Self {
        let safe = |text: String| presentable(&text, MAX_TEXT);
        Self {
            name: safe(self.name),
            os: safe(self.os),
            os_version: safe(self.os_version),
            arch: safe(self.arch),
            app_version: safe(self.app_version),
        }
    }

    /// Whether every text is within its limit (64 characters) and free of control characters.
    #[must_use]
    pub fn is_presentable(&self) -> bool {
        [&self.name, &self.os, &self.os_version, &self.arch, &self.app_version]
            .iter()
            .all(|text| text.chars().count() <= MAX_TEXT && !text.chars().any(char::is_control))
    }
}

/// `GET /api/v1/portal`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PortalInfo {
    /// The organisation's name.
    pub name: String,
    /// Version of the portal.
    pub version: String,
    /// The portal's time.
    pub time: Timestamp,
}

const MAX_TEXT: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lose_what_is_not_seen_or_reorders_what_is_read() {
        let of = |text: &str| DeviceInfo {
            name: text.to_owned(),
            os: text.to_owned(),
            os_version: text.to_owned(),
            arch: text.to_owned(),
            app_version: text.to_owned(),
        };
        assert_eq!(of("PC\u{202e} 7\u{200b}").presentable(), of("PC 7"));
    }
}

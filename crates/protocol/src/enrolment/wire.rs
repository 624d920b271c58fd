//! The two sealed contents of enrolment, as CBOR maps.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    bytes::{Bytes, TokenId},
    device::DeviceInfo,
    jwk::PublicKey,
    oprf::OprfPublicKey,
    timestamp::Timestamp,
};

/// What the holder sends under HPKE.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    /// Public device key.
    #[serde(rename = "dak")]
    pub device_key: PublicKey,
    /// Public user key.
    #[serde(rename = "uk")]
    pub user_key: PublicKey,
    /// ES256 of the statement by the device key.
    #[serde(rename = "pop_dak")]
    pub device_proof: Bytes<64>,
    /// ES256 of the statement by the user key.
    #[serde(rename = "pop_uk")]
    pub user_proof: Bytes<64>,
    /// Self-asserted.
    pub device: DeviceInfo,
    /// Fresh.
    pub nonce: Bytes<16>,
    /// SHA-256 of the first ratchet value.
    pub ratchet: Bytes<32>,
    /// Where the device keeps its secret; self-asserted. Absent: in the system's keyring.
    #[serde(default, skip_serializing_if = "KeyStore::is_keyring")]
    pub key_store: KeyStore,
}

/// Where a device keeps its secret.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStore {
    /// In the system's keyring.
    #[default]
    Keyring,
    /// In a file beside the vault: lower assurance, and only where the issuer's policy allows it.
    File,
}

impl KeyStore {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
    fn is_keyring(&self) -> bool {
        *self == Self::Keyring
    }
}

impl EnrolmentRequest {
    pub(super) fn to_cbor(&self) -> Vec<u8> {
        let mut cbor = Vec::with_capacity(512);
        ciborium::into_writer(self, &mut cbor).expect("writing to memory cannot fail");
        cbor
    }

    pub(super) fn from_cbor(cbor: &[u8]) -> Option<Self> {
        let mut rest = cbor;
        let request: Self = ciborium::from_reader(&mut rest).ok()?;
        (rest.is_empty() && request.device.is_presentable() && request.device_key != request.user_key)
            .then_some(request)
    }
}

/// What the portal answers. The seed is zeroed when dropped.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentReply {
    /// The new token.
    pub token_id: TokenId,
    /// Its passcode seed, 32 bytes.
    seed: Bytes<32>,
    /// Its OPRF key's public half.
    pub oprf_key: OprfPublicKey,
    /// One or two challenge keys; the first is the one of the QR code.
    pub challenge_keys: Vec<PublicKey>,
    /// The organisation's name.
    pub issuer_name: String,
    /// The user name at the issuer.
    pub account: String,
    /// Fewest digits of a PIN that the issuer accepts.
    pub pin_min: u8,
    /// What else the issuer allows on the device.
    #[serde(default)]
    pub policy: IssuerPolicy,
    /// The portal's time.
    pub time: Timestamp,
}

/// What an issuer allows a device to do with its tokens. The default is the strictest.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct IssuerPolicy {
    /// What biometrics may do instead of the PIN.
    pub presence: PresencePolicy,
    /// Longest time, seconds, for which codes stay visible after a PIN without being used; at most 300.
    pub codes_idle: u16,
    /// Whether a file may take the place of the system's keyring where there is none.
    pub key_file: bool,
    /// Whether tokens of other issuers may live beside this one.
    pub third_party: bool,
}

/// What biometrics may do instead of the PIN.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PresencePolicy {
    /// Nothing.
    #[default]
    None,
    /// Show passcodes, where the system protects no key and only says yes or no.
    Codes,
    /// Also approve, where the system itself protects a key.
    Approvals,
}

impl EnrolmentReply {
    /// A reply that gives out `seed`.
    #[expect(clippy::too_many_arguments, reason = "the members of one message, each of its own type")]
    #[must_use]
    pub fn new(
        token_id: TokenId,
        seed: &[u8; 32],
        oprf_key: OprfPublicKey,
        challenge_keys: Vec<PublicKey>,
        issuer_name: String,
        account: String,
        pin_min: u8,
        policy: IssuerPolicy,
        time: Timestamp,
    ) -> Self {
        Self { token_id, seed: Bytes(*seed), oprf_key, challenge_keys, issuer_name, account, pin_min, policy, time }
    }

    /// The passcode seed, 32 bytes.
    #[must_use]
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.seed.0)
    }

    pub(super) fn to_cbor(&self) -> Zeroizing<Vec<u8>> {
        let mut cbor = Zeroizing::new(Vec::with_capacity(1024));
        ciborium::into_writer(self, &mut *cbor).expect("writing to memory cannot fail");
        cbor
    }

    pub(super) fn from_cbor(cbor: &[u8]) -> Option<Self> {
        let mut rest = cbor;
        let reply: Self = ciborium::from_reader(&mut rest).ok()?;
        let in_range = rest.is_empty()
            && (1..=2).contains(&reply.challenge_keys.len())
            && is_presentable(&reply.issuer_name)
            && is_presentable(&reply.account)
            && (4..=12).contains(&reply.pin_min)
            && reply.policy.codes_idle <= 300;
        in_range.then_some(reply)
    }
}

impl Drop for EnrolmentReply {
    fn drop(&mut self) {
        self.seed.0.zeroize();
    }
}

impl std::fmt::Debug for EnrolmentReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnrolmentReply")
            .field("token_id", &self.token_id)
            .field("seed", &"redacted")
            .finish_non_exhaustive()
    }
}

fn is_presentable(text: &str) -> bool {
    (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

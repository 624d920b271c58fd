//! The fields of a Segl token.

use otp::{Algorithm, Digits, totp};
use serde::{Deserialize, Serialize};

use super::{BodyError, marks::MarksWire};
use crate::{
    CamouflagedOtp, ChallengeKey, ChallengeKeys, DeviceKeyScalar, MaskedSeed, OtpSalt, PendingStep, PinChange,
    PinPolicy, Presence, PresencePolicy, PushWrap, Ratchet, Seed, SeglToken, TokenId, TokenPolicy, secret::Bytes,
};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeglWire {
    issuer: String,
    issuer_name: String,
    account_name: String,
    #[serde(deserialize_with = "Option::deserialize")] // null when there is none, but never missing
    label: Option<String>,
    token_id: Bytes<16>,
    device_key: Bytes<32>,
    oprf_public_key: Bytes<33>,
    challenge_keys: Vec<ChallengeKeyWire>,
    ratchet: Bytes<32>,
    #[serde(deserialize_with = "Option::deserialize")]
    pending: Option<PendingWire>,
    push: PushWire,
    otp: OtpWire,
    created: u64,
    // Since the first release these may be missing: files from before it have none of them.
    #[serde(default)]
    policy: Option<PolicyWire>,
    #[serde(default)]
    change: Option<ChangeWire>,
    #[serde(default)]
    presence: Option<PresenceWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pinned: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    challenge_keys_at: Option<u64>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PendingWire {
    rid: Bytes<16>,
    next: Bytes<32>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ChangeWire {
    id: Bytes<16>,
    oprf_public_key: Bytes<33>,
    push: PushWire,
    otp: OtpWire,
    ratchet: Bytes<32>,
    commit: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PresenceWire {
    seed: Bytes<32>,
    pin_at: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Bytes<33>>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PolicyWire {
    pin_min: u8,
    presence: PresencePolicyWire,
    codes_idle: u16,
    key_file: bool,
    third_party: bool,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum PresencePolicyWire {
    None,
    Codes,
    Approvals,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ChallengeKeyWire {
    kid: String,
    x: Bytes<32>,
    y: Bytes<32>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PushWire {
    wrap_salt: Bytes<32>,
    commit: Bytes<32>,
    ct: Bytes<48>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct OtpWire {
    salt: Bytes<16>,
    masked: Bytes<32>,
    digits: u8,
    step: u32,
    alg: String,
}

impl From<&SeglToken> for SeglWire {
    fn from(token: &SeglToken) -> Self {
        let MarksWire { note, group, pinned } = (&token.marks).into();
        Self {
            issuer: token.issuer.clone(),
            issuer_name: token.issuer_name.clone(),
            account_name: token.account_name.clone(),
            label: token.label.clone(),
            token_id: Bytes::copy_of(&token.token_id.0),
            device_key: Bytes::copy_of(token.device_key.expose()),
            oprf_public_key: Bytes::copy_of(&token.oprf_public_key),
            challenge_keys: token.challenge_keys.as_slice().iter().map(ChallengeKeyWire::from).collect(),
            ratchet: Bytes::copy_of(token.ratchet.expose()),
            pending: token.pending.as_ref().map(PendingWire::from),
            push: (&token.push).into(),
            otp: (&token.otp).into(),
            created: token.created,
            policy: Some(token.policy.into()),
            change: token.change.as_deref().map(ChangeWire::from),
            presence: token.presence.as_ref().map(PresenceWire::from),
            note,
            group,
            pinned,
            challenge_keys_at: token.challenge_keys.statement(),
        }
    }
}

impl From<&PendingStep> for PendingWire {
    fn from(pending: &PendingStep) -> Self {
        Self { rid: Bytes::copy_of(&pending.request_id), next: Bytes::copy_of(pending.next.expose()) }
    }
}

impl From<&PinChange> for ChangeWire {
    fn from(change: &PinChange) -> Self {
        Self {
            id: Bytes::copy_of(&change.id),
            oprf_public_key: Bytes::copy_of(&change.oprf_public_key),
            push: (&change.push).into(),
            otp: (&change.otp).into(),
            ratchet: Bytes::copy_of(change.ratchet.expose()),
            commit: change.commit.clone(),
        }
    }
}

impl From<&Presence> for PresenceWire {
    fn from(presence: &Presence) -> Self {
        let key = presence.key.as_ref().map(Bytes::copy_of);
        Self { seed: Bytes::copy_of(presence.seed.expose()), pin_at: presence.pin_at, key }
    }
}

impl From<TokenPolicy> for PolicyWire {
    fn from(policy: TokenPolicy) -> Self {
        let TokenPolicy { pin_min, presence, codes_idle, key_file, third_party } = policy;
        let presence = match presence {
            PresencePolicy::None => PresencePolicyWire::None,
            PresencePolicy::Codes => PresencePolicyWire::Codes,
            PresencePolicy::Approvals => PresencePolicyWire::Approvals,
        };
        Self { pin_min, presence, codes_idle, key_file, third_party }
    }
}

impl From<&ChallengeKey> for ChallengeKeyWire {
    fn from(key: &ChallengeKey) -> Self {
        Self { kid: key.kid.clone(), x: Bytes::copy_of(&key.x), y: Bytes::copy_of(&key.y) }
    }
}

impl From<&PushWrap> for PushWire {
    fn from(push: &PushWrap) -> Self {
        Self {
            wrap_salt: Bytes::copy_of(&push.wrap_salt),
            commit: Bytes::copy_of(&push.commit),
            ct: Bytes::copy_of(&push.ciphertext),
        }
    }
}

impl From<&CamouflagedOtp> for OtpWire {
    fn from(otp: &CamouflagedOtp) -> Self {
        Self {
            salt: Bytes::copy_of(&otp.salt.0),
            masked: Bytes::copy_of(&otp.masked.0),
            digits: otp.parameters.digits.into(),
            step: otp.parameters.period.into(),
            alg: otp.parameters.algorithm.name().to_owned(),
        }
    }
}

impl TryFrom<SeglWire> for SeglToken {
    type Error = BodyError;

    fn try_from(wire: SeglWire) -> Result<Self, BodyError> {
        let keys = ChallengeKeys::new(wire.challenge_keys.into_iter().map(ChallengeKey::from).collect())?;
        Ok(Self {
            issuer: wire.issuer,
            issuer_name: wire.issuer_name,
            account_name: wire.account_name,
            label: wire.label,
            token_id: TokenId(*wire.token_id.expose()),
            device_key: DeviceKeyScalar(wire.device_key),
            oprf_public_key: *wire.oprf_public_key.expose(),
            challenge_keys: match wire.challenge_keys_at {
                Some(iat) => keys.stated_at(iat),
                None => keys,
            },
            ratchet: Ratchet(wire.ratchet),
            push: wire.push.into(),
            otp: wire.otp.try_into()?,
            created: wire.created,
            pending: wire.pending.map(PendingStep::from),
            policy: wire.policy.map(TokenPolicy::try_from).transpose()?.unwrap_or_default(),
            change: wire.change.map(PinChange::try_from).transpose()?.map(Box::new),
            presence: wire.presence.map(Presence::from),
            marks: MarksWire { note: wire.note, group: wire.group, pinned: wire.pinned }.try_into()?,
        })
    }
}

impl From<PendingWire> for PendingStep {
    fn from(wire: PendingWire) -> Self {
        Self { request_id: *wire.rid.expose(), next: Ratchet(wire.next) }
    }
}

impl TryFrom<ChangeWire> for PinChange {
    type Error = BodyError;

    fn try_from(wire: ChangeWire) -> Result<Self, BodyError> {
        Ok(Self {
            id: *wire.id.expose(),
            oprf_public_key: *wire.oprf_public_key.expose(),
            push: wire.push.into(),
            otp: wire.otp.try_into()?,
            ratchet: Ratchet(wire.ratchet),
            commit: wire.commit,
        })
    }
}

impl From<PresenceWire> for Presence {
    fn from(wire: PresenceWire) -> Self {
        Self { seed: Seed(wire.seed), pin_at: wire.pin_at, key: wire.key.map(|key| *key.expose()) }
    }
}

impl TryFrom<PolicyWire> for TokenPolicy {
    type Error = BodyError;

    fn try_from(wire: PolicyWire) -> Result<Self, BodyError> {
        let PolicyWire { pin_min, presence, codes_idle, key_file, third_party } = wire;
        let presence = match presence {
            PresencePolicyWire::None => PresencePolicy::None,
            PresencePolicyWire::Codes => PresencePolicy::Codes,
            PresencePolicyWire::Approvals => PresencePolicy::Approvals,
        };
        let pin_min = PinPolicy::with_minimum(pin_min)?.minimum();
        Ok(Self { pin_min, presence, codes_idle, key_file, third_party })
    }
}

impl From<ChallengeKeyWire> for ChallengeKey {
    fn from(wire: ChallengeKeyWire) -> Self {
        Self { kid: wire.kid, x: *wire.x.expose(), y: *wire.y.expose() }
    }
}

impl From<PushWire> for PushWrap {
    fn from(wire: PushWire) -> Self {
        Self { wrap_salt: *wire.wrap_salt.expose(), commit: *wire.commit.expose(), ciphertext: *wire.ct.expose() }
    }
}

impl TryFrom<OtpWire> for CamouflagedOtp {
    type Error = BodyError;

    fn try_from(wire: OtpWire) -> Result<Self, BodyError> {
        let parameters = totp::Parameters {
            algorithm: wire.alg.parse::<Algorithm>()?,
            digits: Digits::try_from(wire.digits)?,
            period: totp::Period::try_from(wire.step)?,
        };
        let (salt, masked) = (OtpSalt(*wire.salt.expose()), MaskedSeed(*wire.masked.expose()));
        Ok(Self { salt, masked, parameters })
    }
}

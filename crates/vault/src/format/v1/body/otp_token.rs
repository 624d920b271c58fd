//! The fields of a token of another issuer, and of what such tokens have in common.

use otp::{Algorithm, Digits, Scheme, Secret, hotp, otpauth::MAX_COUNTER, totp};
use serde::{Deserialize, Serialize};

use super::{BodyError, bytes::VarBytes, marks::MarksWire};
use crate::{OtpKey, OtpSalt, OtpToken, SharedPin, SharedPinError, TokenId, TypoGuard, VaultId, secret::Bytes};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtpTokenWire {
    id: Bytes<16>,
    issuer: String,
    account: String,
    #[serde(deserialize_with = "Option::deserialize")] // null when there is none, but never missing
    label: Option<String>,
    scheme: SchemeWire,
    key: KeyWire,
    created: u64,
    // Since the first release these may be missing, and are when there is nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pinned: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bound: Option<bool>,
}

/// A map of one pair: the type, and a map of its parameters.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum SchemeWire {
    Totp { alg: String, digits: u8, step: u32 },
    Hotp { alg: String, digits: u8, counter: u64 },
    Steam {},
}

/// A map of one pair: masked under the PIN, or not.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum KeyWire {
    Masked { salt: Bytes<16>, bytes: VarBytes },
    Bare { bytes: VarBytes },
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedPinWire {
    id: Bytes<16>,
    salt: Bytes<16>,
    #[serde(deserialize_with = "Option::deserialize")]
    guard: Option<u8>,
    #[serde(deserialize_with = "Option::deserialize")]
    follows: Option<Bytes<16>>,
    #[serde(deserialize_with = "Option::deserialize")]
    before: Option<Bytes<16>>,
}

impl From<&OtpToken> for OtpTokenWire {
    fn from(token: &OtpToken) -> Self {
        let MarksWire { note, group, pinned } = (&token.marks).into();
        Self {
            id: Bytes::copy_of(&token.id.0),
            issuer: token.issuer.clone(),
            account: token.account.clone(),
            label: token.label.clone(),
            scheme: token.scheme.into(),
            key: (&token.key).into(),
            created: token.created,
            note,
            group,
            pinned,
            bound: token.bound.then_some(true),
        }
    }
}

impl From<Scheme> for SchemeWire {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Totp(totp::Parameters { algorithm, digits, period }) => {
                Self::Totp { alg: algorithm.name().to_owned(), digits: digits.into(), step: period.into() }
            }
            Scheme::Hotp(hotp::Parameters { algorithm, digits, counter }) => {
                Self::Hotp { alg: algorithm.name().to_owned(), digits: digits.into(), counter }
            }
            Scheme::Steam => Self::Steam {},
        }
    }
}

impl From<&OtpKey> for KeyWire {
    fn from(key: &OtpKey) -> Self {
        match key {
            OtpKey::Masked { salt, masked } => {
                Self::Masked { salt: Bytes::copy_of(&salt.0), bytes: VarBytes::copy_of(masked) }
            }
            OtpKey::Bare(secret) => Self::Bare { bytes: VarBytes::copy_of(secret.expose()) },
        }
    }
}

impl From<&SharedPin> for SharedPinWire {
    fn from(shared: &SharedPin) -> Self {
        Self {
            id: Bytes::copy_of(&shared.id.0),
            salt: Bytes::copy_of(&shared.salt.0),
            guard: shared.guard.map(TypoGuard::bits),
            follows: shared.shares_pin_of.map(|token| Bytes::copy_of(&token.0)),
            before: shared.before.map(|id| Bytes::copy_of(&id.0)),
        }
    }
}

impl TryFrom<OtpTokenWire> for OtpToken {
    type Error = BodyError;

    fn try_from(wire: OtpTokenWire) -> Result<Self, BodyError> {
        Ok(Self {
            id: TokenId(*wire.id.expose()),
            issuer: wire.issuer,
            account: wire.account,
            label: wire.label,
            scheme: wire.scheme.try_into()?,
            key: wire.key.try_into()?,
            created: wire.created,
            bound: wire.bound.unwrap_or(false),
            marks: MarksWire { note: wire.note, group: wire.group, pinned: wire.pinned }.try_into()?,
        })
    }
}

impl TryFrom<SchemeWire> for Scheme {
    type Error = BodyError;

    fn try_from(wire: SchemeWire) -> Result<Self, BodyError> {
        Ok(match wire {
            SchemeWire::Totp { alg, digits, step } => Self::Totp(totp::Parameters {
                algorithm: alg.parse::<Algorithm>()?,
                digits: Digits::of_any_issuer(digits)?,
                period: totp::Period::of_any_issuer(step)?,
            }),
            SchemeWire::Hotp { alg, digits, counter } => {
                let (algorithm, digits) = (alg.parse::<Algorithm>()?, Digits::of_any_issuer(digits)?);
                // One more than a URI may say: a counter that was used up stays readable.
                if counter > MAX_COUNTER + 1 {
                    return Err(BodyError::Counter);
                }
                Self::Hotp(hotp::Parameters { algorithm, digits, counter })
            }
            SchemeWire::Steam {} => Self::Steam,
        })
    }
}

impl TryFrom<KeyWire> for OtpKey {
    type Error = BodyError;

    fn try_from(wire: KeyWire) -> Result<Self, BodyError> {
        Ok(match wire {
            KeyWire::Masked { salt, bytes } => {
                // The length is that of a key, whatever the PIN makes of the bytes.
                let masked = Secret::new(bytes.expose().to_vec())?;
                Self::Masked { salt: OtpSalt(*salt.expose()), masked: masked.expose().into() }
            }
            KeyWire::Bare { bytes } => Self::Bare(Secret::new(bytes.expose().to_vec())?),
        })
    }
}

impl TryFrom<SharedPinWire> for SharedPin {
    type Error = BodyError;

    fn try_from(wire: SharedPinWire) -> Result<Self, BodyError> {
        let guard = wire.guard.map(|bits| TypoGuard::new(bits).ok_or(SharedPinError::Guard)).transpose()?;
        Ok(Self {
            id: VaultId(*wire.id.expose()),
            salt: OtpSalt(*wire.salt.expose()),
            guard,
            shares_pin_of: wire.follows.map(|token| TokenId(*token.expose())),
            before: wire.before.map(|id| VaultId(*id.expose())),
        })
    }
}

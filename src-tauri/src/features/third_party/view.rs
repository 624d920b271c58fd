//! Codes of other issuers before they are stored, as the screens see them.

use authenticator::{
    Algorithm, Assumed, Identity, OtpauthKey, Parameter, Scheme, TimedPasscode, privacyidea::TwoStepKey,
};
use serde::{Deserialize, Serialize};

use crate::features::{identity::view::KindView, seconds};

/// An account of another issuer, and what was assumed of it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountView {
    issuer: String,
    account: String,
    kind: KindView,
    digits: u8,
    /// How long a code by time is valid, in seconds.
    period: Option<u32>,
    /// The counter of the next code, decimal: it may be larger than a JavaScript number can hold.
    counter: Option<String>,
    algorithm: String,
    assumed: Vec<AssumedView>,
    /// The PIN cannot protect it.
    bare: bool,
    /// The vault has no PIN yet: one must be chosen.
    new_pin: bool,
}

impl AccountView {
    pub(crate) fn new(key: &OtpauthKey, new_pin: bool) -> Self {
        let (kind, digits, period, counter, algorithm) = match key.scheme() {
            Scheme::Totp(by_time) => {
                (KindView::Totp, by_time.digits.into(), Some(by_time.period.into()), None, by_time.algorithm)
            }
            Scheme::Hotp(by_counter) => {
                let counter = Some(by_counter.counter.to_string());
                (KindView::Hotp, by_counter.digits.into(), None, counter, by_counter.algorithm)
            }
            Scheme::Steam => (KindView::Steam, STEAM_LETTERS, Some(STEAM_SECONDS), None, Algorithm::Sha1),
        };
        Self {
            issuer: key.issuer().to_owned(),
            account: key.account().to_owned(),
            kind,
            digits,
            period,
            counter,
            algorithm: algorithm.name().to_owned(),
            assumed: key.assumed().iter().map(|assumed| AssumedView::from(*assumed)).collect(),
            bare: key.is_bare(),
            new_pin,
        }
    }

    pub(crate) fn in_two_steps(key: &TwoStepKey, new_pin: bool) -> Self {
        let assumed = key.assumed().iter().map(|assumed| AssumedView::from(*assumed)).collect();
        Self { assumed, ..Self::new(key.key(), new_pin) }
    }
}

pub(crate) fn kind_of(key: &OtpauthKey) -> KindView {
    match key.scheme() {
        Scheme::Totp(_) => KindView::Totp,
        Scheme::Hotp(_) => KindView::Hotp,
        Scheme::Steam => KindView::Steam,
    }
}

/// What Steam's own app shows.
const STEAM_LETTERS: u8 = 5;
const STEAM_SECONDS: u32 = 30;

/// A parameter that was missing or unusual, and what was assumed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum AssumedView {
    NoIssuer,
    NoAccount,
    IssuersDiffer,
    FirstColon,
    PlusIsBlank,
    HtmlEscaped,
    Empty,
    AlgorithmSpelling,
    CounterMeaningless,
    PeriodMeaningless,
    CounterZero,
    Steam,
    ShortKey,
    LooseBits,
    /// Some parameters are not used.
    Unused,
}

impl From<Assumed> for AssumedView {
    fn from(assumed: Assumed) -> Self {
        match assumed {
            Assumed::NoIssuer => Self::NoIssuer,
            Assumed::NoAccount => Self::NoAccount,
            Assumed::IssuersDiffer => Self::IssuersDiffer,
            Assumed::FirstColon => Self::FirstColon,
            Assumed::PlusIsBlank => Self::PlusIsBlank,
            Assumed::HtmlEscaped => Self::HtmlEscaped,
            Assumed::Empty(_) => Self::Empty,
            Assumed::AlgorithmSpelling => Self::AlgorithmSpelling,
            Assumed::Meaningless(Parameter::Counter) => Self::CounterMeaningless,
            Assumed::Meaningless(_) => Self::PeriodMeaningless,
            Assumed::CounterZero => Self::CounterZero,
            Assumed::Steam => Self::Steam,
            Assumed::ShortSecret(_) => Self::ShortKey,
            Assumed::LooseBits => Self::LooseBits,
            _ => Self::Unused,
        }
    }
}

/// The result of storing codes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredView {
    /// New on this device.
    pub(crate) stored: u32,
    /// Already on this device, and not changed.
    pub(crate) present: u32,
}

/// The hash function of the codes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum AlgorithmView {
    Sha1,
    Sha256,
    Sha512,
}

/// A code made with a PIN that nothing can check: if its issuer accepts the code, the PIN is right.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SampleView {
    name: String,
    account: String,
    digits: String,
    valid_until: u32,
}

impl SampleView {
    pub(crate) fn new(identity: &Identity, code: &TimedPasscode) -> Self {
        Self {
            name: identity.name.clone(),
            account: identity.account.clone(),
            digits: code.passcode.expose().to_string(),
            valid_until: seconds(code.valid_until),
        }
    }
}

impl From<AlgorithmView> for Algorithm {
    fn from(algorithm: AlgorithmView) -> Self {
        match algorithm {
            AlgorithmView::Sha1 => Self::Sha1,
            AlgorithmView::Sha256 => Self::Sha256,
            AlgorithmView::Sha512 => Self::Sha512,
        }
    }
}

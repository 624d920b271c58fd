//! Codes of other issuers on their way into the vault, as the screens see them: whose they are and how they come about.

use authenticator::{
    Algorithm, Assumed, Identity, OtpauthKey, Parameter, Scheme, TimedPasscode, privacyidea::TwoStepKey,
};
use serde::{Deserialize, Serialize};

use crate::{
    error::CommandError,
    event::Event,
    features::{identity::view::KindView, seconds},
};

/// An account of another issuer, and what was assumed of it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountView {
    issuer: String,
    account: String,
    kind: KindView,
    digits: u8,
    /// Seconds that a code by time counts.
    period: Option<u32>,
    /// The counter of the next code, decimal: it may be larger than the screens' numbers.
    counter: Option<String>,
    algorithm: String,
    assumed: Vec<AssumedView>,
    /// The PIN cannot protect it.
    bare: bool,
    /// The PIN is to be chosen, because the vault has none yet.
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

/// How the codes of a key come about.
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

/// Something that was left open or said in an unusual way.
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
    /// Some of what it says is not used.
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

/// What became of the codes that were to be stored.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredView {
    /// New on this device.
    pub(crate) stored: u32,
    /// Here already, and left as they were.
    pub(crate) present: u32,
    /// Not come to, for this reason; storing may be asked for again.
    pub(crate) left: u32,
    pub(crate) trouble: Option<CommandError>,
}

/// The hash behind codes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum AlgorithmView {
    Sha1,
    Sha256,
    Sha512,
}

/// A code that shows whether the earlier PIN is the right one.
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

/// Told to the main window after each code of an import that was come to.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct CodesStored {
    pub(crate) done: u32,
    pub(crate) all: u32,
}

impl Event for CodesStored {
    const NAME: &'static str = "codes-stored";
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

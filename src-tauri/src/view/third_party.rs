//! Codes of other issuers on their way into the vault, as the screens see them: whose they are and how they come about.

use authenticator::{
    Algorithm, Assumed, Identity, IdentityKind, OtpauthKey, Parameter, Scheme,
    import::{Kind, Reason, Rejected, Row},
    privacyidea::TwoStepKey,
};
use serde::{Deserialize, Serialize};

use super::{EntrustView, InvitationView, seconds};
use crate::error::CommandError;

/// What a picture, a text or a file holds.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(tag = "found", rename_all = "snake_case")]
pub(crate) enum FoundView {
    /// An invitation of a portal.
    Invitation { invitation: InvitationView },
    /// An account of another issuer, to be looked at before it is stored.
    Account { account: AccountView },
    /// Several of them, of which one is to be picked.
    Several { accounts: Vec<AccountView> },
    /// A part of the QR codes of one transfer out of Google Authenticator.
    Transfer { have: u8, need: u8 },
    /// An export that wants its password.
    Sealed,
    /// What an export brings, to be looked at before it is stored.
    Listed { list: ImportView },
    /// A key of which this device has made a half: that half is typed at the issuer, then the account is looked at.
    TwoStep { account: AccountView, half: String },
    /// An Entrust soft token that wants its activation password.
    EntrustSealed,
    /// An Entrust soft token that wants its registration code.
    EntrustOpened { activation: EntrustView },
}

/// What an identity can do.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindView {
    /// Of a Segl portal: codes and approvals.
    Portal,
    /// Codes by time.
    Totp,
    /// Codes by counter, each shown once.
    Hotp,
    /// Codes by time, in Steam's letters.
    Steam,
}

impl From<IdentityKind> for KindView {
    fn from(kind: IdentityKind) -> Self {
        match kind {
            IdentityKind::Portal => Self::Portal,
            IdentityKind::Totp => Self::Totp,
            IdentityKind::Hotp => Self::Hotp,
            IdentityKind::Steam => Self::Steam,
        }
    }
}

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
pub(super) fn kind_of(key: &OtpauthKey) -> KindView {
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

/// What an export brings.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportView {
    pub(crate) rows: Vec<RowView>,
    pub(crate) rejected: Vec<RejectedView>,
    /// The PIN is to be chosen, because the vault has none yet.
    pub(crate) new_pin: bool,
}

/// A row of an export that can be taken over.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RowView {
    issuer: String,
    account: String,
    kind: KindView,
    /// Where it is already; it is not stored again.
    pub(crate) double: Option<DoubleView>,
}

impl RowView {
    pub(crate) fn new(row: &Row, double: Option<DoubleView>) -> Self {
        let kind = match row.kind {
            Kind::Totp { .. } => KindView::Totp,
            Kind::Hotp { .. } => KindView::Hotp,
            Kind::Steam => KindView::Steam,
        };
        Self { issuer: row.issuer.clone(), account: row.account.clone(), kind, double }
    }
}

/// Where a row is already.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum DoubleView {
    /// Earlier in the same export.
    Export,
    /// Among the identities of this device.
    Here,
}

/// A row of an export that cannot be taken over.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RejectedView {
    /// Its place in the export, counted from 1.
    position: u32,
    /// What it is called there; may be empty.
    name: String,
    reason: ReasonView,
}

impl From<Rejected> for RejectedView {
    fn from(rejected: Rejected) -> Self {
        let position = u32::try_from(rejected.position).unwrap_or(u32::MAX);
        Self { position, name: rejected.name, reason: rejected.reason.into() }
    }
}

/// Why a row cannot be taken over.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReasonView {
    Incomplete,
    NotACode,
    Ambiguous,
    UnknownKind,
    TwoStep,
    KeyMissing,
    KeyMisspelt,
    KeyTooLong,
    UnknownAlgorithm,
    DigitsOutOfRange,
    PeriodOutOfRange,
    CounterOutOfRange,
    InTrash,
}

impl From<Reason> for ReasonView {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NotAKeyUri => Self::NotACode,
            Reason::Ambiguous => Self::Ambiguous,
            Reason::UnknownKind => Self::UnknownKind,
            Reason::TwoStep => Self::TwoStep,
            Reason::NoSecret => Self::KeyMissing,
            Reason::BadSecret => Self::KeyMisspelt,
            Reason::SecretTooLong => Self::KeyTooLong,
            Reason::UnknownAlgorithm => Self::UnknownAlgorithm,
            Reason::DigitsOutOfRange => Self::DigitsOutOfRange,
            Reason::PeriodOutOfRange => Self::PeriodOutOfRange,
            Reason::CounterOutOfRange => Self::CounterOutOfRange,
            Reason::InTrash => Self::InTrash,
            _ => Self::Incomplete,
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

impl From<AlgorithmView> for Algorithm {
    fn from(algorithm: AlgorithmView) -> Self {
        match algorithm {
            AlgorithmView::Sha1 => Self::Sha1,
            AlgorithmView::Sha256 => Self::Sha256,
            AlgorithmView::Sha512 => Self::Sha512,
        }
    }
}

/// A code by counter. It has been used up.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CountedView {
    pub(crate) digits: String,
    /// The counter it was made from, decimal.
    pub(crate) counter: String,
    /// Whether the PIN was found right; false when nobody could tell.
    pub(crate) checked: bool,
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
    pub(crate) fn new(identity: &Identity, code: &authenticator::TimedPasscode) -> Self {
        Self {
            name: identity.name.clone(),
            account: identity.account.clone(),
            digits: code.passcode.expose().to_string(),
            valid_until: seconds(code.valid_until),
        }
    }
}

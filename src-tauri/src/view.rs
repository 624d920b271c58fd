//! What the screens get to see: names, states, times and codes. Never a key, a seed or a PIN.
//! Times are unix seconds by this device's clock, as the screens' own.

use authenticator::{Activated, Challenge, Identity, Invitation, Passcodes, PresenceState, TimedPasscode};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    arrangement::ArrangementForm,
    entrust::{EntrustView, TrialView},
    event::{
        ApprovalsChanged, CodesStored, ContactChanged, Event, ExportClosed, LinkArrived, Locked, PictureDropped,
        PictureHover, RemovalEnded,
    },
    export::{CandidateView, ExportOpenedView, ExportQrView, ExportSavedView, StrengthView},
    link::LinkView,
    third_party::{
        AccountView, AlgorithmView, CountedView, DoubleView, FoundView, ImportView, KindView, RejectedView, RowView,
        SampleView, StoredView,
    },
};
use crate::error::CommandError;

mod arrangement;
mod entrust;
mod event;
mod export;
mod link;
mod third_party;

/// An invitation that was read off a QR code. Only its address is known so far.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvitationView {
    host: String,
    origin: String,
    expires: u32,
}

impl From<&Invitation> for InvitationView {
    fn from(invitation: &Invitation) -> Self {
        Self {
            host: invitation.host().to_owned(),
            origin: invitation.issuer().to_string(),
            expires: seconds(invitation.expires_at()),
        }
    }
}

/// An invitation that its activation password has unlocked.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivatedView {
    issuer_name: String,
    account: String,
    /// The fewest digits that the new PIN may have.
    pin_minimum: u8,
    /// Codes of other issuers have a PIN here, and the identity takes it: none is chosen.
    shares_pin: bool,
}

impl ActivatedView {
    pub(crate) fn new(activated: &Activated, shares_pin: bool) -> Self {
        let (issuer_name, account) = (activated.issuer_name(), activated.account());
        Self { issuer_name, account, pin_minimum: activated.pin_min(), shares_pin }
    }
}

/// A new identity that waits for *OK* in the portal.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnrolledView {
    pub(crate) issuer_name: String,
    pub(crate) account: String,
    /// Eight characters that the portal's page shows too.
    pub(crate) fingerprint: String,
}

/// An identity and how it stands with its portal.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdentityView {
    token_id: String,
    kind: KindView,
    name: String,
    issuer_name: String,
    issuer_origin: String,
    account: String,
    created: u32,
    /// Its owner's note, perhaps of several lines.
    note: Option<String>,
    /// The group that its owner has put it in.
    group: Option<String>,
    /// Whether it is kept above all others.
    on_top: bool,
    contact: ContactView,
}

impl IdentityView {
    pub(crate) fn new(identity: Identity, contact: ContactView) -> Self {
        Self {
            token_id: identity.token_id.to_string(),
            kind: identity.kind.into(),
            name: identity.name,
            issuer_name: identity.issuer_name,
            // Codes of other issuers have no portal.
            issuer_origin: identity.issuer.map(|origin| origin.to_string()).unwrap_or_default(),
            account: identity.account,
            created: seconds(identity.created),
            note: identity.note,
            group: identity.group,
            on_top: identity.on_top,
            contact,
        }
    }
}

/// How an identity stands with its portal.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContactView {
    pub(crate) state: IdentityState,
    /// Whether the last attempt reached the portal.
    pub(crate) reachable: bool,
    /// When the portal last answered; none since the app was opened.
    pub(crate) last: Option<u32>,
    /// Logins that wait for an answer.
    pub(crate) waiting: u8,
    /// Which PIN counts after a change that was interrupted.
    pub(crate) settled: SettledView,
}

/// What the portal thinks of an identity.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum IdentityState {
    /// The portal has not been asked since the app was opened.
    Unchecked,
    /// Enrolled, and waiting for *OK* in the portal.
    Pending,
    Active,
    /// Disabled, or not yet confirmed.
    Inactive,
    /// Found twice, and suspended until it is connected anew.
    Copied,
    /// Ten wrong PINs have destroyed its key.
    Destroyed,
    /// The portal does not know it any more.
    Gone,
}

/// Which PIN counts after a change that was interrupted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum SettledView {
    /// Nothing was interrupted, or it has been shown.
    Nothing,
    /// The portal could not be asked yet.
    Unknown,
    New,
    Old,
}

/// What there is to know before a PIN is changed.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct PinChangeView {
    /// The fewest digits that the new PIN may have.
    pub(crate) pin_minimum: u8,
    /// What became of an earlier change.
    pub(crate) settled: SettledView,
    /// Nobody can say for sure whether the old PIN is right: it is typed twice.
    pub(crate) old_twice: bool,
}

/// How biometrics stand for an identity.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "four facts, of which none follows from the others")]
pub(crate) struct PresenceView {
    is_on: bool,
    /// Whether the issuer lets them show codes.
    is_allowed: bool,
    /// Whether they approve logins too.
    may_approve: bool,
    /// Once a week the PIN is asked for.
    pin_is_due: bool,
    /// Why the device could not ask now.
    trouble: Option<CommandError>,
}

impl From<PresenceState> for PresenceView {
    fn from(state: PresenceState) -> Self {
        let PresenceState { is_on, is_allowed, may_approve, pin_is_due, device } = state;
        Self { is_on, is_allowed, may_approve, pin_is_due, trouble: device.err().map(CommandError::from) }
    }
}

/// The codes that a PIN shows.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodesView {
    /// This one and the next.
    codes: Vec<CodeView>,
    /// Whether the portal found the PIN right; false when it could not be asked.
    checked: bool,
}

impl From<Passcodes> for CodesView {
    fn from(passcodes: Passcodes) -> Self {
        Self {
            codes: vec![CodeView::from(&passcodes.current), CodeView::from(&passcodes.next)],
            checked: passcodes.checked,
        }
    }
}

/// A code and when it counts.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodeView {
    digits: String,
    valid_from: u32,
    valid_until: u32,
}

impl From<&TimedPasscode> for CodeView {
    fn from(timed: &TimedPasscode) -> Self {
        Self {
            digits: timed.passcode.expose().to_string(),
            valid_from: seconds(timed.valid_from),
            valid_until: seconds(timed.valid_until),
        }
    }
}

/// A login that waits for an answer. Its signature has been checked.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApprovalView {
    challenge_id: String,
    issuer_name: String,
    account: String,
    system: String,
    system_origin: String,
    ip: String,
    place: Option<String>,
    same_network: bool,
    browser: String,
    os: String,
    browser_known: bool,
    text: Option<String>,
    /// How many digits the login page shows; 0 for none.
    number_digits: u8,
    /// Whether fingerprint or face may take the PIN's place.
    takes_presence: bool,
    created: u32,
    expires: u32,
}

impl ApprovalView {
    pub(crate) fn new(challenge: &Challenge, identity: &Identity) -> Self {
        Self {
            challenge_id: challenge.id.to_string(),
            issuer_name: identity.issuer_name.clone(),
            account: identity.account.clone(),
            system: challenge.system.clone(),
            system_origin: challenge.origin.clone(),
            ip: challenge.ip.clone(),
            place: challenge.city.clone(),
            same_network: challenge.same_network,
            browser: challenge.browser.clone(),
            os: challenge.os.clone(),
            browser_known: challenge.browser_known,
            text: challenge.text.clone(),
            number_digits: challenge.number_digits,
            takes_presence: challenge.takes_presence,
            created: seconds(challenge.issued_at),
            expires: seconds(challenge.expires_at),
        }
    }
}

/// A key of the PIN pad.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) enum PinKey {
    #[serde(rename = "0")]
    Zero,
    #[serde(rename = "1")]
    One,
    #[serde(rename = "2")]
    Two,
    #[serde(rename = "3")]
    Three,
    #[serde(rename = "4")]
    Four,
    #[serde(rename = "5")]
    Five,
    #[serde(rename = "6")]
    Six,
    #[serde(rename = "7")]
    Seven,
    #[serde(rename = "8")]
    Eight,
    #[serde(rename = "9")]
    Nine,
    /// Takes the last digit away.
    #[serde(rename = "erase")]
    Erase,
    /// Takes all digits away.
    #[serde(rename = "clear")]
    Clear,
}

/// What the screen knows of a PIN: how many digits have been typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct PinView {
    pub(crate) length: u8,
}

/// The language of the screens.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Language {
    /// That of the computer.
    #[default]
    System,
    En,
    Da,
}

/// The settings, and which Segl this is.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    pub(crate) language: Language,
    /// Language tags that the user of this computer prefers, the first most; empty where the web view knows better.
    pub(crate) system_languages: Vec<String>,
    pub(crate) app_version: String,
    /// Whether links of other issuers open the app; none where that cannot be chosen.
    pub(crate) foreign_links: Option<bool>,
}

/// What is in order and what is not.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiagnosisView {
    /// Why the keyring does not work.
    pub(crate) keyring: Option<CommandError>,
    /// Why the vault does not open.
    pub(crate) vault: Option<CommandError>,
    pub(crate) vault_exists: bool,
    pub(crate) clocks: Vec<ClockView>,
    pub(crate) data_folder: String,
}

/// The device's clock beside that of a portal.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClockView {
    pub(crate) issuer_name: String,
    /// Seconds by which the device's clock is slow (positive) or fast; none when the portal did not answer.
    pub(crate) offset: Option<i32>,
}

/// Until the year 2106.
pub(crate) fn seconds(time: u64) -> u32 {
    u32::try_from(time).unwrap_or(u32::MAX)
}

//! Identities as the screens see them, and their state at the portal.

use authenticator::{Identity, IdentityKind};
use serde::{Deserialize, Serialize};

use crate::{event::Event, features::seconds};

/// An identity and its state at the portal.
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
    /// The user's note; may have several lines.
    note: Option<String>,
    /// The group that the user has chosen.
    group: Option<String>,
    /// Whether it is pinned above all others.
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

/// The state of an identity at its portal.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContactView {
    pub(crate) state: IdentityState,
    /// Whether the last attempt reached the portal.
    pub(crate) reachable: bool,
    /// When the portal last answered; null if it has not answered since the app was opened.
    pub(crate) last: Option<u32>,
    /// How many logins wait for an answer.
    pub(crate) waiting: u8,
    /// Which PIN is valid after an interrupted change.
    pub(crate) settled: SettledView,
}

/// What the portal last said about an identity.
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
    /// A copy was detected: suspended until it is reconnected.
    Copied,
    /// Its key was destroyed after ten wrong PINs.
    Destroyed,
    /// The portal does not know it any more.
    Gone,
}

/// Which PIN is valid after an interrupted change.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum SettledView {
    /// No change was interrupted, or the user has seen the result.
    Nothing,
    /// Not known, because the portal could not be asked yet.
    Unknown,
    New,
    Old,
}

/// The kind of an identity.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindView {
    /// Of a Segl portal: codes and approvals.
    Portal,
    /// Codes by time (TOTP).
    Totp,
    /// Codes by counter (HOTP); each is shown once.
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

/// Sent to the main window when the state of an identity at its portal has changed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContactChanged {
    pub(crate) token_id: String,
    pub(crate) contact: ContactView,
}

impl Event for ContactChanged {
    const NAME: &'static str = "contact-changed";
}

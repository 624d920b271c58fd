//! Identities as the screens see them, and how each stands with its portal.

use authenticator::{Identity, IdentityKind};
use serde::{Deserialize, Serialize};

use crate::{event::Event, features::seconds};

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

/// Told to the main window when an identity stands differently with its portal.
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

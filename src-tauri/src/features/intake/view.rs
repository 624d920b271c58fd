//! What was found in a picture, a text or a file, as the screens see it.

use serde::Serialize;

use crate::{
    event::Event,
    features::{
        enrolment::view::InvitationView, entrust::view::EntrustView, import::view::ImportView,
        third_party::view::AccountView,
    },
};

/// What a picture, a text or a file holds.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(tag = "found", rename_all = "snake_case")]
pub(crate) enum FoundView {
    /// An invitation of a portal.
    Invitation { invitation: InvitationView },
    /// An account of another issuer, which the user checks before it is stored.
    Account { account: AccountView },
    /// Several of them, of which the user picks one, or all.
    Several { accounts: Vec<AccountView> },
    /// Some of the QR codes of one transfer of Google Authenticator.
    Transfer { have: u8, need: u8 },
    /// An export that needs its password.
    Sealed,
    /// The content of an export, which the user checks before it is stored.
    Listed { list: ImportView },
    /// A key of which this device has made one half. The user types that half at the issuer, then checks the account.
    TwoStep { account: AccountView, half: String },
    /// An Entrust soft token that needs its activation password.
    EntrustSealed,
    /// An Entrust soft token that needs its registration code.
    EntrustOpened { activation: EntrustView },
}

/// Sent to the main window when a file is dragged over it, and when it is not any more.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct PictureHover {
    pub(crate) over: bool,
}

/// Sent to the main window when files were dropped on it; their names stay in Rust.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct PictureDropped {
    pub(crate) files: u8,
}

impl Event for PictureHover {
    const NAME: &'static str = "picture-hover";
}

impl Event for PictureDropped {
    const NAME: &'static str = "picture-dropped";
}

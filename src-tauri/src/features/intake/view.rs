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

/// Told to the main window while a file is dragged over it.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct PictureHover {
    pub(crate) over: bool,
}

/// Told to the main window when a file was dropped on it; the shell keeps which.
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

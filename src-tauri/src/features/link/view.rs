//! A link that waits for an answer, as the screens see it.

use authenticator::{Code, OtpauthKey, intake::Found};
use serde::Serialize;

use crate::{
    error::CommandError,
    event::Event,
    features::{enrolment::view::InvitationView, identity::view::KindView, link::Asked, third_party::view::kind_of},
};

/// What a link would add. Names are taken from the link and are not verified.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum LinkView {
    /// An identity of a portal.
    Portal { invitation: InvitationView },
    /// The codes of another issuer.
    Account { issuer: String, account: String, scheme: KindView },
    /// The same, with a key of which this device makes one half (privacyIDEA's 2step).
    TwoStep { issuer: String, account: String, scheme: KindView },
    /// A transfer of Google Authenticator, or a part of one.
    Transfer,
    /// A login of a page, to be answered here.
    Login { host: String, origin: String },
    /// An Entrust soft token. Its issuer is known after its password was typed.
    Entrust,
}

impl LinkView {
    pub(crate) fn new(asked: &Asked) -> Result<Self, CommandError> {
        let found = match asked {
            Asked::Add(found) => found,
            Asked::Login(code) => {
                let (host, origin) = (code.issuer.host().to_owned(), code.issuer.as_str().to_owned());
                return Ok(Self::Login { host, origin });
            }
        };
        let named = |key: &OtpauthKey| (key.issuer().to_owned(), key.account().to_owned(), kind_of(key));
        Ok(match found {
            Found::Invitation(invitation) => Self::Portal { invitation: InvitationView::from(&**invitation) },
            Found::Accounts(keys) => {
                let (issuer, account, scheme) = named(keys.first().ok_or(Code::Internal)?);
                Self::Account { issuer, account, scheme }
            }
            Found::TwoStep(key) => {
                let (issuer, account, scheme) = named(key.key());
                Self::TwoStep { issuer, account, scheme }
            }
            Found::Transfer(_) => Self::Transfer,
            Found::Entrust(_) => Self::Entrust,
            // A link never contains the file of another app.
            Found::Export(_) => return Err(Code::Internal.into()),
        })
    }
}

/// Sent to the main window when a link has opened the app.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct LinkArrived {
    /// The link waits for an answer; false if it was dropped because another one waits.
    pub(crate) kept: bool,
}

impl Event for LinkArrived {
    const NAME: &'static str = "link-arrived";
}

//! An identity as its owner sees it.

use otp::Scheme;
use protocol::{Origin, TokenId};
use vault::{Marks, OtpToken, SeglToken};

use crate::store::StoreError;

/// One identity: a token of one issuer, in the vault of this device.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// Names the token, here and at its portal.
    pub token_id: TokenId,
    /// What it can do.
    pub kind: IdentityKind,
    /// What its owner calls it; at first the organisation's name, or the account where there is none.
    pub name: String,
    /// The organisation's name, as the portal or the key URI gave it; may be empty for a token of another issuer.
    pub issuer_name: String,
    /// The portal; `None` for a token of another issuer, which has none.
    pub issuer: Option<Origin>,
    /// The user name at the issuer; may be empty for a token of another issuer.
    pub account: String,
    /// When it was added, unix seconds by this device's clock.
    pub created: u64,
    /// What its owner wants to remember; may have several lines.
    pub note: Option<String>,
    /// The name of the group that its owner has put it in.
    pub group: Option<String>,
    /// Whether it is kept above all others.
    pub on_top: bool,
    /// Seconds without use after which its issuer wants codes that are shown to be hidden; `None` for a token of another
    /// issuer.
    pub codes_idle: Option<u16>,
}

/// What an identity can do.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum IdentityKind {
    /// Of a Segl portal: codes and approvals.
    Portal,
    /// Of another issuer: codes by time (RFC 6238).
    Totp,
    /// Of another issuer: codes by counter (RFC 4226), each shown once.
    Hotp,
    /// Of Steam: codes by time, in letters.
    Steam,
}

impl Identity {
    /// What the vault says of an entry that this version can use.
    pub(crate) fn of(entry: &vault::Token) -> Result<Self, StoreError> {
        match entry {
            vault::Token::Segl(token) => Self::from_token(token),
            vault::Token::Otp(token) => Ok(Self::from_key(token)),
            _ => Err(StoreError::Newer),
        }
    }

    fn from_token(token: &SeglToken) -> Result<Self, StoreError> {
        Ok(Self {
            token_id: TokenId::from(token.token_id.0),
            kind: IdentityKind::Portal,
            name: token.label.clone().unwrap_or_else(|| token.issuer_name.clone()),
            issuer_name: token.issuer_name.clone(),
            issuer: Some(token.issuer.parse().map_err(|_| StoreError::Damaged)?),
            account: token.account_name.clone(),
            created: token.created,
            note: note(&token.marks),
            group: group(&token.marks),
            on_top: token.marks.on_top,
            codes_idle: Some(token.policy.codes_idle),
        })
    }

    fn from_key(token: &OtpToken) -> Self {
        let first = |texts: [&str; 2]| texts.into_iter().find(|text| !text.is_empty()).unwrap_or("OTP").to_owned();
        Self {
            token_id: TokenId::from(token.id.0),
            kind: match token.scheme {
                Scheme::Totp(_) => IdentityKind::Totp,
                Scheme::Hotp(_) => IdentityKind::Hotp,
                Scheme::Steam => IdentityKind::Steam,
            },
            name: token.label.clone().unwrap_or_else(|| first([&token.issuer, &token.account])),
            issuer_name: token.issuer.clone(),
            issuer: None,
            account: token.account.clone(),
            created: token.created,
            note: note(&token.marks),
            group: group(&token.marks),
            on_top: token.marks.on_top,
            codes_idle: None,
        }
    }

    /// Seconds without use after which codes are hidden at the latest: as the strictest of the issuers wants it, since codes
    /// of several may be shown, and those of other issuers are under the PIN of a portal's. `None` without any portal's.
    #[must_use]
    pub fn strictest_codes_idle(identities: &[Self]) -> Option<u16> {
        identities.iter().filter_map(|identity| identity.codes_idle).min()
    }
}

fn note(marks: &Marks) -> Option<String> {
    marks.note.as_ref().map(|note| note.as_str().to_owned())
}

fn group(marks: &Marks) -> Option<String> {
    marks.group.as_ref().map(|group| group.as_str().to_owned())
}

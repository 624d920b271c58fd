//! The pages that a login of the portal may lead to.

use std::fmt;
use std::str::FromStr;

use identity::login::attempt::ReturnPath;
use protocol::TokenId;

use crate::routes;

/// One of these pages; nothing else can be asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ReturnPage {
    /// The profile.
    Profile,
    /// The list of authentication types.
    Types,
    /// The page that adds one.
    Add,
    /// The page with a recovery code.
    RecoveryCode,
    /// The page that deletes this one.
    Delete(TokenId),
    /// The page that reports the device of this one lost.
    Lost(TokenId),
    /// The page that reconnects this one.
    Reconnect(TokenId),
}

impl ReturnPage {
    /// Its address.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Profile => routes::Overview.to_string(),
            Self::Types => routes::Types.to_string(),
            Self::Add => routes::AddType.to_string(),
            Self::RecoveryCode => routes::RecoveryCode.to_string(),
            Self::Delete(id) => routes::DeleteToken(id).to_string(),
            Self::Lost(id) => routes::LostToken(id).to_string(),
            Self::Reconnect(id) => routes::ReconnectToken(id).to_string(),
        }
    }
}

impl From<ReturnPage> for ReturnPath {
    #[expect(
        clippy::expect_used,
        reason = "every page of the portal is a path of the portal; a test goes through them"
    )]
    fn from(page: ReturnPage) -> Self {
        page.path().parse().expect("a page of the portal is a path of the portal")
    }
}

impl fmt::Display for ReturnPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile => f.write_str("profile"),
            Self::Types => f.write_str("types"),
            Self::Add => f.write_str("add"),
            Self::RecoveryCode => f.write_str("recovery-code"),
            Self::Delete(id) => write!(f, "delete.{id}"),
            Self::Lost(id) => write!(f, "lost.{id}"),
            Self::Reconnect(id) => write!(f, "reconnect.{id}"),
        }
    }
}

/// Not one of the pages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct ReturnPageError;

impl FromStr for ReturnPage {
    type Err = ReturnPageError;

    fn from_str(text: &str) -> Result<Self, ReturnPageError> {
        let (page, id) = text.split_once('.').unwrap_or((text, ""));
        match (page, id.parse()) {
            ("profile", Err(_)) if id.is_empty() => Ok(Self::Profile),
            ("types", Err(_)) if id.is_empty() => Ok(Self::Types),
            ("add", Err(_)) if id.is_empty() => Ok(Self::Add),
            ("recovery-code", Err(_)) if id.is_empty() => Ok(Self::RecoveryCode),
            ("delete", Ok(id)) => Ok(Self::Delete(id)),
            ("lost", Ok(id)) => Ok(Self::Lost(id)),
            ("reconnect", Ok(id)) => Ok(Self::Reconnect(id)),
            _ => Err(ReturnPageError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_is_read_back_from_its_name() {
        let id = TokenId::from([7; 16]);
        for then in [
            ReturnPage::Profile,
            ReturnPage::Types,
            ReturnPage::Add,
            ReturnPage::RecoveryCode,
            ReturnPage::Delete(id),
            ReturnPage::Lost(id),
            ReturnPage::Reconnect(id),
        ] {
            assert_eq!(then.to_string().parse(), Ok(then));
            assert_eq!(ReturnPath::from(then).as_str(), then.path());
        }
    }

    #[test]
    fn page_is_refused_when_it_is_another() {
        for text in ["", "/profile", "types.x", "lost", "delete.", "delete.../../logout", "https://evil.example"] {
            assert_eq!(text.parse::<ReturnPage>(), Err(ReturnPageError), "{text}");
        }
    }
}

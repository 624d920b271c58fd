//! A link that opened the app: somebody else's words, until the user has agreed. Here it is only found out what kind it is.

use protocol::enrolment::LINK_FRONT;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::failure::{Code, Failure};

/// A link of a scheme that Segl opens, as it came. What it says is read by the ceremony that it belongs to.
pub struct Link(Zeroizing<String>);

/// Why a link is not read any further.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum LinkError {
    /// Not of a scheme that Segl opens.
    #[error("not a link that is opened here")]
    Foreign,
    /// More than [`MAX_LINK_BYTES`].
    #[error("too long")]
    TooLong,
    /// With control characters, or with nothing behind its scheme.
    #[error("malformed")]
    Malformed,
    /// privacyIDEA's push tokens and containers (`pia://`), which are not spoken.
    #[error("a push token of privacyIDEA")]
    PushToken,
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::TooLong => Code::LinkTooLong,
            LinkError::Foreign | LinkError::Malformed => Code::LinkDamaged,
            LinkError::PushToken => Code::PushTokenForeign,
        }
        .into()
    }
}

impl Link {
    /// Takes a link as the system hands it over.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        if text.len() > MAX_LINK_BYTES {
            return Err(if scheme_of(text).is_some() { LinkError::TooLong } else { LinkError::Foreign });
        }
        let text = text.trim();
        let scheme = scheme_of(text).ok_or(LinkError::Foreign)?;
        if scheme == PRIVACYIDEA {
            return Err(LinkError::PushToken);
        }
        let rest = text.get(scheme.len() + SEPARATOR.len()..).unwrap_or_default();
        if rest.is_empty() || text.chars().any(char::is_control) {
            return Err(LinkError::Malformed);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The whole text, for the readers of QR codes: each of them knows its own.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Link(redacted)")
    }
}

/// Whether a text begins as a link does that Segl opens, with nothing said about the rest.
#[must_use]
pub fn is_link(text: &str) -> bool {
    scheme_of(text.trim()).is_some()
}

/// The text of the QR code in one of Segl's own links, `segl://enrol/SGE1…` (`docs/protocol.md` §3).
pub(crate) fn enrolment_text(text: &str) -> Option<&str> {
    let (front, rest) = text.trim().split_at_checked(LINK_FRONT.len())?;
    front.eq_ignore_ascii_case(LINK_FRONT).then_some(rest)
}

/// The scheme that a text begins with, in lower case (RFC 3986 §3.1: case does not matter).
fn scheme_of(text: &str) -> Option<&'static str> {
    let all = std::iter::once(OWN_SCHEME).chain(FOREIGN_SCHEMES);
    all.into_iter().find(|scheme| {
        let rest = text.split_at_checked(scheme.len()).filter(|(front, _)| front.eq_ignore_ascii_case(scheme));
        rest.is_some_and(|(_, rest)| rest.starts_with(SEPARATOR))
    })
}

/// The scheme of Segl's own links.
pub const OWN_SCHEME: &str = "segl";
/// The schemes of other issuers' links: key URIs, transfers out of Google Authenticator, Entrust's activations,
/// privacyIDEA's push tokens.
pub const FOREIGN_SCHEMES: [&str; 4] = ["otpauth", "otpauth-migration", "igmobileotp", PRIVACYIDEA];
/// The longest link that is read, in bytes: more than any QR code holds (ISO/IEC 18004: 2,953).
pub const MAX_LINK_BYTES: usize = 4096;

const PRIVACYIDEA: &str = "pia";
const SEPARATOR: &str = "://";

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<LinkError> {
        Link::parse(text).err()
    }

    #[test]
    fn link_is_taken_as_it_came_whatever_the_case_of_its_scheme() {
        for text in ["otpauth://totp/a?secret=GEZDGNBV", "OTPAUTH-Migration://offline?data=AA", "segl://enrol/SGE1x"] {
            assert_eq!(Link::parse(&format!(" {text}\n")).unwrap().text(), text);
            assert!(is_link(text));
        }
    }

    #[test]
    fn link_of_another_scheme_is_foreign() {
        for text in ["", "https://segl.example/otpauth://", "otpauth:totp", "otpauths://x", "segl", "--help", "é://x"]
        {
            assert_eq!(refusal(text), Some(LinkError::Foreign), "{text}");
            assert!(!is_link(text));
        }
    }

    #[test]
    fn link_is_refused_when_it_is_empty_or_has_control_characters() {
        for text in
            ["segl://", "otpauth://totp/a\u{1b}[31m", "otpauth://a\nb", "igmobileotp://\u{0}", "otpauth://\u{85}x"]
        {
            assert_eq!(refusal(text), Some(LinkError::Malformed), "{text:?}");
        }
    }

    #[test]
    fn link_is_too_long_from_one_byte_on() {
        let of = |length: usize| format!("otpauth://{}", "a".repeat(length - 10));
        assert_eq!(refusal(&of(MAX_LINK_BYTES)), None);
        assert_eq!(refusal(&of(MAX_LINK_BYTES + 1)), Some(LinkError::TooLong));
        assert_eq!(refusal(&"a".repeat(MAX_LINK_BYTES + 1)), Some(LinkError::Foreign));
    }

    #[test]
    fn push_token_of_privacyidea_is_told_from_what_is_unknown() {
        let text = "pia://pipush/erin?url=https%3A//mfa.nordhavn.example/ttype/push&ttl=10";
        assert_eq!(refusal(text), Some(LinkError::PushToken));
    }

    #[test]
    fn own_link_holds_the_text_of_a_qr_code() {
        assert_eq!(enrolment_text("segl://enrol/SGE1abc"), Some("SGE1abc"));
        assert_eq!(enrolment_text(" SEGL://Enrol/SGE1abc "), Some("SGE1abc"), "the front alone is in any case");
        assert_eq!(enrolment_text("segl://other/SGE1abc"), None);
        assert_eq!(enrolment_text("SGE1abc"), None);
        assert_eq!(enrolment_text("segl://enrøl/SGE1abc"), None);
    }

    #[test]
    fn link_is_redacted_when_debugged() {
        assert_eq!(format!("{:?}", Link::parse("otpauth://totp/a?secret=GEZDGNBV").unwrap()), "Link(redacted)");
    }
}

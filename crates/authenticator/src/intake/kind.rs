//! What one text is.

use otp::otpauth::KeyUriError;

use super::other_app;
use crate::{
    Invitation, InvitationError, LoginCode, OtpauthKey,
    enrolment::entrust::{self, SecureActivation},
    failure::{Code, Failure},
    link::{self, Link, LinkError},
};

/// A text that can be added.
pub(super) enum Kind {
    Invitation(Box<Invitation>),
    Key(Box<OtpauthKey>),
    /// A key in two steps; its half is made when it is needed, which takes a while.
    TwoStep,
    /// One QR code of a transfer out of Google Authenticator.
    Transfer,
    Entrust(SecureActivation),
}

impl Kind {
    /// Reads a text without blanks around it, at this time of the device (unix seconds).
    pub(super) fn read(text: &str, now: u64) -> Result<Self, Failure> {
        // 1. Segl's own.
        let own = match Invitation::read(text, now) {
            Ok(invitation) => return Ok(Self::Invitation(Box::new(invitation))),
            Err(error) => error,
        };
        // 2. Those of other issuers that say of themselves what they are.
        if entrust::is_activation(text) {
            return Ok(Self::Entrust(SecureActivation::read(text)?));
        }
        if let Err(error @ LinkError::PushToken) = Link::parse(text) {
            return Err(error.into());
        }
        if LoginCode::parse(text).is_ok() {
            return Err(Code::LoginCodeElsewhere.into());
        }
        if let Some(code) = other_app::refusal(text) {
            return Err(code.into());
        }
        // 3. Key URIs.
        match OtpauthKey::read(text) {
            Ok(key) => Ok(Self::Key(Box::new(key))),
            Err(KeyUriError::Migration) => Ok(Self::Transfer),
            Err(KeyUriError::TwoStep) => Ok(Self::TwoStep),
            Err(KeyUriError::Foreign) if own != InvitationError::Foreign => Err(own.into()),
            // A link that is Segl's own by its name alone.
            Err(KeyUriError::Foreign) if link::is_link(text) => Err(Code::LinkDamaged.into()),
            Err(KeyUriError::Foreign) => Err(own.into()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a text begins as something that can be added does, with nothing said about the rest: to tell it from the name of a
/// file, and from the other QR codes of a page.
#[must_use]
pub fn looks_like_enrolment(text: &str) -> bool {
    let text = text.trim_start();
    let begins = |front: &str| text.get(..front.len()).is_some_and(|start| start.eq_ignore_ascii_case(front));
    text.starts_with(FAMILY)
        || begins(KEY_URI)
        || link::is_link(text)
        || entrust::is_activation(text)
        || other_app::refusal(text).is_some()
}

/// What the text of every enrolment QR code of Segl begins with, of whatever version.
const FAMILY: &str = "SGE";

/// What every key URI begins with, one or an export of many, in any case.
const KEY_URI: &str = "otpauth";

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN_PAGE: &str = "segl://login/SGL1hHgfaHR0cHM6Ly9wb3J0YWwubm9yZGhhdm4uZXhhbXBsZVADAwMDAwMDAwMDAwMDAwMDUAUFBQUFBQUFBQUFBQUFBQVmNDgzOTIw";
    const NOW: u64 = 1_800_000_000;

    /// The kind, or the name of the failure.
    fn kind(text: &str) -> &'static str {
        match Kind::read(text, NOW) {
            Ok(Kind::Invitation(_)) => "invitation",
            Ok(Kind::Key(_)) => "key",
            Ok(Kind::TwoStep) => "two_step",
            Ok(Kind::Transfer) => "transfer",
            Ok(Kind::Entrust(_)) => "entrust",
            Err(failure) => failure.code.as_str(),
        }
    }

    #[test]
    fn text_is_told_by_what_it_says() {
        for (text, expected) in [
            ("otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn", "key"),
            ("OTPAUTH://hotp/bo?secret=GEZDGNBVGY3TQOJQ&counter=1", "key"),
            ("otpauth://totp/mette?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&2step_salt=8&2step_output=20", "two_step"),
            ("otpauth-migration://offline?data=AA", "transfer"),
            ("x://?action=secactivate&enc=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&v=1&mac=AAAAAAAAAAAAAAAA", "entrust"),
            ("x://?action=secactivate&enc=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&v=2&mac=AAAAAAAAAAAAAAAA", "entrust_newer"),
            ("pia://pipush/erin?ttl=10", "push_token_foreign"),
            ("SGE1AAAA", "invitation_damaged"),
            ("segl://enrol/SGE1AAAA", "invitation_damaged"),
            ("segl://elsewhere", "link_damaged"),
            (LOGIN_PAGE, "login_code_elsewhere"),
            ("otpauth://totp/Havn:bo", "key_unreadable"),
            ("otpauth://daypassword/bo?secret=GEZDGNBVGY3TQOJQ", "key_unsupported"),
            ("otpauth://yaotp/bo?secret=GEZDGNBVGY3TQOJQ", "key_yandex"),
            ("motp://Havn:bo?secret=7ac61d4736f51a2b", "key_motp"),
            ("phonefactor://activate_account?code=1", "microsoft_foreign"),
            ("duo://ABCDEFG-YXBpLmV4YW1wbGU", "duo_foreign"),
            ("oktaverify://x?t=1", "okta_foreign"),
            ("https://example.org", "invitation_foreign"),
            ("WIFI:S:x;;", "invitation_foreign"),
            ("", "invitation_foreign"),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    #[test]
    fn enrolment_is_told_from_a_file_and_from_a_link_into_the_web() {
        for text in
            ["SGE1abc", "SGE9", " otpauth://x", "OTPAUTH-MIGRATION://x", "segl://enrol/SGE1", "pia://x", "DUO://x"]
        {
            assert!(looks_like_enrolment(text), "{text}");
        }
        assert!(looks_like_enrolment("x://?action=secactivate&v=1"));
        for text in ["", "qr.png", "./otpauth.txt", "https://example.org/?action=other", "sge1abc", "éé"] {
            assert!(!looks_like_enrolment(text), "{text}");
        }
    }
}

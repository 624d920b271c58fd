//! From a picture, wherever it comes from, to what its QR codes say.

pub(crate) mod clipboard;
pub(crate) mod commands;
pub(crate) mod view;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use authenticator::{
    Authenticator, Invitation, InvitationError, KeyUriError, OtpauthKey,
    entrust::{self, SecureActivation},
    link::{self, Link, LinkError},
    privacyidea::TwoStepKey,
};
use device::{
    picture::{Picture, PictureError},
    qr,
};
use zeroize::Zeroizing;

use crate::{
    error::{CommandError, ShellCode},
    features::{
        enrolment::{Enrolment, view::InvitationView},
        intake::view::FoundView,
        link::refused,
    },
    shell::Shell,
};

/// The texts of QR codes.
pub(crate) type Texts = Vec<Zeroizing<String>>;

/// What can be added.
pub(crate) enum Found {
    /// An invitation of a portal.
    Invitation(Box<Invitation>),
    /// Keys of other issuers, at least one.
    Accounts(Vec<OtpauthKey>),
    /// QR codes of a transfer out of Google Authenticator, at least one.
    Transfer(Texts),
    /// An export of another app.
    Export(Zeroizing<Vec<u8>>),
    /// A key of which this device has made one half.
    TwoStep(Box<TwoStepKey>),
    /// An Entrust soft token that wants its activation password.
    Entrust(SecureActivation),
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Found")
    }
}

/// The files that were dropped on the window last; their names stay on this side.
#[derive(Default)]
pub(crate) struct DroppedFiles(Mutex<Vec<PathBuf>>);

impl DroppedFiles {
    pub(crate) fn replace(&self, files: Vec<PathBuf>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }

    /// Gives them once.
    fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The QR codes in a picture file.
pub(crate) fn in_file(authenticator: &Authenticator, path: &Path) -> Result<Texts, CommandError> {
    Ok(in_picture(authenticator, &Picture::open(path).map_err(unreadable)?))
}

/// The QR codes in a picture; it is looked at until there is one that can be used.
pub(crate) fn in_picture(authenticator: &Authenticator, picture: &Picture) -> Texts {
    let texts = qr::decode_until(picture, |text| is_wanted(authenticator, text));
    texts.into_iter().map(Zeroizing::new).collect()
}

/// The QR codes on every screen, as far as the first invitation.
#[cfg(desktop)]
pub(crate) fn on_screens(authenticator: &Authenticator, screens: &[Picture]) -> Texts {
    let mut texts = Texts::new();
    for picture in screens {
        // Monitors may show the same.
        for text in in_picture(authenticator, picture) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        if texts.iter().any(|text| authenticator.read_invitation(text.trim()).is_ok()) {
            break;
        }
    }
    texts
}

/// What can be added of these texts: an invitation before all, then a transfer, then every key of another issuer, then one
/// that takes more than looking at it. Without any, the error that says most: of something that was nearly right before
/// something foreign, and any before none.
pub(crate) fn in_texts(authenticator: &Authenticator, texts: &Texts) -> Result<Found, CommandError> {
    let mut seen = Seen::default();
    for text in texts.iter().map(|text| text.trim()) {
        match authenticator.read_invitation(text) {
            Ok(invitation) => return Ok(Found::Invitation(Box::new(invitation))),
            Err(InvitationError::Foreign) => {}
            Err(error) => seen.tell(error),
        }
        seen.look_at(authenticator, text);
    }
    seen.found()
}

/// What texts of other issuers have brought so far.
#[derive(Default)]
struct Seen {
    transfer: Texts,
    keys: Vec<OtpauthKey>,
    /// Of these, the first counts.
    two_step: Option<TwoStepKey>,
    entrust: Option<SecureActivation>,
    told: Option<CommandError>,
}

impl Seen {
    fn look_at(&mut self, authenticator: &Authenticator, text: &str) {
        if entrust::is_activation(text) {
            match SecureActivation::read(text) {
                Ok(activation) => self.entrust = self.entrust.take().or(Some(activation)),
                Err(error) => self.tell(error),
            }
            return;
        }
        if let Err(error @ LinkError::PushToken) = Link::parse(text) {
            return self.tell(refused(error));
        }
        match authenticator.read_otpauth(text) {
            Ok(key) => self.keys.push(key),
            Err(KeyUriError::Migration) => self.transfer.push(Zeroizing::new(text.to_owned())),
            Err(KeyUriError::TwoStep) if self.two_step.is_some() => {}
            Err(KeyUriError::TwoStep) => match authenticator.read_two_step(text) {
                Ok(key) => self.two_step = Some(key),
                Err(error) => self.tell(error),
            },
            // A link that is Segl's own by its name alone.
            Err(KeyUriError::Foreign) if link::is_link(text) => self.tell(ShellCode::LinkDamaged),
            Err(KeyUriError::Foreign) => self.tell(InvitationError::Foreign),
            Err(error) => self.tell(error),
        }
    }

    fn tell(&mut self, error: impl Into<CommandError>) {
        let foreign = CommandError::from(InvitationError::Foreign);
        self.told = self.told.filter(|told| *told != foreign).or(Some(error.into()));
    }

    fn found(self) -> Result<Found, CommandError> {
        if !self.transfer.is_empty() {
            return Ok(Found::Transfer(self.transfer));
        }
        if !self.keys.is_empty() {
            return Ok(Found::Accounts(self.keys));
        }
        match (self.two_step, self.entrust, self.told) {
            (Some(key), ..) => Ok(Found::TwoStep(Box::new(key))),
            (None, Some(activation), _) => Ok(Found::Entrust(activation)),
            (None, None, Some(error)) => Err(error),
            (None, None, None) => Err(ShellCode::NoQrCode.into()),
        }
    }
}

pub(crate) fn is_wanted(authenticator: &Authenticator, text: &str) -> bool {
    authenticator.read_invitation(text).is_ok()
        || entrust::is_activation(text)
        || matches!(authenticator.read_otpauth(text), Ok(_) | Err(KeyUriError::Migration | KeyUriError::TwoStep))
}

/// What is wrong with a picture, as the screens say it.
pub(crate) fn unreadable(error: PictureError) -> CommandError {
    match error {
        PictureError::FileTooLarge | PictureError::TooLarge => ShellCode::PictureTooLarge,
        PictureError::NotFound
        | PictureError::NotAFile
        | PictureError::Unreadable(_)
        | PictureError::Empty
        | PictureError::NotAPicture
        | PictureError::UnsupportedFormat
        | PictureError::Truncated
        | PictureError::Malformed => ShellCode::PictureUnreadable,
    }
    .into()
}

/// Begins with what texts of QR codes say.
pub(crate) fn judge(shell: &Arc<Shell>, texts: &Texts) -> Result<FoundView, CommandError> {
    take_in(shell, in_texts(&shell.authenticator, texts)?)
}

/// Begins with what was found: an enrolment, or codes of other issuers.
pub(crate) fn take_in(shell: &Arc<Shell>, found: Found) -> Result<FoundView, CommandError> {
    match found {
        Found::Invitation(invitation) => Ok(FoundView::Invitation { invitation: invite(shell, *invitation)? }),
        other => {
            let mut third_party = shell.tasks.third_party.lock();
            third_party.take_in(&shell.authenticator, other)
        }
    }
}

/// Begins an enrolment and lets the portal's page show that its QR code was read.
fn invite(shell: &Arc<Shell>, invitation: Invitation) -> Result<InvitationView, CommandError> {
    let view = InvitationView::from(&invitation);
    let (portal, scanned) = (Arc::clone(shell), invitation.clone());
    // A courtesy that must not hold up the next screen; when it fails, activation will say why.
    thread::spawn(move || portal.authenticator.mark_scanned(&scanned));
    *shell.tasks.enrolment.lock() = Enrolment::Invited(Box::new(invitation));
    Ok(view)
}

#[cfg(test)]
mod tests {
    use authenticator::Code;

    use super::*;
    use crate::error::ErrorCode;

    fn found(texts: &[&str]) -> Result<Found, CommandError> {
        let authenticator = device::authenticator("0.0.0").expect("a home folder has a name");
        in_texts(&authenticator, &texts.iter().map(|text| Zeroizing::new((*text).to_owned())).collect())
    }

    fn refusal(texts: &[&str]) -> ErrorCode {
        found(texts).expect_err("none of these can be used").code
    }

    const KEY: &str = "otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn";

    #[test]
    fn picture_without_a_code_says_so() {
        assert_eq!(refusal(&[]), ErrorCode::Shell(ShellCode::NoQrCode));
    }

    #[test]
    fn foreign_code_is_told_only_when_there_is_no_damaged_one_of_segl() {
        let foreign = ErrorCode::Authenticator(Code::InvitationForeign);
        assert_eq!(refusal(&["https://example.org"]), foreign);
        let damaged = refusal(&["SGE1AAAA"]);
        assert_ne!(damaged, foreign);
        assert_eq!(refusal(&["https://example.org", "SGE1AAAA", "WIFI:S:x;;"]), damaged);
    }

    #[test]
    fn keys_are_all_found_when_a_picture_shows_several_beside_other_codes() {
        let other = KEY.replace("Havn", "Kyst");
        let Ok(Found::Accounts(keys)) = found(&["https://example.org", KEY, "otpauth://totp/a", &other]) else {
            panic!("there are two")
        };
        assert_eq!(keys.iter().map(OtpauthKey::issuer).collect::<Vec<_>>(), ["Havn", "Kyst"]);
    }

    #[test]
    fn transfer_is_found_and_what_is_wrong_with_a_key_is_told() {
        assert!(
            matches!(found(&["otpauth-migration://offline?data=AA", "x"]), Ok(Found::Transfer(texts)) if texts.len() == 1)
        );
        let unreadable = ErrorCode::Authenticator(Code::KeyUnreadable);
        assert_eq!(refusal(&["https://example.org", "otpauth://totp/Havn:bo", "https://example.com"]), unreadable);
    }

    const TWO_STEP: &str = "otpauth://totp/mette?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&issuer=Havn&2step_salt=8\
        &2step_output=20&2step_difficulty=1000";

    #[test]
    fn key_in_two_steps_and_activation_are_found_unless_a_whole_key_is_there() {
        assert!(matches!(found(&["https://example.org", TWO_STEP]), Ok(Found::TwoStep(_))));
        assert!(matches!(found(&[TWO_STEP, KEY]), Ok(Found::Accounts(keys)) if keys.len() == 1));
        let activation = "x://?action=secactivate&enc=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&v=1&mac=AAAAAAAAAAAAAAAA";
        assert!(matches!(found(&["https://example.org", activation]), Ok(Found::Entrust(_))));
        assert_eq!(refusal(&[&activation.replace("v=1", "v=2")]), ErrorCode::Authenticator(Code::EntrustNewer));
        assert_eq!(refusal(&[&TWO_STEP.replace("2step_output=20&", "")]), ErrorCode::Authenticator(Code::KeyDamaged));
    }

    #[test]
    fn push_token_of_privacyidea_has_a_sentence_of_its_own() {
        let code = ErrorCode::Shell(ShellCode::PushTokenForeign);
        assert_eq!(refusal(&["https://example.org", "pia://pipush/erin?ttl=10"]), code);
    }

    #[test]
    fn file_that_is_no_picture_is_unreadable() {
        let authenticator = device::authenticator("0.0.0").expect("a home folder has a name");
        let not_a_picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let refusal = in_file(&authenticator, &not_a_picture).expect_err("a text file is no picture");
        assert_eq!(refusal.code, ErrorCode::Shell(ShellCode::PictureUnreadable));
    }
}

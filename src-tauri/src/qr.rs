//! From a picture, wherever it comes from, to the invitation in it.

use std::path::Path;

use authenticator::{Authenticator, Invitation, InvitationError};
use device::{
    picture::{Picture, PictureError},
    qr, screen,
};

use crate::error::{CommandError, ShellCode};

/// The invitation in a picture file.
pub(crate) fn in_file(authenticator: &Authenticator, path: &Path) -> Result<Invitation, CommandError> {
    in_picture(authenticator, &Picture::open(path).map_err(unreadable)?)
}

/// The first invitation in a picture; other QR codes beside it do not matter.
pub(crate) fn in_picture(authenticator: &Authenticator, picture: &Picture) -> Result<Invitation, CommandError> {
    let texts = qr::decode_until(picture, |text| authenticator.read_invitation(text).is_ok());
    in_texts(authenticator, &texts)
}

/// The first invitation on any screen.
pub(crate) fn on_screens(authenticator: &Authenticator) -> Result<Invitation, CommandError> {
    let mut told = CommandError::from(ShellCode::NoQrCode);
    for picture in screen::capture().map_err(|_| CommandError::from(ShellCode::ScreenUnavailable))? {
        match in_picture(authenticator, &picture) {
            Ok(invitation) => return Ok(invitation),
            Err(error) if told == ShellCode::NoQrCode.into() => told = error,
            Err(_) => {}
        }
    }
    Err(told)
}

/// The first invitation among the texts of QR codes. Without one, the error that says most: a QR code of Segl that is
/// too old before one that is not of Segl, and any before none at all.
pub(crate) fn in_texts(authenticator: &Authenticator, texts: &[impl AsRef<str>]) -> Result<Invitation, CommandError> {
    let mut told = None;
    for text in texts {
        match authenticator.read_invitation(text.as_ref().trim()) {
            Ok(invitation) => return Ok(invitation),
            Err(error) if told.is_none() || told == Some(InvitationError::Foreign) => told = Some(error),
            Err(_) => {}
        }
    }
    Err(told.map_or_else(|| ShellCode::NoQrCode.into(), CommandError::from))
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

#[cfg(test)]
mod tests {
    use authenticator::Code;

    use super::*;
    use crate::error::ErrorCode;

    fn refusal(texts: &[&str]) -> ErrorCode {
        let authenticator = device::authenticator("0.0.0").expect("a home folder has a name");
        in_texts(&authenticator, texts).expect_err("none of these is an invitation").code
    }

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
    fn file_that_is_no_picture_is_unreadable() {
        let authenticator = device::authenticator("0.0.0").expect("a home folder has a name");
        let not_a_picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let refusal = in_file(&authenticator, &not_a_picture).expect_err("a text file is no picture");
        assert_eq!(refusal.code, ErrorCode::Shell(ShellCode::PictureUnreadable));
    }
}

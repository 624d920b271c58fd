//! What `segl add` is given: a text, a file, or standard input.

use std::{io, path::Path};

use authenticator::{
    Authenticator, Code, Failure, import,
    intake::{Found, Intake, looks_like_enrolment},
};
use device::{
    file,
    picture::{Frames, MAX_FILE_BYTES, Picture, PictureError},
};
use zeroize::Zeroizing;

use crate::{arguments::Add, failure::CliError, secrets};

/// What can be added: of a text that was given as it is, of a text file, or of the QR codes in a picture.
pub(super) fn found(authenticator: &Authenticator, arguments: &Add) -> Result<Found, CliError> {
    let mut intake = authenticator.intake();
    let source = arguments.source.as_deref().filter(|_| !arguments.stdin).unwrap_or("-");
    let path = Path::new(source);
    let export = if source == "-" {
        take(&mut intake, &input(arguments)?)?
    } else if !path.exists() && is_text(source) {
        intake.take(source);
        false
    } else {
        // What is looked at as a text is small; what is more is a picture, or too large.
        let bytes = file::read(path, MAX_TEXT_FILE).ok().filter(|bytes| is_within(bytes, MAX_TEXT_FILE));
        match bytes.filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => take(&mut intake, &bytes)?,
            None => look(&mut intake, Picture::open_all(path), || file::read(path, MAX_HEAD).unwrap_or_default())?,
        }
    };
    intake.found().map_err(|failure| match failure.code {
        Code::InvitationForeign if export => Code::KeyMigration.into(),
        _ => failure.into(),
    })
}

/// Whether an argument that is no file is a text to be added, or an address that is not: `https://…` is no name of a file.
fn is_text(source: &str) -> bool {
    let scheme = source.split_once("://").map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| scheme.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'-' | b'.'));
    looks_like_enrolment(source) || scheme.is_some_and(|scheme| !scheme.is_empty() && is_scheme(scheme))
}

/// Takes the bytes of a file, whatever they are, and says whether another app exported them.
fn take(intake: &mut Intake<'_>, bytes: &[u8]) -> Result<bool, CliError> {
    // The beginning of an archive may be text as well.
    let is_drawing = matches!(Picture::from_bytes(bytes), Err(PictureError::UnsupportedFormat));
    let is_text = !is_archive(bytes) && !is_drawing && is_within(bytes, MAX_TEXT_FILE);
    if is_text && intake.take_text(bytes) {
        return Ok(import::detect(bytes).is_some());
    }
    look(intake, Picture::all_from_bytes(Zeroizing::new(bytes.to_vec())), || Zeroizing::new(bytes.to_vec()))
}

fn look(
    intake: &mut Intake<'_>,
    pictures: Result<Frames, PictureError>,
    bytes: impl FnOnce() -> Zeroizing<Vec<u8>>,
) -> Result<bool, CliError> {
    match pictures {
        Ok(pictures) => {
            device::intake::pictures(intake, pictures);
            Ok(false)
        }
        Err(PictureError::NotAPicture) if is_archive(&bytes()) => Err(Code::Archive.into()),
        Err(error) => Err(error.into()),
    }
}

/// Standard input to its end; only its first line where a PIN or a password is on the next ones.
fn input(arguments: &Add) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let secrets = [
        &arguments.pin.pin_file,
        &arguments.activation_password_file,
        &arguments.entrust.activation_code_file,
        &arguments.entrust.registration_code_file,
    ];
    if secrets.into_iter().flatten().any(|file| file == Path::new("-")) {
        return secrets::input_line();
    }
    let bytes = file::read_from(io::stdin().lock(), MAX_FILE_BYTES);
    let bytes = bytes.map_err(|_| Failure::from(Code::FileUnreadable))?;
    if bytes.is_empty() { Err(Code::InputEnded.into()) } else { Ok(bytes) }
}

fn is_within(bytes: &[u8], limit: u64) -> bool {
    u64::try_from(bytes.len()).is_ok_and(|length| length <= limit)
}

/// ZIP, gzip, bzip2, xz, 7z, RAR, Zstandard and tar by what they begin with.
fn is_archive(bytes: &[u8]) -> bool {
    let fronts: [&[u8]; 9] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ\0",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"\x28\xb5\x2f\xfd",
        b"LZIP",
    ];
    fronts.iter().any(|front| bytes.starts_with(front)) || bytes.get(257..262) == Some(b"ustar")
}

/// More than any enrolment, so that an oversized one is refused as such.
const MAX_TEXT_FILE: u64 = 64 * 1024;
/// As far as an archive shows what it is.
const MAX_HEAD: u64 = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_told_from_the_name_of_a_file() {
        for text in ["https://aka.example/x", "SGE1abc", "otpauth://totp/a", "duo://x", "x+y://z", "phonefactor:x"] {
            assert!(is_text(text), "{text}");
        }
        for text in ["", "qr.png", "C:\\Users\\ida\\qr.png", "./a://b", "://x", "æ://x"] {
            assert!(!is_text(text), "{text}");
        }
    }

    #[test]
    fn archive_is_known_by_its_front() {
        let mut tar = vec![0; 300];
        tar[257..262].copy_from_slice(b"ustar");
        for bytes in [&b"PK\x03\x04rest"[..], b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x00", &tar] {
            assert!(is_archive(bytes));
        }
        assert!(!is_archive(b"") && !is_archive(b"PK") && !is_archive(b"\x89PNG\r\n\x1a\n"));
    }
}

//! From pictures and files to what they hold: for both shells, which show what the authenticator's [`Intake`] finds.

use std::{
    io,
    path::{Path, PathBuf},
};

use authenticator::{
    Code, Failure, LoginCode,
    import::MAX_BYTES,
    intake::{Found, Intake},
};
use zeroize::Zeroizing;

use crate::{
    file,
    picture::{Frames, Picture, PictureError},
    qr::{self, Reading},
};

/// Takes the QR codes of a picture, and says how many it shows. It is looked at until there is one that can be added.
pub fn picture(intake: &mut Intake<'_>, picture: &Picture) -> usize {
    let read = qr::read_until(picture, |text| intake.can_be_added(text));
    take(intake, read)
}

/// The same for a picture file; of an animation, all pictures.
pub fn picture_file(intake: &mut Intake<'_>, path: &Path) -> Result<usize, Failure> {
    Ok(pictures(intake, Picture::open_all(path)?))
}

/// The same for the `turn`th of many pictures of a camera, at a glance.
pub fn frame(intake: &mut Intake<'_>, picture: &Picture, turn: usize) -> usize {
    let read = qr::read_frame(picture, turn, |text| intake.can_be_added(text));
    take(intake, read)
}

/// Takes the QR codes on every screen, as far as the first invitation.
pub fn screens(intake: &mut Intake<'_>, screens: &[Picture]) {
    for screen in screens {
        picture(intake, screen);
        if intake.has_invitation() {
            break;
        }
    }
}

/// Takes a file: the QR codes of a picture, and says how many it shows; anything else is an export of another app, or a part
/// of one, and shows none. `-` is standard input.
pub fn file(intake: &mut Intake<'_>, path: &Path) -> Result<Option<usize>, Failure> {
    let input = if path == Path::new("-") { Some(file::read_from(io::stdin().lock(), limit())) } else { None };
    let input = input.transpose().map_err(unreadable)?;
    let opened = input.clone().map_or_else(|| Picture::open_all(path), Picture::all_from_bytes);
    match opened {
        Ok(opened) => Ok(Some(pictures(intake, opened))),
        Err(PictureError::NotAPicture | PictureError::FileTooLarge) => {
            let bytes = input.map_or_else(|| file::read(path, limit()), Ok).map_err(unreadable)?;
            intake.take_file(&bytes);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// What files hold that were chosen together: several accounts in one picture are a choice, in several files a list.
pub fn found_in_files(mut intake: Intake<'_>, files: &[PathBuf]) -> Result<Found, Failure> {
    for path in files {
        file(&mut intake, path)?;
    }
    if files.len() > 1 { intake.found_in_files() } else { intake.found() }
}

/// The first QR code of a login page on these pictures.
pub fn login_code(pictures: &[Picture]) -> Result<LoginCode, Failure> {
    let is_login = |text: &str| LoginCode::parse(text).is_ok();
    let mut texts = pictures.iter().flat_map(|picture| qr::read_until(picture, is_login).texts);
    let code = texts.find_map(|text| LoginCode::parse(&text).ok());
    code.ok_or(Code::LoginCodeMissing.into())
}

/// The same for all pictures of an animation, or the only one of a file.
pub fn pictures(intake: &mut Intake<'_>, frames: Frames) -> usize {
    frames.map(|frame| picture(intake, &frame)).sum()
}

fn take(intake: &mut Intake<'_>, read: Reading) -> usize {
    let count = read.texts.len() + read.parts.len();
    for text in read.texts.into_iter().map(Zeroizing::new) {
        intake.take(&text);
    }
    // Their text is taken with the last part, wherever that is.
    read.parts.into_iter().for_each(|part| intake.take_part(part));
    count
}

fn unreadable(_: io::Error) -> Failure {
    Code::FileUnreadable.into()
}

/// What an export may have; one byte more is enough to know.
fn limit() -> u64 {
    u64::try_from(MAX_BYTES).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;
    use crate::qr::test_pictures::{code, code_of_part, place, png, write_animation, write_png};
    use image::{GrayImage, Luma};

    const KEY: &str = "otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn";

    fn vector(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/import").join(name)
    }

    fn found(paths: &[PathBuf]) -> Result<Found, Failure> {
        let authenticator = crate::authenticator("0.0.0").unwrap();
        found_in_files(authenticator.intake(), paths)
    }

    fn rows(found: Result<Found, Failure>) -> usize {
        let Ok(Found::Export(files)) = found else { panic!("it is an export") };
        files.open(None).unwrap().rows.len()
    }

    /// Pictures, each with these codes.
    fn pictures(of: &[&[&str]]) -> (tempfile::TempDir, Vec<PathBuf>) {
        let folder = tempfile::tempdir().unwrap();
        let draw = |(number, texts): (usize, &&[&str])| {
            let mut page = GrayImage::from_pixel(900, 420, Luma([255]));
            for (at, text) in (0..).zip(*texts) {
                place(&mut page, &code(text, 5), 20 + 420 * at, 20);
            }
            let path = folder.path().join(format!("{number}.png"));
            std::fs::write(&path, png(&page)).unwrap();
            path
        };
        let paths = of.iter().enumerate().map(draw).collect();
        (folder, paths)
    }

    #[test]
    fn file_that_is_no_picture_is_an_export() {
        assert_eq!(rows(found(&[vector("aegis.json")])), 5);
    }

    #[test]
    fn files_are_read_together_when_there_are_several() {
        let alone = |name| rows(found(&[vector(name)]));
        let together = rows(found(&[vector("list.txt"), vector("winauth.txt")]));
        assert_eq!(together, alone("list.txt") + alone("winauth.txt"));
        let (_folder, mut paths) = pictures(&[&[KEY]]);
        paths.push(vector("list.txt"));
        assert_eq!(rows(found(&paths)), alone("list.txt") + 1, "the code of a picture is one more");
        // Exports of any apps, each recognised by itself.
        let names = ["aegis.json", "steam.maFile", "bitwarden.csv"];
        let all = rows(found(&names.map(vector)));
        assert_eq!(all, names.into_iter().map(alone).sum::<usize>());
    }

    #[test]
    fn accounts_are_a_choice_in_one_picture_and_a_list_in_several() {
        let other = KEY.replace("Havn", "Kyst");
        let (_folder, paths) = pictures(&[&[KEY, &other]]);
        assert!(matches!(found(&paths), Ok(Found::Accounts(keys)) if keys.len() == 2));
        let (_folder, paths) = pictures(&[&[KEY], &[&other]]);
        assert_eq!(rows(found(&paths)), 2);
    }

    #[test]
    fn file_that_cannot_be_used_says_why() {
        let code = |paths: &[PathBuf]| found(paths).unwrap_err().code;
        assert_eq!(code(&[vector("no such file")]), Code::FileNotFound);
        assert_eq!(code(&[vector("")]), Code::NotAFile);
        let (_folder, paths) = pictures(&[&[]]);
        assert_eq!(code(&paths), Code::NoQrCode);
    }

    #[test]
    fn text_in_codes_of_several_pictures_is_taken_once_all_were_read() {
        let parity = KEY.bytes().fold(0, |sum, byte| sum ^ byte);
        let (folder, mut paths) = pictures(&[]);
        for (place, bytes) in (0..).zip(KEY.as_bytes().chunks(20)) {
            let path = folder.path().join(format!("part {place}.png"));
            write_png(&code_of_part(place, 3, parity, bytes, 4), &path);
            paths.push(path);
        }
        assert_eq!(found(&paths[..2]).unwrap_err().code, Code::QrCodesMissing);
        assert!(matches!(found(&paths), Ok(Found::Accounts(keys)) if keys.len() == 1));
    }

    #[test]
    fn code_is_taken_from_a_later_picture_of_an_animation() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fades in.gif");
        let code = code(KEY, 4);
        let blank = GrayImage::from_pixel(code.width(), code.height(), Luma([255]));
        write_animation(&[blank, code], &path);
        let authenticator = crate::authenticator("0.0.0").unwrap();
        let mut intake = authenticator.intake();
        assert_eq!(picture_file(&mut intake, &path).unwrap(), 1);
        assert!(matches!(intake.found(), Ok(Found::Accounts(keys)) if keys.len() == 1));
        assert_eq!(qr::decode_file(&path).texts.unwrap(), [KEY]);
    }
}

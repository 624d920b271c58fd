//! `segl qr decode`: what QR codes in pictures say.

use std::{
    io::{self, BufRead as _},
    path::{Path, PathBuf},
};

use device::{
    picture::{Picture, PictureError},
    qr,
};
use serde_json::json;

use crate::{
    arguments::Decode,
    failure::{CliError, picture_code},
    shell::Shell,
};

/// One line for each picture, at once: path, tab, text or nothing.
pub(crate) fn decode(shell: &Shell, arguments: Decode) -> Result<(), CliError> {
    if arguments.files.is_empty() || arguments.files == [PathBuf::from("-")] {
        return io::stdin().lock().lines().try_for_each(|path| {
            let path = path.map_err(|_| CliError::InputEnded)?;
            if path.is_empty() { Ok(()) } else { print(shell, Path::new(&path)) }
        });
    }
    arguments.files.iter().try_for_each(|path| print(shell, path))
}

fn print(shell: &Shell, path: &Path) -> Result<(), CliError> {
    let texts = Picture::open(path).map(|picture| qr::decode(&picture));
    shell.print(
        || json!({ "file": path, "texts": texts.as_deref().unwrap_or_default(), "error": texts.as_ref().err().map(code) }),
        |_| {
            let text = texts.as_deref().unwrap_or_default().first();
            // One line an image, whatever the code says.
            format!("{}\t{}", path.display(), text.map(|text| one_line(text)).unwrap_or_default())
        },
    )
}

fn code(error: &PictureError) -> serde_json::Value {
    json!({ "code": picture_code(error) })
}

fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

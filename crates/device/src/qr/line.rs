//! Reading many picture files, one line each.

use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

use authenticator::intake::Parts;

use super::read;
use crate::picture::{Frames, Picture, PictureError};

/// What one picture file holds.
///
/// Its `Display` is one line without the line end: the path, a tab, and the text; further codes follow after further
/// tabs; without a code the line ends with the tab. Control characters are written as `\n`, `\r`, `\t` or `\u{…}`, all
/// else as it is: the exact text is in `texts`.
#[derive(Debug)]
pub struct DecodedFile {
    /// The path as it was given.
    pub path: PathBuf,
    /// The texts of all codes, or why the file is no picture.
    pub texts: Result<Vec<String>, PictureError>,
}

/// Reads all codes of a picture file.
#[must_use]
pub fn decode_file(path: &Path) -> DecodedFile {
    let texts = Picture::open_all(path).map(texts_of_all);
    DecodedFile { path: path.to_owned(), texts }
}

/// Of all pictures of an animation, each once; parts of a text may be in several of them.
fn texts_of_all(pictures: Frames) -> Vec<String> {
    let (mut parts, mut texts) = (Parts::default(), Vec::<String>::new());
    for picture in pictures {
        let read = read(&picture);
        let joined = read.parts.into_iter().filter_map(|part| parts.add(part)).map(|text| text.to_string());
        for text in read.texts.into_iter().chain(joined) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts
}

impl fmt::Display for DecodedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(f, &self.path.to_string_lossy())?;
        let texts = self.texts.as_deref().unwrap_or_default();
        if texts.is_empty() {
            return f.write_char('\t');
        }
        for text in texts {
            f.write_char('\t')?;
            write_escaped(f, text)?;
        }
        Ok(())
    }
}

fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars() {
        if character.is_control() {
            write!(f, "{}", character.escape_default())?;
        } else {
            f.write_char(character)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str, texts: &[&str]) -> String {
        let texts = Ok(texts.iter().map(|&text| text.to_owned()).collect());
        DecodedFile { path: path.into(), texts }.to_string()
    }

    #[test]
    fn line_is_path_tab_text_when_one_code_found() {
        assert_eq!(line("a b.png", &["otpauth://totp/Ø?x=\\y"]), "a b.png\totpauth://totp/Ø?x=\\y");
    }

    #[test]
    fn line_has_a_field_for_each_code() {
        assert_eq!(line("a.png", &["one", "two"]), "a.png\tone\ttwo");
    }

    #[test]
    fn line_ends_with_tab_when_nothing_found() {
        assert_eq!(line("a.png", &[]), "a.png\t");
        let broken = DecodedFile { path: "a.png".into(), texts: Err(PictureError::Truncated) };
        assert_eq!(broken.to_string(), "a.png\t");
    }

    #[test]
    fn line_stays_one_line_when_text_has_control_characters() {
        assert_eq!(line("a\tb", &["1\r\n2\t3\u{1b}[m\u{85}"]), "a\\tb\t1\\r\\n2\\t3\\u{1b}[m\\u{85}");
    }
}

//! `segl qr decode`: what QR codes in pictures say.

use std::{
    cmp::Reverse,
    io::{self, BufRead},
    path::{Path, PathBuf},
};

use authenticator::{Code, Failure, intake::looks_like_enrolment};
use device::qr::{self, DecodedFile};
use serde_json::json;

use crate::{arguments::Decode, failure::CliError, shell::Shell};

/// One line for each picture, at once: path, tab, text, and further codes after further tabs; nothing after the tab
/// when there is no code or no picture. The code that is most likely an enrolment comes first.
pub(crate) fn decode(shell: &Shell, arguments: Decode) -> Result<(), CliError> {
    if arguments.files.is_empty() || arguments.files == [PathBuf::from("-")] {
        return paths(io::stdin().lock()).try_for_each(|path| print(shell, &path?));
    }
    arguments.files.iter().try_for_each(|path| print(shell, path))
}

/// A path for each line, also for an empty one, so that answers can be counted.
fn paths(mut input: impl BufRead) -> impl Iterator<Item = Result<PathBuf, CliError>> {
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        match input.read_until(b'\n', &mut line) {
            Ok(0) => None,
            Ok(_) => {
                if line.ends_with(b"\n") {
                    line.pop();
                }
                Some(Ok(path_of(line)))
            }
            Err(_) => Some(Err(Code::InputEnded.into())),
        }
    })
}

/// File names are bytes, and need not be text.
#[cfg(unix)]
fn path_of(line: Vec<u8>) -> PathBuf {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};
    OsString::from_vec(line).into()
}

/// A line may end as they do on this system.
#[cfg(not(unix))]
fn path_of(line: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(&line)).into_owned().into()
}

fn print(shell: &Shell, path: &Path) -> Result<(), CliError> {
    let mut decoded = qr::decode_file(path);
    if let Ok(texts) = &mut decoded.texts {
        enrolment_first(texts);
    }
    shell.print(|| as_json(&decoded), |_| decoded.to_string())
}

fn as_json(decoded: &DecodedFile) -> serde_json::Value {
    let error = decoded.texts.as_ref().err().map(Failure::from);
    json!({ "file": decoded.path, "texts": decoded.texts.as_deref().unwrap_or_default(), "error": error })
}

/// A page may show the way to an app store beside the code that is meant. What looks like an enrolment comes first,
/// then what is not a link into the web, and the longer first: an enrolment carries a key.
fn enrolment_first(texts: &mut [String]) {
    texts.sort_by_key(|text| {
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
        (!looks_like_enrolment(text), matches!(&*scheme, "http" | "https"), Reverse(text.len()))
    });
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step fails the test")]
mod tests {
    use super::*;

    fn sorted<'a>(texts: &[&'a str]) -> Vec<&'a str> {
        let mut owned: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        enrolment_first(&mut owned);
        owned.iter().map(|text| *texts.iter().find(|given| *given == text).unwrap()).collect()
    }

    #[test]
    fn enrolment_comes_first_when_beside_other_codes() {
        let store = "https://apps.example.com/store/authenticator?id=123456789012345678901234567890";
        for enrolment in ["SGE1abc", "otpauth://totp/a?secret=JBSWY3DP", "OTPAUTH://totp/a?secret=JBSWY3DP", "pia://x"]
        {
            assert_eq!(sorted(&[store, "Ærø 日本語 æøå æøå", enrolment])[0], enrolment);
        }
        assert_eq!(sorted(&[store, "softtoken://enroll?v=2"]), ["softtoken://enroll?v=2", store]);
        assert_eq!(sorted(&["https://a.example", store]), [store, "https://a.example"]);
    }

    #[test]
    fn every_line_is_a_path_when_read_from_input() {
        let input: &[u8] = b"a b.png\n\n\xff.png\n c\td \nlast";
        let read: Vec<PathBuf> = paths(input).map(Result::unwrap).collect();
        assert_eq!(read.len(), 5);
        assert_eq!(read[0], Path::new("a b.png"));
        assert_eq!(read[1], Path::new(""));
        if cfg!(unix) {
            assert_eq!(read[2].as_os_str().as_encoded_bytes(), b"\xff.png");
        }
        assert_eq!(read[3], Path::new(" c\td "));
        assert_eq!(read[4], Path::new("last"));
    }
}

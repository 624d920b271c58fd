//! Codes of other apps, read from the files and QR codes in which those apps give them away.
//!
//! Bytes in, rows out: nothing is stored here, nothing is asked of anybody. [`Files`] finds out by itself whose export each
//! file is; [`Sequence`] collects the several QR codes of transfers. Every source is one file of this folder, which says where
//! its facts come from, and by what it is recognised. No app is guessed, and nothing that a source leaves out, unless the
//! source itself says what it means by that.
//!
//! What does not come along from any source: icons, pins to the top of the list, counts of use.

mod aegis;
mod andotp;
mod archive;
mod authenticator_extension;
mod authy;
mod base64;
mod bitwarden;
mod crypto_js;
mod csv;
mod draft;
mod duo;
mod enpass;
mod ente;
mod extract_otp_secrets;
mod files;
mod freeotp;
mod freeotp_plus;
mod google;
mod hexadecimal;
mod java;
mod json;
mod lastpass;
mod list;
mod login;
mod protobuf;
mod proton;
mod proton_pass;
mod raivo;
mod row;
mod sealed;
mod source;
mod steam;
mod stratum;
mod table;
mod text;
mod two_fas;
mod two_fauth;
mod uri;
mod winauth;
mod zip_seal;

use otp::base32::Base32Error;
use thiserror::Error;
use zeroize::Zeroizing;

use self::source::Shape;
pub(crate) use self::uri::row_of;
pub use self::{
    files::Files,
    google::{Progress, Sequence},
    row::{Imported, Kind, Reason, Rejected, Row},
    source::{Source, detect},
    text::Encoding,
};

use crate::failure::{Code, Failure};

/// A key as apps write it; bits that fill no byte are passed over, also those of a last character that fills none. (Apps show
/// codes for such keys, and so did their servers; RFC 4648 has no such lengths.)
fn base32(text: &str) -> Result<Zeroizing<Vec<u8>>, Reason> {
    let decoded = match otp::base32::decode(text) {
        Err(Base32Error::Length) => {
            let digits = text.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            otp::base32::decode(digits.get(..digits.len() - 1).unwrap_or_default())
        }
        other => other,
    };
    match decoded {
        Ok((bytes, _)) if bytes.is_empty() && !text.trim().is_empty() => Err(Reason::BadSecret),
        Ok((bytes, _)) => Ok(bytes),
        Err(_) => Err(Reason::BadSecret),
    }
}

/// The text of a QR code without what `zbarimg` or a byte order mark puts before it.
pub(crate) fn without_reader(text: &str) -> &str {
    list::without_reader(text)
}

/// Reads one file. `password` is the one that the export was made with; see [`Files::open`].
pub fn open(bytes: &[u8], password: Option<&str>) -> Result<Imported, ImportError> {
    files::open_all([bytes].into_iter(), password)
}

/// Reads a file of a known shape. The texts of a transfer, of which this file may have a part, go to `transfer`.
fn read(
    shape: Shape<'_>,
    bytes: &[u8],
    password: Option<&str>,
    transfer: &mut Sequence,
) -> Result<Imported, ImportError> {
    match shape {
        Shape::Json(Source::Aegis, value) => aegis::open(&value, password),
        Shape::Json(Source::AndOtp, value) => andotp::read(&value),
        Shape::Json(Source::AuthenticatorExtension, value) => authenticator_extension::open(&value, password),
        Shape::Json(Source::Authy, value) => authy::open(&value, password),
        Shape::Json(Source::Bitwarden, value) => bitwarden::open(&value, password),
        Shape::Json(Source::Duo, value) => duo::read(&value),
        Shape::Json(Source::Enpass, value) => enpass::read(&value),
        Shape::Json(Source::Ente, value) => ente::open_sealed(&value, password),
        Shape::Json(Source::ExtractOtpSecrets, value) => extract_otp_secrets::read(&value),
        Shape::Json(Source::FreeOtpPlus, value) => freeotp_plus::read(&value),
        Shape::Json(Source::LastPass, value) => lastpass::read(&value),
        Shape::Json(Source::Proton, value) => proton::open(&value, password),
        Shape::Json(Source::ProtonPass, value) => proton_pass::read(&value),
        Shape::Json(Source::Raivo, value) => raivo::read(&value),
        Shape::Json(Source::Steam, value) => steam::read(&value),
        Shape::Json(Source::Stratum, value) => stratum::read(&value),
        Shape::Json(Source::TwoFas, value) => two_fas::open(&value, password),
        Shape::Json(Source::TwoFAuth, value) => two_fauth::read(&value),
        Shape::Json(Source::UriList, value) => list::read_json(&value, transfer),
        Shape::Text(Source::Ente, text) => ente::read(&text, transfer),
        Shape::Text(Source::Bitwarden | Source::Table | Source::ExtractOtpSecrets, text) => table::read(&text),
        Shape::Text(Source::WinAuth, text) => winauth::read(&text, transfer),
        Shape::Text(Source::Google | Source::UriList, text) => list::read(&text, transfer),
        Shape::Binary(Source::Stratum) => stratum::open(bytes, password),
        Shape::Binary(Source::AndOtp) => andotp::open(bytes, password),
        Shape::Binary(Source::FreeOtp) => freeotp::open(bytes, password),
        Shape::Json(..) | Shape::Text(..) | Shape::Binary(_) => Err(ImportError::UnknownFormat),
    }
}

/// Why an export was not read at all. What is wrong with one row alone is a [`Reason`].
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ImportError {
    /// It is sealed, and no password was given.
    #[error("a password is needed")]
    PasswordNeeded,
    /// The password does not open it. Most formats cannot tell that from a file that was changed or cut short.
    #[error("the password does not open it")]
    WrongPassword,
    /// No export of an app that is known here.
    #[error("no known export")]
    UnknownFormat,
    /// An export of a later version of its app than is known here.
    #[error("of a later version of its app")]
    Newer,
    /// More than 8 MiB or more than 1,000 rows.
    #[error("too large")]
    TooLarge,
    /// Cut short or changed.
    #[error("damaged")]
    Damaged,
    /// Some of the QR codes of a transfer are missing.
    #[error("{have} of {need} codes of the transfer")]
    IncompleteSequence {
        /// How many have been read.
        have: usize,
        /// How many there are.
        need: usize,
    },
    /// A QR code that claims the place of another one in the same transfer.
    #[error("a code of another transfer")]
    OtherSequence,
    /// It was read, and there is no code in it.
    #[error("no codes")]
    Nothing,
    /// A ZIP archive with more files, or files that grow larger, than any app gives away; with other archives in it; or
    /// packed in a way that no app uses.
    #[error("an archive that has to be unpacked elsewhere")]
    Archive,
    /// It wants its password stretched longer, or with more memory, than any of its apps does.
    #[error("opening it would take too long")]
    Costly,
    /// It is sealed with a key that only the account knows it was exported from; no password opens it.
    #[error("sealed for one account")]
    AccountBound,
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let code = match error {
            ImportError::PasswordNeeded => Code::ImportPasswordNeeded,
            ImportError::WrongPassword => Code::ImportWrongPassword,
            ImportError::UnknownFormat => Code::ImportUnknownFormat,
            ImportError::Newer => Code::ImportNewer,
            ImportError::TooLarge => Code::ImportTooLarge,
            ImportError::Damaged => Code::ImportDamaged,
            ImportError::IncompleteSequence { have, need } => {
                return Self { progress: Some(Progress { have, need }), ..Code::ImportIncomplete.into() };
            }
            ImportError::OtherSequence => Code::ImportOtherTransfer,
            ImportError::Nothing => Code::ImportNothing,
            ImportError::Archive => Code::ImportArchive,
            ImportError::Costly => Code::ImportCostly,
            ImportError::AccountBound => Code::ImportAccountBound,
        };
        code.into()
    }
}

/// What is read at most: 8 MiB. A thousand rows without icons are a tenth of that.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// As many rows as a vault has tokens.
pub const MAX_ROWS: usize = 1000;

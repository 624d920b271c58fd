//! Codes of other apps, read from the files and QR codes in which those apps give them away.
//!
//! Bytes in, rows out: nothing is stored here, nothing is asked of anybody. [`open`] finds out by itself whose export it
//! is; [`Sequence`] collects the several QR codes of one transfer. Every source is one file of this folder, which says where
//! its facts come from.
//!
//! What does not come along from any source: icons, pins to the top of the list, counts of use.

mod aegis;
mod andotp;
mod base64;
mod bitwarden;
mod csv;
mod draft;
mod ente;
mod freeotp_plus;
mod google;
mod json;
mod list;
mod protobuf;
mod proton;
mod row;
mod sealed;
mod source;
mod steam;
mod stratum;
mod two_fas;
mod uri;
mod winauth;

use thiserror::Error;
use zeroize::Zeroizing;

use self::source::Shape;
pub(crate) use self::uri::row_of;
pub use self::{
    google::{Progress, Sequence},
    row::{Imported, Kind, Reason, Rejected, Row},
    source::{Source, detect},
};

use crate::failure::{Code, Failure};

/// A key as apps write it; bits that fill no byte are passed over.
fn base32(text: &str) -> Result<Zeroizing<Vec<u8>>, Reason> {
    otp::base32::decode(text).map(|(bytes, _)| bytes).map_err(|_| Reason::BadSecret)
}

/// Reads an export of another app. `password` is the one that the export was made with.
///
/// Slow for sealed exports: their apps chose how long a password is stretched. A file that asks for more than any app does
/// is refused with [`ImportError::Costly`] before anything is stretched.
pub fn open(bytes: &[u8], password: Option<&str>) -> Result<Imported, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    match Shape::of(bytes)? {
        Shape::Json(Source::Aegis, value) => aegis::open(&value, password),
        Shape::Json(Source::TwoFas, value) => two_fas::open(&value, password),
        Shape::Json(Source::Ente, value) => ente::open_sealed(&value, password),
        Shape::Json(Source::Bitwarden, value) => bitwarden::open(&value, password),
        Shape::Json(Source::Proton, value) => proton::open(&value, password),
        Shape::Json(Source::FreeOtpPlus, value) => freeotp_plus::read(&value),
        Shape::Json(Source::Stratum, value) => stratum::read(&value),
        Shape::Json(Source::Steam, value) => steam::read(&value),
        Shape::Json(Source::AndOtp, value) => andotp::read(&value),
        Shape::Text(Source::Ente, text) => ente::read(text),
        Shape::Text(Source::Bitwarden, text) => bitwarden::read_csv(text),
        Shape::Text(Source::WinAuth, text) => winauth::read(text),
        Shape::Text(Source::Google | Source::UriList, text) => list::read(text),
        Shape::Binary(Source::Stratum) => stratum::open(bytes, password),
        Shape::Binary(Source::AndOtp) => andotp::open(bytes, password),
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
    /// A QR code of another transfer than the ones before.
    #[error("a code of another transfer")]
    OtherSequence,
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

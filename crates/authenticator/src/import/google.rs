//! Google Authenticator: *Transfer accounts*, QR codes with `otpauth-migration://offline?data=`.
//!
//! The issuer documents nothing. Facts: the protocol-buffer schemas that independent programs agree on, among them
//! `app/src/main/proto/google_auth.proto` of <https://github.com/beemdevelopment/Aegis>. A message has tokens (1), its
//! version (2), and of which transfer it is a part: how many codes (3), which one (4), and a number in common (5). A token
//! has secret (1), name (2), issuer (3), algorithm (4), a code for its digits (5), its type (6) and its counter (7). The
//! period is always 30 seconds.

use std::collections::BTreeMap;

use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    ImportError, base64,
    draft::Draft,
    json::Number,
    protobuf::{Field, Fields},
    row::{Imported, Reading, Reason},
    uri,
};

/// The QR codes of one transfer, collected in any order until all are there.
#[derive(Default)]
pub struct Sequence {
    transfer: Option<Transfer>,
    parts: BTreeMap<u64, Zeroizing<Vec<u8>>>,
}

/// How far a [`Sequence`] is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Progress {
    /// How many codes have been read.
    pub have: usize,
    /// How many there are.
    pub need: usize,
}

impl Progress {
    /// Whether all codes have been read.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.have == self.need
    }
}

impl Sequence {
    /// Takes the text of one QR code. The same code twice does no harm; one of another transfer is refused and changes
    /// nothing.
    pub fn add(&mut self, text: &str) -> Result<Progress, ImportError> {
        let data = uri::strip_scheme(text.trim(), PREFIX).ok_or(ImportError::UnknownFormat)?;
        let data = data.split_once("data=").ok_or(ImportError::Damaged)?.1;
        let data = data.split('&').next().unwrap_or_default();
        if data.len() > MAX_TEXT {
            return Err(ImportError::TooLarge);
        }
        // A `+` of Base64 that was not escaped may have become a blank on its way.
        let data = uri::unescape(data).ok_or(ImportError::Damaged)?.replace(' ', "+");
        let message = Zeroizing::new(base64::decode(&data)?);
        let (transfer, index) = Transfer::of(&message)?;
        if *self.transfer.get_or_insert(transfer) != transfer {
            return Err(ImportError::OtherSequence);
        }
        self.parts.insert(index, message);
        Ok(self.progress())
    }

    /// How far it is; nothing of nothing before the first code.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let need = self.transfer.map_or(0, |transfer| usize::try_from(transfer.size).unwrap_or(usize::MAX));
        Progress { have: self.parts.len(), need }
    }

    /// The tokens of all codes, once all have been read.
    pub fn finish(self) -> Result<Imported, ImportError> {
        Imported::collect(self.readings()?)
    }

    /// The tokens of the codes that have been read, when the user has no others.
    pub fn finish_early(self) -> Result<Imported, ImportError> {
        Imported::collect(self.read_all()?)
    }

    pub(super) fn readings(self) -> Result<Vec<Reading>, ImportError> {
        let Progress { have, need } = self.progress();
        if have != need || need == 0 {
            return Err(ImportError::IncompleteSequence { have, need });
        }
        self.read_all()
    }

    fn read_all(self) -> Result<Vec<Reading>, ImportError> {
        let mut readings = Vec::new();
        for part in self.parts.values() {
            for field in Fields(part) {
                if let (1, Field::Bytes(token)) = field? {
                    readings.push(read(token));
                }
                if readings.len() > super::MAX_ROWS {
                    return Err(ImportError::TooLarge);
                }
            }
        }
        Ok(readings)
    }
}

impl std::fmt::Debug for Sequence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sequence({:?})", self.progress())
    }
}

/// What the codes of one transfer have in common.
#[derive(Clone, Copy, Eq, PartialEq)]
struct Transfer {
    id: u64,
    size: u64,
}

impl Transfer {
    /// Of which transfer a message is a part, and which part.
    fn of(message: &[u8]) -> Result<(Self, u64), ImportError> {
        let (mut transfer, mut index) = (Self { id: 0, size: 1 }, 0);
        for field in Fields(message) {
            match field? {
                (3, Field::Number(size)) => transfer.size = size.max(1),
                (4, Field::Number(place)) => index = place,
                (5, Field::Number(id)) => transfer.id = id,
                _ => {}
            }
        }
        if message.is_empty() || transfer.size > MAX_CODES || index >= transfer.size {
            return Err(ImportError::Damaged);
        }
        Ok((transfer, index))
    }
}

fn read(token: &[u8]) -> Reading {
    let (mut secret, mut name, mut issuer) = (&[][..], "", "");
    let (mut algorithm, mut digits, mut kind, mut counter) = (0, 0, 0, 0);
    for field in Fields(token) {
        match field {
            Ok((1, Field::Bytes(bytes))) => secret = bytes,
            Ok((2, Field::Bytes(bytes))) => name = str::from_utf8(bytes).unwrap_or_default(),
            Ok((3, Field::Bytes(bytes))) => issuer = str::from_utf8(bytes).unwrap_or_default(),
            Ok((4, Field::Number(number))) => algorithm = number,
            Ok((5, Field::Number(number))) => digits = number,
            Ok((6, Field::Number(number))) => kind = number,
            Ok((7, Field::Number(number))) => counter = number,
            Ok(_) => {}
            Err(_) => return Reading { name: name.to_owned(), row: Err(Reason::Incomplete) },
        }
    }
    let (prefix, account) = name.split_once(':').unwrap_or(("", name));
    let issuer = if issuer.is_empty() { prefix } else { issuer };
    // A colon may also belong to the account.
    let account = if prefix.is_empty() || prefix.trim() == issuer.trim() { account } else { name };
    Draft {
        issuer: issuer.trim(),
        account: account.trim(),
        secret: Ok(Zeroizing::new(secret.to_vec())),
        kind: ["totp", "hotp", "totp"].get(place(kind)).unwrap_or(&"unknown"),
        algorithm: ["", "SHA1", "SHA256", "SHA512"].get(place(algorithm)).unwrap_or(&"unknown"),
        digits: [Number::Missing, Number::Is(6), Number::Is(8)].get(place(digits)).copied().unwrap_or(Number::Wrong),
        period: Number::Missing,
        counter: Number::Is(counter),
        note: "",
        group: "",
    }
    .read()
}

fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

const PREFIX: &str = "otpauth-migration://offline?";

/// A QR code holds at most 4,296 characters (ISO/IEC 18004, version 40-L); escapes make three of one.
const MAX_TEXT: usize = 3 * 4296;

/// The app puts ten tokens into a code.
const MAX_CODES: u64 = 100;

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

/// The QR codes of transfers, collected in any order until all of each are there.
#[derive(Default)]
pub struct Sequence {
    transfers: Vec<Transfer>,
}

/// One transfer: what its codes have in common, and those that have been read.
struct Transfer {
    id: u64,
    size: u64,
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
    /// Takes the text of one QR code. The same code twice does no harm. One of another transfer begins to collect that one;
    /// one that claims the place of another code is refused and changes nothing.
    pub fn add(&mut self, text: &str) -> Result<Progress, ImportError> {
        let data = uri::strip_scheme(text.trim(), PREFIX).ok_or(ImportError::UnknownFormat)?;
        let data = data.split_once("data=").ok_or(ImportError::Damaged)?.1;
        let data = data.split('&').next().unwrap_or_default();
        if data.len() > MAX_TEXT {
            return Err(ImportError::TooLarge);
        }
        // A `+` of Base64 that was not escaped may have become a blank on its way.
        let data = uri::unescape(data).ok_or(ImportError::Damaged)?.replace(' ', "+");
        self.insert(Zeroizing::new(base64::decode(&data)?))?;
        Ok(self.progress())
    }

    fn insert(&mut self, message: Zeroizing<Vec<u8>>) -> Result<(), ImportError> {
        let Place { id, size, index } = Place::of(&message)?;
        for transfer in self.transfers.iter_mut().filter(|transfer| (transfer.id, transfer.size) == (id, size)) {
            match transfer.parts.get(&index) {
                None => {
                    transfer.parts.insert(index, message);
                    return Ok(());
                }
                Some(known) if *known == message => return Ok(()),
                // Transfers of one code each, of which neither has a number.
                Some(_) if size == 1 => {}
                Some(_) => return Err(ImportError::OtherSequence),
            }
        }
        if self.transfers.len() >= MAX_TRANSFERS {
            return Err(ImportError::TooLarge);
        }
        self.transfers.push(Transfer { id, size, parts: BTreeMap::from([(index, message)]) });
        Ok(())
    }

    /// How far it is, all transfers together; nothing of nothing before the first code.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.transfers.iter().map(Transfer::progress).fold(Progress { have: 0, need: 0 }, |all, one| Progress {
            have: all.have + one.have,
            need: all.need.saturating_add(one.need),
        })
    }

    /// The tokens of all codes, once all have been read.
    pub fn finish(self) -> Result<Imported, ImportError> {
        match self.transfers.iter().map(Transfer::progress).find(|progress| !progress.is_complete()) {
            Some(Progress { have, need }) => Err(ImportError::IncompleteSequence { have, need }),
            None if self.is_empty() => Err(ImportError::IncompleteSequence { have: 0, need: 0 }),
            None => self.finish_early(),
        }
    }

    /// The tokens of the codes that have been read, when the user has no others.
    pub fn finish_early(self) -> Result<Imported, ImportError> {
        let mut readings = Vec::new();
        for part in self.transfers.iter().flat_map(|transfer| transfer.parts.values()) {
            for field in Fields(part) {
                if let (1, Field::Bytes(token)) = field? {
                    readings.push(read(token));
                }
                if readings.len() > super::MAX_ROWS {
                    return Err(ImportError::TooLarge);
                }
            }
        }
        Imported::collect(readings)
    }

    /// Whether no code has been read.
    pub(super) fn is_empty(&self) -> bool {
        self.transfers.is_empty()
    }
}

impl Transfer {
    fn progress(&self) -> Progress {
        Progress { have: self.parts.len(), need: usize::try_from(self.size).unwrap_or(usize::MAX) }
    }
}

impl std::fmt::Debug for Sequence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sequence({:?})", self.progress())
    }
}

/// Of which transfer a message is a part, and which part.
struct Place {
    id: u64,
    size: u64,
    index: u64,
}

impl Place {
    fn of(message: &[u8]) -> Result<Self, ImportError> {
        let mut place = Self { id: 0, size: 1, index: 0 };
        for field in Fields(message) {
            match field? {
                (3, Field::Number(size)) => place.size = size.max(1),
                (4, Field::Number(index)) => place.index = index,
                (5, Field::Number(id)) => place.id = id,
                _ => {}
            }
        }
        if message.is_empty() || place.size > MAX_CODES || place.index >= place.size {
            return Err(ImportError::Damaged);
        }
        Ok(place)
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
    let (issuer, account) = split_label(issuer, name);
    Draft {
        issuer,
        account,
        secret: Ok(Zeroizing::new(secret.to_vec())),
        // 0 is what the schema calls unspecified, and the app's own default. Numbers that are 0 are not written at all.
        kind: ["totp", "hotp", "totp"].get(place(kind)).unwrap_or(&"unknown"),
        algorithm: ["SHA1", "SHA1", "SHA256", "SHA512"].get(place(algorithm)).unwrap_or(&"unknown"),
        digits: [6, 6, 8].get(place(digits)).map_or(Number::Wrong, |digits| Number::Is(*digits)),
        period: Number::Is(30),
        counter: Number::Is(counter),
        note: "",
        group: "",
    }
    .read()
}

/// Issuer and account of a name that may begin with the issuer and a colon. A colon may also belong to the account.
pub(super) fn split_label<'a>(issuer: &'a str, name: &'a str) -> (&'a str, &'a str) {
    let (prefix, account) = name.split_once(':').unwrap_or(("", name));
    let issuer = if issuer.is_empty() { prefix } else { issuer };
    let account = if prefix.is_empty() || prefix.trim() == issuer.trim() { account } else { name };
    (issuer.trim(), account.trim())
}

fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

const PREFIX: &str = "otpauth-migration://offline?";

/// A QR code holds at most 4,296 characters (ISO/IEC 18004, version 40-L); escapes make three of one.
const MAX_TEXT: usize = 3 * 4296;

/// The app puts ten tokens into a code.
const MAX_CODES: u64 = 100;

/// Nobody has given codes away so many times.
const MAX_TRANSFERS: usize = 100;

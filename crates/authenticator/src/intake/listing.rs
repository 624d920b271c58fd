//! What an export brings, sorted for its owner: what is new, what is here already, and what cannot be taken.

use otp::Algorithm;

use super::Sighting;
use crate::{
    Authenticator, Identity, OtpauthKey, StoreError,
    import::{Encoding, Imported, Kind, Rejected, Row},
};

/// What an export brings, in its order. What is new can be stored.
#[derive(Debug)]
pub struct Listing {
    /// What could be taken over.
    pub rows: Vec<Listed>,
    /// What could not.
    pub rejected: Vec<Rejected>,
    /// The keys of the rows that are no duplicate, to be stored.
    pub keys: Vec<OtpauthKey>,
}

/// A row of an export, without its secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listed {
    /// Who issued it; may be empty.
    pub issuer: String,
    /// The account at the issuer; may be empty.
    pub account: String,
    /// How its codes are made.
    pub kind: Kind,
    /// The hash under the HMAC.
    pub algorithm: Algorithm,
    /// How many digits (for Steam: letters) its codes have.
    pub digits: u8,
    /// What its owner wrote about it.
    pub note: Option<String>,
    /// The group that it was in.
    pub group: Option<String>,
    /// Where it is already; it is not stored again.
    pub duplicate: Option<Duplicate>,
}

/// Where a row is already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Duplicate {
    /// Earlier in the same export.
    Export,
    /// Among the identities of this device, as far as their names say.
    Here,
}

impl Authenticator {
    /// Sorts what an export brings, against itself and against what is here.
    pub fn list_import(&self, imported: Imported) -> Result<Listing, StoreError> {
        Ok(Listing::of(imported, &self.identities()?))
    }

    /// The same for keys that were found together, in a picture for example.
    pub fn list_keys(&self, keys: Vec<OtpauthKey>) -> Result<Listing, StoreError> {
        let rows = keys.into_iter().map(OtpauthKey::into_row).collect();
        self.list_import(Imported { rows, rejected: Vec::new(), encoding: Encoding::Certain })
    }
}

impl Listing {
    /// Sorts the rows of an export, against each other and against the identities that are `here`. Those show their names
    /// alone: a key that is here under another name is passed over when it is stored.
    #[must_use]
    pub fn of(imported: Imported, here: &[Identity]) -> Self {
        let duplicates: Vec<_> = (0..imported.rows.len()).map(|place| duplicate(&imported.rows, place, here)).collect();
        let mut listing = Self { rows: Vec::new(), rejected: imported.rejected, keys: Vec::new() };
        for (row, duplicate) in imported.rows.into_iter().zip(duplicates) {
            listing.rows.push(Listed::of(&row, duplicate));
            if duplicate.is_none() {
                listing.keys.extend(OtpauthKey::from_row(row));
            }
        }
        listing
    }
}

impl Listed {
    fn of(row: &Row, duplicate: Option<Duplicate>) -> Self {
        Self {
            issuer: row.issuer.clone(),
            account: row.account.clone(),
            kind: row.kind,
            algorithm: row.algorithm,
            digits: row.digits,
            note: row.note.clone(),
            group: row.group.clone(),
            duplicate,
        }
    }
}

fn duplicate(rows: &[Row], place: usize, here: &[Identity]) -> Option<Duplicate> {
    let row = Sighting::of_row(&rows[place]);
    if row.is_among(rows[..place].iter().map(Sighting::of_row)) {
        return Some(Duplicate::Export);
    }
    row.is_among(here.iter().filter_map(Sighting::of_identity)).then_some(Duplicate::Here)
}

//! Files of other apps: from their bytes to what they bring. Nothing is stored here.

pub(crate) mod commands;
pub(crate) mod view;

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use authenticator::{
    Authenticator, Identity, OtpauthKey,
    import::{self, ImportError, Imported, MAX_BYTES, Row},
};
use device::picture::{Picture, PictureError};
use zeroize::Zeroizing;

use crate::{
    error::{CommandError, ShellCode},
    features::{
        import::view::{DoubleView, RejectedView, RowView},
        intake::{self, Found, Texts},
    },
};

/// What files hold: one picture what its QR codes say, anything else an export, also in several parts.
pub(crate) fn in_files(authenticator: &Authenticator, files: &[PathBuf]) -> Result<Found, CommandError> {
    if let [file] = files
        && let Some(picture) = picture(file)?
    {
        return intake::in_texts(authenticator, &intake::in_picture(authenticator, &picture));
    }
    let (mut texts, mut export) = (Texts::new(), Zeroizing::new(Vec::new()));
    for file in files {
        match picture(file)? {
            Some(picture) => texts.extend(intake::in_picture(authenticator, &picture)),
            None => append(&mut export, &read(file)?),
        }
    }
    if export.is_empty() {
        return match intake::in_texts(authenticator, &texts)? {
            // The parts of one transfer may come to no end yet; several accounts are a list.
            Found::Accounts(keys) if keys.len() > 1 => Ok(Found::Export(lines(&texts))),
            found => Ok(found),
        };
    }
    append(&mut export, &lines(&texts));
    Ok(Found::Export(export))
}

fn append(all: &mut Zeroizing<Vec<u8>>, more: &[u8]) {
    if !all.is_empty() && !more.is_empty() {
        all.push(b'\n');
    }
    all.extend_from_slice(more);
}

fn lines(texts: &Texts) -> Zeroizing<Vec<u8>> {
    let mut lines = Zeroizing::new(Vec::new());
    for text in texts {
        append(&mut lines, text.as_bytes());
    }
    lines
}

/// The picture in a file; none when it is something else.
fn picture(file: &Path) -> Result<Option<Picture>, CommandError> {
    match Picture::open(file) {
        Ok(picture) => Ok(Some(picture)),
        Err(PictureError::NotAPicture | PictureError::FileTooLarge) => Ok(None),
        Err(PictureError::Unreadable(_) | PictureError::NotFound | PictureError::NotAFile | PictureError::Empty) => {
            Err(ShellCode::FileUnreadable.into())
        }
        Err(error) => Err(intake::unreadable(error)),
    }
}

/// One byte more than is allowed is enough to know.
fn read(file: &Path) -> Result<Zeroizing<Vec<u8>>, CommandError> {
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::new());
    let read = File::open(file).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|_| ShellCode::FileUnreadable.into())
}

/// What an export brings, sorted: what is new can be stored.
pub(crate) struct Listing {
    pub(crate) keys: Vec<OtpauthKey>,
    pub(crate) rows: Vec<RowView>,
    pub(crate) rejected: Vec<RejectedView>,
}

impl Listing {
    /// Holds the rows against each other, and against the identities that are `here`, of which the names alone can be seen.
    pub(crate) fn of(imported: Imported, here: &[Identity]) -> Self {
        let twice = import::duplicates(&imported.rows, &[]);
        let rejected = imported.rejected.into_iter().map(RejectedView::from).collect();
        let mut listing = Self { keys: Vec::new(), rows: Vec::new(), rejected };
        for (row, twice) in imported.rows.into_iter().zip(twice) {
            let is_here = here.iter().any(|identity| is_of(identity, &row));
            let double = twice.then_some(DoubleView::Export).or(is_here.then_some(DoubleView::Here));
            listing.rows.push(RowView::new(&row, double));
            if double.is_none() {
                listing.keys.extend(OtpauthKey::from_row(row));
            }
        }
        listing
    }
}

/// The same rule by which the authenticator passes over what is there already.
fn is_of(identity: &Identity, row: &Row) -> bool {
    identity.issuer.is_none()
        && !row.account.is_empty()
        && identity.account == row.account
        && identity.issuer_name == row.issuer
}

/// Why an export was not read, as the screens say it.
pub(crate) fn refused(error: ImportError) -> CommandError {
    match error {
        ImportError::PasswordNeeded | ImportError::WrongPassword => ShellCode::ImportWrongPassword,
        ImportError::UnknownFormat => ShellCode::ImportUnknownFormat,
        ImportError::Newer => ShellCode::ImportNewer,
        ImportError::TooLarge => ShellCode::ImportTooLarge,
        ImportError::IncompleteSequence { .. } => ShellCode::ImportIncomplete,
        ImportError::OtherSequence => ShellCode::ImportOtherTransfer,
        ImportError::Costly => ShellCode::ImportCostly,
        ImportError::AccountBound => ShellCode::ImportAccountBound,
        _ => ShellCode::ImportDamaged,
    }
    .into()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use authenticator::IdentityKind;

    use super::*;
    use crate::error::ErrorCode;

    fn vector(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/import").join(name)
    }

    fn found(names: &[&str]) -> Result<Found, CommandError> {
        let files: Vec<_> = names.iter().map(|name| vector(name)).collect();
        in_files(&device::authenticator("0.0.0").unwrap(), &files)
    }

    fn identity(issuer_name: &str, account: &str) -> Identity {
        Identity {
            token_id: "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap(),
            kind: IdentityKind::Totp,
            name: issuer_name.to_owned(),
            issuer_name: issuer_name.to_owned(),
            issuer: None,
            account: account.to_owned(),
            created: 0,
            note: None,
            group: None,
            on_top: false,
            codes_idle: None,
        }
    }

    #[test]
    fn file_that_is_no_picture_is_an_export() {
        let Found::Export(bytes) = found(&["aegis.json"]).unwrap() else { panic!("it is an export") };
        assert_eq!(import::open(&bytes, None).unwrap().rows.len(), 5);
    }

    #[test]
    fn files_are_read_as_one_export_when_there_are_several() {
        let Found::Export(bytes) = found(&["list.txt", "winauth.txt"]).unwrap() else { panic!("it is an export") };
        let alone = |name| import::open(&std::fs::read(vector(name)).unwrap(), None).unwrap().rows.len();
        assert_eq!(import::open(&bytes, None).unwrap().rows.len(), alone("list.txt") + alone("winauth.txt"));
    }

    #[test]
    fn file_that_is_not_there_is_unreadable() {
        let refusal = found(&["no such file"]).err().unwrap();
        assert_eq!(refusal.code, ErrorCode::Shell(ShellCode::FileUnreadable));
    }

    #[test]
    fn listing_stores_neither_what_is_here_nor_what_comes_twice() {
        let export = b"otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn\n\
            otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn\n\
            otpauth://totp/Kyst:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Kyst\n\
            otpauth://totp/Fyr:?secret=GEZDGNBVGY3TQOJQ&issuer=Fyr\n\
            otpauth://totp/Vig:bo?issuer=Vig";
        let listing = Listing::of(import::open(export, None).unwrap(), &[identity("Kyst", "bo"), identity("Fyr", "")]);
        let doubles: Vec<_> = listing.rows.iter().map(|row| row.double).collect();
        assert_eq!(doubles, [None, Some(DoubleView::Export), Some(DoubleView::Here), None]);
        let issuers: Vec<_> = listing.keys.iter().map(OtpauthKey::issuer).collect();
        assert_eq!(issuers, ["Havn", "Fyr"], "an account without a name is never taken for another");
        assert_eq!(listing.rejected.len(), 1);
    }

    #[test]
    fn every_refusal_of_an_export_has_a_name() {
        for (error, name) in [
            (ImportError::WrongPassword, "import_wrong_password"),
            (ImportError::AccountBound, "import_account_bound"),
            (ImportError::IncompleteSequence { have: 1, need: 2 }, "import_incomplete"),
            (ImportError::Damaged, "import_damaged"),
        ] {
            assert_eq!(refused(error).code.as_str(), name);
        }
    }
}

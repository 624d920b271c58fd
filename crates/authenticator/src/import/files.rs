//! Files that are imported together: all of them, or none.

use zeroize::Zeroizing;

use super::{Encoding, ImportError, Imported, MAX_BYTES, Sequence, archive, source::Shape};

/// The files of one import. Each may be the export of another app; the QR codes of a transfer may lie in several.
#[derive(Default)]
pub struct Files(Vec<Zeroizing<Vec<u8>>>);

impl Files {
    /// Takes the bytes of one more file.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.push(Zeroizing::new(bytes.to_vec()));
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads all of them, in order, then the transfers. `password` is the one of those that are sealed.
    ///
    /// Slow for sealed exports: their apps chose how long a password is stretched. A file that asks for more than any app does
    /// is refused with [`ImportError::Costly`] before anything is stretched.
    pub fn open(&self, password: Option<&str>) -> Result<Imported, ImportError> {
        open_all(self.0.iter().map(|file| file.as_slice()), password)
    }
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Files({})", self.0.len())
    }
}

pub(super) fn open_all<'a>(
    files: impl Iterator<Item = &'a [u8]>,
    password: Option<&str>,
) -> Result<Imported, ImportError> {
    let mut opening = Opening { password, transfer: Sequence::default(), imported: Imported::default() };
    let mut length = 0;
    for file in files {
        length += file.len();
        if length > MAX_BYTES {
            return Err(ImportError::TooLarge);
        }
        opening.take(file)?;
    }
    opening.finish()
}

/// What has been read so far.
struct Opening<'a> {
    password: Option<&'a str>,
    transfer: Sequence,
    imported: Imported,
}

impl Opening<'_> {
    fn take(&mut self, file: &[u8]) -> Result<(), ImportError> {
        if archive::is_zip(file) {
            return self.take_archive(file);
        }
        let (shape, encoding) = Shape::of(file)?;
        let imported = super::read(shape, file, self.password, &mut self.transfer)?;
        self.imported.append(Imported { encoding, ..imported })
    }

    /// Takes what is an export in an archive, and passes over pictures, attachments and the like.
    fn take_archive(&mut self, file: &[u8]) -> Result<(), ImportError> {
        let mut known = false;
        for member in archive::members(file, self.password)? {
            if archive::is_zip(&member) {
                return Err(ImportError::Archive);
            }
            match self.take(&member) {
                Err(ImportError::UnknownFormat) => {}
                other => {
                    other?;
                    known = true;
                }
            }
        }
        if known { Ok(()) } else { Err(ImportError::UnknownFormat) }
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        if !self.transfer.is_empty() {
            let transferred = self.transfer.finish()?;
            self.imported.append(Imported { encoding: Encoding::Certain, ..transferred })?;
        }
        if self.imported.is_empty() { Err(ImportError::Nothing) } else { Ok(self.imported) }
    }
}

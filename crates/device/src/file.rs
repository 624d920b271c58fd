//! Files of the user's, read up to a limit: nobody else's file fills the memory.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

/// The bytes of a file: all of them, or `limit` and one more where there are more.
pub fn read(path: &Path, limit: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    read_from(File::open(path)?, limit)
}

/// The same of anything that can be read.
pub fn read_from(reader: impl Read, limit: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    #[test]
    fn reader_is_read_up_to_one_byte_more_than_its_limit() {
        for (length, expected) in [(0, 0), (7, 7), (8, 8), (9, 9), (10, 9), (1000, 9)] {
            assert_eq!(read_from(io::repeat(b'x').take(length), 8).unwrap().len(), expected, "{length}");
        }
        assert_eq!(read_from(&b"all"[..], u64::MAX).unwrap().as_slice(), b"all");
    }

    #[test]
    fn file_that_is_not_there_says_so() {
        let error = read(Path::new("no such file"), 8).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}

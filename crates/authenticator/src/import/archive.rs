//! ZIP archives (PKWARE's APPNOTE 6.3.10), as apps give them out: Raivo and `WinAuth` with a password, Proton Pass and
//! Bitwarden around a JSON.
//!
//! An archive is what somebody sends. So before anything is unpacked, its directory is held against limits: how many files, how
//! large each and all together, and how much larger than they are packed; and no file may claim bytes that another claims. What
//! is unpacked is held against the same limits again, because directories lie.

use std::ops::Range;

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use zeroize::Zeroizing;

use super::{ImportError, MAX_BYTES, zip_seal};

/// Whether bytes are an archive that has its end.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") && end(bytes).is_some()
}

/// The files of an archive, in its order; folders and empty files are passed over. `password` opens those that are sealed.
pub(super) fn members(bytes: &[u8], password: Option<&str>) -> Result<Vec<Zeroizing<Vec<u8>>>, ImportError> {
    let members = directory(bytes)?;
    let mut unpacked = Vec::new();
    for member in members.iter().filter(|member| member.length > 0) {
        unpacked.push(member.unpack(bytes, password)?);
    }
    Ok(unpacked)
}

/// A file, as the central directory describes it (§4.3.12).
struct Member<'a> {
    flags: u16,
    method: u16,
    /// High byte: what a sealed file that was written in one go is checked by.
    time: u16,
    crc: u32,
    packed: usize,
    length: usize,
    extra: &'a [u8],
    local: usize,
}

fn directory(bytes: &[u8]) -> Result<Vec<Member<'_>>, ImportError> {
    let end = end(bytes).ok_or(ImportError::Damaged)?;
    let count = usize::from(short(bytes, end + 10)?);
    let mut at = long(bytes, end + 16)?;
    // Past the end lies nothing, or the truth is in a ZIP64 record (0xffff, 0xffffffff), which no export needs.
    if count > MAX_MEMBERS || at > bytes.len() {
        return Err(ImportError::Archive);
    }
    let (mut members, mut packed, mut length) = (Vec::new(), 0, 0);
    for _ in 0..count {
        if !bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PK\x01\x02")) {
            return Err(ImportError::Damaged);
        }
        let (name, extra) = (usize::from(short(bytes, at + 28)?), usize::from(short(bytes, at + 30)?));
        let extra_at = at + 46 + name;
        let member = Member {
            flags: short(bytes, at + 8)?,
            method: short(bytes, at + 10)?,
            time: short(bytes, at + 12)?,
            crc: u32::try_from(long(bytes, at + 16)?).map_err(|_| ImportError::Damaged)?,
            packed: long(bytes, at + 20)?,
            length: long(bytes, at + 24)?,
            extra: bytes.get(extra_at..extra_at + extra).ok_or(ImportError::Damaged)?,
            local: long(bytes, at + 42)?,
        };
        packed = member.packed.saturating_add(packed);
        length = member.length.saturating_add(length);
        if length > MAX_BYTES || member.length > member.packed.saturating_mul(MAX_RATIO) {
            return Err(ImportError::Archive);
        }
        members.push(member);
        at = extra_at + extra + usize::from(short(bytes, at + 32)?);
    }
    // More packed bytes than there are bytes: files within files.
    if packed > bytes.len() { Err(ImportError::Archive) } else { Ok(members) }
}

impl Member<'_> {
    fn unpack(&self, bytes: &[u8], password: Option<&str>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let packed = bytes.get(self.place(bytes)?).ok_or(ImportError::Damaged)?;
        if self.flags & STRONG != 0 {
            return Err(ImportError::Archive);
        }
        if self.flags & SEALED == 0 {
            return self.inflate(self.method, packed, true)?.ok_or(ImportError::Damaged);
        }
        let password = password.ok_or(ImportError::PasswordNeeded)?.as_bytes();
        if self.method == zip_seal::METHOD_AES {
            let seal = zip_seal::Aes::of(self.extra).ok_or(ImportError::Damaged)?;
            let opened = seal.open(packed, password)?.ok_or(ImportError::WrongPassword)?;
            return self.inflate(seal.method, &opened, seal.has_crc)?.ok_or(ImportError::Damaged);
        }
        // A wrong password is noticed at one byte in 256 cases by nothing but the checksum.
        let check = if self.flags & WRITTEN_IN_ONE_GO == 0 { self.crc >> 24 } else { u32::from(self.time >> 8) };
        let opened = zip_seal::open_traditional(packed, password, check).ok_or(ImportError::WrongPassword)?;
        self.inflate(self.method, &opened, true)?.ok_or(ImportError::WrongPassword)
    }

    /// The bytes; none when they are not those that the directory describes.
    fn inflate(&self, method: u16, packed: &[u8], check: bool) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
        let bytes = match method {
            STORED => Zeroizing::new(packed.to_vec()),
            DEFLATED => match decompress_to_vec_with_limit(packed, self.length) {
                Ok(bytes) => Zeroizing::new(bytes),
                Err(_) => return Ok(None),
            },
            _ => return Err(ImportError::Archive),
        };
        let is_right = bytes.len() == self.length && (!check || zip_seal::crc_32(&bytes) == self.crc);
        Ok(is_right.then_some(bytes))
    }

    /// Where its packed bytes are: behind its local header (§4.3.7), whose name and extra field have lengths of their own.
    fn place(&self, bytes: &[u8]) -> Result<Range<usize>, ImportError> {
        if !bytes.get(self.local..).is_some_and(|rest| rest.starts_with(b"PK\x03\x04")) {
            return Err(ImportError::Damaged);
        }
        let (name, extra) = (short(bytes, self.local + 26)?, short(bytes, self.local + 28)?);
        let start = self.local + 30 + usize::from(name) + usize::from(extra);
        Ok(start..start.saturating_add(self.packed))
    }
}

/// Where the end of the central directory begins (§4.3.16): 22 bytes, then a comment up to the end.
fn end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    (last.saturating_sub(usize::from(u16::MAX))..=last).rev().find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))
}

fn short(bytes: &[u8], at: usize) -> Result<u16, ImportError> {
    let chunk = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(ImportError::Damaged)?;
    Ok(u16::from_le_bytes(*chunk))
}

fn long(bytes: &[u8], at: usize) -> Result<usize, ImportError> {
    let chunk = bytes.get(at..).and_then(|rest| rest.first_chunk()).ok_or(ImportError::Damaged)?;
    usize::try_from(u32::from_le_bytes(*chunk)).map_err(|_| ImportError::Damaged)
}

/// Bitwarden puts attachments beside its JSON; nobody has more.
const MAX_MEMBERS: usize = 256;

/// How much longer than it is packed. Exports come to 20; deflate itself comes to 1,032.
const MAX_RATIO: usize = 200;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// General purpose bits 0, 3 and 6 (§4.4.4).
const SEALED: u16 = 1;
const WRITTEN_IN_ONE_GO: u16 = 1 << 3;
const STRONG: u16 = 1 << 6;

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of files, each stored, with what its directory says of each length.
    fn archive(files: &[(&[u8], usize)]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        let word = |number: usize| u32::try_from(number).expect("a small number").to_le_bytes();
        for (content, length) in files {
            let at = word(bytes.len());
            let sizes = [word(content.len()), word(*length)].concat();
            let head =
                [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &zip_seal::crc_32(content).to_le_bytes(), &sizes, &[1, 0, 0, 0]];
            bytes.extend([b"PK\x03\x04", &head.concat()[..], b"a", content].concat());
            directory.extend([b"PK\x01\x02\x14\0", &head.concat()[..], &[0; 10], &at, b"a"].concat());
        }
        let count =
            [u8::try_from(files.len() % 256).expect("a byte"), u8::try_from(files.len() / 256).expect("a byte")];
        let end =
            [b"PK\x05\x06\0\0\0\0", &count[..], &count, &word(directory.len()), &word(bytes.len()), &[0, 0]].concat();
        [bytes, directory, end].concat()
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<Vec<u8>>, ImportError> {
        members(bytes, None).map(|members| members.iter().map(|member| member.to_vec()).collect())
    }

    #[test]
    fn files_come_out_as_they_went_in() {
        let whole = archive(&[(b"one", 3), (b"", 0), (b"three", 5)]);
        assert_eq!(unpacked(&whole), Ok(vec![b"one".to_vec(), b"three".to_vec()]));
        assert!(is_zip(&whole) && !is_zip(&whole[..whole.len() - 1]) && !is_zip(b"PK\x03\x04"));
    }

    #[test]
    fn archive_is_refused_past_its_limits() {
        let many: Vec<(&[u8], usize)> = vec![(b"x", 1); MAX_MEMBERS + 1];
        assert_eq!(unpacked(&archive(&many)), Err(ImportError::Archive), "members");
        assert!(unpacked(&archive(&many[1..])).is_ok());
        assert_eq!(unpacked(&archive(&[(b"x", MAX_RATIO + 1)])), Err(ImportError::Archive), "ratio");
        let large = vec![b' '; 70_000];
        assert_eq!(unpacked(&archive(&[(&large, MAX_BYTES + 1)])), Err(ImportError::Archive), "length");
        let halves = [(&large[..], MAX_BYTES / 2 + 1), (&large[..], MAX_BYTES / 2 + 1)];
        assert_eq!(unpacked(&archive(&halves)), Err(ImportError::Archive), "all together");
    }

    #[test]
    fn archive_is_damaged_when_its_directory_lies() {
        assert_eq!(unpacked(&archive(&[(b"one", 2)])), Err(ImportError::Damaged), "length");
        let whole = archive(&[(b"one", 3)]);
        let flipped = |at: usize| [&whole[..at], &[whole[at] ^ 1], &whole[at + 1..]].concat();
        for at in 0..whole.len() {
            // No byte makes something else of it; some say nothing.
            assert!(unpacked(&flipped(at)).map_or(true, |files| files == [b"one"] || files.is_empty()), "{at}");
        }
        assert_eq!(unpacked(&flipped(31)), Err(ImportError::Damaged), "content");
    }
}

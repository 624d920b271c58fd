//! How files in ZIP archives are sealed: `WinZip`'s AES (<https://www.winzip.com/en/support/aes-encryption/>, versions AE-1 and
//! AE-2) and PKWARE's traditional cipher (APPNOTE 6.3.10 §6.1), which is weak, and what old programs write.

use aes::{
    Aes128, Aes192, Aes256, Block,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use ring::hmac;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{ImportError, sealed};

/// AES, as the extra field 0x9901 describes it.
pub(super) struct Aes {
    /// Bytes of the key: 16, 24 or 32.
    key: usize,
    /// How the bytes were packed before they were sealed.
    pub(super) method: u16,
    /// Whether the directory has their checksum as well (AE-1).
    pub(super) has_crc: bool,
}

impl Aes {
    pub(super) fn of(mut extra: &[u8]) -> Option<Self> {
        while let [id_low, id_high, low, high, rest @ ..] = extra {
            let (field, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes([*low, *high])))?;
            if [*id_low, *id_high] == [0x01, 0x99] {
                let [version @ (1 | 2), 0, b'A', b'E', strength @ 1..=3, low, high] = field else { return None };
                let key = 8 * (usize::from(*strength) + 1);
                return Some(Self { key, method: u16::from_le_bytes([*low, *high]), has_crc: *version == 1 });
            }
            extra = rest;
        }
        None
    }

    /// Opens salt, proof of the password (2 bytes), data and their code (10 bytes). None when the password is another one;
    /// [`ImportError::Damaged`] when it is the right one and the data were changed.
    pub(super) fn open(&self, sealed: &[u8], password: &[u8]) -> Result<sealed::Opened, ImportError> {
        let (salt, rest) = sealed.split_at_checked(self.key / 2).ok_or(ImportError::Damaged)?;
        let (proof, rest) = rest.split_at_checked(2).ok_or(ImportError::Damaged)?;
        let (data, code) = rest.split_last_chunk::<10>().ok_or(ImportError::Damaged)?;
        let mut keys = Zeroizing::new([0; 66]);
        let keys = keys.get_mut(..2 * self.key + 2).ok_or(ImportError::Damaged)?;
        sealed::pbkdf2_into(sealed::Hash::Sha1, password, salt, ROUNDS, keys)?;
        let (cipher_key, rest) = keys.split_at(self.key);
        let (mac_key, expected) = rest.split_at(self.key);
        if expected != proof {
            return Ok(None);
        }
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, mac_key), data);
        if !bool::from(tag.as_ref()[..10].ct_eq(code)) {
            // One wrong password in 65,536 passes the proof.
            return Err(ImportError::Damaged);
        }
        let mut opened = Zeroizing::new(data.to_vec());
        match self.key {
            16 => counter_mode(&new::<Aes128>(cipher_key)?, &mut opened),
            24 => counter_mode(&new::<Aes192>(cipher_key)?, &mut opened),
            _ => counter_mode(&new::<Aes256>(cipher_key)?, &mut opened),
        }
        Ok(Some(opened))
    }
}

fn new<C: KeyInit>(key: &[u8]) -> Result<C, ImportError> {
    C::new_from_slice(key).map_err(|_| ImportError::Damaged)
}

/// The counter is little-endian and begins at 1.
fn counter_mode(
    cipher: &impl BlockCipherEncrypt<BlockSize = <Block as aes::cipher::array::AssocArraySize>::Size>,
    data: &mut [u8],
) {
    for (counter, chunk) in (1_u128..).zip(data.chunks_mut(16)) {
        let mut block = Block::from(counter.to_le_bytes());
        cipher.encrypt_block(&mut block);
        chunk.iter_mut().zip(block).for_each(|(byte, pad)| *byte ^= pad);
    }
}

/// Opens a header of 12 bytes and data; none when the last byte of the header is not `check`.
pub(super) fn open_traditional(sealed: &[u8], password: &[u8], check: u32) -> sealed::Opened {
    let mut keys = Traditional([0x1234_5678, 0x2345_6789, 0x3456_7890]);
    for byte in password {
        keys.update(*byte);
    }
    let mut opened: Zeroizing<Vec<u8>> = Zeroizing::new(sealed.iter().map(|byte| keys.open(*byte)).collect());
    if opened.get(11).map(|byte| u32::from(*byte)) != Some(check) {
        return None;
    }
    opened.drain(..12);
    Some(opened)
}

struct Traditional([u32; 3]);

impl Traditional {
    fn update(&mut self, byte: u8) {
        let [zero, one, two] = &mut self.0;
        *zero = crc_32_step(*zero, byte);
        *one = one.wrapping_add(*zero & 0xff).wrapping_mul(134_775_813).wrapping_add(1);
        *two = crc_32_step(*two, one.to_be_bytes()[0]);
    }

    fn open(&mut self, byte: u8) -> u8 {
        let pad = self.0[2] | 2;
        let opened = byte ^ pad.wrapping_mul(pad ^ 1).to_le_bytes()[1];
        self.update(opened);
        opened
    }
}

/// CRC-32 (ITU-T V.42 §8.1.1.6.2).
pub(super) fn crc_32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| crc_32_step(crc, *byte))
}

fn crc_32_step(crc: u32, byte: u8) -> u32 {
    let index = (crc ^ u32::from(byte)) & 0xff;
    let shifted = (0..8).fold(index, |value, _| (value >> 1) ^ ((value & 1) * 0xedb8_8320));
    (crc >> 8) ^ shifted
}

const ROUNDS: u32 = 1000;

/// The method of compression that stands for AES; the true one is in the extra field.
pub(super) const METHOD_AES: u16 = 99;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_is_that_of_the_standard() {
        assert_eq!(crc_32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc_32(b""), 0);
    }

    #[test]
    fn extra_field_is_found_behind_others() {
        let field = b"\x01\x99\x07\x00\x02\x00AE\x03\x08\x00";
        let found = Aes::of(&[&b"UT\x01\x00\x07"[..], field].concat()).expect("there is one");
        assert_eq!((found.key, found.method, found.has_crc), (32, 8, false));
        for wrong in
            [&field[..10], b"\x01\x99\x07\x00\x03\x00AE\x03\x08\x00", b"\x01\x99\x07\x00\x01\x00AE\x04\x08\x00", b""]
        {
            assert!(Aes::of(wrong).is_none(), "{wrong:?}");
        }
    }
}

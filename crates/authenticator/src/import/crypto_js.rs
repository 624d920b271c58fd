//! What crypto-js makes of a text and a password, in the framing of OpenSSL: `Salted__`, salt (8 bytes), AES-256-CBC; key and
//! IV from MD5 over password and salt (`EVP_BytesToKey` with one round,
//! <https://docs.openssl.org/master/man3/EVP_BytesToKey/>). Weak, and what old programs wrote.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::{base64, sealed};

/// What was sealed; none when the password is another one, the bytes were changed, or it is not in this framing.
pub(super) fn open(sealed: &str, password: &[u8]) -> sealed::Opened {
    let bytes = base64::decode(sealed).ok()?;
    let (salt, sealed) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    let mut stretched = Zeroizing::new(Vec::with_capacity(LENGTH));
    let mut block = Zeroizing::new(Vec::new());
    while stretched.len() < LENGTH {
        *block = Md5::new().chain_update(&*block).chain_update(password).chain_update(salt).finalize().to_vec();
        stretched.extend_from_slice(&block);
    }
    let (key, iv) = stretched.split_first_chunk::<32>()?;
    sealed::open_cbc(key, iv, sealed)
}

/// Whether it looks like one.
pub(super) fn is_framed(sealed: &str) -> bool {
    base64::decode(sealed).is_ok_and(|bytes| bytes.starts_with(MAGIC))
}

const MAGIC: &[u8] = b"Salted__";

/// Of key and IV.
const LENGTH: usize = 32 + 16;

//! Opening what other apps have sealed: their key derivations and ciphers, each with a ceiling on what a file may ask for.
//!
//! The ceilings lie a few times above what the apps write today. Without them, a file could keep the device busy for hours
//! before anything of it is believed. There are no floors: how well an export was protected is over once it is read.

use std::num::NonZeroU32;

use aes::Aes256;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use cbc::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::Pkcs7};
use crypto_secretstream::{Header, PullStream};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    pbkdf2,
};
use zeroize::Zeroizing;

use super::ImportError;

/// A key made of a password.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// What was sealed; none when the key is another one or the bytes were changed.
pub(super) type Opened = Option<Zeroizing<Vec<u8>>>;

/// scrypt (RFC 7914): `n` is a power of two.
pub(super) fn scrypt(password: &str, salt: &[u8], (n, r, p): (u32, u32, u32)) -> Result<Key, ImportError> {
    if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
        return Err(ImportError::Damaged);
    }
    // Work is proportional to n·r·p, memory is 128·n·r bytes.
    if u64::from(n).saturating_mul(r.into()).saturating_mul(p.into()) > MAX_SCRYPT {
        return Err(ImportError::Costly);
    }
    let log_n = u8::try_from(n.ilog2()).map_err(|_| ImportError::Costly)?;
    let parameters = scrypt::Params::new(log_n, r, p, 32).map_err(|_| ImportError::Damaged)?;
    let mut key = Key::default();
    scrypt::scrypt(password.as_bytes(), salt, &parameters, key.as_mut_slice()).map_err(|_| ImportError::Damaged)?;
    Ok(key)
}

/// The hash under PBKDF2.
#[derive(Clone, Copy)]
pub(super) enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

/// PBKDF2 with HMAC (RFC 8018 §5.2).
pub(super) fn pbkdf2(hash: Hash, password: &str, salt: &[u8], rounds: u32) -> Result<Key, ImportError> {
    let mut key = Key::default();
    pbkdf2_into(hash, password.as_bytes(), salt, rounds, key.as_mut_slice())?;
    Ok(key)
}

/// The same for as many bytes as there is room for.
pub(super) fn pbkdf2_into(
    hash: Hash,
    password: &[u8],
    salt: &[u8],
    rounds: u32,
    key: &mut [u8],
) -> Result<(), ImportError> {
    let algorithm = match hash {
        Hash::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
        Hash::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Hash::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
    };
    let rounds = NonZeroU32::new(rounds).ok_or(ImportError::Damaged)?;
    if rounds.get() > MAX_ROUNDS {
        return Err(ImportError::Costly);
    }
    pbkdf2::derive(algorithm, rounds, salt, password, key);
    Ok(())
}

/// The cost of an Argon2id run (RFC 9106 §3.1: *m* in KiB, *t*, *p*).
#[derive(Clone, Copy)]
pub(super) struct Cost {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

/// Argon2id, version 0x13 (RFC 9106). Its working memory is zeroed when it is given back.
pub(super) fn argon2id(password: &str, salt: &[u8], cost: Cost) -> Result<Key, ImportError> {
    let mut key = Key::default();
    argon2id_into(password, salt, cost, key.as_mut_slice())?;
    Ok(key)
}

/// The same for as many bytes as there is room for.
pub(super) fn argon2id_into(password: &str, salt: &[u8], cost: Cost, key: &mut [u8]) -> Result<(), ImportError> {
    let work = u64::from(cost.memory_kib).saturating_mul(cost.passes.into());
    if cost.memory_kib > MAX_ARGON2_KIB || work > MAX_ARGON2_WORK || cost.lanes > MAX_LANES {
        return Err(ImportError::Costly);
    }
    let parameters =
        Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(key.len())).map_err(|_| ImportError::Damaged)?;
    let mut memory = Zeroizing::new(Vec::new());
    memory.try_reserve_exact(parameters.block_count()).map_err(|_| ImportError::Costly)?;
    memory.resize(parameters.block_count(), Block::new());
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
        .hash_password_into_with_memory(password.as_bytes(), salt, key, memory.as_mut_slice())
        .map_err(|_| ImportError::Damaged)
}

/// AES-256-GCM (NIST SP 800-38D) with a nonce of 12 bytes; the tag of 16 bytes is the end of `sealed`.
pub(super) fn open_gcm(key: &[u8; 32], nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Opened {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?);
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut text = Zeroizing::new(sealed.to_vec());
    let length = key.open_in_place(nonce, Aad::from(aad), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

/// AES-256-CBC (NIST SP 800-38A) with the padding of PKCS #7 (RFC 5652 §6.3). Nothing in it says that the key is the right
/// one: what comes out may be noise.
pub(super) fn open_cbc(key: &[u8; 32], iv: &[u8], sealed: &[u8]) -> Opened {
    let cipher = cbc::Decryptor::<Aes256>::new_from_slices(key, iv).ok()?;
    let mut text = Zeroizing::new(sealed.to_vec());
    let length = cipher.decrypt_padded::<Pkcs7>(&mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

/// libsodium's `crypto_secretstream_xchacha20poly1305`
/// (<https://doc.libsodium.org/secret-key_cryptography/secretstream>), one message. Its tag says whether the stream goes on;
/// apps that seal one message write either, and the message is authenticated whole in any case.
pub(super) fn open_secretstream(key: &Key, header: &[u8], sealed: &[u8]) -> Opened {
    let header = Header::try_from(header).ok()?;
    let mut text = Zeroizing::new(sealed.to_vec());
    PullStream::init(header, &(**key).into()).pull(&mut *text, &[]).ok()?;
    Some(text)
}

/// n·r·p. Aegis writes 2^18 (32 MiB); this is 256 MiB, or a second.
const MAX_SCRYPT: u64 = 1 << 21;

/// Bitwarden lets its users go up to this.
const MAX_ROUNDS: u32 = 2_000_000;

/// Ente writes up to 1 GiB and four passes, or less memory and as many more passes.
const MAX_ARGON2_KIB: u32 = 1024 * 1024;
const MAX_ARGON2_WORK: u64 = 4 * 1024 * 1024;
const MAX_LANES: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretching_is_refused_when_it_would_take_too_long() {
        for cost in [(1 << 19, 8, 1), (1 << 15, 8, 9), (1 << 31, u32::MAX, u32::MAX)] {
            assert_eq!(scrypt("a", b"salt", cost), Err(ImportError::Costly), "{cost:?}");
        }
        assert_eq!(pbkdf2(Hash::Sha1, "a", b"salt", 2_000_001), Err(ImportError::Costly));
        for (memory_kib, passes, lanes) in [(1024 * 1024 + 1, 1, 1), (1024, 4097, 1), (1024, 1, 17), (8, u32::MAX, 1)] {
            let refused = argon2id("a", b"saltsalt", Cost { memory_kib, passes, lanes });
            assert_eq!(refused, Err(ImportError::Costly), "{memory_kib} {passes} {lanes}");
        }
    }

    #[test]
    fn stretching_is_refused_when_its_parameters_are_none() {
        for cost in [(0, 8, 1), (1, 8, 1), (3, 8, 1), (2, 0, 1), (2, 8, 0)] {
            assert_eq!(scrypt("a", b"salt", cost), Err(ImportError::Damaged), "{cost:?}");
        }
        assert_eq!(pbkdf2(Hash::Sha256, "a", b"salt", 0), Err(ImportError::Damaged));
        let none = Cost { memory_kib: 0, passes: 0, lanes: 0 };
        assert_eq!(argon2id("a", b"saltsalt", none), Err(ImportError::Damaged));
        let salt_too_short = argon2id("a", b"salt", Cost { memory_kib: 8, passes: 1, lanes: 1 });
        assert_eq!(salt_too_short, Err(ImportError::Damaged));
    }

    #[test]
    fn sealed_bytes_do_not_open_when_lengths_are_wrong() {
        for length in [0, 1, 15, 16, 17, 33] {
            let bytes = vec![7; length];
            assert!(open_gcm(&[1; 32], &bytes, &[], &[2; 48]).is_none());
            assert!(open_gcm(&[1; 32], &[1; 12], &[], &bytes).is_none());
            assert!(open_secretstream(&Key::default(), &bytes, &[2; 48]).is_none());
            assert!(open_secretstream(&Key::default(), &[1; 24], &bytes).is_none());
            if length % 16 != 0 || length == 0 {
                assert!(open_cbc(&[1; 32], &[1; 16], &bytes).is_none());
            }
        }
    }
}

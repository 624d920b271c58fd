//! Opening and sealing the body of a vault by its document (`docs/vault-format.md` §3), without the room that is tested.

use ring::{aead, hkdf};

/// Length of the header, bytes.
pub(crate) const HEADER_LEN: usize = 98;

/// Where the device secret lies in a keyring entry.
pub(crate) const DEVICE_SECRET: std::ops::Range<usize> = 17..49;

/// The plain body of `file`.
pub(crate) fn open(file: &[u8], entry: &[u8]) -> Vec<u8> {
    let (header, sealed) = file.split_at(HEADER_LEN);
    let mut body = sealed.to_vec();
    let opened = key(header, entry).open_in_place(zero_nonce(), aead::Aad::from(header), &mut body);
    opened.expect("the pinned entry opens the pinned file").to_vec()
}

/// A file with the header of another, but its length, and this body.
pub(crate) fn seal(header: &[u8], entry: &[u8], body: &[u8]) -> Vec<u8> {
    let mut header = header[..HEADER_LEN].to_vec();
    header[94..].copy_from_slice(&u32::try_from(body.len()).expect("a small body").to_le_bytes());
    let mut sealed = body.to_vec();
    let key = key(&header, entry);
    key.seal_in_place_append_tag(zero_nonce(), aead::Aad::from(&header), &mut sealed).expect("a small body");
    [header, sealed].concat()
}

fn key(header: &[u8], entry: &[u8]) -> aead::LessSafeKey {
    let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, &header[62..94]).extract(&entry[DEVICE_SECRET]);
    let key = secret.expand(&[b"segl/vault/v1/body"], &aead::AES_256_GCM).expect("one block");
    aead::LessSafeKey::new(aead::UnboundKey::from(key))
}

fn zero_nonce() -> aead::Nonce {
    aead::Nonce::assume_unique_for_key([0; 12])
}

//! Aegis Authenticator's encrypted vault, written: version 1 of the file, version 3 of its content. It is read by Aegis, by
//! programs that import from it, and by [`crate::import`].
//!
//! Facts: `docs/vault.md` of <https://github.com/beemdevelopment/Aegis>. A random master key seals the content; one slot
//! holds it under the password: scrypt with Aegis' own parameters (N = 2^15, r = 8, p = 1), then AES-256-GCM. Nonces of 12
//! and tags of 16 bytes stand beside in hexadecimal; there is no associated data.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use otp::{Algorithm, Scheme, base32, hotp, steam, totp};
use rand_core::RngCore as _;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Departing, ExportPassword};
use crate::ports::Random;

/// The bytes of the file.
pub(super) fn seal(keys: &[Departing], password: &ExportPassword, random: &mut Random<'_>) -> Vec<u8> {
    // 1. The content, under a key of its own.
    let mut content = content(keys, random);
    let master_key = Zeroizing::new(drawn::<32>(random));
    let params = seal_in_place(&master_key, &mut content, random);
    // 2. That key, under the password.
    let salt = drawn::<32>(random);
    let mut slot_key = Zeroizing::new(master_key.to_vec());
    let key_params = seal_in_place(&stretched(password, &salt), &mut slot_key, random);
    let slot = Slot {
        kind: PASSWORD,
        uuid: uuid(random),
        key: hexadecimal(&slot_key),
        key_params,
        n: 1 << LOG_N,
        r: R,
        p: P,
        salt: hexadecimal(&salt),
        repaired: true,
        is_backup: false,
    };
    let file = File { version: 1, header: Header { slots: [slot], params }, db: STANDARD.encode(content.as_slice()) };
    serde_json::to_vec_pretty(&file).expect("texts and numbers have a form in JSON")
}

fn content(keys: &[Departing], random: &mut Random<'_>) -> Zeroizing<Vec<u8>> {
    let secrets: Vec<_> = keys.iter().map(|key| base32::encode(key.secret.expose())).collect();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for name in keys.iter().filter_map(|key| key.identity.group.as_deref()) {
        if !groups.iter().any(|group| group.name == name) {
            groups.push(Group { uuid: uuid(random), name });
        }
    }
    let entry =
        |(key, secret): (&'_ Departing, &'_ Zeroizing<String>), random: &mut Random<'_>| -> Zeroizing<Vec<u8>> {
            let of_key = groups.iter().filter(|group| Some(group.name) == key.identity.group.as_deref());
            let entry = Entry {
                kind: kind(key.scheme),
                uuid: uuid(random),
                name: &key.identity.account,
                issuer: &key.identity.issuer_name,
                note: key.note.as_ref().map_or("", |note| note.as_str()),
                favorite: key.identity.on_top,
                icon: (),
                info: Info::new(key.scheme, secret),
                groups: of_key.map(|group| group.uuid.as_str()).collect(),
            };
            // Room from the start: growing would leave copies behind.
            json(&entry, 6 * (entry.note.len() + entry.name.len() + entry.issuer.len()) + secret.len() + 512)
        };
    let mut entries = Vec::with_capacity(keys.len());
    for pair in keys.iter().zip(&secrets) {
        entries.push(entry(pair, random));
    }
    let groups = json(&groups, 512 + 300 * groups.len());
    let length: usize = entries.iter().map(|entry| entry.len() + 1).sum();
    let mut content = Zeroizing::new(Vec::with_capacity(length + groups.len() + 64));
    content.extend_from_slice(br#"{"version":3,"entries":["#);
    for (index, entry) in entries.iter().enumerate() {
        content.extend_from_slice(if index == 0 { b"" } else { b"," });
        content.extend_from_slice(entry);
    }
    content.extend_from_slice(br#"],"groups":"#);
    content.extend_from_slice(&groups);
    content.extend_from_slice(br#","icons_optimized":true}"#);
    content
}

fn json(value: &impl Serialize, capacity: usize) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(capacity));
    serde_json::to_writer(&mut *text, value).expect("texts and numbers have a form in JSON");
    text
}

fn stretched(password: &ExportPassword, salt: &[u8]) -> Zeroizing<[u8; 32]> {
    let parameters = scrypt::Params::new(LOG_N, R, P, 32).expect("Aegis' own parameters are ones");
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(password.expose().as_bytes(), salt, &parameters, key.as_mut_slice()).expect("32 bytes are a length");
    key
}

/// Seals in place; nonce and tag stand beside.
fn seal_in_place(key: &[u8; 32], text: &mut [u8], random: &mut Random<'_>) -> Params {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("32 bytes are a key"));
    let nonce = drawn::<12>(random);
    let sealed = key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), text);
    let tag = sealed.expect("an export is far shorter than GCM allows");
    Params { nonce: hexadecimal(&nonce), tag: hexadecimal(tag.as_ref()) }
}

fn drawn<const N: usize>(random: &mut Random<'_>) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill_bytes(&mut bytes);
    bytes
}

/// RFC 9562 §5.4.
fn uuid(random: &mut Random<'_>) -> String {
    let mut bytes = drawn::<16>(random);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hexadecimal(&bytes);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).expect("half a byte is a hexadecimal digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

#[derive(Serialize)]
struct File {
    version: u8,
    header: Header,
    db: String,
}

#[derive(Serialize)]
struct Header {
    slots: [Slot; 1],
    params: Params,
}

#[derive(Serialize)]
struct Slot {
    #[serde(rename = "type")]
    kind: u8,
    uuid: String,
    key: String,
    key_params: Params,
    n: u32,
    r: u32,
    p: u32,
    salt: String,
    repaired: bool,
    is_backup: bool,
}

#[derive(Serialize)]
struct Params {
    nonce: String,
    tag: String,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    uuid: String,
    name: &'a str,
    issuer: &'a str,
    note: &'a str,
    favorite: bool,
    icon: (),
    info: Info<'a>,
    groups: Vec<&'a str>,
}

#[derive(Serialize)]
struct Group<'a> {
    uuid: String,
    name: &'a str,
}

#[derive(Serialize)]
struct Info<'a> {
    secret: &'a str,
    algo: &'static str,
    digits: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
}

impl<'a> Info<'a> {
    fn new(scheme: Scheme, secret: &'a str) -> Self {
        match scheme {
            Scheme::Totp(totp::Parameters { algorithm, digits, period }) => Self {
                secret,
                algo: algorithm.name(),
                digits: digits.into(),
                period: Some(period.into()),
                counter: None,
            },
            Scheme::Hotp(hotp::Parameters { algorithm, digits, counter }) => {
                Self { secret, algo: algorithm.name(), digits: digits.into(), period: None, counter: Some(counter) }
            }
            Scheme::Steam => Self {
                secret,
                algo: Algorithm::Sha1.name(),
                digits: STEAM_DIGITS,
                period: Some(steam::PERIOD.into()),
                counter: None,
            },
        }
    }
}

fn kind(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Totp(_) => "totp",
        Scheme::Hotp(_) => "hotp",
        Scheme::Steam => "steam",
    }
}

/// The type of a slot that a password opens.
const PASSWORD: u8 = 1;

const LOG_N: u8 = 15;
const R: u32 = 8;
const P: u32 = 1;
const STEAM_DIGITS: u8 = 5;

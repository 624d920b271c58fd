//! Properties: what was altered is refused, wherever and however.
//!
//! Each property gets 10,000 cases, and a million in the long run (`cargo xtask test --long`); `SEGL_CASES` says another
//! number. Where there are fewer cases than that, all of them are tried.

use ciborium::Value;
use proptest::{prelude::*, sample::Index};
use protocol::{
    PollNonce, Timestamp, TokenId,
    approval::Response,
    challenge::{self, Expected},
    device::DeviceInfo,
    enrolment::{self, Candidate, EnrolmentMessageError, EnrolmentQr, QrSecret},
    jws::{self, Jws},
};
use ring::digest;
use vault::{BodyError, KeyringEntry, OpenError, Vault};

use crate::{
    body, cases,
    entry_points::{key, offer, pinned},
    seeded::Seeded,
};

const FILE: &[u8] = include_bytes!("../vectors/vault/v1.segl");
const ENTRY: &str = include_str!("../vectors/vault/v1.keyring.hex");

/// One alteration of a string of bytes.
#[derive(Clone, Debug)]
enum Alteration {
    FlipBit(Index),
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index, usize),
    Repeat(Index, usize),
    /// Two stretches of one length change places.
    Swap(Index, Index, usize),
    Cut(Index),
}

impl Alteration {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let stretch = |at: usize, length: usize| at..(at + length).min(bytes.len());
        match self {
            _ if bytes.is_empty() => bytes.push(0),
            Self::FlipBit(at) => {
                let bit = at.index(bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
            Self::Replace(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Self::Insert(at, byte) => bytes.insert(at.index(bytes.len() + 1), *byte),
            Self::Remove(at, length) => drop(bytes.drain(stretch(at.index(bytes.len()), *length))),
            Self::Repeat(at, length) => {
                let stretch = stretch(at.index(bytes.len()), *length);
                let piece = bytes[stretch.clone()].to_vec();
                bytes.splice(stretch.start..stretch.start, piece);
            }
            Self::Swap(one, other, length) => {
                let (one, other) = (one.index(bytes.len()), other.index(bytes.len()));
                for step in 0..*length {
                    if one.max(other) + step < bytes.len() {
                        bytes.swap(one + step, other + step);
                    }
                }
            }
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
        }
    }
}

fn alterations() -> impl Strategy<Value = Vec<Alteration>> {
    let index = any::<Index>;
    let alteration = prop_oneof![
        4 => index().prop_map(Alteration::FlipBit),
        2 => (index(), any::<u8>()).prop_map(|(at, byte)| Alteration::Replace(at, byte)),
        1 => (index(), any::<u8>()).prop_map(|(at, byte)| Alteration::Insert(at, byte)),
        1 => (index(), 1..40_usize).prop_map(|(at, length)| Alteration::Remove(at, length)),
        1 => (index(), 1..40_usize).prop_map(|(at, length)| Alteration::Repeat(at, length)),
        1 => (index(), index(), 1..40_usize).prop_map(|(one, other, length)| Alteration::Swap(one, other, length)),
        1 => index().prop_map(Alteration::Cut),
    ];
    prop::collection::vec(alteration, 1..4)
}

fn altered(bytes: &[u8], alterations: &[Alteration]) -> Vec<u8> {
    let mut altered = bytes.to_vec();
    for alteration in alterations {
        alteration.apply(&mut altered);
    }
    altered
}

/// An alteration of a text that is still a text, and another one.
fn altered_text(text: &str, alterations: &[Alteration]) -> Option<String> {
    String::from_utf8(altered(text.as_bytes(), alterations)).ok().filter(|altered| altered.trim() != text)
}

fn config(share: usize) -> ProptestConfig {
    let cases = u32::try_from(cases(10_000) / share).unwrap();
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn entry() -> Vec<u8> {
    hex::decode(ENTRY.trim_end()).unwrap()
}

/// The entry with a generation less, so that no hash of the file is in the way.
fn entry_before() -> KeyringEntry {
    let mut entry = entry();
    entry[49] = 1;
    KeyringEntry::from_bytes(&entry).unwrap()
}

/// What becomes of a body that somebody with the keyring has sealed.
fn opened(body: &[u8]) -> Result<(), OpenError> {
    let file = body::seal(FILE, &entry(), body);
    let mut entry = entry();
    entry[57..].copy_from_slice(digest::digest(&digest::SHA256, &file).as_ref());
    Vault::open(&file, &KeyringEntry::from_bytes(&entry).unwrap()).map(drop)
}

/// The maps of a body, by the way to each: positions in arrays and maps.
fn maps(value: &Value, way: &[usize], found: &mut Vec<Vec<usize>>) {
    let children: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Map(fields) => {
            found.push(way.to_vec());
            fields.iter().map(|(_, value)| value).collect()
        }
        _ => return,
    };
    for (at, child) in children.into_iter().enumerate() {
        maps(child, &[way, &[at]].concat(), found);
    }
}

fn map_at<'a>(value: &'a mut Value, way: &[usize]) -> &'a mut Vec<(Value, Value)> {
    let Some((at, rest)) = way.split_first() else { return value.as_map_mut().unwrap() };
    match value {
        Value::Array(items) => map_at(&mut items[*at], rest),
        Value::Map(fields) => map_at(&mut fields[*at].1, rest),
        _ => unreachable!("the way leads to a map"),
    }
}

fn challenge(text: &str) -> Result<challenge::Challenge, challenge::ChallengeError> {
    let expected = Expected {
        issuer: &"https://portal.nordhavn.example".parse().unwrap(),
        token: TokenId::from([2; 16]),
        keys: &[key("challenge_key").public()],
        poll_nonce: PollNonce::from([4; 16]),
        now: Timestamp(1_800_000_010),
    };
    challenge::verify(&Jws::received(text.to_owned()), &expected)
}

fn answer(text: &str) -> Result<Response, jws::JwsError> {
    jws::parse::<Response>(text)?.verify(&key("user_key").public())
}

/// The payload of a pinned statement, with a member taken out or put in twice, signed as it should be.
fn resigned(name: &str, signer: &str, member: &str, twice: bool) -> String {
    let compact = pinned(name);
    let header = compact.split('.').next().unwrap();
    let mut members = members(name);
    let payload = if twice {
        let payload = serde_json::Value::Object(members.clone()).to_string();
        payload.replacen('{', &format!("{{\"{member}\":{},", members[member]), 1)
    } else {
        members.remove(member);
        serde_json::Value::Object(members).to_string()
    };
    let input = format!("{header}.{}", protocol::bytes::encode(payload.as_bytes()));
    let signature = protocol::bytes::encode(&key(signer).sign(input.as_bytes()));
    format!("{input}.{signature}")
}

fn members(name: &str) -> serde_json::Map<String, serde_json::Value> {
    serde_json::from_slice(&protocol::bytes::decode(pinned(name).split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// Members that a sound statement may lack.
const OPTIONAL: [&str; 4] = ["txt", "num", "uv", "rid"];

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn vault_file_is_refused_when_altered(alterations in alterations()) {
        let file = altered(FILE, &alterations);
        prop_assume!(file != FILE);
        prop_assert!(Vault::open(&file, &entry_before()).is_err());
        prop_assert!(Vault::open(&file, &KeyringEntry::from_bytes(&entry()).unwrap()).is_err());
    }

    #[test]
    fn qr_text_is_refused_or_another_code_when_altered(alterations in alterations()) {
        let sound = pinned("qr_text");
        let Some(text) = altered_text(&sound, &alterations) else { return Ok(()) };
        if let Ok(qr) = EnrolmentQr::parse(&text) {
            prop_assert_eq!(qr.to_text(), text.trim(), "one spelling");
            prop_assert_ne!(qr, EnrolmentQr::parse(&sound).unwrap(), "another code");
        }
    }

    #[test]
    fn challenge_is_refused_when_altered(alterations in alterations()) {
        let Some(text) = altered_text(&pinned("challenge"), &alterations) else { return Ok(()) };
        prop_assert!(challenge(&text).is_err());
    }

    #[test]
    fn answer_is_refused_when_altered(alterations in alterations()) {
        let Some(text) = altered_text(&pinned("response"), &alterations) else { return Ok(()) };
        prop_assert!(answer(&text).is_err());
    }
}

#[test]
fn vault_file_is_refused_when_any_bit_of_the_entry_is_altered() {
    for bit in 8..57 * 8 {
        let mut entry = entry();
        entry[bit / 8] ^= 1 << (bit % 8);
        // One generation less is what a crash leaves behind; the file is the newer one then.
        if entry[49..57] == [1, 0, 0, 0, 0, 0, 0, 0] {
            continue;
        }
        assert!(Vault::open(FILE, &KeyringEntry::from_bytes(&entry).unwrap()).is_err(), "bit {bit}");
    }
}

#[test]
fn vault_body_is_refused_when_any_field_is_missing_or_repeated_anywhere() {
    let sound: Value = ciborium::from_reader(body::open(FILE, &entry()).as_slice()).unwrap();
    let mut ways = Vec::new();
    maps(&sound, &[], &mut ways);
    let refused = |way: &[usize], fields: Vec<(Value, Value)>| {
        let mut value = sound.clone();
        *map_at(&mut value, way) = fields;
        let mut cbor = Vec::new();
        ciborium::into_writer(&value, &mut cbor).unwrap();
        assert_eq!(opened(&cbor), Err(OpenError::Body(BodyError::UnexpectedContent)), "{way:?}: {value:?}");
    };
    for way in &ways {
        let fields = map_at(&mut sound.clone(), way).clone();
        for field in 0..fields.len() {
            let mut fewer = fields.clone();
            fewer.remove(field);
            refused(way, fewer);
            for place in 0..=fields.len() {
                let mut more = fields.clone();
                more.insert(place, fields[field].clone());
                refused(way, more);
            }
        }
    }
}

#[test]
fn challenge_is_refused_when_any_member_is_missing_or_repeated() {
    for member in members("challenge").keys() {
        for twice in [false, true] {
            let read = challenge(&resigned("challenge", "challenge_key", member, twice));
            let refused = read == Err(challenge::ChallengeError::Jws(jws::JwsError::Payload));
            assert!(refused || !twice && member == "txt", "{member}");
        }
    }
}

#[test]
fn answer_is_refused_when_any_member_is_missing_or_repeated() {
    for member in members("response").keys() {
        for twice in [false, true] {
            let refused = answer(&resigned("response", "user_key", member, twice)) == Err(jws::JwsError::Payload);
            assert!(refused || !twice && OPTIONAL.contains(&member.as_str()), "{member}");
        }
    }
}

proptest! {
    // Public-key cryptography on both sides.
    #![proptest_config(config(20))]

    /// A code that reads well and is another one leads to a message that does not open.
    #[test]
    fn enrolment_is_refused_when_the_qr_code_was_altered(byte in any::<Index>(), bit in 0..8_u8) {
        let sound = pinned("qr_text");
        let mut cbor = protocol::bytes::decode(&sound[4..]).unwrap();
        let at = byte.index(cbor.len());
        cbor[at] ^= 1 << bit;
        let Ok(qr) = EnrolmentQr::parse(&format!("SGE1{}", protocol::bytes::encode(&cbor))) else { return Ok(()) };
        let secret = QrSecret::unmask(&qr.masked, &[0x42; 32]);
        let (device_key, user_key) = (key("device_key"), key("user_key"));
        let text = || "linux".to_owned();
        let device = DeviceInfo { name: text(), os: text(), os_version: text(), arch: text(), app_version: text() };
        let ratchet = protocol::Bytes([8; 32]);
        let candidate = Candidate { device_key: &device_key, user_key: &user_key, device, ratchet };
        let (message, _) = enrolment::seal(&qr, &secret, candidate, &mut Seeded::new(1)).unwrap();
        prop_assert_eq!(offer().open(&message).err(), Some(EnrolmentMessageError::Sealed));
    }
}

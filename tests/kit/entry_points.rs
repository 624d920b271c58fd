//! Where bytes from outside come in. Whatever they are, nothing panics, and what is accepted is what was written.
//!
//! Shared by the smoke test (`tests/bad_input/smoke.rs`) and the fuzz targets (`fuzz/`).

use std::sync::LazyLock;

use authenticator::{
    entrust::{Activation, ActivationCode, PolicyInSeed, RegistrationCode, SecureActivation, SerialNumber, Trial},
    intake::{Part, Parts},
    link::{self, Link, LinkError, MAX_LINK_BYTES},
    privacyidea::{self, PhonePart},
};
use hpke::{
    Deserializable, OpModeS, PskBundle, Serializable, aead::AesGcm256, kdf::HkdfSha256, kem::DhP256HkdfSha256,
    setup_sender,
};
use otp::{
    Scheme, hotp,
    otpauth::{KeyUri, KeyUriError, TwoStepUri},
    steam, totp,
};
use protocol::{
    Bytes, ChangeId, Origin, PollNonce, PrivateKey, Timestamp, TokenId,
    activation::ActivationPassword,
    approval::{PinOk, Response},
    bytes::decode,
    challenge::{self, Challenge, Expected},
    challenge_keys::ChallengeKeys,
    device::Proof,
    enrolment::{EnrolmentMessage, EnrolmentQr, Offer, QrSecret},
    jws::{self, Claims, Jws},
    pin_change::NewSecrets,
    pull::LoginCode,
    sealed_answer::{AnswerKey, SealedAnswer, SealedAnswerError, Subject},
};
use ring::digest;
use serde_json::Value;
use vault::{KeyringEntry, Vault, VaultId};

pub(crate) use crate::import_points::{import, import_archive, import_java, import_json, import_table, import_text};
use crate::{body, seeded::Seeded};

/// An entry point.
pub(crate) type EntryPoint = fn(&[u8]);

/// All of them, each with its name.
pub(crate) const ALL: [(&str, EntryPoint); 21] = [
    ("vault_file", vault_file),
    ("vault_body", vault_body),
    ("keyring_entry", keyring_entry),
    ("qr_text", qr_text),
    ("qr_parts", qr_parts),
    ("otpauth", otpauth),
    ("entrust", entrust),
    ("privacyidea", privacyidea),
    ("jws", jws),
    ("proof_header", proof_header),
    ("enrolment_message", enrolment_message),
    ("enrolment_content", enrolment_content),
    ("new_secrets", new_secrets),
    ("typed_text", typed_text),
    ("import", import),
    ("import_archive", import_archive),
    ("import_java", import_java),
    ("import_json", import_json),
    ("import_table", import_table),
    ("import_text", import_text),
    ("link", link),
];

const FILE: &[u8] = include_bytes!("../vectors/vault/v1.segl");
/// Sealed for the same entry, one write later.
const MARKED: &[u8] = include_bytes!("../vectors/vault/v1_marks.segl");
/// As well, with challenge keys of a later statement.
const STATED: &[u8] = include_bytes!("../vectors/vault/v1_challenge_keys.segl");
const ENTRY: &str = include_str!("../vectors/vault/v1.keyring.hex");
const PINNED: &str = include_str!("../vectors/protocol/v1.json");

/// A whole vault file: header, then tag, under the pinned keyring entry.
pub(crate) fn vault_file(data: &[u8]) {
    let _ = VaultId::of_file(data);
    let entry = KeyringEntry::from_bytes(&entry()).expect("the pinned entry");
    if let Ok(opened) = Vault::open(data, &entry) {
        let sealed = [(FILE, 2), (MARKED, 3), (STATED, 3)];
        assert!(sealed.contains(&(data, opened.vault.generation())), "nobody else can seal");
    }
}

/// The body of a vault that somebody with the keyring has sealed.
pub(crate) fn vault_body(data: &[u8]) {
    if data.len() > 1024 * 1024 {
        return;
    }
    let file = body::seal(FILE, &entry(), data);
    let mut entry = entry();
    entry[57..].copy_from_slice(digest::digest(&digest::SHA256, &file).as_ref());
    let _ = Vault::open(&file, &KeyringEntry::from_bytes(&entry).expect("the pinned entry"));
}

/// What the keyring gives back.
pub(crate) fn keyring_entry(data: &[u8]) {
    if let Ok(entry) = KeyringEntry::from_bytes(data) {
        assert_eq!(entry.to_bytes().as_slice(), data);
        let _ = Vault::open(FILE, &entry);
    }
}

/// The text of a QR code.
pub(crate) fn qr_text(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(qr) = EnrolmentQr::parse(text) {
        assert_eq!(qr.to_text(), text.trim(), "one spelling only");
    }
    if let Ok(code) = LoginCode::parse(text) {
        assert!(code.to_text().eq_ignore_ascii_case(text.trim()), "one spelling, but for the front");
    }
}

/// What QR codes say that have a text together: two bytes for place, count and parity, one for the length, then a share.
pub(crate) fn qr_parts(data: &[u8]) {
    let (mut parts, mut rest) = (Parts::default(), data);
    while let Some((&[places, parity, length], more)) = rest.split_first_chunk() {
        let (bytes, more) = more.split_at(more.len().min(length.into()));
        let part = Part { place: places >> 4, count: places & 0xf, parity, bytes: bytes.to_vec().into() };
        if let Some(text) = parts.add(part) {
            assert!(
                !text.is_ascii() || text.bytes().fold(0, |sum, byte| sum ^ byte) == parity,
                "a text as it was written"
            );
        }
        rest = more;
    }
}

/// The key URI of another issuer.
pub(crate) fn otpauth(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(uri) = KeyUri::parse(text) else { return };
    assert!((1..=128).contains(&uri.secret.expose().len()), "a key");
    let code = match uri.scheme {
        Scheme::Totp(parameters) => totp::generate(&uri.secret, parameters, u64::MAX),
        Scheme::Hotp(hotp) => hotp::generate(&uri.secret, hotp.counter + 1, hotp.algorithm, hotp.digits),
        Scheme::Steam => steam::generate(&uri.secret, u64::MAX),
    };
    assert_eq!(code.expose().len(), usize::from(code.digits()), "as many characters as it says");
    let _ = vault::third_party::has_structure(uri.secret.expose());
}

/// An Entrust activation: the text of its QR code, what such a code holds once opened, and what people type.
pub(crate) fn entrust(data: &[u8]) {
    let opened = Activation::parse(data);
    if let Ok(text) = str::from_utf8(data) {
        if let Ok(sealed) = SecureActivation::read(text) {
            assert!(authenticator::entrust::is_activation(text));
            let _ = sealed.open("20481637");
        }
        if let Ok(serial) = text.parse::<SerialNumber>() {
            assert_eq!(serial.to_string().parse(), Ok(serial), "one spelling");
        }
        if let Ok(code) = text.parse::<RegistrationCode>() {
            let again: RegistrationCode = code.expose().parse().expect("its own spelling");
            assert_eq!(again.expose(), code.expose());
        }
        let _ = text.parse::<ActivationCode>();
    }
    if let Ok(activation) = opened {
        let registration = "11827-36452".parse().expect("a code with its check digit");
        let mut trial = Trial::new(activation, registration);
        trial.policy = PolicyInSeed::With;
        assert_eq!(trial.code(u64::MAX).passcode.expose().len(), 8);
        assert!(trial.key().issuer().chars().count() <= 128, "safe to show");
    }
}

/// The key URI of a key in two steps.
pub(crate) fn privacyidea(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let uri = match TwoStepUri::parse(text) {
        Ok(uri) => uri,
        Err(KeyUriError::OneStep) => {
            assert_ne!(KeyUri::parse(text).err(), Some(KeyUriError::TwoStep), "one of the two ceremonies");
            return;
        }
        Err(_) => return,
    };
    assert_eq!(KeyUri::parse(text).err(), Some(KeyUriError::TwoStep), "half a key is no key");
    assert!((1..=64).contains(&uri.phone_part_len) && (16..=64).contains(&uri.key_len));
    let part = PhonePart::new(vec![7; uri.phone_part_len].into());
    assert_eq!(part.grouped().replace(' ', ""), *part.expose());
    // More rounds take seconds, which is what they are for.
    if uri.rounds.get() <= 20_000 {
        assert_eq!(privacyidea::derive(&uri, &part).expose().len(), uri.key_len);
    }
}

/// A signed statement, read as each kind there is.
pub(crate) fn jws(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    read::<Response>(text, "user_key");
    read::<PinOk>(text, "user_key");
    let keys = [key("challenge_key").public()];
    let expected = Expected {
        issuer: &"https://portal.nordhavn.example".parse().expect("an origin"),
        token: TokenId::from([2; 16]),
        keys: &keys,
        poll_nonce: PollNonce::from([4; 16]),
        now: Timestamp(1_800_000_010),
    };
    read::<Challenge>(text, "challenge_key");
    read::<ChallengeKeys>(text, "challenge_key");
    if challenge::verify(&Jws::received(text.to_owned()), &expected).is_ok() {
        assert_eq!(text, pinned("challenge"), "nobody else can sign");
    }
}

/// The proof of possession in a request's header.
pub(crate) fn proof_header(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    read::<Proof>(text, "device_key");
}

/// The holder's sealed message, as it comes over the network.
pub(crate) fn enrolment_message(data: &[u8]) {
    let offer = offer();
    if let Ok(message) = serde_json::from_slice::<EnrolmentMessage>(data) {
        let _ = offer.open(&message);
    } else if let Some((enc, ct)) = data.split_first_chunk::<65>() {
        let _ = offer.open(&EnrolmentMessage { enc: Bytes(*enc), ct: ct.to_vec() });
    }
}

/// What somebody with QR code and password has sealed.
pub(crate) fn enrolment_content(data: &[u8]) {
    let offer = offer();
    let hash = digest::digest(&digest::SHA256, offer.qr.to_text().as_bytes());
    let info = [b"segl/enrol/v1", offer.qr.issuer.as_str().as_bytes(), hash.as_ref()].concat();
    let (secret, eid) = (offer.secret.to_bytes(), offer.qr.eid.as_bytes());
    let recipient = <DhP256HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(&offer.qr.hpke_key.to_uncompressed());
    let mode = OpModeS::Psk(PskBundle::new(secret.as_slice(), eid).expect("32 bytes of secret"));
    let (enc, mut sender) = setup_sender::<AesGcm256, HkdfSha256, DhP256HkdfSha256, _>(
        &mode,
        &recipient.expect("a point"),
        &info,
        &mut Seeded::new(7),
    )
    .expect("a key to seal to");
    let enc = enc.to_bytes().as_slice().try_into().expect("65 bytes");
    let _ = offer.open(&EnrolmentMessage { enc: Bytes(enc), ct: sender.seal(data, eid).expect("it seals") });
}

/// What a portal has sealed to the holder in answer to a PIN change (`docs/protocol.md` §10).
pub(crate) fn new_secrets(data: &[u8]) {
    let issuer: Origin = "https://portal.nordhavn.example".parse().expect("an origin");
    let subject = Subject { issuer: &issuer, token_id: TokenId::from([2; 16]), change: ChangeId::from([7; 16]) };
    let key = AnswerKey::generate(&mut Seeded::new(9)).expect("a key");
    let info = [b"segl/pin-change/v1", issuer.as_str().as_bytes(), &[2; 16], &[7; 16]].concat();
    let recipient = <DhP256HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(&key.public().to_uncompressed());
    let (enc, mut sender) = setup_sender::<AesGcm256, HkdfSha256, DhP256HkdfSha256, _>(
        &OpModeS::Base,
        &recipient.expect("a point"),
        &info,
        &mut Seeded::new(7),
    )
    .expect("a key to seal to");
    let enc = Bytes(enc.to_bytes().as_slice().try_into().expect("65 bytes"));
    let ct = sender.seal(data, b"").expect("it seals");
    let (aud, change) = (subject.token_id, subject.change);
    let answer = SealedAnswer { iss: issuer.clone(), aud, change, enc, ct, iat: Timestamp(1_800_000_000) };
    let opened = NewSecrets::open(&subject, &key, &answer);
    assert_ne!(opened.err(), Some(SealedAnswerError::Sealed), "it is sealed as the document says");
}

/// What a second start of the app was called with.
pub(crate) fn link(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    match Link::parse(text) {
        Ok(link) => {
            assert!(link::is_link(text) && link.text().len() <= MAX_LINK_BYTES);
            assert!(!link.text().chars().any(char::is_control), "safe to hand on");
            assert!(text.contains(link.text()), "as it came");
        }
        Err(LinkError::Foreign) => assert!(text.len() > MAX_LINK_BYTES || !link::is_link(text)),
        Err(_) => assert!(link::is_link(text), "what is refused by its own name is a link"),
    }
}

/// What people type or paste.
pub(crate) fn typed_text(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(password) = text.parse::<ActivationPassword>() {
        let again: ActivationPassword = password.grouped().parse().expect("its own spelling");
        assert_eq!(again.as_bytes(), password.as_bytes());
    }
    if let Ok(origin) = text.parse::<Origin>() {
        assert_eq!(origin.as_str().parse(), Ok(origin.clone()), "normalised once");
    }
    let _ = vault::Pin::parse(text);
    let _ = vault::Pin::choose(text, vault::PinPolicy::default());
}

fn read<C: Claims>(text: &str, by: &str) {
    let _ = jws::parse::<C>(text).and_then(|unverified| unverified.verify(&key(by).public()));
}

fn entry() -> Vec<u8> {
    hex::decode(ENTRY.trim_end()).expect("hexadecimal")
}

/// A pinned text.
pub(crate) fn pinned(name: &str) -> String {
    static TEXTS: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(PINNED).expect("JSON"));
    TEXTS[name].as_str().expect("a text").to_owned()
}

/// A pinned private key.
pub(crate) fn key(name: &str) -> PrivateKey {
    let scalar = decode(&pinned(name)).expect("base64url");
    PrivateKey::from_scalar(&scalar.try_into().expect("32 bytes")).expect("a key")
}

/// The portal's side of the pinned QR code.
pub(crate) fn offer() -> Offer {
    let qr = EnrolmentQr::parse(&pinned("qr_text")).expect("a QR code");
    let private_key: [u8; 32] = decode(&pinned("hpke_private_key")).expect("base64url").try_into().expect("32 bytes");
    Offer { secret: QrSecret::unmask(&qr.masked, &[0x42; 32]), private_key: private_key.into(), qr }
}

//! Sealed messages of the enrolment that must not be believed: the holder's, and the portal's reply.

use ciborium::{Value, cbor};
use hpke::{
    Deserializable, OpModeS, PskBundle, Serializable, aead::AesGcm256, kdf::HkdfSha256, kem::DhP256HkdfSha256,
    setup_sender,
};
use protocol::{
    Bytes, PrivateKey, Timestamp, TokenId,
    bytes::decode,
    device::DeviceInfo,
    enrolment::{
        self, Candidate, EnrolmentMessage, EnrolmentMessageError, EnrolmentQr, EnrolmentReply, EnrolmentReplyMessage,
        IssuerPolicy, Offer, QrSecret, ReplyKey,
    },
    oprf::OprfKey,
};
use ring::digest;

use crate::{
    hostile::{Folder, foreign_key, key, pinned},
    seeded::Seeded,
    vectors::{json, text},
};

const MESSAGES: Folder = Folder { kind: "enrolment", extension: "json" };
const REPLIES: Folder = Folder { kind: "enrolment_reply", extension: "json" };

/// The stretched activation password of the pinned texts.
const STRETCHED: [u8; 32] = [0x42; 32];

fn qr() -> EnrolmentQr {
    EnrolmentQr::parse(&pinned("qr_text")).unwrap()
}

fn offer() -> Offer {
    let private: [u8; 32] = decode(text(&json("protocol/v1.json"), "hpke_private_key")).unwrap().try_into().unwrap();
    Offer { secret: QrSecret::unmask(&qr().masked, &STRETCHED), private_key: private.into(), qr: qr() }
}

fn message_refusals() -> Vec<(&'static str, EnrolmentMessageError)> {
    use EnrolmentMessageError::{Content, Malformed, Proof, Sealed};
    vec![
        ("message_flipped", Sealed),
        ("message_tag_flipped", Sealed),
        ("message_cut", Sealed),
        ("message_empty", Sealed),
        ("message_key_of_another_message", Sealed),
        ("message_key_not_on_the_curve", Malformed),
        ("message_key_compressed", Malformed),
        ("message_under_another_password", Sealed),
        ("message_for_another_code", Sealed),
        ("message_for_another_issuer", Sealed),
        ("content_not_cbor", Content),
        ("content_trailing_bytes", Content),
        ("content_member_missing", Content),
        ("content_member_unknown", Content),
        ("content_member_twice", Content),
        ("content_key_not_on_the_curve", Content),
        ("content_one_key_for_both", Content),
        ("device_name_too_long", Content),
        ("device_name_with_a_control_character", Content),
        ("proof_of_the_device_key_missing", Proof),
        ("proof_of_the_user_key_missing", Proof),
        ("proofs_swapped", Proof),
        ("proof_over_another_message", Proof),
        ("key_of_somebody_else", Proof),
    ]
}

/// The holder's side by the document (§3), with a content of any kind.
struct Message {
    qr: EnrolmentQr,
    stretched: [u8; 32],
}

impl Message {
    fn info(&self) -> Vec<u8> {
        let hash = digest::digest(&digest::SHA256, self.qr.to_text().as_bytes());
        [b"segl/enrol/v1", self.qr.issuer.as_str().as_bytes(), hash.as_ref()].concat()
    }

    /// Seals what `content` makes of the encapsulated key; the same bytes every time.
    fn sealed(&self, content: impl Fn(&[u8]) -> Vec<u8>) -> EnrolmentMessage {
        let secret = QrSecret::unmask(&self.qr.masked, &self.stretched).to_bytes();
        let eid = self.qr.eid.as_bytes();
        let recipient = <DhP256HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(&self.qr.hpke_key.to_uncompressed());
        let mode = OpModeS::Psk(PskBundle::new(secret.as_slice(), eid).unwrap());
        let (enc, mut sender) = setup_sender::<AesGcm256, HkdfSha256, DhP256HkdfSha256, _>(
            &mode,
            &recipient.unwrap(),
            &self.info(),
            &mut Seeded::new(7),
        )
        .unwrap();
        let enc: [u8; 65] = enc.to_bytes().as_slice().try_into().unwrap();
        EnrolmentMessage { ct: sender.seal(&content(&enc), eid).unwrap(), enc: Bytes(enc) }
    }

    /// What both keys sign.
    fn statement(&self, enc: &[u8], device_key: &PrivateKey, user_key: &PrivateKey) -> Vec<u8> {
        let thumbprints = [device_key.public().thumbprint().0.0, user_key.public().thumbprint().0.0].concat();
        [self.info().as_slice(), self.qr.eid.as_bytes(), enc, &thumbprints].concat()
    }

    /// A sound content.
    fn content(&self, enc: &[u8]) -> Vec<(Value, Value)> {
        let (device_key, user_key) = (key("device_key"), key("user_key"));
        let statement = self.statement(enc, &device_key, &user_key);
        let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
        let device = cbor!({
            "name" => "Kontor", "os" => "linux", "os_version" => "12", "arch" => "x86_64", "app_version" => "0.1.0",
        });
        vec![
            ("dak".into(), bytes(&device_key.public().to_compressed())),
            ("uk".into(), bytes(&user_key.public().to_compressed())),
            ("pop_dak".into(), bytes(&device_key.sign(&statement))),
            ("pop_uk".into(), bytes(&user_key.sign(&statement))),
            ("device".into(), device.unwrap()),
            ("nonce".into(), bytes(&[1; 16])),
            ("ratchet".into(), bytes(&[8; 32])),
        ]
    }

    /// Sealed with a content that has been tampered with before it was sealed.
    fn with(&self, change: impl Fn(&mut Vec<(Value, Value)>, &[u8])) -> EnrolmentMessage {
        self.sealed(|enc| {
            let mut content = self.content(enc);
            change(&mut content, enc);
            written(&Value::Map(content))
        })
    }
}

fn written(value: &Value) -> Vec<u8> {
    let mut cbor = Vec::new();
    ciborium::into_writer(value, &mut cbor).unwrap();
    cbor
}

/// The names of the messages' files.
pub(crate) fn message_names() -> impl Iterator<Item = &'static str> {
    message_refusals().into_iter().map(|(name, _)| name)
}

fn sabotaged_message(name: &str) -> EnrolmentMessage {
    let sound = Message { qr: qr(), stretched: STRETCHED };
    let mut message = sound.with(|_, _| {});
    let last = message.ct.len() - 1;
    let device =
        |name: &'static str| sound.with(move |content, _| content[4].1.as_map_mut().unwrap()[0].1 = name.into());
    match name {
        "message_flipped" => message.ct[0] ^= 1,
        "message_tag_flipped" => message.ct[last] ^= 1,
        "message_cut" => message.ct.truncate(last),
        "message_empty" => message.ct.clear(),
        "message_key_of_another_message" => message.enc = Bytes(foreign_key().public().to_uncompressed()),
        "message_key_not_on_the_curve" => message.enc.0[64] ^= 1,
        "message_key_compressed" => message.enc.0[0] = 2,
        "message_under_another_password" => return Message { qr: qr(), stretched: [0x43; 32] }.with(|_, _| {}),
        "message_for_another_code" => {
            return Message { qr: EnrolmentQr { salt: Bytes([9; 16]), ..qr() }, stretched: STRETCHED }.with(|_, _| {});
        }
        "message_for_another_issuer" => {
            let issuer = "https://portal.evil.example".parse().unwrap();
            return Message { qr: EnrolmentQr { issuer, ..qr() }, stretched: STRETCHED }.with(|_, _| {});
        }
        "content_not_cbor" => return sound.sealed(|_| b"{}".to_vec()),
        "content_trailing_bytes" => {
            return sound.sealed(|enc| [written(&Value::Map(sound.content(enc))), vec![0xf6]].concat());
        }
        "content_member_missing" => return sound.with(|content, _| drop(content.pop())),
        "content_member_unknown" => return sound.with(|content, _| content.push(("colour".into(), "red".into()))),
        "content_member_twice" => return sound.with(|content, _| content.push(content[0].clone())),
        "content_key_not_on_the_curve" => {
            return sound.with(|content, _| content[0].1 = Value::Bytes([vec![2], vec![0xff; 32]].concat()));
        }
        "content_one_key_for_both" => return sound.with(|content, _| content[1].1 = content[0].1.clone()),
        "device_name_too_long" => {
            return device("Kontoret på tredje sal, det andet fra venstre, lige efter kaffemaskinen");
        }
        "device_name_with_a_control_character" => return device("Kontor\u{7}"),
        "proof_of_the_device_key_missing" => return sound.with(|content, _| content[2].1 = Value::Bytes(vec![0; 64])),
        "proof_of_the_user_key_missing" => return sound.with(|content, _| content[3].1 = Value::Bytes(vec![0; 64])),
        "proofs_swapped" => {
            return sound.with(|content, _| {
                let first = content[2].1.clone();
                content[2].1 = std::mem::replace(&mut content[3].1, first);
            });
        }
        "proof_over_another_message" => {
            return sound.with(|content, _| {
                let statement = sound.statement(&[4; 65], &key("device_key"), &key("user_key"));
                content[2].1 = Value::Bytes(key("device_key").sign(&statement).to_vec());
            });
        }
        "key_of_somebody_else" => {
            return sound.with(|content, _| {
                content[1].1 = Value::Bytes(foreign_key().public().to_compressed().to_vec());
            });
        }
        _ => panic!("no recipe for {name}"),
    }
    message
}

fn reply_refusals() -> Vec<(&'static str, EnrolmentMessageError)> {
    use EnrolmentMessageError::{ChallengeKey, Content, Sealed};
    vec![
        ("reply_flipped", Sealed),
        ("reply_tag_flipped", Sealed),
        ("reply_cut", Sealed),
        ("reply_empty", Sealed),
        ("reply_challenge_key_swapped", ChallengeKey),
        ("reply_challenge_keys_in_the_wrong_order", ChallengeKey),
        ("reply_without_challenge_keys", Content),
        ("reply_with_three_challenge_keys", Content),
        ("reply_pin_minimum_too_low", Content),
        ("reply_pin_minimum_too_high", Content),
        ("reply_issuer_name_empty", Content),
        ("reply_account_with_a_control_character", Content),
    ]
}

/// Both ends of one enrolment: the same every time.
fn conversation() -> (ReplyKey, ReplyKey) {
    let (device_key, user_key) = (key("device_key"), key("user_key"));
    let text = || "linux".to_owned();
    let device = DeviceInfo { name: text(), os: text(), os_version: text(), arch: text(), app_version: text() };
    let candidate = Candidate { device_key: &device_key, user_key: &user_key, device, ratchet: Bytes([8; 32]) };
    let offer = offer();
    let (message, holder) = enrolment::seal(&offer.qr, &offer.secret, candidate, &mut Seeded::new(8)).unwrap();
    (holder, offer.open(&message).unwrap().1)
}

fn sealed_reply(change: impl Fn(&mut Reply)) -> EnrolmentReplyMessage {
    let mut reply = Reply { keys: vec![key("challenge_key")], issuer: "Nordhavn", account: "anna", pin_min: 6 };
    change(&mut reply);
    let keys = reply.keys.iter().map(PrivateKey::public).collect();
    let oprf_key = OprfKey::from_seed([5; 32]).public();
    let (issuer, account) = (reply.issuer.to_owned(), reply.account.to_owned());
    let (policy, time) = (IssuerPolicy::default(), Timestamp(1_800_000_000));
    let token = TokenId::from([2; 16]);
    let reply = EnrolmentReply::new(token, &[9; 32], oprf_key, keys, issuer, account, reply.pin_min, policy, time);
    conversation().1.seal(&reply).unwrap()
}

struct Reply {
    keys: Vec<PrivateKey>,
    issuer: &'static str,
    account: &'static str,
    pin_min: u8,
}

/// The names of the replies' files.
pub(crate) fn reply_names() -> impl Iterator<Item = &'static str> {
    reply_refusals().into_iter().map(|(name, _)| name)
}

fn sabotaged_reply(name: &str) -> EnrolmentReplyMessage {
    let mut sound = sealed_reply(|_| {});
    let last = sound.ct.len() - 1;
    match name {
        "reply_flipped" => sound.ct[0] ^= 1,
        "reply_tag_flipped" => sound.ct[last] ^= 1,
        "reply_cut" => sound.ct.truncate(last),
        "reply_empty" => sound.ct.clear(),
        "reply_challenge_key_swapped" => return sealed_reply(|reply| reply.keys = vec![foreign_key()]),
        "reply_challenge_keys_in_the_wrong_order" => return sealed_reply(|reply| reply.keys.insert(0, foreign_key())),
        "reply_without_challenge_keys" => return sealed_reply(|reply| reply.keys.clear()),
        "reply_with_three_challenge_keys" => {
            return sealed_reply(|reply| reply.keys.extend([foreign_key(), key("user_key")]));
        }
        "reply_pin_minimum_too_low" => return sealed_reply(|reply| reply.pin_min = 3),
        "reply_pin_minimum_too_high" => return sealed_reply(|reply| reply.pin_min = 13),
        "reply_issuer_name_empty" => return sealed_reply(|reply| reply.issuer = ""),
        "reply_account_with_a_control_character" => return sealed_reply(|reply| reply.account = "anna\n"),
        _ => panic!("no recipe for {name}"),
    }
    sound
}

#[test]
fn hostile_enrolment_message_is_refused_by_name() {
    let sound = Message { qr: qr(), stretched: STRETCHED }.with(|_, _| {});
    assert!(offer().open(&sound).is_ok(), "the untouched one is sound");
    for (name, expected) in message_refusals() {
        let message: EnrolmentMessage = serde_json::from_str(&MESSAGES.read(name)).unwrap();
        assert_eq!(offer().open(&message).err(), Some(expected), "{name}");
    }
    MESSAGES.holds_exactly(message_names());
}

#[test]
fn hostile_enrolment_reply_is_refused_by_name() {
    assert!(conversation().0.open(&qr(), &sealed_reply(|_| {})).is_ok(), "the untouched one is sound");
    for (name, expected) in reply_refusals() {
        let message: EnrolmentReplyMessage = serde_json::from_str(&REPLIES.read(name)).unwrap();
        assert_eq!(conversation().0.open(&qr(), &message).err(), Some(expected), "{name}");
    }
    REPLIES.holds_exactly(reply_names());
}

#[test]
#[ignore = "writes the hostile files"]
fn generate_hostile_enrolments() {
    MESSAGES.write(message_names(), |name| serde_json::to_string(&sabotaged_message(name)).unwrap() + "\n");
    REPLIES.write(reply_names(), |name| serde_json::to_string(&sabotaged_reply(name)).unwrap() + "\n");
}

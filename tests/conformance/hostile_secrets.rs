//! New secrets that the holder must not take (`docs/protocol.md` §10): the answer to a PIN change.

use ciborium::Value as Cbor;
use hpke::{
    Deserializable, OpModeS, Serializable, aead::AesGcm256, kdf::HkdfSha256, kem::DhP256HkdfSha256, setup_sender,
};
use protocol::{
    Bytes, ChangeId, Origin, Timestamp, TokenId,
    bytes::encode,
    jws::{self, JwsError},
    oprf::OprfKey,
    pin_change::NewSecrets,
    sealed_answer::{AnswerKey, SealedAnswer, SealedAnswerError, Subject},
};
use serde_json::{Value, json};

use crate::{
    hostile::{ENVELOPE, Folder, Statement, foreign_key, key, with, without},
    seeded::Seeded,
};

const FOLDER: Folder = Folder { kind: "secrets", extension: "jws" };

/// Which of the two doors said no, and why.
#[derive(Debug, Eq, PartialEq)]
enum Refusal {
    Jws(JwsError),
    Answer(SealedAnswerError),
}

fn refusals() -> Vec<(&'static str, Refusal)> {
    use SealedAnswerError::{Content, Sealed, Subject};
    let envelope = ENVELOPE.into_iter().map(|(name, error)| (name, Refusal::Jws(error)));
    let own = [
        ("secrets_of_another_token", Subject),
        ("secrets_of_another_change", Subject),
        ("secrets_issuer_swapped", Subject),
        ("secrets_flipped", Sealed),
        ("secrets_tag_flipped", Sealed),
        ("secrets_cut", Sealed),
        ("secrets_empty", Sealed),
        ("secrets_key_not_on_the_curve", Sealed),
        ("secrets_sealed_for_another_purpose", Sealed),
        ("secrets_sealed_to_another_key", Sealed),
        ("secrets_not_cbor", Content),
        ("secrets_trailing_bytes", Content),
        ("secrets_member_unknown", Content),
        ("secrets_member_missing", Content),
        ("secrets_member_twice", Content),
        ("secrets_seed_short", Content),
        ("secrets_pin_minimum_too_low", Content),
        ("secrets_pin_minimum_too_high", Content),
    ];
    let signers = [
        ("secrets_by_the_user_key", Refusal::Jws(JwsError::Key)),
        ("secrets_by_a_foreign_key", Refusal::Jws(JwsError::Key)),
        ("secrets_without_ciphertext", Refusal::Jws(JwsError::Payload)),
    ];
    envelope.chain(own.map(|(name, error)| (name, Refusal::Answer(error)))).chain(signers).collect()
}

fn judged(text: &str) -> Result<NewSecrets, Refusal> {
    let answer = jws::parse::<SealedAnswer>(text).and_then(|parsed| parsed.verify(&key("challenge_key").public()));
    NewSecrets::open(&subject(&issuer()), &answer_key(9), &answer.map_err(Refusal::Jws)?).map_err(Refusal::Answer)
}

fn issuer() -> Origin {
    "https://portal.nordhavn.example".parse().unwrap()
}

fn subject(issuer: &Origin) -> Subject<'_> {
    Subject { issuer, token_id: TokenId::from([2; 16]), change: ChangeId::from([7; 16]) }
}

/// The holder's key for the answer: the same every time.
fn answer_key(seed: u64) -> AnswerKey {
    AnswerKey::generate(&mut Seeded::new(seed)).unwrap()
}

type Members = Vec<(Cbor, Cbor)>;

/// The members of a sound answer's content.
fn content() -> Members {
    let oprf_key = OprfKey::from_seed([5; 32]).public();
    vec![
        ("seed".into(), Cbor::Bytes(vec![9; 32])),
        ("oprf_key".into(), Cbor::Bytes(oprf_key.0.0.to_vec())),
        ("pin_min".into(), 6.into()),
    ]
}

fn cbor(members: Members) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(&Cbor::Map(members), &mut bytes).unwrap();
    bytes
}

/// Sealed as the document says, but for what is said here.
fn sealed(plain: &[u8], label: &str, to: &AnswerKey) -> Value {
    let info = [label.as_bytes(), issuer().as_str().as_bytes(), &[2; 16], &[7; 16]].concat();
    let recipient = <DhP256HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(&to.public().to_uncompressed()).unwrap();
    let (enc, mut sender) = setup_sender::<AesGcm256, HkdfSha256, DhP256HkdfSha256, _>(
        &OpModeS::Base,
        &recipient,
        &info,
        &mut Seeded::new(7),
    )
    .unwrap();
    let answer = SealedAnswer {
        iss: issuer(),
        aud: TokenId::from([2; 16]),
        change: ChangeId::from([7; 16]),
        enc: Bytes(enc.to_bytes().as_slice().try_into().unwrap()),
        ct: sender.seal(plain, b"").unwrap(),
        iat: Timestamp(1_800_000_000),
    };
    serde_json::to_value(answer).unwrap()
}

/// The names of its files.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    refusals().into_iter().map(|(name, _)| name)
}

fn sabotaged(name: &str) -> String {
    let challenge_key = key("challenge_key");
    let sound = sealed(&cbor(content()), LABEL, &answer_key(9));
    let statement = Statement { typ: "segl-secrets+jwt", payload: sound.clone(), key: &challenge_key };
    let member = |member: &str, value: Value| statement.with_payload(with(sound.clone(), member, value));
    let ciphertext = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = protocol::bytes::decode(sound["ct"].as_str().unwrap()).unwrap();
        change(&mut bytes);
        member("ct", encode(&bytes).into())
    };
    let plain = |bytes: &[u8]| statement.with_payload(sealed(bytes, LABEL, &answer_key(9)));
    let members = |change: &dyn Fn(&mut Members)| {
        let mut members = content();
        change(&mut members);
        plain(&cbor(members))
    };
    let by = |key| Statement { typ: "segl-secrets+jwt", payload: sound.clone(), key: &key }.signed();
    match name {
        "secrets_of_another_token" => member("aud", json!(TokenId::from([9; 16]))),
        "secrets_of_another_change" => member("change", json!(ChangeId::from([9; 16]))),
        "secrets_issuer_swapped" => member("iss", "https://portal.evil.example".into()),
        "secrets_flipped" => ciphertext(&|bytes| bytes[0] ^= 1),
        "secrets_tag_flipped" => ciphertext(&|bytes| *bytes.last_mut().unwrap() ^= 1),
        "secrets_cut" => ciphertext(&|bytes| bytes.truncate(bytes.len() - 1)),
        "secrets_empty" => ciphertext(&Vec::clear),
        "secrets_key_not_on_the_curve" => member("enc", json!(Bytes([4; 65]))),
        "secrets_sealed_for_another_purpose" => {
            statement.with_payload(sealed(&cbor(content()), "segl/presence/v1", &answer_key(9)))
        }
        "secrets_sealed_to_another_key" => statement.with_payload(sealed(&cbor(content()), LABEL, &answer_key(10))),
        "secrets_not_cbor" => plain(b"\xff\xff\xff"),
        "secrets_trailing_bytes" => plain(&[cbor(content()), vec![0]].concat()),
        "secrets_member_unknown" => members(&|members| members.push(("colour".into(), "red".into()))),
        "secrets_member_missing" => members(&|members| drop(members.pop())),
        "secrets_member_twice" => members(&|members| members.push(("pin_min".into(), 6.into()))),
        "secrets_seed_short" => members(&|members| members[0].1 = Cbor::Bytes(vec![9; 31])),
        "secrets_pin_minimum_too_low" => members(&|members| members[2].1 = 3.into()),
        "secrets_pin_minimum_too_high" => members(&|members| members[2].1 = 13.into()),
        "secrets_by_the_user_key" => by(key("user_key")),
        "secrets_by_a_foreign_key" => by(foreign_key()),
        "secrets_without_ciphertext" => statement.with_payload(without(sound.clone(), "ct")),
        _ => statement.sabotaged(name),
    }
}

#[test]
fn hostile_secrets_are_refused_by_name() {
    let challenge_key = key("challenge_key");
    let payload = sealed(&cbor(content()), LABEL, &answer_key(9));
    let sound = Statement { typ: "segl-secrets+jwt", payload, key: &challenge_key }.signed();
    assert_eq!(judged(&sound).unwrap().pin_min, 6, "the untouched one is sound");
    for (name, expected) in refusals() {
        assert_eq!(judged(&FOLDER.read(name)).err(), Some(expected), "{name}");
    }
    FOLDER.holds_exactly(names());
}

#[test]
#[ignore = "writes the hostile files"]
fn generate_hostile_secrets() {
    FOLDER.write(names(), sabotaged);
}

const LABEL: &str = "segl/pin-change/v1";

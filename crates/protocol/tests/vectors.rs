//! Blobs of version 1 that every later version must still read. `tests/vectors/protocol/v1.json` was written once by the ignored test.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "the vectors are a file, and their generator draws from the system")]

use protocol::{
    Bytes, ChallengeId, EnrolmentId, Origin, PollNonce, PrivateKey, ProofId, RequestId, Timestamp, TokenId,
    approval::{Decision, PinOk, Response},
    challenge::{self, Act, Challenge, Context, Expected, RelyingParty, UserVerification},
    device::{DeviceInfo, Proof, body_hash},
    enrolment::{
        self, Candidate, EnrolmentMessage, EnrolmentQr, EnrolmentReply, EnrolmentReplyMessage, IssuerPolicy, Offer,
        OfferTerms, QrSecret,
    },
    jws::{self, Jws},
    oprf::{Blinding, EvaluationReply, OprfKey},
};
use rand_core::{CryptoRng, RngCore};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/protocol/v1.json");
const STRETCHED: [u8; 32] = [0x42; 32];
const PIN_INPUT: [u8; 32] = [0x24; 32];

#[derive(Deserialize, Serialize)]
struct Vectors {
    qr_text: String,
    hpke_private_key: Bytes<32>,
    enrolment_message: EnrolmentMessage,
    enrolment_reply: EnrolmentReplyMessage,
    device_key: Bytes<32>,
    user_key: Bytes<32>,
    challenge_key: Bytes<32>,
    challenge: Jws,
    response: Jws,
    pin_ok: Jws,
    proof: Jws,
    oprf_seed: Bytes<32>,
    oprf_output: Bytes<32>,
}

fn vectors() -> Vectors {
    serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap()
}

fn key(scalar: &Bytes<32>) -> PrivateKey {
    PrivateKey::from_scalar(&scalar.0).unwrap()
}

fn issuer() -> Origin {
    "https://portal.nordhavn.example".parse().unwrap()
}

#[test]
fn qr_code_and_enrolment_message_of_v1_are_read() {
    let vectors = vectors();
    let qr = EnrolmentQr::parse(&vectors.qr_text).unwrap();
    assert_eq!((qr.issuer.clone(), qr.eid), (issuer(), EnrolmentId::from([1; 16])), "who and which");
    let offer =
        Offer { secret: QrSecret::unmask(&qr.masked, &STRETCHED), private_key: vectors.hpke_private_key.0.into(), qr };
    let (request, reply_key) = offer.open(&vectors.enrolment_message).unwrap();
    assert_eq!(request.device_key, key(&vectors.device_key).public(), "device key");
    assert_eq!(request.user_key, key(&vectors.user_key).public(), "user key");
    assert_eq!(request.device.name, "Kontor", "device name");
    let reply = reply_key.open(&offer.qr, &vectors.enrolment_reply).unwrap();
    assert_eq!((reply.token_id, *reply.seed()), (TokenId::from([2; 16]), [9; 32]), "what the portal answered");
}

#[test]
fn challenge_of_v1_is_verified() {
    let vectors = vectors();
    let expected = Expected {
        issuer: &issuer(),
        token: TokenId::from([2; 16]),
        keys: &[key(&vectors.challenge_key).public()],
        poll_nonce: PollNonce::from([4; 16]),
        now: Timestamp(1_800_000_010),
    };
    assert_eq!(challenge::verify(&vectors.challenge, &expected).unwrap(), challenge_claims(), "what was signed");
}

#[test]
fn response_of_v1_is_verified_and_names_its_challenge() {
    let vectors = vectors();
    let unverified = jws::parse::<Response>(vectors.response.as_str()).unwrap();
    let response = unverified.verify(&key(&vectors.user_key).public()).unwrap();
    assert_eq!(response.chal, vectors.challenge.digest(), "SHA-256 of the challenge as received");
    assert_eq!((response.dec, response.num.as_deref()), (Decision::Approve, Some("483920")), "what was decided");
}

#[test]
fn proof_and_pin_ok_of_v1_are_verified() {
    let vectors = vectors();
    let proof =
        jws::parse::<Proof>(vectors.proof.as_str()).unwrap().verify(&key(&vectors.device_key).public()).unwrap();
    assert_eq!(proof.bh, body_hash(b"{}"), "hash of the body");
    let pin_ok =
        jws::parse::<PinOk>(vectors.pin_ok.as_str()).unwrap().verify(&key(&vectors.user_key).public()).unwrap();
    assert_eq!(pin_ok.rid, RequestId::from([6; 16]), "the evaluation");
}

#[test]
fn evaluation_of_v1_gives_the_same_output() {
    let vectors = vectors();
    let output = evaluate(&OprfKey::from_seed(vectors.oprf_seed.0));
    assert_eq!(Bytes(output), vectors.oprf_output, "key derivation and finalize are frozen");
}

#[test]
#[ignore = "writes the pinned file; run once per version"]
fn generate() {
    let rng = &mut Entropy;
    let (device_key, user_key, challenge_key) =
        (PrivateKey::generate(rng), PrivateKey::generate(rng), PrivateKey::generate(rng));
    let terms = OfferTerms {
        issuer: &issuer(),
        eid: EnrolmentId::from([1; 16]),
        salt: Bytes([7; 16]),
        stretched: &STRETCHED,
        challenge_key: challenge_key.public().thumbprint(),
        expires: Timestamp(1_800_000_600),
    };
    let offer = Offer::generate(&terms, rng).unwrap();
    let candidate =
        Candidate { device_key: &device_key, user_key: &user_key, device: device_info(), ratchet: Bytes([8; 32]) };
    let (message, _) = enrolment::seal(&offer.qr, &offer.secret, candidate, rng).unwrap();
    let (_, reply_key) = offer.open(&message).unwrap();
    let oprf_key = OprfKey::generate(rng);
    let reply = EnrolmentReply::new(
        TokenId::from([2; 16]),
        &[9; 32],
        oprf_key.public(),
        vec![challenge_key.public()],
        "Nordhavn Energi".to_owned(),
        "your.name".to_owned(),
        6,
        IssuerPolicy::default(),
        Timestamp(1_800_000_000),
    );
    let challenge = jws::sign(&challenge_claims(), &challenge_key);
    let vectors = Vectors {
        qr_text: offer.qr.to_text(),
        hpke_private_key: Bytes(*offer.private_key),
        enrolment_reply: reply_key.seal(&reply).unwrap(),
        enrolment_message: message,
        device_key: Bytes(*device_key.to_scalar()),
        user_key: Bytes(*user_key.to_scalar()),
        challenge_key: Bytes(*challenge_key.to_scalar()),
        response: jws::sign(&response_claims(&challenge), &user_key),
        challenge,
        pin_ok: jws::sign(&pin_ok_claims(), &user_key),
        proof: proof_claims().sign(&device_key),
        oprf_seed: Bytes(*oprf_key.to_seed()),
        oprf_output: Bytes(evaluate(&oprf_key)),
    };
    std::fs::write(FILE, serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
}

fn evaluate(oprf_key: &OprfKey) -> [u8; 32] {
    let (blinding, blinded) = Blinding::blind(&PIN_INPUT, &mut Entropy).unwrap();
    let (element, proof) = oprf_key.evaluate(&blinded, &mut Entropy).unwrap();
    *blinding.finalize(&EvaluationReply { element, proof, tries_left: 9 }, &oprf_key.public()).unwrap()
}

fn device_info() -> DeviceInfo {
    let text = |text: &str| text.to_owned();
    DeviceInfo {
        name: text("Kontor"),
        os: text("linux"),
        os_version: text("12"),
        arch: text("x86_64"),
        app_version: text("0.1.0"),
    }
}

fn challenge_claims() -> Challenge {
    Challenge {
        iss: issuer(),
        aud: TokenId::from([2; 16]),
        jti: ChallengeId::from([3; 16]),
        iat: Timestamp(1_800_000_000),
        exp: Timestamp(1_800_000_120),
        pn: PollNonce::from([4; 16]),
        ver: 1,
        act: Act::Login,
        rp: RelyingParty { id: "portal".to_owned(), name: "Nordhavn Energi".to_owned(), origin: issuer() },
        ctx: Context {
            ip: "192.0.2.7".to_owned(),
            city: Some("Aarhus".to_owned()),
            browser: "Firefox".to_owned(),
            os: "Linux".to_owned(),
            browser_known: false,
            same_network: Some(true),
        },
        txt: None,
        num: 6,
        uv: vec![UserVerification::Pin],
    }
}

fn response_claims(challenge: &Jws) -> Response {
    Response {
        iss: TokenId::from([2; 16]),
        aud: issuer(),
        cid: ChallengeId::from([3; 16]),
        chal: challenge.digest(),
        dec: Decision::Approve,
        num: Some("483920".to_owned()),
        uv: Some(UserVerification::Pin),
        rid: Some(RequestId::from([6; 16])),
        iat: Timestamp(1_800_000_020),
        app: "segl/0.1.0".to_owned(),
    }
}

fn pin_ok_claims() -> PinOk {
    PinOk { iss: TokenId::from([2; 16]), aud: issuer(), rid: RequestId::from([6; 16]), iat: Timestamp(1_800_000_030) }
}

fn proof_claims() -> Proof {
    Proof {
        jti: ProofId::from([5; 16]),
        htm: "POST".to_owned(),
        htu: "/api/v1/oprf".to_owned(),
        iat: Timestamp(1_800_000_000),
        nonce: "nonce".to_owned(),
        bh: body_hash(b"{}"),
    }
}

/// The system's generator under `rand_core`'s name.
struct Entropy;

impl RngCore for Entropy {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        SystemRandom::new().fill(bytes).unwrap();
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Entropy {}

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::{bytes::encode, oprf::OprfKey, testing::SeededRng};

const STRETCHED: [u8; 32] = [3; 32];

struct Scene {
    rng: SeededRng,
    offer: Offer,
    challenge_key: PrivateKey,
    device_key: PrivateKey,
    user_key: PrivateKey,
}

impl Scene {
    fn new() -> Self {
        let mut rng = SeededRng::new(11);
        let challenge_key = PrivateKey::generate(&mut rng);
        let terms = OfferTerms {
            issuer: &"https://portal.nordhavn.example".parse().unwrap(),
            eid: EnrolmentId::from([1; 16]),
            salt: Bytes([2; 16]),
            stretched: &STRETCHED,
            challenge_key: challenge_key.public().thumbprint(),
            expires: Timestamp(1_800_000_600),
        };
        let offer = Offer::generate(&terms, &mut rng).unwrap();
        let (device_key, user_key) = (PrivateKey::generate(&mut rng), PrivateKey::generate(&mut rng));
        Self { rng, offer, challenge_key, device_key, user_key }
    }

    fn seal(&mut self, qr: &EnrolmentQr, stretched: &[u8; 32]) -> (EnrolmentMessage, ReplyKey) {
        let secret = QrSecret::unmask(&qr.masked, stretched);
        let candidate = Candidate {
            device_key: &self.device_key,
            user_key: &self.user_key,
            device: device(),
            ratchet: Bytes([4; 32]),
        };
        seal(qr, &secret, candidate, &mut self.rng).unwrap()
    }

    fn reply(&mut self, first_key: PublicKey) -> EnrolmentReply {
        let oprf_key = OprfKey::generate(&mut self.rng).public();
        EnrolmentReply::new(
            TokenId::from([5; 16]),
            &[6; 32],
            oprf_key,
            vec![first_key],
            "Nordhavn Energi".to_owned(),
            "your.name".to_owned(),
            6,
            IssuerPolicy::default(),
            Timestamp(1_800_000_000),
        )
    }
}

fn device() -> DeviceInfo {
    DeviceInfo {
        name: "Kontor".to_owned(),
        os: "linux".to_owned(),
        os_version: "12".to_owned(),
        arch: "x86_64".to_owned(),
        app_version: "0.1.0".to_owned(),
    }
}

#[test]
fn token_is_enrolled_when_the_password_fits() {
    let mut scene = Scene::new();
    let qr = EnrolmentQr::parse(&scene.offer.qr.to_text()).unwrap();
    let (message, holder) = scene.seal(&qr, &STRETCHED);
    let (request, issuer) = scene.offer.open(&message).unwrap();
    assert_eq!(request.user_key, scene.user_key.public(), "the portal learns the user key");
    let reply = scene.reply(scene.challenge_key.public());
    let received = holder.open(&qr, &issuer.seal(&reply).unwrap()).unwrap();
    assert_eq!(*received.seed(), [6; 32], "the holder learns the seed");
    assert_eq!(received.issuer_name, "Nordhavn Energi", "and who gave it");
}

#[test]
fn enrolment_is_refused_when_the_password_is_wrong() {
    let mut scene = Scene::new();
    let qr = scene.offer.qr.clone();
    let (message, _) = scene.seal(&qr, &[9; 32]);
    assert_eq!(
        scene.offer.open(&message).unwrap_err(),
        EnrolmentMessageError::Sealed,
        "a wrong password does not open"
    );
}

#[test]
fn enrolment_is_refused_when_the_qr_code_was_altered() {
    let mut scene = Scene::new();
    let mut qr = scene.offer.qr.clone();
    qr.issuer = "https://evil.example".parse().unwrap();
    let (message, _) = scene.seal(&qr, &STRETCHED);
    assert_eq!(scene.offer.open(&message).unwrap_err(), EnrolmentMessageError::Sealed, "info binds the whole text");
}

#[test]
fn enrolment_is_refused_when_the_message_was_altered() {
    let mut scene = Scene::new();
    let qr = scene.offer.qr.clone();
    let (message, _) = scene.seal(&qr, &STRETCHED);
    for index in [0, message.ct.len() / 2, message.ct.len() - 1] {
        let mut altered = message.clone();
        altered.ct[index] ^= 1;
        assert_eq!(scene.offer.open(&altered).unwrap_err(), EnrolmentMessageError::Sealed, "byte {index}");
    }
    let mut altered = message.clone();
    altered.enc.0[0] = 9;
    assert_eq!(scene.offer.open(&altered).unwrap_err(), EnrolmentMessageError::Malformed, "no point");
}

#[test]
fn reply_is_refused_when_its_challenge_key_is_not_the_one_in_the_qr_code() {
    let mut scene = Scene::new();
    let qr = scene.offer.qr.clone();
    let (message, holder) = scene.seal(&qr, &STRETCHED);
    let (_, issuer) = scene.offer.open(&message).unwrap();
    let foreign = PrivateKey::generate(&mut scene.rng).public();
    let reply = scene.reply(foreign);
    let sealed = issuer.seal(&reply).unwrap();
    assert_eq!(holder.open(&qr, &sealed).unwrap_err(), EnrolmentMessageError::ChallengeKey, "the QR code pins it");
}

#[test]
fn qr_text_is_refused_when_foreign_newer_long_or_cut() {
    let text = Scene::new().offer.qr.to_text();
    assert!(text.len() < 320, "short enough for version 12-M: {}", text.len());
    assert!(EnrolmentQr::parse(&format!("  {text}\n")).is_ok(), "blanks around it do not matter");
    let refusal = |text: &str| EnrolmentQr::parse(text).unwrap_err();
    for foreign in ["", "https://nordhavn.example", "otpauth://totp/a?secret=AAAA", "SGEX", "sge1"] {
        assert_eq!(refusal(foreign), EnrolmentQrError::Foreign, "{foreign:?}");
    }
    assert_eq!(refusal("SGE2abc"), EnrolmentQrError::Newer, "a later version");
    assert_eq!(refusal(&format!("{text}{}", "A".repeat(MAX_QR_TEXT))), EnrolmentQrError::TooLong, "oversized");
    for cut in 4..text.len() {
        assert_eq!(refusal(&text[..cut]), EnrolmentQrError::Malformed, "cut at {cut}");
    }
}

#[test]
fn qr_text_is_refused_when_its_issuer_is_insecure() {
    let qr = Scene::new().offer.qr;
    let fields = ("http://portal.example", qr.eid, qr.salt, qr.masked, qr.hpke_key, qr.challenge_key, qr.expires);
    let mut cbor = Vec::new();
    ciborium::into_writer(&fields, &mut cbor).unwrap();
    let text = format!("SGE1{}", encode(&cbor));
    assert_eq!(EnrolmentQr::parse(&text).unwrap_err(), EnrolmentQrError::InsecureIssuer, "plain HTTP");
}

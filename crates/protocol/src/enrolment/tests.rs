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

#[test]
fn request_is_refused_when_its_device_is_not_presentable_its_keys_are_one_or_more_follows() {
    let scene = Scene::new();
    let request = |device: DeviceInfo, user_key: &PrivateKey| EnrolmentRequest {
        device_key: scene.device_key.public(),
        user_key: user_key.public(),
        device_proof: Bytes([1; 64]),
        user_proof: Bytes([2; 64]),
        device,
        nonce: Bytes([3; 16]),
        ratchet: Bytes([4; 32]),
        key_store: KeyStore::File,
    };
    let sound = request(device(), &scene.user_key).to_cbor();
    let read = EnrolmentRequest::from_cbor(&sound).unwrap();
    assert_eq!((read.key_store, read.device), (KeyStore::File, device()), "told, where it is not the keyring");
    let (long, odd) = ("x".repeat(65), "a\nb".to_owned());
    let refused = [
        request(DeviceInfo { name: long, ..device() }, &scene.user_key).to_cbor(),
        request(DeviceInfo { os: odd, ..device() }, &scene.user_key).to_cbor(),
        request(device(), &scene.device_key).to_cbor(),
        [&sound[..], &[0]].concat(),
    ];
    for cbor in refused {
        assert!(EnrolmentRequest::from_cbor(&cbor).is_none());
    }
}

#[test]
fn reply_is_refused_when_anything_in_it_is_out_of_range() {
    let mut scene = Scene::new();
    let key = scene.challenge_key.public();
    let changes: [fn(&mut EnrolmentReply); 8] = [
        |reply| reply.challenge_keys.clear(),
        |reply| reply.challenge_keys = vec![reply.challenge_keys[0]; 3],
        |reply| reply.issuer_name.clear(),
        |reply| reply.issuer_name = "x".repeat(129),
        |reply| reply.account = "a\tb".to_owned(),
        |reply| reply.pin_min = 3,
        |reply| reply.pin_min = 13,
        |reply| reply.policy.codes_idle = 301,
    ];
    assert!(EnrolmentReply::from_cbor(&scene.reply(key).to_cbor()).is_some());
    for (number, change) in changes.into_iter().enumerate() {
        let mut reply = scene.reply(key);
        change(&mut reply);
        assert!(EnrolmentReply::from_cbor(&reply.to_cbor()).is_none(), "{number}");
    }
    let longer = [scene.reply(key).to_cbor().as_slice(), &[0]].concat();
    assert!(EnrolmentReply::from_cbor(&longer).is_none());
}

#[test]
fn secret_of_the_qr_code_goes_to_storage_and_not_into_a_log() {
    let secret = QrSecret::from_bytes([7; 32]);
    assert_eq!(*secret.to_bytes(), [7; 32]);
    assert_eq!(format!("{secret:?}"), "QrSecret(redacted)");
    let reply = Scene::new().reply(Scene::new().challenge_key.public());
    assert!(format!("{reply:?}").contains("redacted") && !format!("{reply:?}").contains("6, 6"));
}

#[test]
fn fingerprint_is_the_end_of_the_thumbprint_in_two_groups() {
    let thumbprint = Scene::new().device_key.public().thumbprint();
    let (text, short) = (thumbprint.to_string(), thumbprint.short());
    assert_eq!((short.len(), &short[4..5]), (9, " "));
    assert!(text.ends_with(&short.replace(' ', "")), "{short} of {text}");
}

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use aes::Aes128;
use base64::engine::general_purpose::STANDARD;
use cbc::{Encryptor, cipher::BlockModeEncrypt as _};
use otp::{Algorithm, Digits, Scheme, totp};

use super::*;

/// Published by ss23 (MIT). The host in it is somebody's: it is read, never contacted.
const SAMPLE: &str = "igmobileotp://?action=secactivate&enc=VRUq6IoLWQRCMRITZEHtHUSWJiPwgu%2FN1BFyUHE5kxuHIEYoE3zmNTrAHeeUM5S3gzCnTy%2F%2Bdnbu%2FsjjQW%2BNEISx8C4ra8rLpxOl8E8w4KXHgjeBRgdvSzl%2BbzX5RYRrQlWgK8hsBT4pQYE0eFgW2TmRbzXu1Mu7XjKDcwsJLew32jQC2qyPLP8hljnv2rHwwsMfhQwgJUJYfctwLWWEDUFukEckaZ4O&v=1&mac=mhVL8BWKaishMa5%2B";
const PASSWORD: &str = "54998317";

fn sample() -> Activation {
    SecureActivation::read(SAMPLE).unwrap().open(PASSWORD).unwrap()
}

fn registration() -> RegistrationCode {
    "12211-49352".parse().unwrap()
}

/// A QR code as an issuer makes it.
fn sealed(password: &str, plain: &[u8]) -> String {
    sealed_blocks(password, |keys| {
        let mut buffer = plain.to_vec();
        buffer.resize(plain.len() + BLOCK_LEN, 0);
        let cipher = Encryptor::<Aes128>::new_from_slices(&keys[..16], &keys[48..]).unwrap();
        cipher.encrypt_padded::<Pkcs7>(&mut buffer, plain.len()).unwrap().to_vec()
    })
}

fn sealed_blocks(password: &str, encrypt: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let (salt, mut keys) = ([7; 8], [0; 64]);
    pbkdf2::derive(PBKDF2_HMAC_SHA256, PASSWORD_ROUNDS, &salt, password.as_bytes(), &mut keys);
    let enc = [salt.as_slice(), &encrypt(&keys)].concat();
    let covered = format!("action=secactivate&enc={}&v=1", escaped(&STANDARD.encode(enc)));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &keys[16..48]), covered.as_bytes());
    format!("igmobileotp://?{covered}&mac={}", escaped(&STANDARD.encode(&tag.as_ref()[..MAC_LEN])))
}

fn escaped(base64: &str) -> String {
    base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

fn opened(plain: &[u8]) -> Activation {
    SecureActivation::read(&sealed("1", plain)).unwrap().open("1").unwrap()
}

fn refusal(text: &str) -> Option<EntrustError> {
    SecureActivation::read(text).err()
}

#[test]
fn sample_opens_with_its_password() {
    let activation = sample();
    assert_eq!(activation.serial().to_string(), "48244-13456");
    assert_eq!(activation.host(), Some("myid.umc.edu/igst"));
    let policy = activation.policy();
    assert_eq!(policy.as_deref(), Some(r#"{"allowUnsecured":"false","trustedExecution":"NOT_ALLOWED"}"#));
}

#[test]
fn trial_shows_the_codes_of_the_published_sample_and_makes_the_key_of_the_same() {
    let mut trial = Trial::new(sample(), registration());
    assert_eq!((trial.length, trial.policy), (CodeLength::Eight, PolicyInSeed::Without));
    let shown = |trial: &Trial| trial.code(1_570_351_831).passcode.expose().to_string();
    assert_eq!(shown(&trial), "61814835");
    trial.policy = trial.policy.other();
    assert_eq!(shown(&trial), "69166029");
    trial.length = trial.length.other();
    assert_eq!(shown(&trial), "166029");
    trial.policy = PolicyInSeed::Without;
    let code = trial.code(1_570_351_831);
    assert_eq!(
        (code.passcode.expose().as_str(), code.valid_from, code.valid_until),
        ("814835", 1_570_351_830, 1_570_351_860)
    );

    let key = trial.key();
    assert_eq!((key.issuer(), key.account(), key.is_bare()), ("myid.umc.edu", "48244-13456", false));
    let parameters = totp::Parameters { algorithm: Algorithm::Sha256, digits: Digits::SIX, ..Default::default() };
    assert_eq!(key.scheme(), Scheme::Totp(parameters));
}

#[test]
fn key_names_the_vendor_when_the_issuer_is_not_known() {
    let typed = Activation::by_hand("48244-13456".parse().unwrap(), "1745-7712-6942-8698".parse().unwrap());
    assert_eq!(Trial::new(typed, registration()).key().issuer(), "Entrust");
}

#[test]
fn activation_by_hand_gives_the_seed_without_policy() {
    let typed = Activation::by_hand("48244-13456".parse().unwrap(), "1745-7712-6942-8698".parse().unwrap());
    assert_eq!(typed.policy(), None);
    let seed = |activation: &Activation, policy| activation.seed(&registration(), policy).expose().to_vec();
    assert_eq!(seed(&typed, PolicyInSeed::Without), seed(&sample(), PolicyInSeed::Without));
    assert_eq!(seed(&typed, PolicyInSeed::With), seed(&typed, PolicyInSeed::Without), "no policy, no difference");
}

#[test]
fn activation_is_refused_when_the_password_is_another() {
    let read = SecureActivation::read(SAMPLE).unwrap();
    for wrong in ["54998318", "5499831", "", "054998317"] {
        assert_eq!(read.open(wrong).err(), Some(EntrustError::WrongActivationPassword), "{wrong:?}");
    }
    assert!(read.open(" 5499 8317\n").is_ok(), "pasted blanks do not matter");
}

#[test]
fn password_of_letters_or_with_leading_zeros_is_text() {
    let plain = br#"{"sn":"48244-13456","ac":"1745-7712-6942-8698"}"#;
    for password in ["00000042", "kode-ord-æ", "1234"] {
        let activation = SecureActivation::read(&sealed(password, plain)).unwrap().open(password).unwrap();
        assert_eq!((activation.policy(), activation.host()), (None, None));
    }
    let zeros = SecureActivation::read(&sealed("00000042", plain)).unwrap();
    assert_eq!(zeros.open("42").err(), Some(EntrustError::WrongActivationPassword));
}

#[test]
fn any_scheme_serves_and_so_do_base64_without_escapes_or_padding() {
    let other = SAMPLE.replace("igmobileotp", "nordhavnotp");
    assert!(SecureActivation::read(&other).unwrap().open(PASSWORD).is_ok());
    let padded = sealed("1", br#"{"sn":"48244-13456","ac":"1745-7712-6942-8698","policy":"a longer one, 5 blocks"}"#);
    assert!(padded.contains("%3D"), "this sample ends in padding");
    assert!(SecureActivation::read(&padded).unwrap().open("1").unwrap().policy().is_some());
    // The MAC covers the escapes as they stand: other escapes are another text.
    let lower = SAMPLE.replace("%2F", "%2f");
    assert_eq!(
        SecureActivation::read(&lower).unwrap().open(PASSWORD).err(),
        Some(EntrustError::WrongActivationPassword)
    );
    let plain = SAMPLE.replace("%2F", "/").replace("%2B", "+");
    assert_eq!(
        SecureActivation::read(&plain).unwrap().open(PASSWORD).err(),
        Some(EntrustError::WrongActivationPassword)
    );
}

#[test]
fn text_is_refused_by_name_when_foreign_newer_long_or_damaged() {
    let sample = |from: &str, to: &str| refusal(&SAMPLE.replace(from, to));
    assert_eq!(refusal("otpauth://totp/x?secret=AAAA"), Some(EntrustError::Foreign));
    assert_eq!(refusal("hello"), Some(EntrustError::Foreign));
    assert_eq!(sample("secactivate", "activate"), Some(EntrustError::Foreign));
    assert_eq!(sample("&v=1", "&v=2"), Some(EntrustError::Version));
    assert_eq!(sample("&v=1", ""), Some(EntrustError::Damaged), "no version");
    assert_eq!(sample("&mac=", "&cam="), Some(EntrustError::Damaged), "no MAC");
    assert_eq!(sample("enc=V", "enc=%V"), Some(EntrustError::Damaged), "half an escape");
    assert_eq!(sample("enc=V", "enc="), Some(EntrustError::Damaged), "not whole blocks");
    assert_eq!(sample("a5%2B", "a5"), Some(EntrustError::Damaged), "a short MAC");
    assert_eq!(sample("action", "enc=AAAA&action"), Some(EntrustError::Damaged), "twice");
    assert_eq!(
        refusal(&format!("a://?action=secactivate&v=1&enc={}&mac=AAAA", "A".repeat(4_096))),
        Some(EntrustError::TooLong)
    );
    assert_eq!(
        refusal("a://?action=secactivate&enc=AAAAAAAAAAA&v=1&mac=AAAAAAAAAAAAAAAA"),
        Some(EntrustError::Damaged),
        "no block"
    );
}

#[test]
fn flipped_bits_are_refused_wherever_they_are() {
    for bit in 0..8 * MAC_LEN {
        let mut wrong = SecureActivation::read(SAMPLE).unwrap();
        wrong.mac[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(wrong.open(PASSWORD).err(), Some(EntrustError::WrongActivationPassword));
    }
    let enc = SAMPLE.find("enc=").unwrap() + 4;
    let flipped = format!("{}W{}", &SAMPLE[..enc], &SAMPLE[enc + 1..]);
    assert_eq!(
        SecureActivation::read(&flipped).unwrap().open(PASSWORD).err(),
        Some(EntrustError::WrongActivationPassword)
    );
}

#[test]
fn content_is_refused_by_name_when_it_opens_and_is_no_activation() {
    let open = |plain: &[u8]| SecureActivation::read(&sealed("1", plain)).unwrap().open("1").err();
    assert_eq!(open(b"not JSON"), Some(EntrustError::Damaged));
    assert_eq!(open(b"\xff\xfe{}"), Some(EntrustError::Damaged), "not UTF-8");
    assert_eq!(open(br#"{"ac":"1745-7712-6942-8698"}"#), Some(EntrustError::Damaged), "no serial number");
    assert_eq!(open(br#"{"sn":"48244-13456","ac":17}"#), Some(EntrustError::Damaged), "a number");
    let wrong = br#"{"sn":"48244-13457","ac":"1745-7712-6942-8698"}"#;
    assert_eq!(open(wrong), Some(EntrustError::Code(CodeError::CheckDigit)));
    let random = sealed_blocks("1", |_| vec![0; 32]);
    assert_eq!(
        SecureActivation::read(&random).unwrap().open("1").err(),
        Some(EntrustError::Damaged),
        "a good MAC over bad padding"
    );
}

#[test]
fn keys_that_are_not_known_are_left_alone_and_a_policy_that_is_no_text_is_none() {
    let plain = br#"{"sn":"48244-13456","ac":"1745-7712-6942-8698","policy":{"a":1},"later":[1,2]}"#;
    assert_eq!(opened(plain).policy(), None);
}

#[test]
fn what_is_shown_of_an_activation_cannot_control_the_terminal() {
    let plain = "{\"sn\":\"48244-13456\",\"ac\":\"1745-7712-6942-8698\",\"policy\":\"\\u001b[2J{}\",\"regurl\":\"nord\u{202e}havn\\u0007\"}";
    let activation = opened(plain.as_bytes());
    assert_eq!((activation.policy().as_deref(), activation.host()), (Some("[2J{}"), Some("nordhavn")));
}

#[test]
fn nothing_secret_is_printed() {
    let read = SecureActivation::read(SAMPLE).unwrap();
    let trial = Trial::new(sample(), registration());
    for printed in [format!("{read:?}"), format!("{trial:?}"), format!("{:?}", sample())] {
        assert!(!["1745", "6942", "12211", "allowUnsecured", "VRUq"].iter().any(|secret| printed.contains(secret)));
    }
}

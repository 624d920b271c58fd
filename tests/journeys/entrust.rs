//! Entrust's soft token: from the QR code of an invented issuer, which another program has sealed, to codes that are
//! computed here without the room that is tested. No server of the vendor's takes part.

use std::{fs, num::NonZeroU32, path::Path};

use ring::{hmac, pbkdf2};
use segl_tests::{
    picture,
    segl::{Call, Segl},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::stage::*;

/// Of `tests/vectors/entrust/make.py`.
const PASSWORD: &str = "20481637";
const SERIAL: &str = "90417-26358";
const REGISTRATION: &str = "11827-36452";
const POLICY: &str = r#"{"allowUnsecured":"true","colour":"æble"}"#;

fn vectors() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/entrust/activations.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn qr_text() -> String {
    vectors()["rows"][0]["text"].as_str().unwrap().to_owned()
}

/// The activation code, as `make.py` computes it.
fn activation_code() -> String {
    with_check_digit("330914728561047")
}

fn with_check_digit(digits: &str) -> String {
    let weigh = |(place, digit): (usize, u32)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
    let sum: u32 = digits.chars().rev().map(|digit| digit.to_digit(10).unwrap()).enumerate().map(weigh).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// What the issuer computes: PBKDF2-HMAC-SHA-256 of eight rounds, then RFC 6238.
fn expected(registration: &str, policy: &str, time: u64, digits: u32) -> String {
    let registration: String = registration.chars().filter(char::is_ascii_digit).collect();
    let number = |text: &str| text[..text.len() - 1].parse::<u64>().unwrap().to_be_bytes();
    let password = [&number(&activation_code())[1..], &number(&registration)[6..], policy.as_bytes()].concat();
    let (mut seed, salt) = ([0; 16], SERIAL.replace('-', ""));
    let rounds = NonZeroU32::new(8).unwrap();
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, salt.as_bytes(), &password, &mut seed);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &seed), &(time / 30).to_be_bytes());
    let at = usize::from(tag.as_ref()[31] & 15);
    let value = u32::from_be_bytes(tag.as_ref()[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:0width$}", value % 10_u32.pow(digits), width = usize::try_from(digits).unwrap())
}

/// Whether a code that `segl` shows is the issuer's, at the time it says it is for.
fn is_right(code: &Value, registration: &str, policy: &str, digits: u32) -> bool {
    code["code"] == expected(registration, policy, code["valid_from"].as_u64().unwrap(), digits)
}

fn by_qr_code<'device>(device: &'device Segl<'_>, source: &str, more: &[&str]) -> Call<'device> {
    let call = device.call([&["add", source], more].concat());
    call.activation_password(PASSWORD).pin(PIN)
}

fn stored(device: &Segl<'_>) -> usize {
    device.call(["list"]).json()["identities"].as_array().unwrap().len()
}

fn shown(device: &Segl<'_>) -> Value {
    device.call(["code"]).pin(PIN).json()
}

fn remove(device: &Segl<'_>) {
    device.call(["remove", SERIAL, "--yes"]).run().success();
}

#[test]
fn entrust_token_is_stored_after_a_code_was_tried_and_shows_its_issuers_codes() {
    let session = session();
    let device = Segl::new(&session);
    let folder = TempDir::new().unwrap();
    let picture = folder.path().join("entrust.png");
    picture::write_qr(&picture, &qr_text());
    let picture = picture.to_str().unwrap();

    // 1. A wrong activation password, and a registration code with a wrong digit.
    let refused = device.call(["add", picture, "--json"]).activation_password("20481638").pin(PIN).run();
    assert_eq!((refusal_code(&refused), refused.status.code()), ("entrust_wrong_password".to_owned(), Some(5)));
    let refused = by_qr_code(&device, picture, &["--json"]).secret("--registration-code-file", "11827-36462").run();
    assert_eq!((refusal_code(&refused), refused.status.code()), ("entrust_check_digit".to_owned(), Some(5)));

    // 2. Without a yes a code is shown to be tried, and nothing is stored.
    let tried =
        by_qr_code(&device, picture, &["--digits", "6"]).secret("--registration-code-file", REGISTRATION).json();
    assert_eq!((&tried["serial"], &tried["host"]), (&SERIAL.into(), &"nordhavn.example/igst".into()));
    assert_eq!((&tried["policy"], &tried["identity"]), (&POLICY.into(), &Value::Null));
    assert!(is_right(&tried["trial"], REGISTRATION, "", 6), "{tried}");
    assert_eq!(stored(&device), 0);

    // 3. With it, it is an identity like any other.
    let added = by_qr_code(&device, picture, &["--digits", "6", "--yes"])
        .secret("--registration-code-file", REGISTRATION)
        .json();
    assert_eq!((&added["identity"]["account"], &added["identity"]["kind"]), (&SERIAL.into(), &"totp".into()));
    let code = shown(&device);
    assert!(is_right(&code, REGISTRATION, "", 6) && is_right(&code["next"], REGISTRATION, "", 6), "{code}");
    let again =
        by_qr_code(&device, picture, &["--yes", "--json"]).secret("--registration-code-file", REGISTRATION).run();
    assert_eq!(refusal_code(&again), "key_present");
    remove(&device);

    // 4. With the policy in the key, and eight digits.
    let with = ["--policy-in-seed", "--digits", "8", "--yes"];
    let _ = by_qr_code(&device, &qr_text(), &with).secret("--registration-code-file", REGISTRATION).json();
    assert!(is_right(&shown(&device), REGISTRATION, POLICY, 8));
    remove(&device);

    // 5. By hand, without a QR code.
    let by_hand = ["add", "--entrust", "--serial", SERIAL, "--yes"];
    let _ = device
        .call(by_hand)
        .secret("--activation-code-file", &activation_code())
        .secret("--registration-code-file", REGISTRATION)
        .pin(PIN)
        .json();
    assert!(is_right(&shown(&device), REGISTRATION, "", 8));
    remove(&device);
    assert_eq!(stored(&device), 0);
}

#[test]
fn entrust_token_is_tried_on_the_terminal_until_the_issuer_takes_a_code() {
    let session = session();
    let device = Segl::new(&session);
    let call = |lines: &str| {
        by_qr_code(&device, &qr_text(), &[]).secret("--registration-code-file", REGISTRATION).on_terminal(lines).run()
    };

    // 1. Stopped: nothing is stored.
    let stopped = call("\ns\n");
    assert!(!stopped.status.success() && stopped.output.contains("Nothing was stored"), "{stopped}");
    assert_eq!(stored(&device), 0);

    // 2. Eight digits are refused, six with the policy are taken.
    let taken = call("8\nd\np\ny\n");
    assert!(taken.status.success() && taken.output.contains("has been added"), "{taken}");
    assert_eq!(taken.output.matches("Try this code at the issuer").count(), 3, "{taken}");
    assert!(taken.output.contains(r#"{"allowUnsecured":"true""#) && taken.output.contains("vendor's app"), "{taken}");
    assert!(is_right(&shown(&device), REGISTRATION, POLICY, 6));
}

#[test]
fn half_a_key_is_shown_in_groups_and_stored_when_the_server_has_taken_it() {
    let session = session();
    let device = Segl::new(&session);
    let uri = "otpauth://totp/mette?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&issuer=Havn&2step_salt=8&2step_output=20\
        &2step_difficulty=10000";
    let call = |lines: &str| device.call(["add", uri]).pin(PIN).on_terminal(lines).run();
    let refused = call("n\n");
    assert!(!refused.status.success() && refused.output.contains("Nothing was stored"), "{refused}");
    assert_eq!(stored(&device), 0);
    let taken = call("y\n");
    assert!(taken.status.success() && taken.output.contains("has been added"), "{taken}");
    let is_part = |line: &&str| line.len() == 20 && line.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let part = taken.output.lines().map(str::trim).find(is_part).unwrap_or_else(|| panic!("{taken}"));
    let groups: Vec<_> = part.as_bytes().chunks(4).map(|group| str::from_utf8(group).unwrap()).collect();
    assert!(taken.output.contains(&groups.join(" ")), "{taken}");
    assert_eq!(stored(&device), 1);
}

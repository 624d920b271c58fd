//! Codes that take more than looking at a QR code, in the app's window: a key of which the device makes one half, and
//! Entrust's soft token. What they should be is computed here, without the rooms that make them.

use std::num::NonZeroU32;

use otp::{Algorithm, Digits, Secret, totp};
use ring::{digest, pbkdf2};
use segl_tests::{app::App, browser::Scheme, session::Session};
use serde_json::Value;

use crate::{
    desktop::copy,
    story::aside,
    third_party::{PIN, digits, now, open},
    window::Window,
};

/// As a privacyIDEA writes it; the server's half is these bytes.
const TWO_STEP: &str = "otpauth://totp/mette?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&issuer=Havn&2step_salt=8\
    &2step_output=20&2step_difficulty=10000";
const SERVER_HALF: &str = "87b300b24f206928a1c3b92f309468b0bf4ead85";

/// Published by ss23 (MIT). The host in it is somebody's: it is read, never contacted.
const SAMPLE: &str = "igmobileotp://?action=secactivate&enc=VRUq6IoLWQRCMRITZEHtHUSWJiPwgu%2FN1BFyUHE5kxuHIEYoE3zmNTrAHeeUM5S3gzCnTy%2F%2Bdnbu%2FsjjQW%2BNEISx8C4ra8rLpxOl8E8w4KXHgjeBRgdvSzl%2BbzX5RYRrQlWgK8hsBT4pQYE0eFgW2TmRbzXu1Mu7XjKDcwsJLew32jQC2qyPLP8hljnv2rHwwsMfhQwgJUJYfctwLWWEDUFukEckaZ4O&v=1&mac=mhVL8BWKaishMa5%2B";
const PASSWORD: &str = "54998317";
const SERIAL: &str = "48244-13456";
const REGISTRATION: &str = "12211-49352";
const ACTIVATION_CODE: &str = "1745-7712-6942-8698";
const POLICY: &str = r#"{"allowUnsecured":"false","trustedExecution":"NOT_ALLOWED"}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_are_made_in_the_window_give_their_issuers_codes() {
    let session = Session::start_with_display();
    let app = App::start_in(&session, &session.home().join("segl"), "en", Scheme::Light).await;
    let window = Window::new(app.client(), "app", "en-light");
    window.see("screen-welcome").await;
    aside(&session);

    let half = two_step(&session, &window).await;
    store_first(&window).await;
    codes_are(&window, "Havn", &two_step_key(&half), totp::Parameters::default()).await;

    unlock(&session, &window).await;
    try_out(&window).await;
    store(&window).await;
    let parameters = totp::Parameters { algorithm: Algorithm::Sha256, ..totp::Parameters::default() };
    codes_are(&window, "myid.umc.edu", &entrust_key(""), parameters).await;

    invented(&session, &window).await;
    by_hand(&window).await;
}

async fn paste(session: &Session, window: &Window<'_>, text: &str) {
    copy(session, text);
    window.click("add-identity").await;
    window.click("source-paste").await;
}

/// The half that is shown, once it has been copied, looked away from and come back to.
async fn two_step(session: &Session, window: &Window<'_>) -> String {
    paste(session, window, TWO_STEP).await;
    window.see("screen-two-step").await;
    let shown = window.text("two-step-half").await;
    let grouped = shown.lines().next().unwrap();
    let groups: Vec<_> = grouped.split(' ').map(str::len).take(5).collect();
    assert_eq!(groups, [4; 5], "{shown}");
    window.shot("two-step").await;
    window.click("two-step-copy").await;
    window.see("two-step-clipboard").await;
    window.shot("two-step-copied").await;
    let mut xclip = session.command("xclip");
    let copied = xclip.args(["-selection", "clipboard", "-out"]).output().unwrap().stdout;
    let copied = String::from_utf8(copied).unwrap();
    assert_eq!(copied, grouped.chars().filter(|c| *c != ' ').take(20).collect::<String>());
    window.click("two-step-typed").await;
    assert_eq!(window.text("review-issuer").await, "Havn");
    window.click("back").await;
    window.see("screen-two-step").await;
    assert_eq!(window.text("two-step-half").await, shown);
    window.click("two-step-typed").await;
    copied
}

/// PBKDF2-HMAC-SHA-1 over the server's half in hexadecimal, with what the half says after its checksum as salt.
fn two_step_key(half: &str) -> Secret {
    let bits = half.chars().fold(0, |bits: u128, c| bits << 5 | u128::try_from(BASE32.find(c).unwrap()).unwrap());
    // 20 characters of five bits are 12 bytes and four bits.
    let bytes = (bits >> 4).to_be_bytes();
    let (check, salt) = bytes[4..].split_at(4);
    assert_eq!(check, &digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, salt).as_ref()[..4], "the checksum");
    let mut key = vec![0; 20];
    let rounds = NonZeroU32::new(10_000).unwrap();
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA1, rounds, salt, SERVER_HALF.as_bytes(), &mut key);
    Secret::new(key).unwrap()
}

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Password and registration code, each wrong first.
async fn unlock(session: &Session, window: &Window<'_>) {
    paste(session, window, SAMPLE).await;
    window.see("screen-entrust-password").await;
    window.fill("#entrust-password", "54998318").await;
    window.click("entrust-open").await;
    window.see("notice-wrong").await;
    window.shot("entrust-password").await;
    window.fill("#entrust-password", PASSWORD).await;
    window.click("entrust-open").await;
    assert_eq!(window.text("entrust-host").await, "myid.umc.edu/igst");
    assert_eq!(window.text("entrust-serial-shown").await, SERIAL);
    assert_eq!(window.text("entrust-policy").await, POLICY);
    window.fill("#entrust-registration-code", "12211-49362").await;
    window.click("entrust-register").await;
    assert!(window.text("notice-wrong").await.contains("digit"), "a check digit");
    window.see("entrust-registration-code").await.clear().await.unwrap();
    window.fill("#entrust-registration-code", REGISTRATION).await;
    window.click("entrust-register").await;
}

/// Eight digits are refused, with the policy too; six without it are taken.
async fn try_out(window: &Window<'_>) {
    let eight = totp::Parameters { algorithm: Algorithm::Sha256, digits: Digits::EIGHT, ..totp::Parameters::default() };
    let six = totp::Parameters { digits: Digits::SIX, ..eight };
    is_tried(window, &entrust_key(""), eight).await;
    window.click("trial-refused").await;
    window.see("screen-entrust-refused").await;
    window.click("refused-policy").await;
    is_tried(window, &entrust_key(POLICY), eight).await;
    window.click("trial-refused").await;
    window.click("refused-policy").await;
    is_tried(window, &entrust_key(""), eight).await;
    window.click("trial-refused").await;
    window.click("refused-length").await;
    is_tried(window, &entrust_key(""), six).await;
    window.click("trial-worked").await;
    assert_eq!(window.text("review-account").await, SERIAL);
}

/// PBKDF2-HMAC-SHA-256 of eight rounds, as the publication has it.
fn entrust_key(policy: &str) -> Secret {
    let number = |code: &str| {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        digits[..digits.len() - 1].parse::<u64>().unwrap().to_be_bytes()
    };
    let password = [&number(ACTIVATION_CODE)[1..], &number(REGISTRATION)[6..], policy.as_bytes()].concat();
    let (mut key, serial) = (vec![0; 16], SERIAL.replace('-', ""));
    let rounds = NonZeroU32::new(8).unwrap();
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, serial.as_bytes(), &password, &mut key);
    Secret::new(key).unwrap()
}

/// An invented issuer's token, for the pictures, which another program has sealed: tried, looked at, gone back from twice.
async fn invented(session: &Session, window: &Window<'_>) {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/entrust/activations.json")).unwrap();
    paste(session, window, vectors["rows"][0]["text"].as_str().unwrap()).await;
    window.fill("#entrust-password", "20481637").await;
    window.click("entrust-open").await;
    assert_eq!(window.text("entrust-host").await, "nordhavn.example/igst");
    window.shot("entrust-registration").await;
    window.fill("#entrust-registration-code", "11827-36462").await;
    window.click("entrust-register").await;
    window.see("notice-wrong").await;
    window.shot("entrust-registration-refused").await;
    window.see("entrust-registration-code").await.clear().await.unwrap();
    window.fill("#entrust-registration-code", "11827-36452").await;
    window.click("entrust-six").await;
    window.click("entrust-register").await;
    assert_eq!(digits(&window.text("trial-code").await).len(), 6);
    window.shot("entrust-trial").await;
    window.click("trial-refused").await;
    window.see("screen-entrust-refused").await;
    window.shot("entrust-refused").await;
    window.click("refused-same").await;
    window.click("trial-worked").await;
    window.see("review-account").await;
    window.shot("entrust-review").await;
    window.click("back").await;
    window.see("trial-code").await;
    window.click("back").await;
    window.see("screen-add").await;
    window.click("back").await;
    window.see("screen-identities").await;
}

/// Typed; and dropped.
async fn by_hand(window: &Window<'_>) {
    window.click("add-identity").await;
    window.click("source-hand").await;
    window.see("by-hand-entrust").await;
    window.shot("by-hand-entry").await;
    window.click("by-hand-entrust").await;
    window.fill("#entrust-serial", "48244-13457").await;
    window.fill("#entrust-code", ACTIVATION_CODE).await;
    window.click("entrust-next").await;
    assert!(window.text("notice-wrong").await.contains("serial number"));
    window.shot("entrust-by-hand").await;
    window.see("entrust-serial").await.clear().await.unwrap();
    window.fill("#entrust-serial", SERIAL).await;
    window.click("entrust-next").await;
    window.see("screen-entrust-registration").await;
    assert!(!window.has("entrust-host").await, "nobody knows whose it is");
    window.fill("#entrust-registration-code", REGISTRATION).await;
    window.click("entrust-register").await;
    window.see("trial-code").await;
    window.click("trial-refused").await;
    assert!(!window.has("refused-policy").await, "there is none");
    window.click("refused-leave").await;
    window.see("screen-entrust-by-hand").await;
    assert_eq!(window.see("entrust-code").await.prop("value").await.unwrap().as_deref(), Some(""));
}

async fn store_first(window: &Window<'_>) {
    window.click("review-add").await;
    window.see("screen-choose-pin").await;
    window.pin(PIN).await;
    window.see("screen-confirm-pin").await;
    window.pin(PIN).await;
    window.see("screen-identities").await;
}

async fn store(window: &Window<'_>) {
    window.click("review-add").await;
    window.see("screen-known-pin").await;
    window.pin(PIN).await;
    window.see("screen-identities").await;
}

async fn codes_are(window: &Window<'_>, name: &str, key: &Secret, parameters: totp::Parameters) {
    open(window, name).await;
    window.see("screen-codes").await;
    window.pin(PIN).await;
    let before = now();
    let shown = digits(&window.text("code").await);
    let at = |time| totp::generate(key, parameters, time).expose().to_string();
    assert!([before, now()].map(at).contains(&shown), "{name}: {shown}");
    window.click("back").await;
    window.see("screen-identities").await;
}

async fn is_tried(window: &Window<'_>, key: &Secret, parameters: totp::Parameters) {
    let before = now();
    let shown = digits(&window.text("trial-code").await);
    let at = |time| totp::generate(key, parameters, time).expose().to_string();
    assert!([before, now()].map(at).contains(&shown), "{shown}");
}

//! A server of another house takes Segl's codes: privacyIDEA, run for this test.

use segl_tests::{
    privacyidea::PrivacyIdea,
    segl::{Call, Segl},
};
use serde_json::{Value, json};

use crate::stage::*;

/// A token of the server, and the address of its QR code.
fn created(server: &PrivacyIdea, parameters: &Value) -> (String, String) {
    let detail = server.create_token(parameters);
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{detail}")).to_owned();
    (text(&detail["serial"]), text(&detail["googleurl"]["value"]))
}

fn add<'device>(device: &'device Segl<'_>, uri: &str) -> Call<'device> {
    device.call(["add", uri]).pin(PIN)
}

/// The code that `segl` shows for an identity.
fn code(device: &Segl<'_>, added: &Value) -> String {
    let id = added["identity"]["token_id"].as_str().unwrap();
    device.call(["code", id]).pin(PIN).json()["code"].as_str().unwrap().to_owned()
}

/// The same with its last digit changed.
fn wrong(code: &str) -> String {
    let (rest, last) = code.split_at(code.len() - 1);
    format!("{rest}{}", (last.parse::<u8>().unwrap() + 1) % 10)
}

#[test]
fn a_running_privacyidea_takes_the_codes_of_its_tokens() {
    let (session, server) = (session(), PrivacyIdea::start());
    let device = Segl::new(&session);

    // 1. Keys that come whole, by time and by counter.
    for parameters in [
        json!({ "type": "totp", "genkey": 1 }),
        json!({ "type": "totp", "genkey": 1, "hashlib": "sha256", "otplen": 8, "timeStep": 60 }),
        json!({ "type": "totp", "genkey": 1, "hashlib": "sha512" }),
        json!({ "type": "hotp", "genkey": 1 }),
        json!({ "type": "hotp", "genkey": 1, "hashlib": "sha256", "otplen": 8 }),
    ] {
        let (serial, uri) = created(&server, &parameters);
        let added = add(&device, &uri).json();
        assert_eq!(added["identity"]["kind"], parameters["type"], "{uri}");
        let shown = code(&device, &added);
        assert_eq!(shown.len(), if parameters["otplen"] == 8 { 8 } else { 6 });
        assert!(!server.takes(&serial, &wrong(&shown)), "{parameters}: the server looks at the code");
        assert!(server.takes(&serial, &shown), "{parameters} {uri} {shown}");
        assert!(!server.takes(&serial, &shown), "{parameters}: not twice");
        if parameters["type"] == "hotp" {
            let next = code(&device, &added);
            assert!(server.takes(&serial, &next), "{parameters}: the next counter {next}");
        }
    }

    // 2. Keys in two steps: the server has the other half typed in, and takes the codes from then on.
    for parameters in [
        json!({ "type": "totp", "genkey": 1, "2stepinit": 1 }),
        json!({ "type": "totp", "genkey": 1, "2stepinit": 1, "hashlib": "sha512", "otplen": 8 }),
        json!({ "type": "hotp", "genkey": 1, "2stepinit": 1 }),
        json!({ "type": "hotp", "genkey": 1, "2stepinit": 1, "hashlib": "sha256" }),
    ] {
        let (serial, uri) = created(&server, &parameters);
        assert!(uri.contains("2step_salt="), "{uri}");
        let kind = parameters["type"].as_str().unwrap();
        let refused = add(&device, &uri).run();
        assert!(refused.refusal().contains("--yes"), "nobody can be asked whether the server took it");
        let added = add(&device, &uri).yes().json();
        let part = added["phone_part"].as_str().unwrap();
        let mistyped = format!("{}{}", if part.starts_with('A') { 'B' } else { 'A' }, &part[1..]);
        assert!(server.hand_over(kind, &serial, &mistyped).is_err(), "the checksum catches a wrong character");
        server.hand_over(kind, &serial, part).unwrap();
        let shown = code(&device, &added);
        assert!(!server.takes(&serial, &wrong(&shown)), "{parameters}: the server looks at the code");
        assert!(server.takes(&serial, &shown), "{parameters} {uri} {shown}");
    }
}

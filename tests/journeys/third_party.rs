//! Codes of other issuers beside a portal's: one PIN, whose guard goes when the portal comes.

use ring::hmac;
use segl_tests::segl::{Outcome, Segl};
use serde_json::Value;

use crate::stage::*;

/// The key of both URIs, in bytes.
const KEY: [u8; 20] = [
    0x9f, 0x04, 0xe3, 0x71, 0xb8, 0x2c, 0xd5, 0x66, 0x1a, 0xf0, 0x83, 0x5e, 0xc7, 0x39, 0x92, 0x0d, 0x64, 0xab, 0xfd,
    0x18,
];
const TOTP: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kommunen&digits=8";
/// The same but for the last bit of the key: 0x19.
const HOTP: &str = "otpauth://hotp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&counter=3";

/// RFC 4226 §5.3, without the room that is tested.
fn hotp(last: u8, counter: u64, digits: u32) -> String {
    let mut key = KEY;
    key[19] = last;
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key), &counter.to_be_bytes());
    let at = usize::from(tag.as_ref()[19] & 15);
    let value = u32::from_be_bytes(tag.as_ref()[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:0width$}", value % 10_u32.pow(digits), width = usize::try_from(digits).unwrap())
}

fn add_key(device: &Segl<'_>, uri: &str, pin: &str) -> Outcome {
    device.call(["add", uri, "--json"]).pin(pin).run()
}

fn code(device: &Segl<'_>, name: &str, pin: &str) -> Value {
    device.call(["code", name]).pin(pin).json()
}

/// The code by time is that of its issuer, at the time it says it is for.
fn is_right(code: &Value) -> bool {
    let step = code["valid_from"].as_u64().unwrap() / 30;
    code["code"] == hotp(0x18, step, 8) && code["next"]["code"] == hotp(0x18, step + 1, 8)
}

/// A PIN that the guard of this vault does not let pass: 63 of 64 are such.
fn refused_pin(device: &Segl<'_>) -> String {
    let refused = |pin: &String| !device.call(["code", "Kommunen", "--json"]).pin(pin).run().status.success();
    (0..8).map(|n| format!("84019{n}")).find(refused).expect("one of eight PINs is refused")
}

#[test]
fn codes_of_other_issuers_live_under_one_pin_with_the_portals() {
    let (session, mut portal) = (session(), portal());
    let device = Segl::new(&session);

    // 1. The first key chooses a PIN; the second must give it.
    let added = add_key(&device, TOTP, "123456");
    assert_eq!(refusal_code(&added), "pin_guessable", "{added}");
    add_key(&device, TOTP, FIRST_PIN).success();
    let added = add_key(&device, HOTP, FIRST_PIN).json();
    assert_eq!(added["identity"]["kind"], "hotp", "{added}");
    let again = add_key(&device, TOTP, FIRST_PIN);
    assert_eq!(refusal_code(&again), "key_present", "{again}");
    let list = device.call(["list"]).json();
    let kinds: Vec<_> =
        list["identities"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["totp", "hotp"]);

    // 2. The codes are the issuers'; one by counter is never shown twice.
    assert!(is_right(&code(&device, "Kommunen", FIRST_PIN)));
    for counter in 3..6 {
        let shown = code(&device, "Banken", FIRST_PIN);
        assert_eq!((&shown["counter"], &shown["code"]), (&counter.into(), &hotp(0x19, counter, 6).into()));
    }

    // 3. A wrong PIN is noticed, and nobody counts tries.
    let wrong = refused_pin(&device);
    let outcome = device.call(["code", "Kommunen", "--json"]).pin(&wrong).run();
    assert_eq!((refusal_code(&outcome), refusal_number(&outcome, "tries_left")), ("wrong_pin".to_owned(), None));

    // 4. The PIN is changed, without a portal.
    let changed = device.call(["pin", "Kommunen", "--json"]).pin(&wrong).new_pin(PIN).run();
    assert_eq!(refusal_code(&changed), "wrong_pin", "{changed}");
    device.call(["pin", "Kommunen", "--json"]).pin(FIRST_PIN).new_pin(PIN).run().success();
    assert!(is_right(&code(&device, "Kommunen", PIN)));

    // 5. The portal's identity takes the same PIN.
    let mut visitor = visitor_by_mail(&portal);
    let first = offer(&mut visitor);
    let wrong = refused_pin(&device);
    let refused = add(&device, &first, &first.password, &wrong);
    assert_eq!(refusal_code(&refused), "pin_not_shared", "{refused}");
    let page = visitor.open(&first.path);
    if let Some(cancel) = page.form_ending("/cancel") {
        visitor.submit(&page, &cancel, &[]);
    }
    let second = offer(&mut visitor);
    add(&device, &second, &second.password, PIN).success();
    confirm(&mut visitor, &second);
    let (ours, theirs) = (code(&device, USER, PIN), code(&device, "Kommunen", PIN));
    assert_eq!((&ours["checked"], &theirs["checked"]), (&true.into(), &true.into()), "the portal found the PIN right");
    assert!(is_right(&theirs));

    // 6. The guard is gone: offline a wrong PIN shows a plausible code.
    portal.stop();
    let plausible = code(&device, "Kommunen", &wrong);
    assert_eq!(plausible["checked"], false);
    assert!(!is_right(&plausible) && plausible["code"].as_str().unwrap().len() == 8);
    assert!(is_right(&code(&device, "Kommunen", PIN)), "and the right one the right code");
    portal.restart();
    let outcome = device.call(["code", "Kommunen", "--json"]).pin(&wrong).run();
    assert_eq!((refusal_code(&outcome), refusal_number(&outcome, "tries_left")), ("wrong_pin".to_owned(), Some(9)));

    // 7. A change of the PIN takes them all along.
    device.call(["pin", USER, "--json"]).pin(PIN).new_pin(NEW_PIN).run().success();
    assert!(is_right(&code(&device, "Kommunen", NEW_PIN)));
    assert_eq!(code(&device, "Banken", NEW_PIN)["code"], hotp(0x19, 6, 6));
    assert_eq!(code(&device, USER, NEW_PIN)["checked"], true);

    // 8. They are renamed and removed like any other.
    device.call(["rename", "Banken", "Min bank", "--json"]).run().success();
    device.call(["remove", "Min bank", "--yes", "--json"]).run().success();
    device.call(["remove", "Kommunen", "--yes", "--json"]).run().success();
    assert_eq!(code(&device, USER, NEW_PIN)["checked"], true);
}

const FIRST_PIN: &str = "527306";
const NEW_PIN: &str = "739154";

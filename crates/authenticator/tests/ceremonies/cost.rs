//! What the ceremonies of every day cost: openings of the vault, each of which waits for the disk and the keyring, writes of
//! it, and stretchings of the PIN.

use authenticator::{Codes, TokenId, Typed};
use protocol::enrolment::PresencePolicy;

use crate::support::{NOW, PIN, Stage, device::Cost, pin};

const TOTP: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY";
const HOTP: &str = "otpauth://hotp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&counter=7&digits=8";

fn added(stage: &Stage, uri: &str) -> TokenId {
    let key = stage.authenticator.read_otpauth(uri).unwrap();
    stage.authenticator.add_otpauth(&key, &pin(PIN), Typed::Once).unwrap().token_id
}

/// What the codes of an identity cost; they were checked.
fn cost_of_codes(stage: &Stage, id: TokenId) -> Cost {
    let (codes, cost) = stage.device.cost_of(|| stage.authenticator.codes(id, &pin(PIN)).unwrap());
    assert!(match codes {
        Codes::Timed(codes) => codes.checked,
        Codes::Counted(code) => code.checked,
    });
    cost
}

#[test]
fn codes_of_a_portals_identity_open_the_vault_twice() {
    let (mut stage, token) = Stage::enrolled();
    let twice = Cost { openings: 2, writes: 1, stretches: 1 };
    assert_eq!(cost_of_codes(&stage, token), twice);
    assert_eq!(cost_of_codes(&stage, token), twice, "and so does every later use");
    stage.restart();
    assert_eq!(cost_of_codes(&stage, token), twice, "also the first one of a program, which settles the last step");
    let passcodes = stage.device.cost_of(|| stage.authenticator.passcodes(token, &pin(PIN)).unwrap()).1;
    assert_eq!(passcodes, twice);
}

#[test]
fn codes_of_another_issuer_open_the_vault_twice_at_most() {
    let stage = Stage::new();
    let (alone, counted) = (added(&stage, TOTP), added(&stage, HOTP));
    assert_eq!(cost_of_codes(&stage, alone), Cost { openings: 1, writes: 0, stretches: 1 }, "nothing is written");
    assert_eq!(cost_of_codes(&stage, counted), Cost { openings: 2, writes: 1, stretches: 1 }, "the counter is used up");

    let (stage, _) = Stage::enrolled();
    let shared = added(&stage, TOTP);
    let twice = Cost { openings: 2, writes: 1, stretches: 2 };
    assert_eq!(cost_of_codes(&stage, shared), twice, "the portal is asked, under a salt of its own");
    assert_eq!(stage.device.cost_of(|| stage.authenticator.passcodes(shared, &pin(PIN)).unwrap()).1, twice);
}

#[test]
fn code_by_counter_opens_the_vault_once_more_where_a_portal_is_asked_before() {
    let (stage, _) = Stage::enrolled();
    let counted = added(&stage, HOTP);
    assert_eq!(cost_of_codes(&stage, counted), Cost { openings: 3, writes: 2, stretches: 2 });
}

#[test]
fn approval_opens_the_vault_twice() {
    let (mut stage, token) = Stage::enrolled();
    for _ in 0..2 {
        stage.portal.challenge(token);
        let challenge = stage.authenticator.poll(token, None, 0).unwrap().challenge.unwrap();
        let approve = || stage.authenticator.approve(&challenge, "483920", &pin(PIN)).unwrap();
        assert_eq!(stage.device.cost_of(approve).1, Cost { openings: 2, writes: 1, stretches: 1 });
        stage.restart();
    }
}

#[test]
fn right_pin_is_noted_for_biometrics_once_an_hour() {
    let (stage, token) = Stage::enrolled_with(PresencePolicy::Codes);
    stage.authenticator.turn_presence_on(token, &pin(PIN), "").unwrap();
    let openings = |seconds| {
        stage.device.state().now = NOW + seconds;
        stage.portal.state().now = NOW + seconds;
        cost_of_codes(&stage, token).openings
    };
    assert_eq!([60, 3599, 3600, 3660, 7199, 7200].map(openings), [2, 2, 3, 2, 2, 3]);
    let by_presence = || stage.authenticator.passcodes_by_presence(token, "").unwrap();
    assert_eq!(stage.device.cost_of(by_presence).1, Cost { openings: 2, writes: 0, stretches: 0 });
}

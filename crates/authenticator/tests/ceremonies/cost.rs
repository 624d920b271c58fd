//! What the ceremonies of every day cost: openings of the vault, each of which waits for the disk and the keyring, writes of
//! it, and stretchings of the PIN.

use authenticator::{AddOtpauthError, Codes, OtpauthKey, StoreError, TokenId, Typed, UnlockError};
use protocol::enrolment::PresencePolicy;

use crate::support::{NOW, OTHER_PIN, PIN, Stage, device::Cost, pin};

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

/// So many keys, none of which is another.
fn keys(stage: &Stage, numbers: std::ops::Range<usize>) -> Vec<OtpauthKey> {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let uri = |number: usize| {
        let last: String = (0..4).map(|place| char::from(ALPHABET[number >> (5 * place) & 31])).collect();
        format!("otpauth://totp/Kommunen:{number}?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSK{last}")
    };
    numbers.map(|number| stage.authenticator.read_otpauth(&uri(number)).unwrap()).collect()
}

#[test]
fn import_of_fifty_keys_stretches_once_and_writes_once() {
    let (alone, (beside, _)) = (Stage::new(), Stage::enrolled());
    let cost = |stage: &Stage, numbers| {
        let keys = keys(stage, numbers);
        let import = || stage.authenticator.add_import(&keys, &pin(PIN), Typed::Once).unwrap();
        let (stored, cost) = stage.device.cost_of(import);
        assert_eq!(stored.iter().flatten().count(), 50);
        (cost.stretches, cost.writes)
    };
    assert_eq!(cost(&alone, 0..50), (1, 1), "into a vault of their own");
    assert_eq!(cost(&alone, 50..100), (1, 1), "beside other codes");
    assert_eq!(
        cost(&beside, 0..50),
        (2, 2),
        "beside a portal's identity: its portal checks the PIN, and a step is written"
    );
    assert_eq!(cost(&beside, 50..100), (2, 2));
}

#[test]
fn import_that_is_here_already_costs_nothing() {
    let stage = Stage::new();
    let keys = keys(&stage, 0..50);
    stage.authenticator.add_import(&keys, &pin(PIN), Typed::Once).unwrap();
    let again = || stage.authenticator.add_import(&keys, &pin(PIN), Typed::Once).unwrap();
    let (stored, cost) = stage.device.cost_of(again);
    assert!(stored.iter().all(Option::is_none));
    assert_eq!((cost.stretches, cost.writes), (0, 0));
}

#[test]
fn import_stores_nothing_when_it_fails_in_the_middle() {
    // A vault of their own: the secret of the masks, the vault's entry, its file, the entry once more.
    for writes in 0..4 {
        let stage = Stage::new();
        stage.device.state().writes_left = Some(writes);
        assert!(stage.authenticator.add_import(&keys(&stage, 0..50), &pin(PIN), Typed::Once).is_err(), "{writes}");
        let device = stage.device.state();
        assert!(device.file.is_none() && device.keyring.is_empty(), "{writes}");
    }
    // A vault that is there.
    let stage = Stage::new();
    stage.authenticator.add_import(&keys(&stage, 0..990), &pin(PIN), Typed::Once).unwrap();
    let before = stage.device.state().file.clone();
    let full = AddOtpauthError::Unlock(UnlockError::Store(StoreError::Full));
    let more =
        |range, digits| stage.authenticator.add_import(&keys(&stage, range), &pin(digits), Typed::Once).map(drop);
    assert_eq!(more(985..1001, PIN), Err(full));
    assert!(more(985..995, OTHER_PIN).is_err());
    stage.device.state().writes_left = Some(0);
    assert!(more(985..995, PIN).is_err());
    assert_eq!(stage.device.state().file, before);
    stage.device.state().writes_left = None;
    assert_eq!(more(985..1000, PIN), Ok(()), "the rest comes in when there is room");
    assert_eq!(stage.authenticator.identities().unwrap().len(), 1000);
}

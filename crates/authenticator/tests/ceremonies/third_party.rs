//! Keys of other issuers: added, shown, under one PIN with the portal's identity, and along when it changes.

mod pin_change;

use authenticator::{
    AddOtpauthError, Codes, FinishError, IdentityKind, PasscodesError, PinError, PinStep, StoreError, TokenId, Typed,
    UnlockError, watch,
};
use otp::{Digits, Secret, hotp, steam, totp};

use crate::support::{NOW, OTHER_PIN, PIN, Stage, pin};

/// As random as keys are; what differs among the URIs is the last byte.
const KEY: [u8; 20] = [
    0x9f, 0x04, 0xe3, 0x71, 0xb8, 0x2c, 0xd5, 0x66, 0x1a, 0xf0, 0x83, 0x5e, 0xc7, 0x39, 0x92, 0x0d, 0x64, 0xab, 0xfd,
    0x18,
];
const TOTP: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY";
const HOTP: &str = "otpauth://hotp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&counter=7&digits=8";
const STEAM: &str = "otpauth://steam/Steam:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IX";
const TEXT: &str = "otpauth://totp/Butikken:mette?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn add(stage: &Stage, uri: &str, digits: &str, typed: Typed) -> Result<TokenId, AddOtpauthError> {
    let key = stage.authenticator.read_otpauth(uri).unwrap();
    stage.authenticator.add_otpauth(&key, &pin(digits), typed).map(|identity| identity.token_id)
}

fn added(stage: &Stage, uri: &str) -> TokenId {
    add(stage, uri, PIN, Typed::Once).unwrap()
}

fn key(last: u8) -> Secret {
    let mut key = KEY;
    key[19] = last;
    Secret::new(key.to_vec()).unwrap()
}

/// What the issuer of [`TOTP`] expects now.
fn expected() -> String {
    totp::generate(&key(0x18), totp::Parameters::default(), NOW).expose().to_string()
}

fn shown(stage: &Stage, id: TokenId, digits: &str) -> Result<(String, bool), PasscodesError> {
    let codes = stage.authenticator.passcodes(id, &pin(digits))?;
    Ok((codes.current.passcode.expose().to_string(), codes.checked))
}

/// PINs that the guard lets pass although they are wrong are few; this one it does not.
fn refused_pin(stage: &Stage, id: TokenId) -> &'static str {
    let refused = |digits: &&str| shown(stage, id, digits) == Err(PasscodesError::WrongPin);
    ["840193", "918274", "620381", "739154"].into_iter().find(refused).expect("one of four PINs is refused")
}

fn previous(stage: &Stage) -> bool {
    stage.device.state().previous.is_some()
}

#[test]
fn import_passes_over_what_is_here_or_comes_twice() {
    let stage = Stage::new();
    added(&stage, HOTP);
    let renamed = TOTP.replace("mette", "maja");
    let keys = [TOTP, HOTP, STEAM, TOTP, &renamed].map(|uri| stage.authenticator.read_otpauth(uri).unwrap());
    let stored = stage.authenticator.add_import(&keys, &pin(PIN), Typed::Once).unwrap();
    let new: Vec<_> = stored.iter().map(Option::is_some).collect();
    assert_eq!(new, [true, false, true, false, false]);
    let identities = stage.authenticator.identities().unwrap();
    assert_eq!(identities[1..], stored.into_iter().flatten().collect::<Vec<_>>(), "in the order of the keys");
    assert_eq!(shown(&stage, identities[1].token_id, PIN), Ok((expected(), true)));
}

#[test]
fn key_is_added_and_shows_its_issuers_codes() {
    let mut stage = Stage::new();
    let read = stage.authenticator.read_otpauth(TOTP).unwrap();
    assert_eq!((read.issuer(), read.account(), read.is_bare()), ("Kommunen", "mette", false));
    assert_eq!(stage.authenticator.otpauth_pin(), Ok(PinStep::Choose));
    let id = added(&stage, TOTP);
    assert_eq!(stage.authenticator.otpauth_pin(), Ok(PinStep::Known));
    let (steam_id, text) = (added(&stage, STEAM), added(&stage, TEXT));
    stage.restart();
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), true)));
    assert_eq!(shown(&stage, steam_id, PIN).unwrap().0, *steam::generate(&key(0x17), NOW).expose());
    let plain = Secret::new(b"12345678901234567890".to_vec()).unwrap();
    assert_eq!(shown(&stage, text, PIN).unwrap().0, *totp::generate(&plain, totp::Parameters::default(), NOW).expose());
    let identities = stage.authenticator.identities().unwrap();
    let seen: Vec<_> = identities.iter().map(|one| (one.kind, one.name.as_str(), one.issuer.is_none())).collect();
    assert_eq!(
        seen,
        [
            (IdentityKind::Totp, "Kommunen", true),
            (IdentityKind::Steam, "Steam", true),
            (IdentityKind::Totp, "Butikken", true)
        ]
    );
}

#[test]
fn wrong_pin_is_noticed_by_the_guard_and_no_tries_are_counted() {
    let stage = Stage::new();
    let id = added(&stage, TOTP);
    let wrong = refused_pin(&stage, id);
    for _ in 0..20 {
        assert_eq!(shown(&stage, id, wrong), Err(PasscodesError::WrongPin));
    }
    assert_eq!(add(&stage, HOTP, wrong, Typed::Twice), Err(AddOtpauthError::WrongPin));
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), true)));
}

#[test]
fn first_key_takes_a_pin_by_the_ordinary_rules() {
    let stage = Stage::new();
    assert_eq!(add(&stage, TOTP, "123456", Typed::Twice), Err(AddOtpauthError::Pin(PinError::Sequence)));
    assert_eq!(add(&stage, TOTP, "5273", Typed::Twice), Err(AddOtpauthError::Pin(PinError::TooShort { minimum: 6 })));
    assert_eq!(stage.authenticator.identities().unwrap(), []);
    assert!(stage.device.state().keyring.is_empty(), "nothing is left");
}

#[test]
fn key_is_refused_when_it_is_here_already() {
    let stage = Stage::new();
    added(&stage, TOTP);
    assert_eq!(add(&stage, TOTP, PIN, Typed::Twice), Err(AddOtpauthError::Present), "the same account");
    let renamed = TOTP.replace("mette", "maja");
    assert_eq!(add(&stage, &renamed, PIN, Typed::Twice), Err(AddOtpauthError::Present), "the same key");
}

#[test]
fn counter_is_never_used_twice() {
    let mut stage = Stage::new();
    let id = added(&stage, HOTP);
    let code = |stage: &Stage| match stage.authenticator.codes(id, &pin(PIN)).unwrap() {
        Codes::Counted(code) => (code.counter, code.passcode.expose().to_string()),
        Codes::Timed(_) => panic!("a code by counter"),
    };
    let expected = |counter| {
        let passcode = hotp::generate(&key(0x19), counter, otp::Algorithm::Sha1, Digits::EIGHT);
        (counter, passcode.expose().to_string())
    };
    assert_eq!(stage.authenticator.passcodes(id, &pin(PIN)).err(), Some(PasscodesError::CounterBased));
    assert_eq!(code(&stage), expected(7));
    stage.restart();
    assert_eq!(code(&stage), expected(8));
    // A disk that takes nothing: no code is shown, and none is lost.
    stage.device.state().writes_left = Some(0);
    assert!(stage.authenticator.codes(id, &pin(PIN)).is_err());
    stage.device.state().writes_left = None;
    assert_eq!(code(&stage), expected(9));
    // The keyring fails after the file: the counter is spent, and the next one follows.
    stage.device.state().writes_left = Some(1);
    assert_eq!(code(&stage), expected(10));
    stage.device.state().writes_left = None;
    stage.restart();
    assert_eq!(code(&stage), expected(11));
}

#[test]
fn wrong_pin_spends_no_counter() {
    let stage = Stage::new();
    let (id, hotp) = (added(&stage, TOTP), added(&stage, HOTP));
    let wrong = refused_pin(&stage, id);
    assert_eq!(stage.authenticator.codes(hotp, &pin(wrong)).err(), Some(PasscodesError::WrongPin));
    let Ok(Codes::Counted(code)) = stage.authenticator.codes(hotp, &pin(PIN)) else { panic!("a code by counter") };
    assert_eq!(code.counter, 7);
}

#[test]
fn key_is_renamed_and_removed_and_its_secrets_go_with_the_last_one() {
    let stage = Stage::new();
    let (id, other) = (added(&stage, TOTP), added(&stage, HOTP));
    assert_eq!(stage.authenticator.rename(id, " Kommune ").unwrap().name, "Kommune");
    assert_eq!(stage.device.state().keyring.len(), 2, "one entry for the vault, one for the keys");
    stage.authenticator.remove(id).unwrap();
    assert_eq!(stage.authenticator.identities().unwrap().len(), 1);
    stage.authenticator.remove(other).unwrap();
    assert!(stage.device.state().keyring.is_empty() && stage.device.state().file.is_none());
    // Beside a portal's identity the vault stays.
    let _ = stage.enrol();
    let id = added(&stage, TOTP);
    assert_eq!(stage.device.state().keyring.len(), 2);
    stage.authenticator.remove(id).unwrap();
    assert_eq!(stage.device.state().keyring.len(), 1);
    let _ = added(&stage, TOTP);
    stage.authenticator.erase().unwrap();
    assert!(stage.device.state().keyring.is_empty());
}

#[test]
fn first_key_beside_a_portals_identity_takes_its_pin_which_the_portal_checks() {
    let (stage, token) = Stage::enrolled();
    let wrong = UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 };
    assert_eq!(add(&stage, TOTP, OTHER_PIN, Typed::Twice), Err(AddOtpauthError::Unlock(wrong)));
    let id = added(&stage, TOTP);
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), true)));
    let wrong = UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 };
    assert_eq!(shown(&stage, id, OTHER_PIN), Err(PasscodesError::Unlock(wrong)), "the portal counts");
    stage.portal.state().unreachable = true;
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), false)));
    let (plausible, checked) = shown(&stage, id, OTHER_PIN).unwrap();
    assert!(!checked && plausible.len() == 6 && plausible != expected(), "nobody can tell");
    assert_eq!(add(&stage, HOTP, PIN, Typed::Once), Err(AddOtpauthError::Unchecked));
    add(&stage, HOTP, PIN, Typed::Twice).unwrap();
    // Whatever becomes of the portal's identity, these codes are not the portal's.
    stage.portal.state().unreachable = false;
    stage.portal.state().tokens.remove(&token);
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), false)));
}

#[test]
fn issuer_that_forbids_third_party_codes_is_obeyed_either_way() {
    let stage = Stage::new();
    stage.portal.state().policy.third_party = false;
    let _ = stage.enrol();
    assert_eq!(stage.authenticator.otpauth_pin(), Err(AddOtpauthError::Forbidden));
    assert_eq!(add(&stage, TOTP, PIN, Typed::Twice), Err(AddOtpauthError::Forbidden));

    let stage = Stage::new();
    stage.portal.state().policy.third_party = false;
    let id = added(&stage, TOTP);
    let file = stage.device.state().file.clone();
    let activated = stage.activated();
    assert_eq!(stage.authenticator.finish(&activated, &pin(PIN)), Err(FinishError::ThirdPartyForbidden));
    assert_eq!(stage.device.state().file, file, "nothing is stored");
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), true)));
}

#[test]
fn portals_identity_takes_the_pin_of_the_codes_and_ends_their_guard() {
    let mut stage = Stage::new();
    let id = added(&stage, TOTP);
    let wrong = refused_pin(&stage, id);
    let before = stage.device.state().keyring.clone();
    let activated = stage.activated();
    assert_eq!(stage.authenticator.finish(&activated, &pin(wrong)), Err(FinishError::PinNotShared));
    let portal = stage.authenticator.finish(&activated, &pin(PIN)).unwrap().token_id;
    let after = stage.device.state().keyring.clone();
    assert_eq!(after.len(), 2);
    assert_eq!(before.keys().filter(|name| after.contains_key(name)).count(), 1, "the vault's stays, the keys' is new");
    stage.restart();
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), true)));
    assert!(stage.authenticator.passcodes(portal, &pin(PIN)).unwrap().checked);
    stage.portal.state().unreachable = true;
    assert!(shown(&stage, id, wrong).is_ok(), "no guard speaks any more");
    assert_eq!(stage.authenticator.pins_are_out_of_sync(), Ok(false));
}

#[test]
fn identities_of_other_issuers_are_never_asked_for_logins() {
    let stage = Stage::new();
    for uri in [TOTP, HOTP, STEAM] {
        added(&stage, uri);
    }
    let portal = stage.enrol();
    assert_eq!(watch::asked(stage.authenticator.identities().unwrap()), [portal]);
}

#[test]
fn codes_keep_their_pin_when_the_portals_identity_goes() {
    let stage = Stage::new();
    let id = added(&stage, TOTP);
    let portal = stage.enrol().token_id;
    stage.authenticator.remove(portal).unwrap();
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), false)), "nobody checks it now");
    assert_eq!(add(&stage, HOTP, PIN, Typed::Once), Err(AddOtpauthError::Unchecked));
    // A change of the PIN brings the guard back.
    stage.authenticator.change_pin(id, &pin(PIN), &pin(OTHER_PIN)).unwrap();
    assert_eq!(shown(&stage, id, OTHER_PIN), Ok((expected(), true)));
}

#[test]
fn keys_are_refused_by_name_when_their_secret_is_missing_in_the_keyring() {
    let stage = Stage::new();
    let id = added(&stage, TOTP);
    {
        let mut device = stage.device.state();
        let vault = vault::VaultId::of_file(device.file.as_deref().unwrap()).unwrap();
        device.keyring.retain(|name, _| *name == vault);
    }
    let missing = PasscodesError::Unlock(UnlockError::Store(StoreError::EntryMissing));
    assert_eq!(shown(&stage, id, PIN), Err(missing));
    assert!(!previous(&stage));
}

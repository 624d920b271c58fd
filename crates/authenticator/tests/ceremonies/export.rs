//! Keys of other issuers leave: under the PIN, never what is bound to the device, and in a file that the import reads.

use authenticator::{
    ExportError, ExportPassword, IdentityKind, OtpauthKey, PasscodesError, Stays, StoreError, TokenId, Typed,
    UnlockError,
    entrust::{Activation, Trial},
    import::{self, ImportError, Kind},
};
use otp::{Scheme, totp};
use proptest::prelude::*;

use crate::support::{OTHER_PIN, PIN, Stage, pin};

const PASSWORD: &str = "Blåbær og 7 måger";
const TOTP: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&digits=8&algorithm=SHA256";
const HOTP: &str = "otpauth://hotp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&counter=7";
const STEAM: &str = "otpauth://steam/Steam:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IX";
/// A key that is text is not masked, and leaves all the same.
const TEXT: &str = "otpauth://totp/Butikken:mette?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=60";
const MANAGED: &str = "otpauth://totp/alice?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IA&creator=privacyidea\
    &issuer=ACME&serial=TOTP0001048A";
const TWO_STEP: &str = "otpauth://hotp/bob?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&counter=1&creator=privacyidea\
    &issuer=ACME&serial=OATH0000BD8F&2step_salt=8&2step_output=20&2step_difficulty=10000";

fn add(stage: &Stage, key: &OtpauthKey) -> TokenId {
    stage.authenticator.add_otpauth(key, &pin(PIN), Typed::Once).unwrap().token_id
}

fn added(stage: &Stage, uri: &str) -> TokenId {
    add(stage, &stage.authenticator.read_otpauth(uri).unwrap())
}

fn password() -> ExportPassword {
    ExportPassword::choose(PASSWORD).unwrap()
}

fn exported(stage: &Stage, ids: &[TokenId]) -> Vec<u8> {
    let keys = stage.authenticator.open_for_export(ids, &pin(PIN), Typed::Once).unwrap();
    stage.authenticator.seal_export(&keys, &password())
}

#[test]
fn file_brings_the_same_codes_to_another_device() {
    let stage = Stage::new();
    let ids = [TOTP, HOTP, STEAM, TEXT].map(|uri| added(&stage, uri));
    let file = exported(&stage, &ids);
    assert!(!file.windows(8).any(|bytes| bytes == b"T4COG4NY"), "no key is readable in it");

    let other = Stage::new();
    assert_eq!(import::open(&file, None).err(), Some(ImportError::PasswordNeeded));
    assert_eq!(import::open(&file, Some("Blåbær og 8 måger")).err(), Some(ImportError::WrongPassword));
    let rows = import::open(&file, Some(PASSWORD)).unwrap().rows;
    let keys: Vec<_> = rows.into_iter().filter_map(OtpauthKey::from_row).collect();
    let stored = other.authenticator.add_import(&keys, &pin(OTHER_PIN), Typed::Once).unwrap();
    let names: Vec<_> = stored.iter().flatten().map(|identity| identity.name.as_str()).collect();
    assert_eq!(names, ["Kommunen", "Banken", "Steam", "Butikken"]);
    for (here, there) in ids.iter().zip(stored.iter().flatten()) {
        let code = |stage: &Stage, id, digits| format!("{:?}", stage.authenticator.codes(id, &pin(digits)));
        let shown = |stage: &Stage, id, digits| match stage.authenticator.codes(id, &pin(digits)).unwrap() {
            authenticator::Codes::Timed(codes) => codes.current.passcode.expose().to_string(),
            authenticator::Codes::Counted(code) => format!("{} {}", code.counter, code.passcode.expose().as_str()),
        };
        assert_eq!(shown(&stage, *here, PIN), shown(&other, there.token_id, OTHER_PIN), "{}", there.name);
        assert!(!code(&stage, *here, PIN).contains("Err"));
    }
}

#[test]
fn file_is_refused_when_cut_short_or_changed_and_is_another_one_every_time() {
    let stage = Stage::new();
    let ids = [added(&stage, TOTP)];
    let file = exported(&stage, &ids);
    assert_ne!(file, exported(&stage, &ids), "salts, nonces and keys are drawn anew");
    for length in [0, 1, file.len() / 2, file.len() - 2] {
        assert!(import::open(&file[..length], Some(PASSWORD)).is_err(), "{length}");
    }
    let text = String::from_utf8(file).unwrap();
    let (head, tail) = text.split_once("\"db\": \"").unwrap();
    let flipped = format!("{head}\"db\": \"{}{}", if tail.starts_with('A') { "B" } else { "A" }, &tail[1..]);
    assert_eq!(import::open(flipped.as_bytes(), Some(PASSWORD)).err(), Some(ImportError::Damaged));
}

#[test]
fn notes_groups_and_names_go_along() {
    let stage = Stage::new();
    let id = added(&stage, TOTP);
    let wanted = authenticator::Arrangement {
        note: Some("Ring til Bo\nførst".to_owned()),
        group: Some("Arbejde \"nord\"".to_owned()),
        on_top: Some(true),
        place: None,
    };
    stage.authenticator.arrange(id, &wanted).unwrap();
    stage.authenticator.rename(id, "Rådhuset").unwrap();
    let row = import::open(&exported(&stage, &[id]), Some(PASSWORD)).unwrap().rows.remove(0);
    assert_eq!((row.issuer.as_str(), row.account.as_str()), ("Kommunen", "mette"));
    assert_eq!(row.group.as_deref(), Some("Arbejde \"nord\""));
    assert_eq!(row.note.as_deref().map(|note| note.replace('\n', " ")).as_deref(), Some("Rådhuset Ring til Bo først"));
}

#[test]
fn what_is_bound_to_the_device_is_listed_and_stays() {
    let stage = Stage::new();
    stage.enrol();
    let leaves = added(&stage, TOTP);
    added(&stage, MANAGED);
    add(&stage, stage.authenticator.read_two_step(TWO_STEP).unwrap().key());
    let activation = Activation::by_hand("48244-13456".parse().unwrap(), "1745-7712-6942-8698".parse().unwrap());
    add(&stage, &Trial::new(activation, "12211-49352".parse().unwrap()).key());
    let list = stage.authenticator.export_candidates().unwrap();
    let stays: Vec<_> = list.iter().map(|one| one.stays).collect();
    assert_eq!(stays, [Some(Stays::Portal), None, Some(Stays::Bound), Some(Stays::Bound), Some(Stays::Bound)]);
    for one in list.iter().filter(|one| one.stays.is_some()) {
        let ids = [leaves, one.identity.token_id];
        let refused = stage.authenticator.open_for_export(&ids, &pin(PIN), Typed::Twice);
        assert_eq!(refused.err(), Some(ExportError::Stays), "all or none");
    }
    assert_eq!(stage.authenticator.open_for_export(&[leaves], &pin(PIN), Typed::Once).unwrap().len(), 1);
}

#[test]
fn nothing_and_nobody_cannot_leave() {
    let stage = Stage::new();
    let unknown: TokenId = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let refused = |ids: &[TokenId]| stage.authenticator.open_for_export(ids, &pin(PIN), Typed::Once).err();
    let missing = Some(ExportError::Unlock(UnlockError::Store(StoreError::UnknownIdentity)));
    assert_eq!(refused(&[]), missing, "an empty vault");
    added(&stage, TOTP);
    assert_eq!(refused(&[]), Some(ExportError::Nothing));
    assert_eq!(refused(&[unknown]), missing);
}

#[test]
fn wrong_pin_is_refused_by_the_guard_or_by_the_portal() {
    let stage = Stage::new();
    let id = added(&stage, TOTP);
    let noticed =
        |digits: &&&str| stage.authenticator.passcodes(id, &pin(digits)).err() == Some(PasscodesError::WrongPin);
    let wrong = ["840193", "918274", "620381", "739154"];
    let wrong = wrong.iter().find(noticed).expect("one of four PINs is noticed");
    let refused = stage.authenticator.open_for_export(&[id], &pin(wrong), Typed::Twice);
    assert_eq!(refused.err(), Some(ExportError::WrongPin));

    let stage = Stage::new();
    stage.enrol();
    let id = added(&stage, TOTP);
    let refused = stage.authenticator.open_for_export(&[id], &pin(OTHER_PIN), Typed::Twice);
    assert!(matches!(refused, Err(ExportError::Unlock(UnlockError::WrongPin { .. }))), "{refused:?}");
}

#[test]
fn pin_is_asked_for_twice_when_nobody_can_check_it() {
    let stage = Stage::new();
    stage.enrol();
    let id = added(&stage, TOTP);
    stage.portal.state().unreachable = true;
    let once = stage.authenticator.open_for_export(&[id], &pin(PIN), Typed::Once);
    assert_eq!(once.err(), Some(ExportError::Unchecked));
    let keys = stage.authenticator.open_for_export(&[id], &pin(PIN), Typed::Twice).unwrap();
    assert!(keys[0].uri().contains("T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY"));
}

#[test]
fn key_uri_says_again_what_was_read() {
    let stage = Stage::new();
    for (uri, kind) in [(TOTP, IdentityKind::Totp), (HOTP, IdentityKind::Hotp), (STEAM, IdentityKind::Steam)] {
        let id = added(&stage, uri);
        let keys = stage.authenticator.open_for_export(&[id], &pin(PIN), Typed::Once).unwrap();
        let again = otp::otpauth::KeyUri::parse(&keys[0].uri()).unwrap();
        let first = otp::otpauth::KeyUri::parse(uri).unwrap();
        assert_eq!((again.scheme, again.secret.expose()), (first.scheme, first.secret.expose()));
        assert_eq!((again.issuer, again.account, again.assumed), (first.issuer, first.account, Vec::new()));
        assert_eq!((keys[0].identity.kind, keys[0].counts()), (kind, kind == IdentityKind::Hotp));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever issuers and accounts are called, file and QR code say it as the list does.
    #[test]
    fn names_survive_in_file_and_uri(issuer in "\\PC{1,30}", account in "\\PC{1,30}", period in 1_u32..=86_400) {
        let stage = Stage::new();
        let by_hand = authenticator::ByHand {
            issuer: &issuer,
            account: &account,
            base32: "T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY",
            kind: Kind::Totp { period },
            digits: 6,
            algorithm: otp::Algorithm::Sha512,
        };
        let Ok(key) = OtpauthKey::by_hand(by_hand) else { return Ok(()) };
        let id = add(&stage, &key);
        let keys = stage.authenticator.open_for_export(&[id], &pin(PIN), Typed::Once).unwrap();
        let row = import::open(&exported(&stage, &[id]), Some(PASSWORD)).unwrap().rows.remove(0);
        prop_assert_eq!((row.issuer.as_str(), row.account.as_str()), (key.issuer(), key.account()));
        let uri = otp::otpauth::KeyUri::parse(&keys[0].uri()).unwrap();
        let Scheme::Totp(totp::Parameters { period: again, .. }) = uri.scheme else { panic!("{:?}", uri.scheme) };
        prop_assert_eq!(u32::from(again), period);
        // A `+` in the parameter stands for a blank in many a program, ours too; it is escaped, and stays one.
        prop_assert_eq!(uri.secret.expose(), row.secret.expose());
    }
}

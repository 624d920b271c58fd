//! What texts are, and what of them can be added.

use authenticator::{
    Code, Failure, Identity, OtpauthKey, Typed, import,
    intake::{Duplicate, Found, Intake},
};

use crate::support::{PIN, Stage, pin};

const KEY: &str = "otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn";
const TWO_STEP: &str = "otpauth://totp/mette?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&issuer=Havn&2step_salt=8\
    &2step_output=20&2step_difficulty=1000";
const ACTIVATION: &str = "x://?action=secactivate&enc=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&v=1&mac=AAAAAAAAAAAAAAAA";
const TRANSFER: &str = "otpauth-migration://offline?data=AA";

fn taken<'a>(stage: &'a Stage, texts: &[&str]) -> Intake<'a> {
    let mut intake = stage.authenticator.intake();
    for text in texts {
        intake.take(text);
    }
    intake
}

fn found(texts: &[&str]) -> Result<Found, Failure> {
    let stage = Stage::new();
    taken(&stage, texts).found()
}

fn refusal(texts: &[&str]) -> Code {
    found(texts).unwrap_err().code
}

#[test]
fn nothing_says_so() {
    assert_eq!(refusal(&[]), Code::NoQrCode);
}

#[test]
fn foreign_text_is_told_only_when_there_is_no_damaged_one_of_segl() {
    assert_eq!(refusal(&["https://example.org"]), Code::InvitationForeign);
    assert_eq!(refusal(&["https://example.org", "SGE1AAAA", "WIFI:S:x;;"]), Code::InvitationDamaged);
    assert_eq!(refusal(&["https://example.org", "otpauth://totp/Havn:bo", "x"]), Code::KeyUnreadable);
}

#[test]
fn invitation_comes_before_everything_else() {
    let stage = Stage::new();
    let (text, _) = stage.portal.offer();
    let intake = taken(&stage, &["https://example.org", KEY, TRANSFER, &text, ACTIVATION]);
    assert!(intake.has_invitation());
    let Ok(Found::Invitation(invitation)) = intake.found() else { panic!("there is one") };
    assert_eq!(invitation.expires_at(), stage.authenticator.read_invitation(&text).unwrap().expires_at());
}

#[test]
fn keys_are_all_found_when_there_are_several_beside_other_texts() {
    let other = KEY.replace("Havn", "Kyst");
    let Ok(Found::Accounts(keys)) = found(&["https://example.org", KEY, "otpauth://totp/a", KEY, &other]) else {
        panic!("there are two")
    };
    assert_eq!(keys.iter().map(OtpauthKey::issuer).collect::<Vec<_>>(), ["Havn", "Kyst"], "each once");
}

#[test]
fn transfer_comes_before_keys_and_half_a_key_after_them() {
    assert!(matches!(found(&[KEY, TRANSFER, "x"]), Ok(Found::Transfer(texts)) if texts.len() == 1));
    assert!(matches!(found(&["https://example.org", TWO_STEP, ACTIVATION]), Ok(Found::TwoStep(_))));
    assert!(matches!(found(&[TWO_STEP, KEY]), Ok(Found::Accounts(keys)) if keys.len() == 1));
    assert!(matches!(found(&["https://example.org", ACTIVATION]), Ok(Found::Entrust(_))));
    assert_eq!(refusal(&[&TWO_STEP.replace("2step_output=20&", "")]), Code::KeyDamaged);
}

#[test]
fn text_that_was_looked_at_is_not_taken_unasked() {
    let stage = Stage::new();
    let mut intake = stage.authenticator.intake();
    assert!(intake.can_be_added(&format!(" {KEY}\n")));
    assert!(!intake.can_be_added("https://example.org"));
    assert_eq!(intake.texts(), 0);
    intake.take("https://example.org");
    assert_eq!(intake.texts(), 1);
    assert_eq!(intake.found().unwrap_err().code, Code::InvitationForeign);
}

#[test]
fn texts_are_lines_of_an_export_when_there_is_a_file_or_several_were_chosen() {
    let stage = Stage::new();
    let mut intake = taken(&stage, &[KEY]);
    intake.take_file(KEY.replace("Havn", "Fyr").as_bytes());
    intake.take_file(KEY.replace("Havn", "Sund").as_bytes());
    let issuers = |found| {
        let Ok(Found::Export(files)) = found else { panic!("it is an export") };
        let issuers = files.open(None).unwrap().rows.into_iter().map(|row| row.issuer);
        (files.len(), issuers.collect::<Vec<_>>())
    };
    let three = ["Fyr", "Sund", "Havn"].map(str::to_owned).to_vec();
    assert_eq!(issuers(intake.found()), (3, three), "files, then texts");

    let other = KEY.replace("Havn", "Kyst");
    let two = ["Havn", "Kyst"].map(str::to_owned).to_vec();
    assert_eq!(issuers(taken(&stage, &[KEY, &other]).found_in_files()), (1, two));
    assert!(matches!(taken(&stage, &[KEY]).found_in_files(), Ok(Found::Accounts(_))));
    assert!(matches!(taken(&stage, &[KEY, &other, TRANSFER]).found_in_files(), Ok(Found::Transfer(_))));
}

#[test]
fn lines_of_a_text_are_taken_one_by_one() {
    let stage = Stage::new();
    let mut intake = stage.authenticator.intake();
    intake.take_lines(&format!("\n  {KEY}  \n\n{TRANSFER}\r\n"));
    assert_eq!(intake.texts(), 2);
    intake.take_lines(&format!("\u{feff}{KEY}"));
    assert_eq!(intake.texts(), 2, "a byte order mark is no part of it");
    // As `zbarimg` prints it, and as old Macs end lines.
    intake.take_lines(&format!("QR-Code:{KEY}\rQR-Code:{}", KEY.replace("Havn", "Kyst")));
    assert_eq!(intake.texts(), 3);
}

#[test]
fn listing_says_of_each_row_whether_it_is_new() {
    let stage = Stage::new();
    add(&stage, "otpauth://totp/Kyst:bo?secret=MFRGGZDFMZTWQ2LK&issuer=Kyst");
    add(&stage, "otpauth://totp/Fyr:?secret=MFRGGZDFMZTWQ2LL&issuer=Fyr");
    let export = b"otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn\n\
        otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJR&issuer=Havn\n\
        otpauth://hotp/Odde:ida?secret=GEZDGNBVGY3TQOJQ&issuer=Odde&counter=3\n\
        otpauth://totp/Kyst:bo?secret=GEZDGNBVGY3TQOJS&issuer=Kyst\n\
        otpauth://totp/Fyr:?secret=GEZDGNBVGY3TQOJT&issuer=Fyr\n\
        otpauth://totp/Sund:bo?secret=MFRGGZDFMZTWQ2LK&issuer=Sund\n\
        otpauth://totp/Vig:bo?issuer=Vig";
    let listing = stage.authenticator.list_import(import::open(export, None).unwrap()).unwrap();
    let duplicates: Vec<_> = listing.rows.iter().map(|row| row.duplicate).collect();
    let (twice, here) = (Some(Duplicate::Export), Some(Duplicate::Here));
    assert_eq!(
        duplicates,
        [None, twice, twice, here, None, None],
        "the account, the key, the account; no name, no PIN"
    );
    let issuers: Vec<_> = listing.keys.iter().map(OtpauthKey::issuer).collect();
    assert_eq!(issuers, ["Havn", "Fyr", "Sund"]);
    assert_eq!(listing.rejected.len(), 1);
}

fn add(stage: &Stage, uri: &str) -> Identity {
    let key = stage.authenticator.read_otpauth(uri).unwrap();
    stage.authenticator.add_otpauth(&key, &pin(PIN), Typed::Twice).unwrap()
}

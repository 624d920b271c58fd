//! Wrong passwords; files cut short, too large, or written to do harm.

use authenticator::import::{ImportError, Imported, MAX_BYTES, Reason, detect, open};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{PASSWORD, PLAIN, SEALED, file, open_file};

#[test]
fn sealed_file_is_refused_without_its_password() {
    for name in SEALED {
        assert_eq!(open_file(name, None).unwrap_err(), ImportError::PasswordNeeded, "{name}");
        for wrong in ["", "Blåbær og 7 mågeR", "x"] {
            assert_eq!(open_file(name, Some(wrong)).unwrap_err(), ImportError::WrongPassword, "{name} {wrong}");
        }
    }
}

#[test]
fn password_does_no_harm_when_none_is_needed() {
    for name in PLAIN {
        assert!(open_file(name, Some("whatever")).is_ok(), "{name}");
    }
}

#[test]
fn export_for_one_account_is_called_that() {
    let refused = open_file("bitwarden_account.json", Some(PASSWORD)).unwrap_err();
    assert_eq!(refused, ImportError::AccountBound);
}

#[test]
fn file_is_refused_when_cut_short() {
    // Of lists and tables a beginning is a shorter list.
    for name in SEALED.iter().chain(&PLAIN).filter(|name| !name.contains(".txt") && !name.contains(".csv")) {
        let bytes = file(name);
        // Not every length: some stretch a password.
        for length in [0, 1, 15, 16, 17, 40, bytes.len() / 2, bytes.len() - 20, bytes.len() - 3] {
            let refused = open(&bytes[..length], Some(PASSWORD)).map(|_| ()).unwrap_err();
            let expected =
                [ImportError::Damaged, ImportError::UnknownFormat, ImportError::WrongPassword].contains(&refused);
            assert!(expected, "{name} {length}: {refused}");
        }
    }
}

#[test]
fn content_is_damaged_when_its_key_opens_and_it_does_not() {
    for (name, place) in [("aegis_sealed.json", "/db"), ("bitwarden_sealed_argon2.json", "/data")] {
        let mut value: Value = serde_json::from_slice(&file(name)).unwrap();
        let text = value.pointer_mut(place).unwrap();
        let (start, end) = text.as_str().unwrap().split_at(200);
        let flipped = if end.starts_with('A') { 'B' } else { 'A' };
        *text = json!(format!("{start}{flipped}{}", &end[1..]));
        let refused = open(value.to_string().as_bytes(), Some(PASSWORD)).unwrap_err();
        assert_eq!(refused, ImportError::Damaged, "{name}");
    }
}

#[test]
fn file_of_a_later_version_is_called_that() {
    for (name, place) in [
        ("aegis.json", "/version"),
        ("aegis.json", "/db/version"),
        ("aegis_sealed.json", "/version"),
        ("two_fas.2fas", "/schemaVersion"),
        ("ente_sealed.json", "/version"),
        ("proton.json", "/version"),
        ("bitwarden_sealed.json", "/kdfType"),
    ] {
        let changed = changed(name, place, json!(9));
        assert_eq!(open(&changed, Some(PASSWORD)).unwrap_err(), ImportError::Newer, "{name} {place}");
    }
}

#[test]
fn file_is_refused_when_stretching_its_password_would_stall() {
    for (name, place, cost) in [
        ("aegis_sealed.json", "/header/slots/1/n", json!(1_u32 << 30)),
        ("aegis_sealed.json", "/header/slots/1/r", json!(1_000_000)),
        ("aegis_sealed.json", "/header/slots/1/p", json!(u32::MAX)),
        ("aegis_sealed.json", "/header/slots/1/n", json!(u64::MAX)),
        ("bitwarden_sealed.json", "/kdfIterations", json!(u32::MAX)),
        ("bitwarden_sealed_argon2.json", "/kdfMemory", json!(u32::MAX)),
        ("bitwarden_sealed_argon2.json", "/kdfIterations", json!(u32::MAX)),
        ("bitwarden_sealed_argon2.json", "/kdfParallelism", json!(1 << 24)),
        ("ente_sealed.json", "/kdfParams/memLimit", json!(u64::MAX)),
        ("ente_sealed.json", "/kdfParams/memLimit", json!(u32::MAX)),
        ("ente_sealed.json", "/kdfParams/opsLimit", json!(u32::MAX)),
    ] {
        let changed = changed(name, place, cost.clone());
        assert_eq!(open(&changed, Some(PASSWORD)).unwrap_err(), ImportError::Costly, "{name} {place} {cost}");
    }
}

#[test]
fn file_is_refused_when_it_has_too_many_bytes_or_rows() {
    let large = vec![b' '; MAX_BYTES + 1];
    assert_eq!(open(&large, None).unwrap_err(), ImportError::TooLarge);
    assert_eq!(detect(&large), None);
    let line = "otpauth://totp/a?secret=MFRGGZDF\n";
    assert_eq!(open(line.repeat(1000).as_bytes(), None).unwrap().rows.len(), 1000);
    assert_eq!(open(line.repeat(1001).as_bytes(), None).unwrap_err(), ImportError::TooLarge);
    let row = r#"{"secret":"MFRGGZDF","type":"TOTP","label":"a","period":30,"thumbnail":"Default"}"#;
    let many = format!("[{}]", vec![row; 1001].join(","));
    assert_eq!(open(many.as_bytes(), None).unwrap_err(), ImportError::TooLarge);
}

#[test]
fn file_is_refused_when_nested_without_end() {
    for open_bracket in ["[", "{\"db\":", "{\"items\":["] {
        let deep = open_bracket.repeat(100_000);
        assert_eq!(open(deep.as_bytes(), None).unwrap_err(), ImportError::Damaged);
    }
}

#[test]
fn file_is_refused_when_no_app_wrote_it() {
    let many_bytes: Vec<u8> = (0..=255).cycle().skip(200).take(4096).collect();
    let refused: [&[u8]; 9] = [
        b"",
        b"\xef\xbb\xbf",
        b"hello",
        b"{}",
        b"[]",
        b"https://example.org/",
        b"PK\x03\x04\x14\x00\x00\x00 a ZIP file",
        b"SQLite format 3\0 Microsoft Authenticator's database \xff",
        &many_bytes,
    ];
    for bytes in refused {
        assert_eq!(open(bytes, Some(PASSWORD)).unwrap_err(), ImportError::UnknownFormat, "{bytes:?}");
        assert_eq!(detect(bytes), None);
    }
}

#[test]
fn one_half_of_a_key_is_rejected_with_a_reason_of_its_own() {
    let list = b"otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn\n\
        otpauth://hotp/Kyst:ida?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&counter=1&issuer=Kyst&2step_salt=8";
    let Imported { rows, rejected, .. } = open(list, None).unwrap();
    assert_eq!((rows.len(), rejected.len(), rejected[0].reason), (1, 1, Reason::TwoStep));
    assert!(!format!("{rejected:?}").contains("Q6ZQ"));
}

#[test]
fn row_is_rejected_when_a_field_is_out_of_range() {
    let good = json!({"secret": "MFRGGZDF", "issuer": "Havn", "label": "bo", "type": "HOTP", "algorithm": "SHA1", "digits": 6, "counter": 1, "period": 30, "thumbnail": "Default"});
    for (field, value, reason) in [
        ("secret", json!("MFRGGZD1"), Reason::BadSecret),
        ("secret", json!("M"), Reason::BadSecret),
        ("secret", json!(""), Reason::NoSecret),
        ("secret", json!(null), Reason::NoSecret),
        ("secret", json!(["MFRGGZDF"]), Reason::NoSecret),
        ("secret", json!("A".repeat(208)), Reason::SecretTooLong),
        ("type", json!("MOTP"), Reason::UnknownKind),
        ("algorithm", json!("MD5"), Reason::UnknownAlgorithm),
        ("digits", json!(4), Reason::DigitsOutOfRange),
        ("digits", json!(11), Reason::DigitsOutOfRange),
        ("digits", json!(-6), Reason::DigitsOutOfRange),
        ("digits", json!(6.5), Reason::DigitsOutOfRange),
        ("digits", json!(u64::MAX), Reason::DigitsOutOfRange),
        ("digits", json!("six"), Reason::DigitsOutOfRange),
        ("counter", json!(-1), Reason::CounterOutOfRange),
        ("counter", json!(1_u64 << 63), Reason::CounterOutOfRange),
        ("counter", json!({}), Reason::CounterOutOfRange),
    ] {
        let mut row = good.clone();
        row[field] = value.clone();
        // The good row beside it comes in whatever the other is.
        let Imported { rows, rejected, .. } = open(json!([good, row]).to_string().as_bytes(), None).unwrap();
        let reasons: Vec<Reason> = rejected.iter().map(|rejected| rejected.reason).collect();
        assert_eq!((rows.len(), reasons), (1, vec![reason]), "{field} {value}");
    }
    let mut totp = good;
    totp["type"] = json!("TOTP");
    for period in [json!(0), json!(86_401), json!(-30)] {
        totp["period"] = period;
        let rejected = open(json!([totp]).to_string().as_bytes(), None).unwrap().rejected;
        assert_eq!(rejected[0].reason, Reason::PeriodOutOfRange);
    }
}

#[test]
fn rejected_row_shows_no_secret_and_no_control_characters() {
    let list = "otpauth://totp/Ha\u{202e}vn%1b[31m:bo?secret=NOTBASE32!&issuer=Havn\nsecret=MFRGGZDF\notpauth://x?secret=MFRGGZDF";
    let rejected = open(list.as_bytes(), None).unwrap().rejected;
    assert_eq!(rejected.len(), 3);
    assert_eq!(rejected[0].name, "Havn[31m:bo");
    assert!(rejected.iter().all(|row| !row.name.contains("MFRGG") && !row.name.contains("BASE32")), "{rejected:?}");
    let debug = format!("{:?}", open_file("aegis.json", None).unwrap());
    assert!(debug.contains("redacted") && !debug.contains("[77,"), "{debug}");
}

proptest! {
    #[test]
    fn open_survives_any_bytes(bytes: Vec<u8>) {
        let _ = (detect(&bytes), open(&bytes, None));
    }

    #[test]
    fn open_survives_any_change_of_a_file(name in proptest::sample::select(&PLAIN[..]), place: prop::sample::Index, with: Vec<u8>, without in 0_usize..20) {
        let mut bytes = file(name);
        let place = place.index(bytes.len());
        let end = (place + without).min(bytes.len());
        bytes.splice(place..end, with);
        let _ = open(&bytes, None);
    }

    #[test]
    fn open_survives_any_text_in_a_uri(text in "[ -~æøå%&=:/?#]{0,80}") {
        let imported = open(format!("otpauth://totp/{text}").as_bytes(), None).unwrap();
        prop_assert_eq!(imported.rows.len() + imported.rejected.len(), 1);
    }
}

fn changed(name: &str, place: &str, value: Value) -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(&file(name)).unwrap();
    *file.pointer_mut(place).unwrap_or_else(|| panic!("{name} has {place}")) = value;
    file.to_string().into_bytes()
}

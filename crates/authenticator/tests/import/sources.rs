//! Each source and variant brings the same five tokens, as far as it can hold them.

use authenticator::import::{ImportError, Imported, Kind, Reason, Row, Sequence, Source, detect};

use crate::{PASSWORD, PLAIN, SEALED, file, open_file};

/// What the fixtures are made of: issuer, account, kind, algorithm, digits.
const TOKENS: [(&str, &str, Kind, &str, u8); 5] = [
    ("Nordhavn", "ida@nordhavn.example", Kind::Totp { period: 30 }, "SHA1", 6),
    ("Kystbanken", "bo", Kind::Totp { period: 60 }, "SHA256", 8),
    ("Fyr & Flamme", "ida", Kind::Totp { period: 30 }, "SHA512", 7),
    ("Havnekontoret", "lager 3", Kind::Hotp { counter: 42 }, "SHA1", 6),
    ("Steam", "idaspiller", Kind::Steam, "SHA1", 5),
];

/// The secrets, one a line in hexadecimal, by a program that shares no code with this one.
const SECRETS: [&str; 5] = [
    "312974ded22cbe666d84ff270710fc622193ae6c",
    "89116324eda393d41549a0d467e9d520150a003cb0e76383056ca0f20d90f089",
    "fe3d7770cdda20cea6ddf41f3504e7d869945d2ff4318b7c31b86f4344893f8a954d20002c5c8b5011096ae746e87ba89f6a976eaf63133f218b1abf9d2e6a40",
    "dfdef23cf741d1d37eea",
    "b7abb3322eb5617e90f3b3e56b081b362e30519c",
];

const ALL: &[usize] = &[0, 1, 2, 3, 4];

#[test]
fn tokens_come_in_from_every_file() {
    check("aegis.json", ALL, &[Reason::UnknownKind]);
    check("aegis_sealed.json", ALL, &[Reason::UnknownKind]);
    check("two_fas.2fas", ALL, &[]);
    check("two_fas_sealed.2fas", ALL, &[]);
    check("ente.txt", ALL, &[Reason::InTrash]);
    check("ente_sealed.json", ALL, &[Reason::InTrash]);
    check("ente_sealed_final.json", ALL, &[Reason::InTrash]);
    check("bitwarden.json", &[0, 1, 2, 4], &[Reason::BadSecret]);
    check("bitwarden_sealed.json", &[0, 1, 2, 4], &[Reason::BadSecret]);
    check("bitwarden_sealed_argon2.json", &[0, 1, 2, 4], &[Reason::BadSecret]);
    check("bitwarden.csv", &[0, 1, 2, 4], &[Reason::BadSecret]);
    check("proton.json", &[0, 1, 2, 4], &[]);
    check("proton_sealed.json", &[0, 1, 2, 4], &[]);
    check("andotp.json", ALL, &[]);
    check("andotp_sealed.json.aes", ALL, &[]);
    check("freeotp_plus.json", ALL, &[]);
    check("stratum.json", ALL, &[Reason::UnknownKind]);
    check("stratum_sealed.stratum", ALL, &[Reason::UnknownKind]);
    check("stratum_before.authpro", ALL, &[Reason::UnknownKind]);
    check("winauth.txt", ALL, &[]);
    check("list.txt", ALL, &[Reason::NotAKeyUri]);
    // It cannot say seven digits, nor Steam, and its periods are always 30 seconds.
    check("google.txt", &[0, 1, 3], &[Reason::DigitsOutOfRange]);
    check("steam.maFile", &[4], &[]);
    check("steam_accounts.json", &[4], &[]);
    check("lastpass.json", &[0, 1, 2], &[Reason::UnknownAlgorithm]);
    check("raivo.json", &[0, 1, 2, 3], &[Reason::PeriodOutOfRange]);
    check("archive_raivo_sealed.zip", &[0, 1, 2, 3], &[Reason::PeriodOutOfRange]);
    check("protonpass.json", ALL, &[Reason::InTrash, Reason::BadSecret]);
    check("archive_protonpass.zip", ALL, &[Reason::InTrash, Reason::BadSecret]);
    check("archive_winauth_sealed.zip", ALL, &[]);
    check("archive_traditional_sealed.zip", ALL, &[Reason::NotAKeyUri]);
    check("free_otp.xml", ALL, &[Reason::UnknownAlgorithm]);
    check("authenticator.json", ALL, &[Reason::UnknownKind]);
    check("authenticator_sealed.json", ALL, &[Reason::UnknownKind]);
    check("authenticator_sealed_1.json", ALL, &[Reason::UnknownKind]);
    check("authenticator_sealed_2.json", ALL, &[Reason::UnknownKind]);
    check("two_fauth.json", ALL, &[Reason::NoCounter]);
    check("enpass.json", ALL, &[Reason::InTrash, Reason::BadSecret]);
    check("extract_otp_secrets.json", &[0, 3], &[Reason::NoCounter]);
    check("extract_otp_secrets.csv", &[0, 3], &[Reason::NoCounter]);
    check("list.json", ALL, &[Reason::NotAKeyUri]);
}

#[test]
fn tokens_come_in_from_the_tables_of_password_managers() {
    for name in PLAIN.iter().filter(|name| name.starts_with("table_")) {
        check(name, &[0, 1, 2, 4], &[Reason::BadSecret]);
        assert_eq!(
            detect(&file(name)),
            Some(if name.contains("spreadsheet") { Source::Bitwarden } else { Source::Table })
        );
        let group = open_file(name, None).unwrap().rows.remove(0).group;
        // Apple's Passwords have none.
        assert_eq!(group.as_deref(), (!name.contains("apple")).then_some("Arbejde"), "{name}");
    }
}

fn check(name: &str, expected: &[usize], reasons: &[Reason]) {
    let password = SEALED.contains(&name).then_some(PASSWORD);
    let Imported { rows, rejected, .. } = open_file(name, password).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(rejected.iter().map(|rejected| rejected.reason).collect::<Vec<_>>(), reasons, "{name}");
    assert_eq!(rows.len(), expected.len(), "{name}");
    for (row, &token) in rows.iter().zip(expected) {
        let (issuer, account, mut kind, algorithm, digits) = TOKENS[token];
        if let (Kind::Totp { period }, "google.txt") = (&mut kind, name) {
            *period = 30;
        }
        let found = (row.issuer.as_str(), row.account.as_str(), row.kind, row.algorithm.name(), row.digits);
        assert_eq!(found, (issuer, account, kind, algorithm, digits), "{name}");
        let secret: Vec<_> = row.secret.expose().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(secret.concat(), SECRETS[token], "{name}: {issuer}");
    }
}

#[test]
fn table_is_known_by_each_name_of_the_column() {
    for column in ["TOTP", "totp", "OTPAuth", "otpUrl", "otpSecret", "login_totp", "One-time password", "TFC:Keeper"] {
        let text = format!("\"Title\",\"Login\",\"{column}\"\nNordhavn,ida,MFRGGZDFMZTWQ2LK\n");
        let row = authenticator::import::open(text.as_bytes(), None).unwrap().rows.remove(0);
        assert_eq!((row.issuer.as_str(), row.account.as_str()), ("Nordhavn", "ida"), "{column}");
    }
}

#[test]
fn source_is_known_by_its_shape() {
    for (name, source) in [
        ("aegis", Source::Aegis),
        ("andotp", Source::AndOtp),
        ("bitwarden", Source::Bitwarden),
        ("ente", Source::Ente),
        ("freeotp_plus", Source::FreeOtpPlus),
        ("google", Source::Google),
        ("list", Source::UriList),
        ("proton.", Source::Proton),
        ("proton_", Source::Proton),
        ("steam", Source::Steam),
        ("stratum", Source::Stratum),
        ("two_fas", Source::TwoFas),
        ("winauth", Source::WinAuth),
        ("archive", Source::Archive),
        ("authenticator", Source::AuthenticatorExtension),
        ("authy", Source::Authy),
        ("duo", Source::Duo),
        ("enpass", Source::Enpass),
        ("extract_otp_secrets", Source::ExtractOtpSecrets),
        ("free_otp", Source::FreeOtp),
        ("lastpass", Source::LastPass),
        ("protonpass", Source::ProtonPass),
        ("raivo", Source::Raivo),
        ("two_fauth", Source::TwoFAuth),
    ] {
        let files: Vec<_> = PLAIN.iter().chain(&SEALED).filter(|file| file.starts_with(name)).collect();
        assert!(!files.is_empty(), "{name}");
        for file_name in files {
            assert_eq!(detect(&file(file_name)), Some(source), "{file_name}");
        }
    }
}

#[test]
fn notes_and_groups_come_along_where_there_are_any() {
    let first = |name: &str, password| -> Row { open_file(name, password).unwrap().rows.remove(0) };
    for (name, note, group) in [
        ("aegis.json", Some("Ring til Bo\nførst"), Some("Arbejde")),
        ("two_fas.2fas", None, Some("Arbejde")),
        ("ente.txt", Some("Ring til Bo"), Some("Arbejde")),
        ("bitwarden.json", None, Some("Arbejde")),
        ("bitwarden.csv", None, Some("Arbejde")),
        ("proton.json", Some("Ring til Bo"), None),
        ("andotp.json", None, Some("Arbejde")),
        ("stratum.json", None, Some("Arbejde")),
        ("lastpass.json", None, Some("Arbejde")),
        ("protonpass.json", None, Some("Arbejde")),
        ("enpass.json", None, Some("Arbejde")),
    ] {
        let row = first(name, None);
        assert_eq!((row.note.as_deref(), row.group.as_deref()), (note, group), "{name}");
    }
}

#[test]
fn rejected_row_is_named_and_placed() {
    let rejected = open_file("aegis.json", None).unwrap().rejected.remove(0);
    assert_eq!((rejected.position, rejected.name.as_str()), (6, "Yandex (ida)"));
    let rejected = open_file("ente.txt", None).unwrap().rejected.remove(0);
    assert_eq!((rejected.position, rejected.name.as_str()), (6, "Gammel:ida"));
}

#[test]
fn transfer_is_collected_in_any_order() {
    let text = String::from_utf8(file("google.txt")).unwrap();
    let codes: Vec<&str> = text.lines().collect();
    let mut sequence = Sequence::default();
    let progress = sequence.add(codes[1]).unwrap();
    assert_eq!((progress.have, progress.need, progress.is_complete()), (1, 2, false));
    assert_eq!(sequence.add(codes[1]).unwrap().have, 1, "the same code again");
    assert!(sequence.add(codes[0]).unwrap().is_complete());
    let imported = sequence.finish().unwrap();
    let issuers: Vec<&str> = imported.rows.iter().map(|row| row.issuer.as_str()).collect();
    assert_eq!(issuers, ["Nordhavn", "Kystbanken", "Havnekontoret"]);
}

#[test]
fn transfer_brings_what_was_read_when_there_are_no_other_codes() {
    let text = String::from_utf8(file("google.txt")).unwrap();
    let mut sequence = Sequence::default();
    sequence.add(text.lines().nth(1).unwrap()).unwrap();
    let issuers: Vec<_> = sequence.finish_early().unwrap().rows.into_iter().map(|row| row.issuer).collect();
    assert_eq!(issuers, ["Havnekontoret"]);
}

#[test]
fn transfer_is_refused_when_codes_are_missing_or_contradict_each_other() {
    let text = String::from_utf8(file("google.txt")).unwrap();
    let code = text.lines().next().unwrap();
    let alone = ImportError::IncompleteSequence { have: 1, need: 2 };
    assert_eq!(authenticator::import::open(code.as_bytes(), None).unwrap_err(), alone);
    let mut sequence = Sequence::default();
    assert_eq!(sequence.progress().need, 0);
    sequence.add(code).unwrap();
    // Another code in the same place of the same transfer: the first token has another key.
    let message = code.replace("KFDEp", "KFDEq");
    assert_ne!(message, code);
    assert_eq!(sequence.add(&message), Err(ImportError::OtherSequence));
    assert_eq!(sequence.add("otpauth://totp/a"), Err(ImportError::UnknownFormat));
    assert_eq!(sequence.add("otpauth-migration://offline?data=%3D%3D%3D%3D"), Err(ImportError::Damaged));
    assert_eq!(sequence.progress().have, 1, "what was refused changed nothing");
    assert_eq!(sequence.finish().unwrap_err(), alone);
    assert_eq!(Sequence::default().finish().unwrap_err(), ImportError::IncompleteSequence { have: 0, need: 0 });
}

#[test]
fn transfers_are_collected_side_by_side() {
    let text = String::from_utf8(file("google.txt")).unwrap();
    let codes: Vec<&str> = text.lines().collect();
    // A whole transfer of one token, in one code.
    let other = "otpauth-migration://offline?data=CgwKCkhlbGxvISE%2FISEQARgBIAAoBw%3D%3D";
    let mut sequence = Sequence::default();
    sequence.add(codes[1]).unwrap();
    let progress = sequence.add(other).unwrap();
    assert_eq!((progress.have, progress.need), (2, 3));
    assert!(sequence.add(codes[0]).unwrap().is_complete());
    assert_eq!(sequence.finish().unwrap().rows.len(), 4);
    // Two of one code each, of which neither says of which transfer it is.
    let lines = "otpauth-migration://offline?data=CgwKCkhlbGxvISE%2FISE%3D\n\
        otpauth-migration://offline?data=CgwKCkhlbGxvISE%2FISI%3D";
    assert_eq!(authenticator::import::open(lines.as_bytes(), None).unwrap().rows.len(), 2);
    let incomplete = format!("{other}\n{}", codes[0]);
    let refused = authenticator::import::open(incomplete.as_bytes(), None).unwrap_err();
    assert_eq!(refused, ImportError::IncompleteSequence { have: 1, need: 2 }, "of the one that is incomplete");
}

//! What each source leaves out or says in its own way, with the right values.

use authenticator::import::{Imported, Kind, Reason, Row, open};
use serde_json::{Value, json};

use crate::{PASSWORD, open_file};

fn rows(value: &Value) -> Imported {
    open(value.to_string().as_bytes(), None).unwrap_or_else(|error| panic!("{error}: {value}"))
}

fn names(rows: &[Row]) -> Vec<(&str, &str)> {
    rows.iter().map(|row| (row.issuer.as_str(), row.account.as_str())).collect()
}

fn reasons(imported: &Imported) -> Vec<Reason> {
    imported.rejected.iter().map(|rejected| rejected.reason).collect()
}

#[test]
fn duo_has_accounts_without_issuer_and_tokens_that_count() {
    let imported = open_file("duo.json", None).unwrap();
    assert_eq!(names(&imported.rows), [("", "ida@nordhavn.example"), ("", "lager 3")]);
    let kinds: Vec<_> = imported.rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [Kind::Totp { period: 30 }, Kind::Hotp { counter: 42 }]);
    assert_eq!(reasons(&imported), [Reason::BadSecret, Reason::UnknownKind], "an account without codes is told");
}

#[test]
fn authy_has_names_that_begin_with_the_issuer_and_seeds_of_older_passwords() {
    for (name, password) in [("authy.json", None), ("authy_sealed.json", Some(PASSWORD))] {
        let imported = open_file(name, password).unwrap();
        let found: Vec<_> = imported.rows.iter().map(|row| (row.kind, row.digits)).collect();
        assert_eq!(found, [(Kind::Totp { period: 30 }, 6), (Kind::Totp { period: 30 }, 7)], "{name}");
        assert_eq!(names(&imported.rows), [("Nordhavn", "ida@nordhavn.example"), ("", "Fyr: ida")], "{name}");
        assert_eq!(reasons(&imported), [Reason::BadSecret], "{name}");
    }
}

#[test]
fn lastpass_has_its_own_names_of_fields() {
    let account = |extra: Value| {
        let mut account = json!({"issuerName": "Havn", "originalIssuerName": "Havn", "userName": "ida", "algorithm": "SHA256",
            "secret": "57P2357I7EZJPASM3LYW5IQ6PZNAN5ZE", "timeStep": 60, "digits": 6, "folderData": {"folderId": 0}});
        account.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        account
    };
    let rest =
        [json!({"timeStep": null}), json!({"digits": null}), json!({"algorithm": null}), json!({"secret": null})];
    let accounts: Vec<Value> = [json!({})].into_iter().chain(rest).map(account).collect();
    let imported = rows(&json!({"deviceId": "", "version": 3, "accounts": accounts, "folders": []}));
    assert_eq!(names(&imported.rows), [("Havn", "ida")]);
    assert_eq!((imported.rows[0].kind, imported.rows[0].algorithm.name()), (Kind::Totp { period: 60 }, "SHA256"));
    let incomplete = Reason::Incomplete;
    assert_eq!(reasons(&imported), [incomplete, incomplete, incomplete, Reason::NoSecret], "nothing is guessed");
}

#[test]
fn raivo_writes_numbers_as_texts() {
    let row = |kind: &str, timer: &str, counter: &str| {
        json!({"issuer": "Havn", "account": "ida", "secret": "CCC7W53UMWAT2G6VKMDKKB56RZRTLE6K", "kind": kind, "algorithm": "SHA1",
            "digits": "6", "timer": timer, "counter": counter, "pinned": "false", "iconType": "", "iconValue": ""})
    };
    let imported =
        rows(&json!([row("TOTP", "60", "0"), row("HOTP", "0", "12"), row("TOTP", "0", "0"), row("HOTP", "30", "")]));
    let kinds: Vec<_> = imported.rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [Kind::Totp { period: 60 }, Kind::Hotp { counter: 12 }]);
    assert_eq!(reasons(&imported), [Reason::PeriodOutOfRange, Reason::CounterOutOfRange]);
}

#[test]
fn extension_leaves_out_what_is_usual_and_nothing_else() {
    let entry = |index: u64, extra: Value| {
        let mut entry = json!({"encrypted": false, "hash": "1b2c", "index": index, "type": "totp", "account": "ida",
            "secret": "DUTRWR7PM2V6YMJVZSFGB7ME6H73AMD4", "issuer": "Havn"});
        entry.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        entry
    };
    let export = json!({
        "a": entry(1, json!({"period": 60, "counter": 0, "digits": 6, "algorithm": "SHA1"})),
        "b": entry(0, json!({})),
        "c": entry(2, json!({"type": "hotp"})),
        "d": entry(3, json!({"type": "hhex", "secret": "3132333435363738", "counter": 4})),
        "e": entry(4, json!({"secret": "stm-DUTRWR7PM2V6YMJVZSFGB7ME6H73AMD4"})),
        "f": entry(5, json!({"type": null})),
        "key": {"enc": "", "hash": ""},
    });
    let imported = rows(&export);
    let kinds: Vec<_> = imported.rows.iter().map(|row| row.kind).collect();
    let expected = [Kind::Totp { period: 30 }, Kind::Totp { period: 60 }, Kind::Hotp { counter: 4 }, Kind::Steam];
    assert_eq!(kinds, expected, "in the order that the extension shows");
    assert_eq!(imported.rows[2].secret.expose(), b"12345678");
    assert_eq!(reasons(&imported), [Reason::NoCounter, Reason::Incomplete]);
}

#[test]
fn proton_pass_knows_the_user_by_name_or_by_mail() {
    let item = |user: &str, mail: &str| {
        json!({"data": {"metadata": {"name": "Havn"}, "extraFields": [], "type": "login", "content":
            {"itemUsername": user, "itemEmail": mail, "totpUri": "WA4V2DZFASIQD46DJ7MIQFHEI3PTETLU"}}, "state": 1})
    };
    let vaults = json!({"v": {"name": "Arbejde", "items": [item("ida", "x@y"), item("", "ida@havn.example")]}});
    let imported = rows(&json!({"version": "1.32.0", "userId": "x", "encrypted": false, "vaults": vaults}));
    assert_eq!(names(&imported.rows), [("Havn", "ida"), ("Havn", "ida@havn.example")]);
    assert!(imported.rows.iter().all(|row| row.group.as_deref() == Some("Arbejde")));
}

#[test]
fn steams_tokens_are_steams_also_where_the_app_has_no_word_for_them() {
    let row = |issuer: &str, digits: u8| {
        json!({"Type": 2, "Issuer": issuer, "Username": "ida", "Secret": "VVQZOKIW6VPAYC7AO4UBBGSOIGA5VTPJ", "Algorithm": 0,
            "Digits": digits, "Period": 30, "Counter": 0})
    };
    let imported =
        rows(&json!({"Authenticators": [row("Steam", 5), row("Steam", 6), row("Havn", 5)], "Categories": []}));
    let found: Vec<_> = imported.rows.iter().map(|row| (row.kind, row.digits)).collect();
    let totp = Kind::Totp { period: 30 };
    assert_eq!(found, [(Kind::Steam, 5), (totp, 6), (totp, 5)]);
}

#[test]
fn keys_whose_last_character_fills_no_byte_are_read_as_their_app_reads_them() {
    let secret = |imported: Imported| -> Vec<u8> { imported.rows[0].secret.expose().to_vec() };
    let service = json!({"name": "Havn", "secret": "5DLJMZ7U6CYBDZ4QP", "otp": {"account": "ida"}});
    let two_fas = rows(&json!({"services": [service], "groups": [], "schemaVersion": 4}));
    assert_eq!(secret(two_fas), [0xe8, 0xd6, 0x96, 0x67, 0xf4, 0xf0, 0xb0, 0x11, 0xe7, 0x90]);
    let row = json!({"Type": 2, "Issuer": "Havn", "Username": "ida", "Secret": "KH25LD2CGP3TV6", "Algorithm": 0, "Digits": 6, "Period": 30});
    let stratum = rows(&json!({"Authenticators": [row], "Categories": []}));
    assert_eq!(secret(stratum), [0x51, 0xf5, 0xd5, 0x8f, 0x42, 0x33, 0xf7, 0x3a]);
    let ente = b"otpauth://totp/Havn:ida?issuer=Havn&secret=KH25LD2CGP3TV6&codeDisplay=%7B%7D";
    assert_eq!(secret(open(ente, None).unwrap()), [0x51, 0xf5, 0xd5, 0x8f, 0x42, 0x33, 0xf7, 0x3a]);
    // A list that nobody answers for is read by the letter.
    let list = b"otpauth://totp/Havn:ida?issuer=Havn&secret=KH25LD2CGP3TV6";
    assert_eq!(reasons(&open(list, None).unwrap()), [Reason::BadSecret]);
}

#[test]
fn login_holds_what_its_user_pasted() {
    let header = "Title,Username,TOTP\n";
    let table = |code: &str| open(format!("{header}Havn,ida,\"{code}\"\n").as_bytes(), None).unwrap();
    let key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    for code in
        [key, "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp", "otpauth://totp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"]
    {
        let row = table(code).rows.remove(0);
        assert_eq!((row.kind, row.digits, row.issuer.as_str()), (Kind::Totp { period: 30 }, 6, "Havn"), "{code}");
    }
    let row = table(&format!("key={key}&step=60&size=8&otpHashMode=Sha256")).rows.remove(0);
    assert_eq!((row.kind, row.digits, row.algorithm.name()), (Kind::Totp { period: 60 }, 8, "SHA256"));
    assert_eq!(table(&format!("steam://{key}")).rows[0].kind, Kind::Steam);
    for (code, reason) in [
        (format!("key={key}&type=Hotp"), Reason::NoCounter),
        (format!("key={key}&step=x"), Reason::PeriodOutOfRange),
        ("motp://x?secret=1".to_owned(), Reason::UnknownKind),
        ("30;6".to_owned(), Reason::BadSecret),
        ("123456".to_owned(), Reason::BadSecret),
    ] {
        assert_eq!(reasons(&table(&code)), [reason], "{code}");
    }
}

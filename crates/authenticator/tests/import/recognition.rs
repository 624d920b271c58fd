//! Nothing is guessed: not whose export it is, and not what it leaves out.

use authenticator::import::{ImportError, Reason, detect, open};
use serde_json::{Value, json};

const KEY: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

fn refused(text: &str) {
    assert_eq!(open(text.as_bytes(), None).map(|_| ()), Err(ImportError::UnknownFormat), "{text}");
    assert_eq!(detect(text.as_bytes()), None, "{text}");
}

#[test]
fn export_of_an_unknown_app_is_refused() {
    let plain = json!({"secret": KEY, "issuer": "Havn", "account": "ida", "digits": 6, "period": 30, "algorithm": "SHA1", "type": "totp"});
    for value in [
        // Lists and maps with a secret are not any app's in particular.
        json!([plain]),
        json!([{"secret": KEY, "label": "ida", "type": "TOTP", "digits": 6, "period": 30, "algo": "SHA1"}]),
        json!([{"secret": KEY, "name": "Havn", "kind": "TOTP"}]),
        json!({"accounts": [plain]}),
        json!({"entries": [plain], "version": 1}),
        json!({"tokens": [plain]}),
        json!({"items": [plain]}),
        json!({"data": [plain]}),
        json!({"vaults": {"v": {"items": [plain]}}}),
        json!({"elements": [plain], "version": 2}),
        // Files that lie beside an export, or hold no codes.
        json!({"encrypted": false, "first_run": true, "entries": [{"filename": "1.maFile", "steamid": 1}]}),
        json!({"version": 1, "entries": [{"filename": "ida.maFile", "steam_id": 1, "account_name": "ida"}]}),
        json!({"accounts": {}}),
        json!({"name": "a web page's settings", "version": "1.0"}),
        // Two at once are nobody's.
        json!({"shared_secret": "AAAA", "account_name": "ida", "Authenticators": [], "schemaVersion": 4, "services": []}),
    ] {
        refused(&value.to_string());
    }
}

#[test]
fn table_is_refused_when_its_columns_do_not_say_what_they_hold() {
    for table in [
        format!("Havn,ida,{KEY}\nKyst,bo,{KEY}\n"),
        format!("name,secret\nHavn,{KEY}\n"),
        format!("totp\n{KEY}\n"),
        format!("name,totp,digits,period\nHavn,{KEY},8,60\n"),
        format!("issuer,account,secret,algorithm\nHavn,ida,{KEY},SHA1\n"),
        "name,url,username,password\nHavn,https://nordhavn.example,ida,x\n".to_owned(),
    ] {
        refused(&table);
    }
}

#[test]
fn counter_is_never_made_up() {
    let uri = format!("otpauth://hotp/Havn:ida?secret={KEY}&issuer=Havn");
    let aegis = json!({"version": 1, "header": {"slots": null, "params": null}, "db": {"version": 3, "groups": [], "entries":
        [{"type": "hotp", "name": "ida", "issuer": "Havn", "info": {"secret": KEY, "algo": "SHA1", "digits": 6}}]}});
    let andotp = json!([{"secret": KEY, "label": "ida", "issuer": "Havn", "type": "HOTP", "algorithm": "SHA1", "digits": 6, "thumbnail": "Default"}]);
    let two_fas =
        json!({"schemaVersion": 4, "services": [{"name": "Havn", "secret": KEY, "otp": {"tokenType": "HOTP"}}]});
    let bitwarden =
        json!({"encrypted": false, "items": [{"type": 1, "name": "Havn", "login": {"username": "ida", "totp": uri}}]});
    let proton = json!({"version": 1, "entries": [{"content": {"uri": uri, "entry_type": "Totp", "name": "ida"}}]});
    let texts = [aegis, andotp, two_fas, bitwarden, proton].map(|value| value.to_string());
    for text in
        texts.into_iter().chain([uri.clone(), format!("{uri}&codeDisplay=%7B%7D"), format!("Title,TOTP\nHavn,{uri}")])
    {
        let imported = open(text.as_bytes(), None).unwrap();
        let reasons: Vec<_> = imported.rejected.iter().map(|rejected| rejected.reason).collect();
        assert_eq!((imported.rows.len(), reasons), (0, vec![Reason::NoCounter]), "{text}");
    }
}

#[test]
fn period_digits_and_algorithm_are_never_made_up() {
    let info = json!({"secret": KEY, "algo": "SHA1", "digits": 6, "period": 30});
    for missing in ["algo", "digits", "period"] {
        let mut info = info.clone();
        info.as_object_mut().unwrap().remove(missing);
        let entry = json!({"type": "totp", "name": "ida", "issuer": "Havn", "info": info});
        let aegis: Value = json!({"version": 1, "header": {}, "db": {"version": 3, "entries": [entry]}});
        let rejected = open(aegis.to_string().as_bytes(), None).unwrap().rejected;
        assert_eq!(rejected[0].reason, Reason::Incomplete, "{missing}");
    }
}

#[test]
fn export_without_a_code_is_an_error() {
    for value in [
        json!({"encrypted": false, "items": []}),
        json!({"encrypted": false, "items": [{"type": 1, "name": "Havn", "login": {"username": "ida", "totp": null}}]}),
        json!({"version": 1, "header": {"slots": null, "params": null}, "db": {"version": 3, "entries": []}}),
        json!({"schemaVersion": 4, "services": []}),
        json!({"tokens": [], "tokenOrder": []}),
        json!({"app": "2fauth_v5", "schema": 1, "data": []}),
    ] {
        assert_eq!(open(value.to_string().as_bytes(), None).unwrap_err(), ImportError::Nothing, "{value}");
    }
    assert_eq!(open(b"Title,Username,TOTP\nHavn,ida,\n", None).unwrap_err(), ImportError::Nothing);
}

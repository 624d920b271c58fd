//! The codes of another app are brought along: listed first, stored when that is agreed to, and not stored twice.

use std::{fs, path::Path};

use segl_tests::segl::Segl;
use serde_json::Value;

use crate::stage::*;

/// The password of `tests/vectors/import/make.py`.
const PASSWORD: &str = "Blåbær og 7 måger";

fn import(device: &Segl<'_>, more: &[&str]) -> Value {
    let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/import/aegis_sealed.json");
    let mut arguments = vec!["import", export.to_str().unwrap(), "--password-file", "-"];
    arguments.extend(more);
    device.call(arguments).input(PASSWORD).pin(PIN).json()
}

#[test]
fn codes_of_another_app_are_stored_when_agreed_to_and_never_twice() {
    let session = session();
    let device = Segl::new(&session);

    // 1. Without a yes it is a list: what came in, and what did not and why.
    let listed = import(&device, &[]);
    let kinds: Vec<_> = listed["rows"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["totp", "totp", "totp", "hotp", "steam"]);
    assert_eq!(listed["rejected"][0]["reason"], "unknown_kind", "{listed}");
    assert_eq!(listed["stored"], Value::Array(Vec::new()));
    assert_eq!(device.call(["list"]).json()["identities"], Value::Array(Vec::new()), "nothing is stored");

    // 2. With it, the rows are identities under the PIN, and their codes are the other app's.
    let stored = import(&device, &["--yes"]);
    assert_eq!(stored["stored"].as_array().unwrap().iter().filter(|one| one.is_object()).count(), 5, "{stored}");
    let hotp = device.call(["code", "Havnekontoret"]).pin(PIN).json();
    // RFC 4226 over the secret of the fixture, computed elsewhere.
    assert_eq!((&hotp["counter"], &hotp["code"]), (&42.into(), &"372880".into()));
    assert_eq!(device.call(["code", "Steam"]).pin(PIN).json()["code"].as_str().unwrap().len(), 5);

    // 3. A second time nothing is new.
    let again = import(&device, &["--yes"]);
    assert!(again["stored"].as_array().unwrap().iter().all(Value::is_null), "{again}");
    assert_eq!(device.call(["list"]).json()["identities"].as_array().unwrap().len(), 5);
}

#[test]
fn several_files_are_stored_together_or_not_at_all() {
    let session = session();
    let device = Segl::new(&session);
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/import");
    let vector = |name: &str| vectors.join(name).to_str().unwrap().to_owned();

    // 1. One of them is damaged: it is named, and nothing is stored.
    let damaged = session.home().join("damaged.maFile");
    fs::write(&damaged, "{").unwrap();
    let damaged = damaged.to_str().unwrap();
    let files = ["import", &vector("steam.maFile"), damaged, &vector("lastpass.json"), "--yes"];
    let refused = device.call(files).pin(PIN).run();
    assert!(!refused.status.success() && refused.errors.contains("damaged.maFile cannot be imported"), "{refused}");
    assert_eq!(device.call(["list"]).json()["identities"], Value::Array(Vec::new()));

    // 2. Without it, each is recognised by itself; a text that is not UTF-8 is told.
    let latin = session.home().join("latin.txt");
    fs::write(&latin, b"otpauth://totp/\xc6r\xf8:ida?secret=2YEEPH7EMGICMYIHLCTIUEKOJGVA3ERG&issuer=\xc6r\xf8")
        .unwrap();
    let files = ["import", &vector("steam.maFile"), latin.to_str().unwrap(), &vector("lastpass.json"), "--yes"];
    let stored = device.call(files).pin(PIN).json();
    let issuers: Vec<_> =
        stored["rows"].as_array().unwrap().iter().map(|row| row["issuer"].as_str().unwrap()).collect();
    assert_eq!(issuers, ["Steam", "Ærø", "Nordhavn", "Kystbanken", "Fyr & Flamme"]);
    assert_eq!(stored["encoding_guessed"], "windows-1252");
    assert_eq!(stored["stored"].as_array().unwrap().len(), 5);
}

#[test]
fn import_without_a_code_fails_and_says_so() {
    let session = session();
    let device = Segl::new(&session);
    let file = session.home().join("export");
    for (content, code) in [
        ("[{\"secret\":\"JBSWY3DPEHPK3PXP\",\"name\":\"Havn\"}]", "import_unknown_format"),
        ("{\"encrypted\":false,\"items\":[]}", "import_nothing"),
        ("otpauth://hotp/Havn:ida?secret=JBSWY3DPEHPK3PXP&issuer=Havn", "import_nothing"),
    ] {
        fs::write(&file, content).unwrap();
        let refused = device.call(["import", file.to_str().unwrap(), "--yes", "--json"]).pin(PIN).run();
        assert_eq!(refusal_code(&refused), code, "{refused}");
        assert_eq!(refused.status.code(), Some(if code == "import_nothing" { 1 } else { 8 }), "{refused}");
        let said = device.call(["import", file.to_str().unwrap(), "--yes"]).pin(PIN).run();
        assert!(said.errors.contains("segl: "), "{said}");
    }
}

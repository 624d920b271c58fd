//! The codes of another app are brought along: listed first, stored when that is agreed to, and not stored twice.

use std::path::Path;

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

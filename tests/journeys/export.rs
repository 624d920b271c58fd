//! Codes of other issuers leave for another device: in a file that is read back there, and by a program that is not ours.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};

use segl_tests::segl::Segl;
use serde_json::Value;

use crate::stage::*;

const PASSWORD: &str = "fire ord med mellemrum";
const TOTP: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kommunen&digits=8";
const HOTP: &str = "otpauth://hotp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&counter=3";
const MANAGED: &str =
    "otpauth://totp/alice?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IA&creator=privacyidea&issuer=ACME&serial=TOTP0001048A";

fn export(device: &Segl<'_>, file: &Path, more: &[&str]) -> segl_tests::segl::Outcome {
    let mut arguments = vec!["export", file.to_str().unwrap(), "--json"];
    arguments.extend(more);
    device.call(arguments).pin(PIN).secret("--password-file", PASSWORD).run()
}

/// What the independent reader finds in a file.
fn read_elsewhere(file: &Path) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/import/open_aegis.py");
    let system = Path::new("/usr/bin/python3");
    let python = if system.exists() { system } else { Path::new("python3") };
    let mut reader =
        Command::new(python).arg(script).arg(file).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    reader.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    let done = reader.wait_with_output().unwrap();
    assert!(done.status.success());
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn codes_go_to_another_device_in_a_file_that_other_programs_read_too() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    for uri in [TOTP, HOTP, MANAGED] {
        device.call(["add", uri]).pin(PIN).run().success();
    }
    enrol(&portal, &device);

    // 1. Nothing leaves unasked, nor under the wrong PIN, nor under a weak password.
    let file = session.home().join("codes.json");
    assert_eq!(refusal_code(&export(&device, &file, &[])), "no_terminal");
    let weak = device.call(["export", file.to_str().unwrap(), "--json", "--yes"]).pin(PIN);
    assert_eq!(refusal_code(&weak.secret("--password-file", "hemmelig").run()), "export_password_short");
    let wrong = device.call(["export", file.to_str().unwrap(), "--json", "--yes"]).pin("840193");
    assert_eq!(refusal_code(&wrong.secret("--password-file", PASSWORD).run()), "wrong_pin");
    let bound = export(&device, &file, &["--yes", "--only", "ACME"]);
    assert_eq!(refusal_code(&bound), "export_stays");
    assert!(!file.exists());

    // 2. The file has what may leave, and is its owner's alone.
    let exported = export(&device, &file, &["--yes"]).json();
    let names = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&exported["exported"]), ["Kommunen", "Banken"]);
    let stays: Vec<_> =
        exported["stays"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
    assert_eq!(stays, ["bound", "portal"], "{exported}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(refusal_code(&export(&device, &file, &["--yes"])), "file_exists");

    // 3. A program that is not ours reads it.
    let entries = read_elsewhere(&file);
    assert_eq!(entries.as_array().unwrap().len(), 2, "{entries}");
    assert_eq!(entries[0]["info"]["secret"], "T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY");
    assert_eq!((&entries[0]["info"]["digits"], &entries[1]["info"]["counter"]), (&8.into(), &3.into()));

    // 4. Another device reads it too, and shows the same codes; not with another password, nor when it is cut short.
    let other = Segl::new(&session);
    let import = |file: &Path, password: &str| {
        let call = other.call(["import", file.to_str().unwrap(), "--yes", "--json"]).pin(PIN);
        call.secret("--password-file", password).run()
    };
    assert_eq!(refusal_code(&import(&file, "fire andre ord her")), "import_wrong_password");
    let cut = session.home().join("cut.json");
    let bytes = fs::read(&file).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    assert!(!import(&cut, PASSWORD).status.success());
    let stored = import(&file, PASSWORD).json();
    assert_eq!(names(&stored["stored"]), ["Kommunen", "Banken"]);
    let code = |device: &Segl<'_>, pin: &str| device.call(["code", "Kommunen"]).pin(pin).json();
    segl_tests::wait::until("both devices in one time step", || {
        let (here, there) = (code(&device, PIN), code(&other, PIN));
        (here["valid_from"] == there["valid_from"]).then(|| assert_eq!(here["code"], there["code"]))
    });
    let counted = other.call(["code", "Banken"]).pin(PIN).json();
    assert_eq!(counted["counter"], 3, "{counted}");
}

#[test]
fn qr_code_is_shown_on_a_terminal_and_nowhere_else() {
    let session = session();
    let device = Segl::new(&session);
    device.call(["add", TOTP]).pin(PIN).run().success();
    let piped = device.call(["export", "--qr", "Kommunen", "--yes", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&piped), "qr_needs_terminal");
    let shown = device.call(["export", "--qr", "Kommunen", "--yes"]).pin(PIN).on_terminal("").run();
    assert!(shown.output.lines().filter(|line| line.contains("\x1b[30;107m")).count() > 15, "{shown}");
    assert!(!shown.output.contains("otpauth:") && !shown.output.contains("T4COG4NY"), "{shown}");
}

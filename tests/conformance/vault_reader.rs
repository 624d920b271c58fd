//! The independent reader, `docs/read_vault.py`, on the pinned and the hostile vaults.
//!
//! It needs Python with `cryptography`, `cbor2` and `argon2`; `cargo xtask test` installs Debian's.

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

use crate::vectors::{array, bytes, directory, json, number, text};

fn reader(name: &str, options: &[&str]) -> Output {
    let script = [env!("CARGO_MANIFEST_DIR"), "/../docs/read_vault.py"].concat();
    let vault = directory().join(format!("vault/{name}.segl"));
    let entry = String::from_utf8(bytes(&format!("vault/{name}.keyring.hex"))).unwrap();
    Command::new(python()).arg(script).arg(vault).arg(entry.trim_end()).args(options).output().unwrap()
}

/// The system's Python, which has the system's packages; another one may come first on the path.
fn python() -> String {
    let of_the_system = "/usr/bin/python3";
    let there = if Path::new(of_the_system).exists() { of_the_system } else { "python3" };
    env::var("SEGL_PYTHON").unwrap_or_else(|_| there.to_owned())
}

#[test]
fn independent_reader_finds_the_same_passcodes_and_user_keys() {
    let expected = json("vault/v1.json");
    let unlocked = array(&expected, "unlocked");
    let pin = text(&expected, "pin");
    let time = number(&array(&unlocked[0], "passcodes")[0], "time").to_string();
    let mut options = vec!["--pin", pin, "--time", time.as_str()];
    options.extend(unlocked.iter().flat_map(|token| ["--oprf-output", text(token, "oprf_output")]));
    let Output { stdout, stderr, .. } = reader("v1", &options);
    let printed = String::from_utf8([stdout, stderr].concat()).unwrap();
    for token in unlocked {
        let passcode = text(&array(token, "passcodes")[0], "passcode");
        assert!(printed.contains(&format!("passcode {passcode}\n")), "{printed}");
        assert!(printed.contains(&format!("user key {}\n", text(token, "user_key"))), "{printed}");
    }
}

#[test]
fn independent_reader_finds_the_same_passcodes_of_other_issuers() {
    let expected = json("vault/v1_third_party.json");
    let (pin, time) = (text(&expected, "pin"), number(&expected, "time").to_string());
    let shared = String::from_utf8(bytes("vault/v1_third_party.shared.hex")).unwrap();
    let options = ["--pin", pin, "--time", time.as_str(), "--shared-entry", shared.trim_end()];
    let Output { stdout, stderr, .. } = reader("v1_third_party", &options);
    let printed = String::from_utf8([stdout, stderr].concat()).unwrap();
    let codes: Vec<_> = printed.lines().filter_map(|line| line.strip_prefix("  passcode ")).collect();
    assert_eq!(codes, array(&expected, "passcodes").iter().map(|code| code.as_str().unwrap()).collect::<Vec<_>>());
    assert!(printed.contains("the guard lets this PIN pass"), "{printed}");
}

#[test]
fn independent_reader_finds_the_same_marks() {
    let Output { stdout, stderr, .. } = reader("v1_marks", &[]);
    let printed = String::from_utf8([stdout, stderr].concat()).unwrap();
    for token in array(&json("vault/v1_marks.json"), "tokens") {
        for name in ["note", "group"] {
            for line in token[name].as_str().unwrap_or_default().lines() {
                assert!(printed.contains(&format!("  {name} {line}\n")), "{printed}");
            }
        }
    }
    assert_eq!(printed.matches("  kept on top\n").count(), 2, "{printed}");
}

#[test]
fn independent_reader_finds_the_token_that_is_bound() {
    let Output { stdout, stderr, .. } = reader("v1_bound", &[]);
    let printed = String::from_utf8([stdout, stderr].concat()).unwrap();
    assert_eq!(printed.matches("  bound to the device\n").count(), 1, "{printed}");
}

#[test]
fn independent_reader_reads_keys_of_a_later_statement() {
    let Output { stdout, stderr, status } = reader("v1_challenge_keys", &[]);
    let printed = String::from_utf8([stdout, stderr].concat()).unwrap();
    assert!(status.success(), "{printed}");
    assert_eq!(printed.matches("  challenge keys stated at 1800000000\n").count(), 1, "{printed}");
}

#[test]
fn independent_reader_refuses_the_hostile_files() {
    for file in fs::read_dir(directory().join("vault/hostile")).unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".segl") else { continue };
        let complaint = String::from_utf8(reader(&format!("hostile/{name}"), &[]).stderr).unwrap();
        assert!(complaint.starts_with("refused: "), "{name}: {complaint}");
    }
}

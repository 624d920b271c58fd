//! The audit log of a portal (`docs/audit-log.md`): who did what, and whether it is still as it was written.

use std::{fs, process::Command};

use segl_tests::{portal::Portal, segl::Segl, wait};
use serde_json::Value;

use crate::stage::*;

#[test]
fn log_is_exported_and_verified_and_the_desks_changes_are_the_desks() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);
    let outcome = approve(&device, &waiting_id(&device), &login.number, PIN).json();
    assert_eq!(outcome["state"], "approved", "{outcome}");
    assert!(login.page().path.starts_with("/profile"));

    // 1. Somebody of the service desk switches the token off, at the command line beside the portal.
    let tokens: Value = serde_json::from_str(&portal.run(&["token", "list", "--json"])).unwrap();
    let token = tokens[0]["token"].as_str().unwrap();
    let mut disable = portal.command(&["token", "disable", token]);
    assert!(disable.env_remove("SUDO_USER").env("USER", "bo.desk").status().unwrap().success());

    // 2. The running portal seals all of it.
    let sealed = wait::until("the log is sealed", || {
        let log = verify(&portal);
        (log["unsealed"] == 0).then_some(log)
    });

    // 3. An export says who did what, and verifies by itself.
    let file = portal.folder().join("export.jsonl");
    let path = file.to_str().unwrap();
    let _ = portal.run(&["audit", "export", "--output", path]);
    let text = fs::read_to_string(&file).unwrap();
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(sealed["size"], rows.len());
    let who = |kind: &str| {
        let row = rows.iter().find(|row| value(row, "kind").as_deref() == Some(kind));
        value(row.unwrap_or_else(|| panic!("no {kind}: {text}")), "actor").unwrap()
    };
    assert_eq!(who("token_suspended"), "desk:bo.desk");
    assert_eq!(who("login_approved"), "owner");
    assert!(who("user_created").starts_with("desk:"), "accounts are made at the command line");
    let approved = rows.iter().find(|row| value(row, "kind").as_deref() == Some("login_approved")).unwrap();
    assert!(value(approved, "response").is_some(), "both signatures are there: {approved}");
    assert_eq!(verify_file(&portal, path), Ok(sealed["root"].as_str().unwrap().to_owned()));

    // 4. A changed export does not, and the first row that does not fit is named.
    fs::write(&file, text.replace("bo.desk", "au.desk")).unwrap();
    let changed = rows.iter().find(|row| value(row, "kind").as_deref() == Some("token_suspended")).unwrap();
    let refused = verify_file(&portal, path).unwrap_err();
    assert!(refused.contains(&format!("row {} ", changed["sequence"])), "{refused}");
    let without_second: Vec<_> =
        text.lines().enumerate().filter(|(line, _)| *line != 1).map(|(_, line)| line).collect();
    fs::write(&file, without_second.join("\n")).unwrap();
    assert!(verify_file(&portal, path).unwrap_err().contains("row 2 "), "a removed row");
}

#[test]
fn portal_says_in_its_log_whether_the_audit_log_holds() {
    let mut portal = portal();
    wait::until("the log is sealed", || (verify(&portal)["unsealed"] == 0).then_some(()));
    let root = verify(&portal)["root"].as_str().unwrap().to_owned();
    portal.restart();
    portal.logged("the audit log holds");
    portal.logged(&root);

    // Somebody changes a row behind the portal's back.
    portal.stop();
    let database = portal.folder().join("data").join("portal.db");
    let change = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); \
                  d.execute(\"UPDATE audit SET fields = replace(fields, 'user_created', 'user_deleted')\"); d.commit()";
    assert!(Command::new("python3").args(["-c", change]).arg(database).status().unwrap().success());
    portal.restart();
    portal.logged("the audit log does not hold");
}

/// What a field of a row says.
fn value(row: &Value, name: &str) -> Option<String> {
    let field = row["fields"].as_array()?.iter().find(|field| field["name"] == name)?;
    field["opened"]["value"].as_str().map(str::to_owned)
}

fn verify(portal: &Portal) -> Value {
    serde_json::from_str(&portal.run(&["audit", "verify", "--json"])).unwrap()
}

/// The root over the rows of an export, or what is wrong with it.
fn verify_file(portal: &Portal, path: &str) -> Result<String, String> {
    let mut command = Command::new(segl_tests::binary::portal());
    let output =
        command.args(["audit", "verify", "--json", "--file", path]).current_dir(portal.folder()).output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    if output.status.success() { Ok(text("root")) } else { Err(text("error")) }
}

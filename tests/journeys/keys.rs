//! The portal's own keys are replaced while it runs.

use std::fs;

use segl_tests::segl::Segl;
use serde_json::Value;

use crate::stage::*;

#[test]
fn logins_go_on_while_and_after_the_encryption_key_is_replaced() {
    let (session, mut portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let key_file = portal.folder().join("data").join("portal.key");
    let old = fs::read(&key_file).unwrap();

    // 1. One step, as on several hosts: both keys are known, and a login goes on.
    let announced = portal.run(&["keys", "rotate", "encryption", "--one-step", "--json"]);
    assert_eq!(stages(&announced), ["announced"]);
    assert_eq!(fs::read(&key_file).unwrap().len(), 65);
    log_in(&portal, &device);

    // 2. The command is run again and takes the rest of the steps, while the portal answers.
    let rest = portal.run(&["keys", "rotate", "encryption", "--json"]);
    assert_eq!(stages(&rest), ["switched", "done"]);
    let new = fs::read(&key_file).unwrap();
    assert!(new.len() == 32 && new != old, "one key, another one");
    log_in(&portal, &device);

    // 3. Also after a restart; with the old key file the portal does not start.
    portal.restart();
    log_in(&portal, &device);
    portal.stop();
    fs::write(&key_file, &old).unwrap();
    let refused = portal.command(&["user", "list"]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("does not open under this key"), "{said}");
}

fn log_in(portal: &segl_tests::portal::Portal, device: &Segl<'_>) {
    let mut login = Login::start(portal);
    let outcome = approve(device, &waiting_id(device), &login.number, PIN).json();
    assert_eq!(outcome["state"], "approved", "{outcome}");
    assert!(login.page().path.starts_with("/profile"));
}

/// The steps that the command says it has taken, a line each.
fn stages(output: &str) -> Vec<String> {
    let lines = output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| line["stage"].as_str().unwrap().to_owned()).collect()
}

//! The key that signs challenges is replaced while the portal runs (`docs/protocol.md` §13), and nobody enrols anew.

use identity::credential::token::TokenState;
use segl_tests::{
    portal::{Clock, Portal, Settings},
    postgres::Postgres,
    segl::Segl,
    wait,
};
use serde_json::Value;

use crate::holder::{Line, people::enrol_employee};
use crate::stage::*;

#[test]
fn logins_go_on_while_and_after_the_challenge_key_is_replaced() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let old = show(&portal)["challenge_keys"][0]["key"].clone();

    // 1. A new key beside the current one. It may not sign while the device does not know it.
    let made = rotate(&portal, &[]);
    assert_eq!(made["current"], old, "{made}");
    assert_eq!(rotate(&portal, &[])["next"], made["next"], "the same again makes no other key");
    let refused = refusal(&portal, &["--switch"]);
    assert!(refused.contains("do not know the new key yet") && refused.contains(USER), "{refused}");

    // 2. The device asks whether somebody logs in, learns the key, and says so when it asks again.
    let known = wait::until("the device knows both keys", || {
        let _ = device.call(["approvals"]).json();
        let keys = show(&portal);
        (keys["challenge_keys"][1]["pinned_by"] == 1).then_some(keys)
    });
    assert_eq!(known["tokens"], 1, "{known}");
    assert_eq!(known["challenge_keys"][1]["role"], "next", "{known}");
    log_in(&portal, &device);

    // 3. The new key signs.
    let switched = rotate(&portal, &["--switch"]);
    assert_eq!((&switched["current"], &switched["previous"]), (&made["next"], &old), "{switched}");
    loaded(&portal, 2);
    log_in(&portal, &device);

    // 4. The old one is dropped, by portal and device.
    let refused = refusal(&portal, &["--retire"]);
    assert!(refused.contains("seconds"), "{refused}");
    portal.advance(20);
    let retired = rotate(&portal, &["--retire"]);
    assert_eq!((&retired["current"], &retired["previous"]), (&made["next"], &Value::Null), "{retired}");
    loaded(&portal, 3);
    wait::until("the portal signs with the new key alone", || {
        let _ = device.call(["approvals"]).json();
        let keys = show(&portal)["challenge_keys"].as_array().unwrap().clone();
        (keys.len() == 1 && keys[0]["pinned_by"] == 1).then_some(())
    });
    log_in(&portal, &device);

    // 5. A device that enrols now begins with the new key.
    let second = Segl::new(&session);
    let mut visitor = visitor_by_app(&portal, &device);
    let offer = offer(&mut visitor);
    add(&second, &offer, &offer.password, PIN).success();
    let page = confirm(&mut visitor, &offer);
    assert_eq!(page.attribute("token", "data-state").as_deref(), Some("active"), "{page}");
    assert_eq!(show(&portal)["challenge_keys"][0]["pinned_by"], 2);
}

/// Waits until the running portal has loaded the keys so many times.
fn loaded(portal: &Portal, times: usize) {
    wait::until("the portal has loaded the keys", || {
        (portal.log().matches("loaded the challenge keys anew").count() >= times).then_some(())
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn two_portals_sign_with_the_same_key_within_ten_seconds() {
    let database = Postgres::start();
    let settings = Settings { database: Some(database.url()), clock: Clock::System, ..Settings::default() };
    let first = portal_with(&settings);
    let second = Portal::start_beside(&first);
    let (issuer, holder) = enrol_employee(&first, USER, TokenState::Active).await;
    let made = rotate(&first, &[]);
    let switched = rotate(&first, &["--switch", "--without-the-rest"]);
    assert_eq!(switched["current"], made["next"], "{switched}");
    assert_eq!(switched["missing"].as_array().unwrap().len(), 1, "{switched}");
    for node in [&first, &second] {
        let at = issuer.at(node.port());
        let signer = wait::until("the node signs with the new key", || {
            let nonce = Line::nonce(&at);
            let mut line = Line::open(&at, &holder, &nonce);
            line.ask_for_news(0);
            line.statement().filter(|statement| statement.keys[0].thumbprint().to_string() == made["next"])
        });
        assert_eq!(signer.keys.len(), 2, "the old one is still there");
        assert_eq!(signer.keys[1], issuer.challenge_keys[0], "and it has signed the statement");
    }
}

fn log_in(portal: &Portal, device: &Segl<'_>) {
    let mut login = Login::start(portal);
    let outcome = approve(device, &waiting_id(device), &login.number, PIN).json();
    assert_eq!(outcome["state"], "approved", "{outcome}");
    assert!(login.page().path.starts_with("/profile"));
}

/// `segl-portal keys rotate challenge`.
fn rotate(portal: &Portal, flags: &[&str]) -> Value {
    let arguments = [&["keys", "rotate", "challenge", "--json"], flags].concat();
    serde_json::from_str(&portal.run(&arguments)).unwrap()
}

/// Why it is not done.
fn refusal(portal: &Portal, flags: &[&str]) -> String {
    let arguments = [&["keys", "rotate", "challenge"], flags].concat();
    let output = portal.command(&arguments).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

fn show(portal: &Portal) -> Value {
    serde_json::from_str(&portal.run(&["keys", "show", "--json"])).unwrap()
}

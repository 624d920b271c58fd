//! A computer without a keyring: the key in a file, where the portal allows it and nowhere else.

use segl_tests::{
    portal::{Portal, Settings},
    segl::{Outcome, Segl},
    session::Session,
};

use crate::stage::*;

fn without_keyring() -> Session {
    let mut session = session();
    session.stop_keyring();
    session
}

fn portal_that_allows_key_files() -> Portal {
    portal_with(&Settings { more: "[policy]\nkey_file = true\n".into(), ..Settings::default() })
}

fn add_with_key_file(device: &Segl<'_>, offer: &Offer) -> Outcome {
    let call = device.call(["add", &offer.qr_text, "--key-file", "--json"]);
    call.activation_password(&offer.password).pin(PIN).run()
}

#[test]
fn identity_lives_without_a_keyring_when_the_portal_allows_a_key_file() {
    let (session, portal) = (without_keyring(), portal_that_allows_key_files());
    let device = Segl::new(&session);
    let mut visitor = visitor_by_mail(&portal);
    let offer = offer(&mut visitor);
    let refused = add(&device, &offer, &offer.password, PIN);
    assert_eq!(refusal_code(&refused), "keyring_no_service", "a key file is never taken without being asked for");
    add_with_key_file(&device, &offer).success();
    let page = confirm(&mut visitor, &offer);
    assert!(page.has("key-in-file"), "the portal says that it protects less: {page}");
    assert_eq!(device.call(["code"]).pin(PIN).json()["checked"], true, "the next program finds the file by itself");
}

#[test]
fn key_file_is_refused_when_the_portal_does_not_allow_it_and_the_qr_code_still_counts() {
    let (mut session, portal) = (without_keyring(), portal());
    let mut visitor = visitor_by_mail(&portal);
    let offer = offer(&mut visitor);
    {
        let device = Segl::new(&session);
        assert_eq!(refusal_code(&add_with_key_file(&device, &offer)), "key_file_not_allowed");
        assert!(!device.home().join("vault.segl").exists(), "nothing half-made remains");
    }
    session.start_keyring(segl_tests::session::PASSWORD);
    let device = Segl::new(&session);
    add(&device, &offer, &offer.password, PIN).success();
}

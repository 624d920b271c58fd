//! From the user name to a soft token in the list (`docs/protocol.md` §3).

use segl_tests::{portal::Settings, postgres::Postgres, segl::Segl, smtp::Smtp, visitor::Visitor};

use crate::stage::*;

#[test]
fn identity_is_enrolled_when_the_employee_follows_the_journey() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = visitor_by_mail(&portal);
    let offer = offer(&mut visitor);

    let added: serde_json::Value = serde_json::from_str(&add(&device, &offer, &offer.password, PIN).success()).unwrap();
    assert_eq!(added["identity"]["issuer_name"], "Nordhavn Energi", "{added}");

    let page = visitor.open(&offer.path);
    let fingerprint = page.text("fingerprint").unwrap();
    assert_eq!(added["fingerprint"], fingerprint.as_str(), "both screens show the same fingerprint");
    let page = confirm(&mut visitor, &offer);
    assert_eq!(page.attribute("token", "data-state").as_deref(), Some("active"), "{page}");

    let listed = device.call(["list"]).json();
    assert_eq!(listed["identities"].as_array().unwrap().len(), 1, "{listed}");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(device.home().join("vault.segl")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600, "the vault is the user's alone");
}

#[test]
fn one_time_code_is_accepted_when_pasted_with_blanks_and_refused_when_used() {
    let portal = portal();
    let mut visitor = Visitor::new(&portal);
    let page = ask_for_code(&mut visitor);
    let code = portal.one_time_code(MAIL, 0);
    let pasted = format!("  {} {}\t", &code[..4], &code[4..]);
    let page = visitor.submit(&page, "/login/code", &[("code", &pasted)]);
    assert!(page.path.starts_with("/profile"), "blanks do not matter: {page}");

    let mut other = Visitor::new(&portal);
    let page = ask_for_code(&mut other);
    let page = other.submit(&page, "/login/code", &[("code", &code)]);
    assert!(page.has("error"), "a used code is refused: {page}");
}

#[test]
fn one_time_code_is_void_after_five_wrong_ones() {
    let portal = portal();
    let mut visitor = Visitor::new(&portal);
    let mut page = ask_for_code(&mut visitor);
    let code = portal.one_time_code(MAIL, 0);
    let wrong = if code.starts_with('1') { "20000000" } else { "10000000" };
    for _ in 0..5 {
        page = visitor.submit(&page, "/login/code", &[("code", wrong)]);
        assert!(page.has("error"), "{page}");
    }
    let page = visitor.submit(&page, "/login/code", &[("code", &code)]);
    assert!(!page.path.starts_with("/profile"), "the right code comes too late: {page}");
}

#[test]
fn one_time_code_is_refused_when_ten_minutes_old() {
    let portal = portal();
    let mut visitor = Visitor::new(&portal);
    let page = ask_for_code(&mut visitor);
    let code = portal.one_time_code(MAIL, 0);
    portal.advance(601);
    let page = visitor.submit(&page, "/login/code", &[("code", &code)]);
    assert!(!page.path.starts_with("/profile") && page.status < 500, "{page}");
}

#[test]
fn one_time_code_arrives_by_smtp() {
    let server = Smtp::start();
    let portal = portal_with(&Settings { smtp: Some(server.url()), ..Settings::default() });
    let mut visitor = Visitor::new(&portal);
    let page = ask_for_code(&mut visitor);
    let code = server.mail(0).one_time_code().unwrap();
    let page = visitor.submit(&page, "/login/code", &[("code", &code)]);
    assert!(page.path.starts_with("/profile"), "{page}");
}

#[test]
fn user_name_that_nobody_has_looks_like_any_other() {
    let portal = portal();
    let mut visitor = Visitor::new(&portal);
    let page = visitor.open("/");
    let unknown = visitor.submit(&page, "/login", &[("user_name", "nobody.here")]);
    assert_eq!(unknown.status, 200, "{unknown}");
    let known = Visitor::new(&portal);
    let known = start_login(&mut { known });
    for part in ["push-number", "pull-qr", "use-email", "use-passcode", "lost-device"] {
        assert!(unknown.has(part) && known.has(part), "{part}, on a page like any other: {unknown}");
    }
    let mailed = visitor.submit(&unknown, "/login/email", &[]);
    assert!(mailed.has("code-sent-to"), "{mailed}");
    assert!(portal.mails_to("nobody").is_empty(), "but no mail");
}

#[test]
fn qr_code_is_void_after_five_wrong_activation_passwords() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = visitor_by_mail(&portal);
    let offer = offer(&mut visitor);
    let wrong = if offer.password.starts_with('0') { "1111-1111" } else { "0000-0000" };
    for left in (0..5).rev() {
        let outcome = add(&device, &offer, wrong, PIN);
        if left > 0 {
            assert_eq!(refusal_code(&outcome), "wrong_activation_password", "{outcome}");
            assert_eq!(refusal_number(&outcome, "tries_left"), Some(left), "{outcome}");
        }
    }
    let outcome = add(&device, &offer, &offer.password, PIN);
    assert_eq!(refusal_code(&outcome), "invitation_void", "the right one comes too late: {outcome}");
    assert!(!device.home().join("vault.segl").exists(), "nothing half-made remains");

    let again = crate::stage::offer(&mut visitor);
    add(&device, &again, &again.password, PIN).success();
}

#[test]
fn activation_password_is_accepted_when_typed_sloppily() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = visitor_by_mail(&portal);
    let offer = offer(&mut visitor);
    let sloppy = format!(" {} ", offer.password.to_lowercase().replace('-', "  ").replace('0', "o"));
    add(&device, &offer, &sloppy, PIN).success();
}

#[test]
fn identity_is_enrolled_by_the_link_of_the_portals_page() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let offer = offer(&mut visitor_by_mail(&portal));
    device.call(["add", &offer.link, "--json"]).activation_password(&offer.password).pin(PIN).run().success();
}

#[test]
fn qr_code_is_refused_when_used_expired_or_cancelled() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = visitor_by_mail(&portal);

    let cancelled = offer(&mut visitor);
    let page = visitor.open(&cancelled.path);
    visitor.submit(&page, &format!("{}/cancel", cancelled.path), &[]);
    let outcome = add(&device, &cancelled, &cancelled.password, PIN);
    assert_eq!(refusal_code(&outcome), "invitation_void", "{outcome}");

    let expired = offer(&mut visitor);
    portal.advance(601);
    let outcome = add(&device, &expired, &expired.password, PIN);
    assert_eq!(refusal_code(&outcome), "invitation_expired", "{outcome}");

    let mut visitor = visitor_by_mail(&portal);
    let used = offer(&mut visitor);
    add(&device, &used, &used.password, PIN).success();
    confirm(&mut visitor, &used);
    let outcome = add(&Segl::new(&crate::stage::session()), &used, &used.password, PIN);
    assert_eq!(refusal_code(&outcome), "invitation_used", "{outcome}");
}

#[test]
fn identity_is_enrolled_from_a_picture_of_the_qr_code() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = visitor_by_mail(&portal);
    let offer = offer(&mut visitor);
    let picture = session.home().join("enrolment.png");
    segl_tests::picture::write_qr(&picture, &offer.qr_text);
    device.call(["add".into(), picture.into_os_string()]).activation_password(&offer.password).pin(PIN).run().success();
}

#[test]
fn token_is_renamed_disabled_and_deleted_in_the_portal() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut visitor = visitor_by_app(&portal, &device);

    let page = visitor.open(TYPES);
    let disable = page.form_ending("/disable").unwrap();
    let token = disable.trim_end_matches("/disable").to_owned();
    let page = visitor.open(&format!("{token}/rename"));
    let page = visitor.submit(&page, &format!("{token}/rename"), &[("name", "Kontor")]);
    assert_eq!(page.text("token-name").as_deref(), Some("Kontor"), "{page}");

    let page = visitor.submit(&page, &disable, &[]);
    assert_eq!(page.attribute("token", "data-state").as_deref(), Some("disabled"), "{page}");
    let outcome = device.call(["approvals", "--json"]).run();
    assert_eq!(refusal_code(&outcome), "not_active", "a disabled token is told so: {outcome}");

    let page = visitor.open(&format!("{token}/delete"));
    let page = visitor.submit(&page, &format!("{token}/delete"), &[]);
    assert!(page.has("no-types") || !page.has("token"), "{page}");
    let outcome = device.call(["approvals", "--json"]).run();
    assert_eq!(refusal_code(&outcome), "unknown_token", "{outcome}");
}

#[test]
fn journey_is_the_same_on_postgresql() {
    let database = Postgres::start();
    let (session, portal) =
        (session(), portal_with(&Settings { database: Some(database.url()), ..Settings::default() }));
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);
    approve(&device, &waiting_id(&device), &login.number, PIN).success();
    let page = login.page();
    assert!(page.path.starts_with("/profile"), "{page}");
}

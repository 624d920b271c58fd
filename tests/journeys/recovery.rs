//! The mailbox is not the account: what somebody who reads it gets, and how its owner comes back without a device.

use segl_tests::{page::Page, portal::Portal, segl::Segl, visitor::Visitor, wait};
use serde_json::Value;

use crate::stage::*;

/// Sends what no page offers: a form with the token of a page that there is.
fn force(visitor: &mut Visitor, path: &str) -> Page {
    let page = visitor.open("/profile");
    let hidden = page.hidden_fields("/logout").unwrap_or_else(|| panic!("logged in: {page}"));
    visitor.post(path, hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

fn states(portal: &Portal) -> Vec<String> {
    let listed: Value = serde_json::from_str(&portal.run(&["token", "list", "--json"])).unwrap();
    listed.as_array().unwrap().iter().map(|token| token["state"].as_str().unwrap().to_owned()).collect()
}

/// Waits for a mail whose subject contains this.
fn mail(portal: &Portal, subject: &str) -> String {
    wait::until(subject, || {
        let mails = portal.mails_to(MAIL);
        mails.iter().rev().find(|mail| mail.subject.contains(subject)).map(|mail| mail.text.clone())
    })
}

/// The line of a mail that stands apart, such as a code.
fn set_apart(text: &str) -> String {
    text.lines().find(|line| line.starts_with("    ")).unwrap_or_else(|| panic!("{text}")).trim().to_owned()
}

/// Adds Segl on this device with a login that may.
fn add_device(visitor: &mut Visitor, device: &Segl<'_>) {
    let offer = offer(visitor);
    add(device, &offer, &offer.password, PIN).success();
    confirm(visitor, &offer);
}

#[test]
fn thief_of_the_mailbox_fails_at_each_step() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut first_login = enrol(&portal, &device);
    let token = tokens(&portal).remove(0);

    // 1. The mailed code lets the thief in, to read; the owner is told.
    let mut thief = visitor_without_device(&portal);
    assert!(mail(&portal, "Login by e-mail").contains("Somebody logged in with a code by e-mail"));
    let page = thief.open(TYPES);
    assert!(page.has("token") && page.has("read-only") && !page.has("add-authentication-type"), "{page}");

    // 2. No soft token is added, disabled, renamed or deleted with it; nor with the login that the owner began with.
    for visitor in [&mut thief, &mut first_login] {
        for act in ["add", &format!("{token}/delete"), "recovery-code"] {
            assert!(visitor.open(&format!("{TYPES}/{act}")).path.starts_with("/profile/recovery"), "{act}");
        }
        for act in ["enrolments", &format!("{token}/disable"), &format!("{token}/delete"), &format!("{token}/rename")] {
            let page = force(visitor, &format!("{TYPES}/{act}"));
            assert!(page.path.starts_with("/profile/recovery") || page.status == 400, "{act}: {page}");
        }
    }
    assert_eq!(states(&portal), ["active"]);

    // 3. Proving once more who one is, by mail again, is no more than before.
    portal.advance(16 * 60);
    let mut again = visitor_without_device(&portal);
    assert!(again.open(&format!("{TYPES}/add")).path.starts_with("/profile/recovery"));

    // 4. The service desk reports the device lost: the thief is out, and cannot open what the desk has closed.
    let _ = portal.run(&["token", "lost", &token]);
    assert!(!again.open("/profile").path.starts_with("/profile"), "every login has ended");
    let mut thief = visitor_by_mail(&portal);
    let page = force(&mut thief, &format!("{TYPES}/{token}/enable"));
    assert!(page.path.starts_with("/profile/recovery"), "{page}");
    assert!(force(&mut thief, &format!("{TYPES}/enrolments")).path.starts_with("/profile/recovery"));
    assert_eq!(states(&portal), ["lost"], "and a device that is lost still binds the account");

    // 5. The owner has a half of a pass by mail, which the thief reads too, and one from the desk.
    let made: Value = serde_json::from_str(&portal.run(&["user", "pass", USER, "--yes", "--json"])).unwrap();
    let (by_desk, by_mail) = (made["half"].as_str().unwrap(), set_apart(&mail(&portal, "Half of a pass")));
    let mut owner = Visitor::new(&portal);
    start_login(&mut owner);
    let page = owner.open("/login/device-pass");
    let page = owner.submit(&page, "/login/device-pass", &[("by_mail", &by_mail), ("by_desk", &by_mail)]);
    assert!(page.has("error"), "the half of the mail is not enough: {page}");
    let page = owner.submit(&page, "/login/device-pass", &[("by_mail", &by_mail), ("by_desk", by_desk)]);
    assert_eq!(page.path, TYPES, "{page}");
    let other = Segl::new(&session);
    add_device(&mut owner, &other);
    assert_eq!(states(&portal), ["lost", "active"]);
    assert!(!owner.open("/profile/activity").path.contains("activity"), "it opens authentication types alone");
    let _ = portal.run(&["token", "enable", &token]);
    assert_eq!(states(&portal), ["active", "active"]);
}

#[test]
fn lost_device_has_nothing_left_of_what_it_began() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut inside = visitor_by_app(&portal, &device);
    let mut approved = Login::start(&portal);
    approve(&device, &waiting_id(&device), &approved.number, PIN).success();

    let _ = portal.run(&["token", "lost", &tokens(&portal)[0]]);
    assert!(!inside.open("/profile").path.starts_with("/profile"), "its session");
    assert!(!approved.page().path.starts_with("/profile"), "what it approved and nobody had fetched");
    assert_eq!(refusal_code(&device.call(["approvals", "--json"]).run()), "not_active");
    // When the desk has deleted the last one, the account begins anew.
    add_device(&mut visitor_anew(&portal), &Segl::with_home(&session, &session.home().join("anew")));
}

#[test]
fn owner_comes_back_with_a_saved_code_or_after_a_day_and_stops_a_stranger() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut owner = visitor_by_app(&portal, &device);
    let page = owner.open(&format!("{TYPES}/recovery-code"));
    let page = owner.submit(&page, &format!("{TYPES}/recovery-code"), &[]);
    let code = page.text("recovery-code").unwrap();

    // 1. A stranger who reads the mail asks for a new device; the link in the mail stops it, without a login.
    let mut stranger = visitor_without_device(&portal);
    let page = stranger.open("/profile/recovery");
    let page = stranger.submit(&page, "/profile/recovery/ask", &[]);
    assert!(page.has("recovery-ready"), "{page}");
    let link = set_apart(&mail(&portal, "Was this you?"));
    let mut anywhere = Visitor::new(&portal);
    let page = anywhere.open(link.strip_prefix(&portal.origin()).unwrap());
    assert!(anywhere.submit(&page, "/recovery/stop", &[]).has("recovery-stopped"));
    portal.advance(86_400);
    let mut stranger = visitor_without_device(&portal);
    assert!(stranger.open(&format!("{TYPES}/add")).path.starts_with("/profile/recovery"));

    // 2. The saved code, once.
    let use_code = |visitor: &mut Visitor| {
        start_login(visitor);
        let page = visitor.open("/login/saved-code");
        visitor.submit(&page, "/login/saved-code", &[("code", &code)])
    };
    let mut back = Visitor::new(&portal);
    assert_eq!(use_code(&mut back).path, TYPES);
    add_device(&mut back, &Segl::new(&session));
    assert!(use_code(&mut Visitor::new(&portal)).has("error"), "once");

    // 3. Without any of it: a day.
    let mut waiting = visitor_without_device(&portal);
    let page = waiting.open("/profile/recovery");
    let _ = waiting.submit(&page, "/profile/recovery/ask", &[]);
    portal.advance(86_400);
    let mut ready = visitor_without_device(&portal);
    add_device(&mut ready, &Segl::new(&session));
    assert_eq!(states(&portal), ["active", "active", "active"]);
}

#[test]
fn account_is_closed_opened_and_deleted_by_the_service_desk() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut inside = visitor_by_app(&portal, &device);

    let asked = portal.command(&["user", "disable", USER]).output().unwrap();
    assert!(!asked.status.success(), "nobody can be asked here");
    assert!(inside.open("/profile").path.starts_with("/profile"), "nothing was changed");
    let _ = portal.run(&["user", "logout", USER, "--yes"]);
    assert!(!inside.open("/profile").path.starts_with("/profile"));

    // Logged out everywhere: no browser is known any more.
    let mut inside = visitor_by_number(&portal, &device);
    let _ = portal.run(&["user", "disable", USER, "--yes"]);
    assert!(!inside.open("/profile").path.starts_with("/profile"));
    assert_eq!(refusal_code(&device.call(["approvals", "--json"]).run()), "not_active");
    let _ = portal.run(&["user", "enable", USER]);
    let mut inside = visitor_by_app(&portal, &device);

    let _ = portal.run(&["user", "delete", USER, "--yes"]);
    assert!(!inside.open("/profile").path.starts_with("/profile"));
    assert!(!portal.run(&["user", "list"]).contains(USER));
    assert_eq!(refusal_code(&device.call(["approvals", "--json"]).run()), "unknown_token");
    portal.add_user(USER, MAIL);
    assert!(tokens(&portal).is_empty(), "a namesake has nothing of it");
}

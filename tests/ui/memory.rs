//! What stays in the memory of the app and of its web view after everything was used and locked: nothing.
//!
//! Another process's memory is read, which the app denies to programs of its own user: this needs root.

use segl_tests::{app::App, portal::Portal, session::Session, visitor::Visitor, wait};

use crate::{
    desktop::{copy, lock},
    dump::{self, Process},
    secrets::{Needle, Secrets},
    window::Window,
};

const USER: &str = "your.name";
const MAIL: &str = "your.name@nordhavn.example";
/// Twelve digits, so that no table of numbers has them by chance.
const PIN: &str = "583017426941";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_holds_no_secret_when_the_app_was_used_and_locked() {
    if !rustix::process::geteuid().is_root() {
        return eprintln!("NOT RUN: only root can read what the app denies to everybody else");
    }
    let session = Session::start_with_display();
    let portal = Portal::start();
    portal.add_user(USER, MAIL);
    let home = session.home().join("segl");
    let app = App::start(&session, &home).await;
    let window = Window::new(app.client(), "app", "memory");

    // 1. Everything that a secret takes part in: enrol, show codes, approve a login.
    let mut visitor = enrol(&session, &portal, &window).await;
    show_codes(&window).await;
    window.click("back").await;
    let main = app.client().window().await.unwrap();
    approve(&portal, &window).await;
    app.client().switch_to_window(main).await.unwrap();
    show_codes(&window).await;
    // Working them out takes a copy of the device, which spends its ratchet: the app asks the portal no more after that.
    let secrets = Secrets::of(&session, &home, PIN);
    assert!(window.has("code").await, "a code is on the screen");

    // 2. The reader of memories reads: what is in everybody's memory is found, and so are the secrets in this process.
    let processes = dump::processes(&home);
    let names: Vec<_> = processes.iter().map(Process::name).collect();
    assert!(names.iter().any(|name| name.starts_with("segl-app")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("WebKitWebProces")), "{names:?}");
    let known = [Needle::new("the account", USER.as_bytes())];
    for process in processes.iter().filter(|process| !process.name().contains("Network")) {
        assert!(!process.find(&known).is_empty(), "{process} cannot be read");
    }
    let own = Process::own().find(secrets.needles());
    for needle in ["the device secret", "the user key", "the seed", "the PIN"] {
        assert!(own.iter().any(|found| found.needle.starts_with(needle)), "{needle} is here: {own:?}");
    }

    // 3. The session is locked, and the app with it.
    lock(&session);
    wait::until_async("the locked app", || async { (!window.has("code").await).then_some(()) }).await;

    // 4. Nothing is left. A second is what it has; a machine under load gets more.
    let mut left = Vec::new();
    for _ in 0..TRIES {
        left = processes.iter().flat_map(|process| process.find(secrets.needles())).collect();
        if left.is_empty() {
            break;
        }
    }
    assert!(left.is_empty(), "{left:#?}");
    drop(visitor.open("/profile"));
}

/// Each try reads hundreds of megabytes.
const TRIES: usize = 5;

async fn enrol(session: &Session, portal: &Portal, window: &Window<'_>) -> Visitor {
    let mut visitor = Visitor::new(portal);
    let page = visitor.open("/");
    let page = visitor.submit(&page, "/login", &[("user_name", USER)]);
    let page = visitor.submit(&page, "/login/email", &[]);
    let page = visitor.submit(&page, "/login/code", &[("code", &portal.one_time_code(MAIL, 0))]);
    assert!(page.path.starts_with("/profile"), "{page}");
    let page = visitor.open(&format!("{TYPES}/add"));
    let page = visitor.submit(&page, &format!("{TYPES}/enrolments"), &[]);
    let invitation = page.text("qr-text").unwrap();
    let show = page.form_ending("/activation-password").unwrap();
    let path = show.trim_end_matches("/activation-password").to_owned();
    let page = visitor.submit(&page, &show, &[]);
    let password = page.text("activation-password").unwrap();

    copy(session, &invitation);
    window.click("add-identity").await;
    window.click("source-paste").await;
    window.fill("[data-testid='activation-password']", &password).await;
    window.click("activate").await;
    window.see("screen-choose-pin").await;
    window.pin(PIN).await;
    window.see("screen-confirm-pin").await;
    window.pin(PIN).await;
    window.see("screen-enrolled").await;
    let page = visitor.open(&path);
    let page = visitor.submit(&page, &format!("{path}/confirm"), &[]);
    assert_eq!(page.attribute("token", "data-state").as_deref(), Some("active"), "{page}");
    window.click("enrolled-finish").await;
    window.see("screen-identities").await;
    visitor
}

async fn show_codes(window: &Window<'_>) {
    window.click("identity-open").await;
    window.see("screen-codes").await;
    window.pin(PIN).await;
    window.see("code").await;
}

async fn approve(portal: &Portal, window: &Window<'_>) {
    let before = window.client().windows().await.unwrap();
    let mut visitor = Visitor::new(portal);
    let page = visitor.open("/");
    let page = visitor.submit(&page, "/login", &[("user_name", USER)]);
    let number: String = page.text("push-number").unwrap().chars().filter(char::is_ascii_digit).collect();
    window.click("open-login").await;
    window.see("screen-login").await;
    window.fill("[data-testid='login-number']", &number).await;
    window.click("login-find").await;
    window.to_new("screen-approval", &before).await;
    window.click("approval-next").await;
    window.see("screen-approval-pin").await;
    window.pin(PIN).await;
    window.see("screen-approval-approved").await;
}

const TYPES: &str = "/profile/authentication-types";

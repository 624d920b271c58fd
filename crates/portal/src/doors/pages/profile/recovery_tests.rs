#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use identity::account::user::User;
use identity::actor::Actor;
use identity::policy::DAY;

use super::*;
use crate::testing::browser::{Answer, Browser};
use crate::testing::fixture::{Device, Fixture};

const TYPES: &str = "/profile/authentication-types";

/// An owner with one device, and a browser that nobody is logged in with.
async fn bound(fixture: &Fixture) -> (User, Device, Browser) {
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    (user, device, Browser::new(fixture))
}

/// The link in the newest mail, without the portal's origin.
fn link(browser: &Browser) -> String {
    let text = browser.mail.newest().unwrap().text;
    let line = text.lines().find(|line| line.contains("/recovery/stop?secret=")).unwrap().trim();
    line.split_once(".example").unwrap().1.to_owned()
}

async fn make_code(browser: &mut Browser) -> Answer {
    browser.get(&format!("{TYPES}/recovery-code")).await;
    browser.post(&format!("{TYPES}/recovery-code"), &[]).await
}

#[tokio::test]
async fn login_by_mail_reads_and_reports_and_is_led_to_what_it_can_do() {
    let fixture = Fixture::new().await;
    let (_, device, mut browser) = bound(&fixture).await;
    let overview = browser.log_in_without_device("anna").await;
    assert_eq!(overview.path, "/profile");
    assert!(overview.has("by-mail") && !overview.has("log-out-everywhere"));
    let letter = browser.mail.newest().unwrap();
    assert!(letter.subject.starts_with("Login by e-mail") && letter.text.contains("192.0.2.1"), "{}", letter.text);
    let list = browser.get(TYPES).await;
    assert!(list.has("read-only") && list.has("lost"));
    for act in ["add-authentication-type", "rename", "disable", "enable", "delete", "recovery-code-row"] {
        assert!(!list.has(act), "{act}");
    }
    let token = format!("{TYPES}/{}", device.id);
    for path in [format!("{TYPES}/add"), format!("{token}/delete"), format!("{TYPES}/recovery-code")] {
        assert!(browser.get(&path).await.path.starts_with("/profile/recovery?then="), "{path}");
    }
    for act in ["enrolments".to_owned(), format!("{}/disable", device.id), format!("{}/delete", device.id)] {
        assert!(browser.post(&format!("{TYPES}/{act}"), &[]).await.path.starts_with("/profile/recovery"), "{act}");
    }
    assert!(browser.post("/profile/log-out-everywhere", &[]).await.path.starts_with("/profile/recovery"));
    assert!(fixture.token(device.id).await.is_active(), "nothing has happened");
    let page = browser.get("/profile/recovery").await;
    assert!(page.has("use-device") && page.has("ask-recovery"));
    let list = browser.post(&format!("{token}/lost"), &[]).await;
    assert!(list.body.contains("data-state=\"lost\"") && list.has("read-only") && !list.has("enable"));
    assert!(!browser.get("/profile/recovery").await.has("use-device"), "there is none to use any more");
}

#[tokio::test]
async fn new_device_is_asked_for_and_stopped_by_the_link_without_a_login() {
    let fixture = Fixture::new().await;
    let (_, _, mut thief) = bound(&fixture).await;
    thief.log_in_without_device("anna").await;
    assert!(thief.post("/profile/recovery/ask", &[]).await.has("recovery-ready"));
    let path = link(&thief);
    let mut owner = thief.another();
    let page = owner.get(&path).await;
    assert!(page.has("stop-recovery"), "the link alone stops nothing: programs open links");
    let secret = path.split_once('=').unwrap().1;
    assert!(owner.post("/recovery/stop", &[("secret", secret)]).await.has("recovery-stopped"));
    assert_eq!(owner.post("/recovery/stop", &[("secret", secret)]).await.status, 410, "once");
    assert_eq!(owner.post("/recovery/stop", &[("secret", "x")]).await.status, 400);
    let again = thief.post("/profile/recovery/ask", &[]).await;
    assert!(again.status == 429 && again.body.contains("can be asked for again in 24 hours"), "{}", again.status);
    fixture.clock.advance(DAY);
    thief.log_in_without_device("anna").await;
    assert!(thief.get(TYPES).await.has("read-only"));
}

#[tokio::test]
async fn new_device_is_added_after_the_waiting_time_and_no_other_page_is_open_then() {
    let fixture = Fixture::new().await;
    let (_, _, mut browser) = bound(&fixture).await;
    browser.log_in_without_device("anna").await;
    browser.post("/profile/recovery/ask", &[]).await;
    fixture.clock.advance(DAY);
    assert_eq!(browser.log_in_without_device("anna").await.path, TYPES);
    for path in ["/profile", "/profile/activity", "/profile/language"] {
        assert_eq!(browser.get(path).await.path, TYPES, "{path}");
    }
    assert_eq!(browser.get(&format!("{TYPES}/add")).await.path, format!("{TYPES}/add"));
    assert!(browser.post(&format!("{TYPES}/enrolments"), &[]).await.has("qr"));
}

#[tokio::test]
async fn owner_sees_and_stops_what_waits_in_the_list() {
    let fixture = Fixture::new().await;
    let (user, device, mut owner) = bound(&fixture).await;
    owner.log_in_by_app(&fixture, &user, &device).await;
    let mut thief = owner.another();
    thief.log_in_without_device("anna").await;
    thief.post("/profile/recovery/ask", &[]).await;
    let list = owner.get(TYPES).await;
    assert!(list.has("recovery-asked") && list.has("stop-recovery"));
    assert!(!thief.get(TYPES).await.has("stop-recovery"), "whoever waits may read");
    assert!(!owner.post(&format!("{TYPES}/recovery/stop"), &[]).await.has("recovery-asked"));
}

#[tokio::test]
async fn recovery_code_is_shown_once_and_lets_in_to_add_a_device() {
    let fixture = Fixture::new().await;
    let (user, device, mut owner) = bound(&fixture).await;
    owner.log_in_by_app(&fixture, &user, &device).await;
    assert!(owner.get(TYPES).await.body.contains("Make a recovery code"));
    let page = make_code(&mut owner).await;
    let code = page.text("recovery-code").unwrap().to_owned();
    assert_eq!(code.len(), 19);
    let again = owner.get(&format!("{TYPES}/recovery-code")).await;
    assert!(again.has("code-exists") && !again.body.contains(&code));
    assert!(owner.mail.newest().is_some_and(|letter| !letter.text.contains(&code)), "told, and not what it is");
    let mut browser = owner.another();
    browser.get("/").await;
    browser.post("/login", &[("user_name", "anna")]).await;
    assert!(browser.get("/login/lost-device").await.has("use-saved-code"));
    browser.get("/login/saved-code").await;
    let malformed = browser.post("/login/saved-code", &[("code", "1234")]).await;
    assert!(malformed.error().is_some_and(|error| error.contains("16 letters")));
    let wrong = browser.post("/login/saved-code", &[("code", "0000000000000000")]).await;
    assert!(wrong.error().is_some_and(|error| error.contains("4 tries")), "{:?}", wrong.error());
    let list = browser.post("/login/saved-code", &[("code", &code.to_lowercase().replace('-', " "))]).await;
    assert_eq!(list.path, TYPES);
    assert!(browser.post(&format!("{TYPES}/enrolments"), &[]).await.has("qr"));
    assert!(browser.mail.newest().unwrap().subject.contains("Recovery code used"));
}

#[tokio::test]
async fn sixth_wrong_recovery_code_is_answered_alike_for_every_name() {
    let fixture = Fixture::new().await;
    let (_, _, browser) = bound(&fixture).await;
    for name in ["anna", "nobody"] {
        let mut browser = browser.another();
        browser.get("/").await;
        browser.post("/login", &[("user_name", name)]).await;
        browser.get("/login/saved-code").await;
        for _ in 0..5 {
            let wrong = browser.post("/login/saved-code", &[("code", "0000000000000000")]).await;
            assert_eq!(wrong.status, 422, "{name}");
        }
        let last = browser.post("/login/saved-code", &[("code", "0000000000000000")]).await;
        assert!(last.error().is_some_and(|error| error.contains("Wait 24 hours")), "{name}: {:?}", last.error());
    }
}

#[tokio::test]
async fn pass_lets_in_with_both_halves() {
    let fixture = Fixture::new().await;
    let (user, _, mut browser) = bound(&fixture).await;
    let (database, issuer, mut rng) = (&fixture.database, &fixture.issuer, fixture.rng());
    let (now, by, work) = (fixture.now(), Actor::System, &fixture.work);
    let pass = recovery::make_pass(database, issuer, work, now, &mut rng, &by, user.id).await.unwrap();
    browser.get("/").await;
    browser.post("/login", &[("user_name", "anna")]).await;
    assert!(browser.get("/login/lost-device").await.has("use-device-pass"));
    browser.get("/login/device-pass").await;
    let one = browser.post("/login/device-pass", &[("by_mail", &pass.by_mail), ("by_desk", "")]).await;
    assert!(one.error().is_some_and(|error| error.contains("Each half")), "{:?}", one.error());
    let list = browser.post("/login/device-pass", &[("by_mail", &pass.by_mail), ("by_desk", &pass.by_desk)]).await;
    assert_eq!(list.path, TYPES);
}

#[tokio::test]
async fn everybody_is_logged_out_from_the_overview() {
    let fixture = Fixture::new().await;
    let (user, device, mut owner) = bound(&fixture).await;
    owner.log_in_by_app(&fixture, &user, &device).await;
    let mut elsewhere = owner.another();
    elsewhere.log_in_by_app(&fixture, &user, &device).await;
    let front = owner.post("/profile/log-out-everywhere", &[]).await;
    assert!(front.path == "/?logged-out-everywhere" && front.has("notice"), "{}", front.path);
    assert_eq!(elsewhere.get("/profile").await.path, "/");
}

#[tokio::test]
async fn pages_speak_danish_too() {
    let fixture = Fixture::new().await;
    let (_, _, mut browser) = bound(&fixture).await;
    browser.get("/").await;
    browser.post("/language", &[("language", "da"), ("back", "/")]).await;
    assert!(browser.log_in_without_device("anna").await.body.contains("kode på mail"));
    assert!(browser.get("/profile/recovery").await.body.contains("Sådan kommer du videre"));
    assert!(browser.mail.newest().is_some());
}

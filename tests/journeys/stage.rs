//! What every story begins with: a portal with an employee, a desktop session, a device.

use std::path::{Path, PathBuf};

use segl_tests::{
    page::Page,
    portal::{Portal, Settings},
    segl::{Outcome, Segl},
    session::Session,
    visitor::Visitor,
};
use serde_json::Value;

pub(crate) const USER: &str = "your.name";
pub(crate) const MAIL: &str = "your.name@nordhavn.example";
pub(crate) const PIN: &str = "583017";
pub(crate) const OTHER_PIN: &str = "583018";
pub(crate) const TYPES: &str = "/profile/authentication-types";

/// A portal with one employee, on SQLite.
pub(crate) fn portal() -> Portal {
    portal_with(&Settings::default())
}

/// A portal with one employee.
pub(crate) fn portal_with(settings: &Settings) -> Portal {
    let portal = Portal::start_with(settings);
    portal.add_user(USER, MAIL);
    portal
}

/// The employee's browser after logging in by e-mailed one-time code: the first time, before there is a token.
pub(crate) fn visitor_by_mail(portal: &Portal) -> Visitor {
    let mut visitor = Visitor::new(portal);
    let seen = portal.mails_to(MAIL).len();
    let page = ask_for_code(&mut visitor);
    let page = visitor.submit(&page, "/login/code", &[("code", &portal.one_time_code(MAIL, seen))]);
    assert!(page.path.starts_with("/profile"), "the code lets in: {page}");
    keep_as_known(portal.folder(), &visitor);
    visitor
}

/// User name → no app at hand: a code by e-mail.
pub(crate) fn ask_for_code(visitor: &mut Visitor) -> Page {
    let page = start_login(visitor);
    if page.has("use-email") { visitor.submit(&page, "/login/email", &[]) } else { page }
}

/// Keeps what the portal has left with a browser in which the employee has logged in, for [`Login::start`].
fn keep_as_known(folder: &Path, visitor: &Visitor) {
    if let Some((name, value)) = visitor.cookies().iter().find(|(name, _)| name.ends_with("segl-browser")) {
        std::fs::write(folder.join(KNOWN), format!("{name}\n{value}")).unwrap();
    }
}

/// The browser in which the employee logged in last, without its session.
fn known_visitor(portal: &Portal) -> Visitor {
    let kept = std::fs::read_to_string(portal.folder().join(KNOWN)).expect("the employee has logged in before");
    let (name, value) = kept.split_once('\n').unwrap();
    Visitor::new(portal).with_cookie(name, value)
}

/// Beside the portal's own files; no portal looks at it.
const KNOWN: &str = "known-browser";

/// The employee's browser after logging in with the app: what may change authentication types once there is a token.
pub(crate) fn visitor_by_app(portal: &Portal, device: &Segl<'_>) -> Visitor {
    let mut login = Login::start(portal);
    approve(device, &waiting_id(device), &login.number, PIN).success();
    let page = login.page();
    assert!(page.path.starts_with("/profile"), "the approval lets in: {page}");
    login.visitor
}

/// The same in a browser that the account does not know: the number is typed in the app.
pub(crate) fn visitor_by_number(portal: &Portal, device: &Segl<'_>) -> Visitor {
    let mut login = Login::start_unknown(portal);
    device.call(["login", "--number", &login.number, "--json"]).pin(PIN).run().success();
    let page = login.page();
    assert!(page.path.starts_with("/profile"), "the number lets in: {page}");
    login.visitor
}

/// The employee's browser after *I have lost my device* and an e-mailed one-time code.
pub(crate) fn visitor_without_device(portal: &Portal) -> Visitor {
    let mut visitor = Visitor::new(portal);
    let seen = portal.mails_to(MAIL).len();
    start_login(&mut visitor);
    let page = visitor.open("/login/lost-device");
    let page = visitor.submit(&page, "/login/lost-device", &[]);
    let page = visitor.submit(&page, "/login/code", &[("code", &portal.one_time_code(MAIL, seen))]);
    assert!(page.path.starts_with("/profile"), "the code lets in: {page}");
    visitor
}

/// The service desk deletes the employee's soft tokens: the next login by e-mail is like the first.
pub(crate) fn visitor_anew(portal: &Portal) -> Visitor {
    for token in tokens(portal) {
        let _ = portal.run(&["token", "delete", &token]);
    }
    visitor_by_mail(portal)
}

/// The ids of the employee's soft tokens.
pub(crate) fn tokens(portal: &Portal) -> Vec<String> {
    let listed = portal.run(&["token", "list", "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    listed.as_array().unwrap().iter().map(|token| token["token"].as_str().unwrap().to_owned()).collect()
}

/// Types the user name.
pub(crate) fn start_login(visitor: &mut Visitor) -> Page {
    let page = visitor.open("/");
    visitor.submit(&page, "/login", &[("user_name", USER)])
}

/// A QR code that the portal shows, and its activation password.
pub(crate) struct Offer {
    /// Address of the enrolment's page.
    pub(crate) path: String,
    pub(crate) qr_text: String,
    /// Opens the app on this device.
    pub(crate) link: String,
    pub(crate) password: String,
}

/// + → Soft token → Show.
pub(crate) fn offer(visitor: &mut Visitor) -> Offer {
    let page = visitor.open(&format!("{TYPES}/add"));
    let page = visitor.submit(&page, &format!("{TYPES}/enrolments"), &[]);
    let qr_text = page.text("qr-text").unwrap();
    let link = page.attribute("open-here", "href").unwrap();
    assert!(!page.has("activation-password-shown"), "the password is shown on demand only");
    let show = page.form_ending("/activation-password").unwrap();
    let path = show.trim_end_matches("/activation-password").to_owned();
    let page = visitor.submit(&page, &show, &[]);
    Offer { path, qr_text, link, password: page.text("activation-password").unwrap() }
}

/// OK in the portal.
pub(crate) fn confirm(visitor: &mut Visitor, offer: &Offer) -> Page {
    let page = visitor.open(&offer.path);
    visitor.submit(&page, &format!("{}/confirm", offer.path), &[])
}

/// `segl add` with a password and a PIN.
pub(crate) fn add(device: &Segl<'_>, offer: &Offer, password: &str, pin: &str) -> Outcome {
    device.call(["add", &offer.qr_text, "--json"]).activation_password(password).pin(pin).run()
}

/// The whole enrolment; the employee's browser is logged in.
pub(crate) fn enrol(portal: &Portal, device: &Segl<'_>) -> Visitor {
    let mut visitor = visitor_by_mail(portal);
    let offer = offer(&mut visitor);
    add(device, &offer, &offer.password, PIN).success();
    let page = confirm(&mut visitor, &offer);
    assert_eq!(page.attribute("token", "data-state").as_deref(), Some("active"), "{page}");
    visitor
}

/// A login that waits for the app: the browser, and the number on its page.
pub(crate) struct Login {
    /// Of its portal.
    folder: PathBuf,
    pub(crate) visitor: Visitor,
    pub(crate) number: String,
    /// What the page's QR code says, where there is one.
    pub(crate) code: Option<String>,
}

impl Login {
    /// User name → push, in a browser that the account knows.
    pub(crate) fn start(portal: &Portal) -> Self {
        let login = Self::start_in(portal, known_visitor(portal));
        assert!(!login.is_pulled(), "a known browser is pushed");
        login
    }

    /// User name → number and QR code, in a browser that the account does not know.
    pub(crate) fn start_unknown(portal: &Portal) -> Self {
        let login = Self::start_in(portal, Visitor::new(portal));
        assert!(login.is_pulled(), "an unknown browser is pulled");
        login
    }

    fn start_in(portal: &Portal, mut visitor: Visitor) -> Self {
        let page = start_login(&mut visitor);
        let number: String = digits(&page.text("push-number").unwrap_or_else(|| panic!("no number: {page}")));
        assert_eq!(number.len(), 6, "six digits: {number}");
        let code = page.attribute("pull-qr", "data-code");
        Self { folder: portal.folder().to_owned(), visitor, number, code }
    }

    fn is_pulled(&self) -> bool {
        self.code.is_some()
    }

    /// The waiting page as it is now.
    pub(crate) fn page(&mut self) -> Page {
        let page = self.visitor.open("/login/push");
        keep_as_known(&self.folder, &self.visitor);
        page
    }

    /// A number that is not the one on the page.
    pub(crate) fn other_number(&self) -> String {
        let last = if self.number.ends_with('0') { '1' } else { '0' };
        format!("{}{last}", &self.number[..5])
    }
}

pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The login that waits on the device.
pub(crate) fn waiting(device: &Segl<'_>) -> Value {
    let answer = device.call(["approvals"]).json();
    answer["approvals"].as_array().unwrap().first().unwrap_or_else(|| panic!("nothing waits: {answer}")).clone()
}

/// Its identifier.
pub(crate) fn waiting_id(device: &Segl<'_>) -> String {
    waiting(device)["id"].as_str().unwrap().to_owned()
}

/// `segl approve`.
pub(crate) fn approve(device: &Segl<'_>, id: &str, number: &str, pin: &str) -> Outcome {
    device.call(["approve", id, "--number", number, "--json"]).pin(pin).run()
}

/// The code of a refusal in JSON.
pub(crate) fn refusal_code(outcome: &Outcome) -> String {
    assert!(!outcome.status.success(), "{outcome}");
    let answer: Value = serde_json::from_str(&outcome.output).unwrap_or_else(|error| panic!("{error}: {outcome}"));
    answer["error"]["code"].as_str().unwrap_or_else(|| panic!("no code: {outcome}")).to_owned()
}

/// A number beside the code of a refusal.
pub(crate) fn refusal_number(outcome: &Outcome, name: &str) -> Option<u64> {
    serde_json::from_str::<Value>(&outcome.output).unwrap()["error"][name].as_u64()
}

pub(crate) fn session() -> Session {
    Session::start()
}

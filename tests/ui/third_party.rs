//! Codes of other issuers in the app's window: a link that was copied, a key typed by hand, the export of another app; and
//! then the codes themselves.

use std::path::Path;

use authenticator::ports::Clock as _;
use device::clock::SystemClock;
use fantoccini::Locator;
use otp::{Algorithm, Digits, Secret, hotp, totp};
use segl_tests::{app::App, browser::Scheme, drag::DragSource, session::Session, wait};

use crate::{
    desktop::copy,
    identity::enrol_under,
    stage,
    story::aside,
    window::{Look, Window},
};

pub(crate) const PIN: &str = "583017";
const NEW_PIN: &str = "840193";

/// Nothing but the last byte differs between the two keys: 0x18 and 0x19.
const LINK: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kommunen&digits=8";
const TYPED: &str = "t4co g4ny ftkw mgxq qnpm oomsbvskx7iz";
/// Of `tests/vectors/import/make.py`.
const PASSWORD: &str = "Blåbær og 7 måger";
const LINK_OF_COUNTER: &str = "otpauth://hotp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&counter=41";
const KEY: [u8; 20] = [
    0x9f, 0x04, 0xe3, 0x71, 0xb8, 0x2c, 0xd5, 0x66, 0x1a, 0xf0, 0x83, 0x5e, 0xc7, 0x39, 0x92, 0x0d, 0x64, 0xab, 0xfd,
    0x18,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_of_other_issuers_come_into_the_window_in_english() {
    Story(Look::ENGLISH).play().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_of_other_issuers_come_into_the_window_in_danish_and_dark() {
    Story(Look::DANISH_AND_DARK).play().await;
}

/// The portal's identity goes, and another comes under another PIN: the codes of other issuers have the earlier one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_of_other_issuers_are_brought_along_to_another_pin() {
    let (session, portal) = (Session::start_with_display(), stage::portal());
    let app = App::start_in(&session, &session.home().join("segl"), "en", Scheme::Light).await;
    let window = Window::new(app.client(), "app", "en-light");
    let mut visitor = stage::visitor_by_mail(&portal);
    enrol_under(&session, &mut visitor, &window, PIN).await;
    // 1. The portal checks the PIN of a new code.
    add_link(&session, &window, LINK).await;
    window.pin(NEW_PIN).await;
    assert!(window.text("notice-wrong").await.contains('9'), "tries that are left");
    window.pin(PIN).await;
    window.see("screen-identities").await;
    // 2. Without it nobody can: it is typed twice.
    window.click("identity-details").await;
    window.click("identity-remove").await;
    window.fill("[data-testid='typed-word']", "Nordhavn Energi").await;
    window.click("remove-confirm").await;
    window.see("screen-identities").await;
    add_link(&session, &window, LINK_OF_COUNTER).await;
    window.pin(PIN).await;
    window.see("pin-unchecked").await;
    window.shot("pin-unchecked").await;
    window.pin(PIN).await;
    window.see("screen-identities").await;
    assert!(!window.has("old-pin").await);
    // 3. Another identity, another PIN.
    enrol_under(&session, &mut crate::visitor_anew(&portal), &window, NEW_PIN).await;
    window.see("old-pin").await;
    window.shot("identities-apart").await;
    reencrypt(&window).await;
    // The list is shown first and read again then.
    wait::until_async("codes that came along", || async { (!window.has("old-pin").await).then_some(()) }).await;
    open(&window, "Kommunen").await;
    window.pin(NEW_PIN).await;
    is_right(&window).await;
    assert!(!window.has("code-unchecked").await, "the portal has found the PIN right");
}

async fn add_link(session: &Session, window: &Window<'_>, link: &str) {
    copy(session, link);
    window.click("add-identity").await;
    window.click("source-paste").await;
    window.click("review-add").await;
    window.see("screen-known-pin").await;
}

async fn reencrypt(window: &Window<'_>) {
    window.click("old-pin-open").await;
    window.see("screen-old-pin").await;
    window.shot("old-pin").await;
    window.click("old-pin-begin").await;
    window.see("screen-old-pin-previous").await;
    // A wrong PIN shows codes too: its owner sees that they are refused.
    window.pin(NEW_PIN).await;
    let refused = digits(&window.text("old-pin-sample-code").await);
    window.click("old-pin-refused").await;
    window.pin(PIN).await;
    assert_ne!(digits(&window.text("old-pin-sample-code").await), refused);
    window.shot("old-pin-check").await;
    window.click("old-pin-worked").await;
    window.see("screen-old-pin-again").await;
    window.pin(PIN).await;
    window.see("screen-old-pin-current").await;
    window.pin(NEW_PIN).await;
    window.see("screen-old-pin-done").await;
    window.shot("old-pin-done").await;
    window.click("old-pin-close").await;
    window.see("screen-identities").await;
}

struct Story(Look);

impl Story {
    async fn play(self) {
        let session = Session::start_with_display();
        let app = App::start_in(&session, &session.home().join("segl"), self.0.language, self.0.scheme).await;
        let window = Window::new(app.client(), "app", self.0.name);
        window.click("open-settings").await;
        window.click(&format!("language-{}", self.0.language)).await;
        window.click("back").await;
        aside(&session);

        paste(&session, &window).await;
        by_hand(&window).await;
        import(&session, &window).await;
        transfer(&session, &window).await;
        by_time(&window).await;
        by_counter(&window).await;
        details(&window).await;
        new_pin(&window).await;
    }
}

/// The first code of an empty vault: its PIN is chosen.
async fn paste(session: &Session, window: &Window<'_>) {
    copy(session, LINK);
    window.click("add-identity").await;
    window.see("source-import").await;
    window.click("source-paste").await;
    assert_eq!(window.text("review-issuer").await, "Kommunen");
    assert_eq!(window.text("review-account").await, "mette");
    assert_eq!(window.text("review-digits").await, "8");
    window.shot("review").await;
    window.click("review-add").await;
    window.see("screen-choose-pin").await;
    window.pin("123456").await;
    window.see("notice-wrong").await;
    window.pin(PIN).await;
    window.see("screen-confirm-pin").await;
    window.pin(PIN).await;
    window.see("screen-identities").await;
    assert_eq!(window.text("identity-name").await, "Kommunen");
}

async fn by_hand(window: &Window<'_>) {
    window.click("add-identity").await;
    window.click("source-hand").await;
    window.fill("#by-hand-issuer", "Banken").await;
    window.fill("#by-hand-account", "mette").await;
    window.fill("#by-hand-base32", "t4co 1").await;
    window.click("by-hand-next").await;
    assert!(window.text("notice-wrong").await.contains('6'), "the place of the character");
    window.shot("by-hand-refused").await;
    let field = window.see("by-hand-base32").await;
    field.clear().await.unwrap();
    window.fill("#by-hand-base32", TYPED).await;
    window.click("by-hand-more").await;
    window.click("by-hand-hotp").await;
    let field = window.see("by-hand-counter").await;
    field.clear().await.unwrap();
    window.fill("#by-hand-counter", "41").await;
    window.shot("by-hand").await;
    window.click("by-hand-sha1").await;
    window.shot("by-hand-more").await;
    window.click("by-hand-next").await;
    assert!(window.text("review-kind").await.contains("41"));
    window.shot("review-counter").await;
    window.click("review-add").await;
    window.see("screen-known-pin").await;
    window.pin(PIN).await;
    window.see("screen-identities").await;
}

/// Dropped: a driver of web views does not reach the file dialog.
async fn import(session: &Session, window: &Window<'_>) {
    window.click("open-settings").await;
    window.click("open-import").await;
    window.see("screen-import").await;
    window.shot("import").await;
    let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/import/aegis_sealed.json");
    let source = DragSource::start(session, &export);
    source.drag_to(1060, 400);
    window.see("drop-here").await;
    source.drop_here();
    window.see("screen-import-password").await;
    window.fill("#import-password", "not it").await;
    window.click("import-open").await;
    window.see("notice-wrong").await;
    window.shot("import-password").await;
    window.fill("#import-password", PASSWORD).await;
    window.click("import-open").await;
    window.see("screen-import-list").await;
    window.see("import-rejected").await;
    window.shot("import-list").await;
    window.click("import-store").await;
    window.see("screen-known-pin").await;
    window.pin(PIN).await;
    window.see("screen-import-done").await;
    assert!(window.text("outcome").await.contains('5'), "five of six rows");
    window.shot("import-done").await;
    window.click("import-close").await;
    window.see("screen-identities").await;
    window.shot("identities-others").await;
}

/// Google's QR codes one after the other; all of them are in the export that came before.
async fn transfer(session: &Session, window: &Window<'_>) {
    let codes = include_str!("../vectors/import/google.txt");
    let mut codes = codes.lines();
    copy(session, codes.next_back().unwrap());
    window.click("add-identity").await;
    window.click("source-paste").await;
    window.see("screen-transfer").await;
    assert_eq!(window.attribute("transfer", "data-have").await.as_deref(), Some("1"));
    window.shot("transfer").await;
    copy(session, codes.next_back().unwrap());
    window.click("transfer-paste").await;
    window.see("screen-import-list").await;
    window.see("import-nothing").await;
    assert!(window.text("import-doubles").await.contains("Havnekontoret"), "here already");
    window.shot("import-nothing").await;
    window.click("import-leave").await;
    window.click("back").await;
    window.see("screen-identities").await;
}

async fn by_time(window: &Window<'_>) {
    open(window, "Kommunen").await;
    window.see("screen-codes").await;
    window.pin(PIN).await;
    is_right(window).await;
    window.shot("codes-other").await;
    window.click("back").await;

    open(window, "Steam").await;
    window.pin(PIN).await;
    let letters = window.text("code").await;
    assert!(letters.len() == 5 && letters.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{letters}");
    window.shot("codes-steam").await;
    window.click("back").await;
}

/// The code is that of RFC 6238 at this time.
pub(crate) async fn is_right(window: &Window<'_>) {
    let before = now();
    let shown = digits(&window.text("code").await);
    let parameters = totp::Parameters { digits: Digits::EIGHT, ..totp::Parameters::default() };
    let at = |time| totp::generate(&key(0x18), parameters, time).expose().to_string();
    assert!([before, now()].map(at).contains(&shown), "{shown}");
}

/// Each is used up: the one after 41 is 42, and neither comes again.
async fn by_counter(window: &Window<'_>) {
    open(window, "Banken").await;
    window.see("screen-counter").await;
    window.shot("counter").await;
    for counter in [41, 42] {
        window.click("counter-next").await;
        window.pin(PIN).await;
        let expected = hotp::generate(&key(0x19), counter, Algorithm::Sha1, Digits::SIX).expose().to_string();
        assert_eq!(digits(&window.text("code").await), expected, "RFC 4226 at {counter}");
        assert!(window.text("counter-number").await.contains(&counter.to_string()));
        if counter == 41 {
            window.shot("counter-code").await;
            window.click("code-hide").await;
        }
    }
    window.click("back").await;
}

async fn details(window: &Window<'_>) {
    window.click("identity-details").await;
    window.see("codes-only").await;
    assert!(!window.has("presence").await, "what it cannot do");
    window.shot("identity-other").await;
}

/// The PIN of codes without a portal: the old one is typed twice, and all codes follow the new one.
async fn new_pin(window: &Window<'_>) {
    window.click("identity-change-pin").await;
    window.see("screen-change-pin-old").await;
    window.pin(PIN).await;
    window.see("screen-change-pin-again").await;
    window.shot("change-pin-again").await;
    window.pin(PIN).await;
    window.see("screen-change-pin-choose").await;
    window.pin(NEW_PIN).await;
    window.see("screen-change-pin-confirm").await;
    window.pin(NEW_PIN).await;
    window.see("screen-change-pin-done").await;
    window.click("change-close").await;
    window.see("screen-identities").await;
    open(window, "Kommunen").await;
    window.pin(NEW_PIN).await;
    is_right(window).await;
    window.click("back").await;
}

pub(crate) async fn open(window: &Window<'_>, name: &str) {
    let named = format!("//*[@data-testid='identity-open'][.//*[@data-testid='identity-name'][text()='{name}']]");
    wait::until_async(name, || async {
        let element = window.client().find(Locator::XPath(&named)).await.ok()?;
        element.click().await.ok()
    })
    .await;
}

pub(crate) fn digits(shown: &str) -> String {
    shown.chars().filter(char::is_ascii_digit).collect()
}

fn key(last: u8) -> Secret {
    let mut key = KEY;
    key[19] = last;
    Secret::new(key.to_vec()).unwrap()
}

pub(crate) fn now() -> u64 {
    SystemClock.now()
}

//! Links that open the app: the desktop starts a second process, which hands over and ends.

use std::{path::Path, process::Command};

use segl_tests::{app::App, binary, process::Group, session::Session, wait};

use crate::{
    dump,
    secrets::Needle,
    stage,
    story::aside,
    third_party::{PIN, is_right, open},
    window::{Look, Window},
};

const LINK: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kommunen&digits=8";
const OTHER: &str = "otpauth://totp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&issuer=Banken";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn link_adds_an_account_once_it_was_agreed_to_in_english() {
    Story(Look::ENGLISH).play().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn link_adds_an_account_once_it_was_agreed_to_in_danish_and_dark() {
    Story(Look::DANISH_AND_DARK).play().await;
}

struct Story(Look);

impl Story {
    async fn play(self) {
        let session = Session::start_with_display();
        let home = session.home().join("segl");
        let app = App::start_in(&session, &home, self.0.language, self.0.scheme).await;
        let window = Window::new(app.client(), "app", self.0.name);
        window.see("screen-welcome").await;
        aside(&session);

        refused(&session, &window).await;
        declined(&session, &window, &home).await;
        queued(&session, &window).await;
        added(&session, &window).await;
        switched(&session, &window).await;
    }
}

/// A hostile link is a sentence, and nothing else happens.
async fn refused(session: &Session, window: &Window<'_>) {
    for hostile in ["otpauth://totp/Havn:bo?secret=1", "segl://evil.example/x", "pia://pipush/mette?ttl=10"] {
        click(session, hostile);
        window.see("screen-link-refused").await;
        assert!(!window.text("notice-wrong").await.contains("://"), "the link's own words are not repeated");
        if hostile.starts_with("pia") {
            window.shot("link-refused").await;
        }
        window.click("link-close").await;
        window.see("screen-welcome").await;
    }
    click(session, &format!("otpauth://{}", "a".repeat(10_000)));
    window.click("link-close").await;
    // Something else than one link is no link.
    click(session, "--help");
    window.see("screen-welcome").await;
}

/// *Not now* leaves nothing, not even in memory.
async fn declined(session: &Session, window: &Window<'_>, home: &Path) {
    click(session, LINK);
    assert_eq!(window.text("link-issuer").await, "Kommunen");
    assert_eq!(window.text("link-account").await, "mette");
    window.shot("link").await;
    let needles =
        [Needle::new("the text of the key", b"T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY"), Needle::new("the key", &KEY)];
    let is_root = rustix::process::geteuid().is_root();
    let found = || dump::processes(home).iter().flat_map(|process| process.find(&needles)).collect::<Vec<_>>();
    if is_root {
        let needles: Vec<_> = found().into_iter().map(|found| found.needle).collect();
        assert!(needles.iter().any(|needle| needle == "the key"), "it waits: {needles:?}");
    }
    window.click("link-decline").await;
    window.see("screen-welcome").await;
    if is_root {
        wait::until("a memory without the key", || found().is_empty().then_some(()));
    }
}

/// Who is in the middle of something stays there; one link waits, a second one does not.
async fn queued(session: &Session, window: &Window<'_>) {
    window.click("add-identity").await;
    window.click("source-hand").await;
    window.see("screen-by-hand").await;
    click(session, LINK);
    window.see("link-queued").await;
    assert!(window.has("screen-by-hand").await);
    window.shot("link-queued").await;
    click(session, OTHER);
    window.click("back").await;
    assert_eq!(window.text("link-issuer").await, "Kommunen", "the first one");
    window.see("link-too-many").await;
    window.shot("link-too-many").await;
}

async fn added(session: &Session, window: &Window<'_>) {
    window.click("link-accept").await;
    assert_eq!(window.text("review-issuer").await, "Kommunen");
    window.click("review-add").await;
    window.see("screen-choose-pin").await;
    window.pin(PIN).await;
    window.see("screen-confirm-pin").await;
    window.pin(PIN).await;
    window.see("screen-identities").await;
    open(window, "Kommunen").await;
    window.pin(PIN).await;
    is_right(window).await;
    // The code stays on the screen, whatever is clicked elsewhere.
    click(session, OTHER);
    window.see("link-queued").await;
    assert!(window.has("code").await);
    window.click("back").await;
    window.see("screen-link").await;
    window.click("link-decline").await;
    window.see("screen-identities").await;
}

/// The desktop opens Segl's own links with it from the start, others when that was switched on, until it is switched off.
async fn switched(session: &Session, window: &Window<'_>) {
    wait::until("Segl's own links", || handler(session, "segl"));
    assert_eq!(handler(session, "otpauth"), None, "nobody has asked for them");
    window.click("open-settings").await;
    window.click("foreign-links").await;
    for scheme in ["otpauth", "otpauth-migration", "igmobileotp", "pia"] {
        wait::until(scheme, || handler(session, scheme));
    }
    window.shot("settings-links").await;
    window.click("back").await;
    window.see("screen-identities").await;
    let mut gio = Group::spawn("gio", &session.logs(), by_desktop(session, OTHER));
    assert!(gio.end().success());
    assert_eq!(window.text("link-issuer").await, "Banken");
    window.click("link-decline").await;
    window.click("open-settings").await;
    window.click("foreign-links").await;
    wait::until("links that are others' again", || handler(session, "otpauth").is_none().then_some(()));
    assert!(handler(session, "segl").is_some());
}

/// Nobody is there yet: the link is among the arguments of the first process. Segl's own link asks for the password.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn link_of_a_portal_starts_the_app_and_asks_for_the_activation_password() {
    let (session, portal) = (Session::start_with_display(), stage::portal());
    let link = stage::offer(&mut stage::visitor_by_mail(&portal)).link;
    let home = session.home().join("segl").to_string_lossy().into_owned();
    let environment = [("SEGL_HOME", &*home), ("LANG", "en.UTF-8"), ("LANGUAGE", "en"), ("GTK_THEME", "Adwaita")];
    let app = App::start_with(&session, &binary::app(), &[&link], &environment).await;
    let window = Window::new(app.client(), "app", "en-light");
    assert_eq!(window.text("link-issuer").await.split(':').next(), Some("localhost"));
    assert!(window.text("link-origin").await.starts_with("http://localhost:"));
    window.click("link-accept").await;
    window.see("screen-activation").await;
    assert_eq!(window.text("issuer-host").await.split(':').next(), Some("localhost"));
}

/// What a desktop does when a link is clicked: a second process, which hands over and ends well.
fn click(session: &Session, link: &str) {
    let mut second = session.command(binary::app());
    second.arg(link);
    let mut second = Group::spawn("second", &session.logs(), second);
    assert!(second.end().success(), "it has handed over");
    let told = second.output() + &second.errors();
    assert!(!told.contains("secret="), "nothing of a link is written: {told}");
}

fn by_desktop(session: &Session, link: &str) -> Command {
    let mut gio = session.command("gio");
    gio.args(["open", link]);
    gio
}

/// What the desktop would open links of this scheme with.
fn handler(session: &Session, scheme: &str) -> Option<()> {
    let mut query = session.command("xdg-mime");
    query.args(["query", "default", &format!("x-scheme-handler/{scheme}")]);
    let answer = query.output().expect("xdg-utils are installed").stdout;
    String::from_utf8_lossy(&answer).starts_with("segl-app").then_some(())
}

const KEY: [u8; 20] = [
    0x9f, 0x04, 0xe3, 0x71, 0xb8, 0x2c, 0xd5, 0x66, 0x1a, 0xf0, 0x83, 0x5e, 0xc7, 0x39, 0x92, 0x0d, 0x64, 0xab, 0xfd,
    0x18,
];

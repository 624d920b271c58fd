//! The life of an identity in the app's window: a new PIN, wrong PINs, a copy that was found out, and its end.

use segl_tests::{
    app::App, browser::Scheme, machine::Machine, portal::Portal, reader::Reader, session::Session, visitor::Visitor,
    wait,
};

use crate::{
    desktop::copy,
    stage,
    window::{Look, Window},
};

const PIN: &str = "583017";
const NEW_PIN: &str = "840193";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identity_gets_a_new_pin_comes_back_from_a_copy_and_is_forgotten_in_english() {
    Life { look: Look::ENGLISH, forget: "remove" }.live().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identity_gets_a_new_pin_comes_back_from_a_copy_and_is_forgotten_in_danish_and_dark() {
    Life { look: Look::DANISH_AND_DARK, forget: "slet" }.live().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identity_shows_codes_to_a_finger() {
    let (session, portal) = (Session::start_with_display(), portal_that_allows_fingers());
    let app = App::start_in(&session, &session.home().join("segl"), "en", Scheme::Light).await;
    let window = Window::new(app.client(), "app", "en-light");
    let _ = enrol(&session, &portal, &window).await;
    change_pin(&window).await;
    let _reader = use_finger(&session, &window).await;
    forget_one(&window).await;
    first_offer(&session, &mut crate::visitor_anew(&portal), &window).await;
}

struct Life {
    look: Look,
    forget: &'static str,
}

impl Life {
    async fn live(self) {
        let (session, portal) = (Session::start_with_display(), portal_that_allows_fingers());
        let home = session.home().join("segl");
        let app = App::start_in(&session, &home, self.look.language, self.look.scheme).await;
        let window = Window::new(app.client(), "app", self.look.name);
        // Chosen by hand: which languages a web view is told differs among machines.
        window.click("open-settings").await;
        window.click(&format!("language-{}", self.look.language)).await;
        window.click("back").await;
        let _ = enrol(&session, &portal, &window).await;

        change_pin(&window).await;
        show_codes(&window, NEW_PIN).await;
        assert!(!window.has("code-unchecked").await, "the portal found the new PIN right");
        window.click("back").await;

        let machine = Machine::copy_of(&session, &home);
        show_codes(&window, NEW_PIN).await;
        window.click("back").await;
        let refused = machine.device().call(["code", "--json"]).pin(NEW_PIN).run();
        assert_eq!(stage::refusal_code(&refused), "token_copied", "{refused}");
        // All logins ended with the copy; there is no other device.
        reconnect(&window, &mut stage::visitor_by_mail(&portal)).await;
        show_codes(&window, NEW_PIN).await;
        window.click("back").await;

        wrong_pins(&window).await;
        forget_one(&window).await;
        enrol_again(&session, &mut crate::visitor_anew(&portal), &window).await;
        forget_all(&window, self.forget).await;
    }
}

fn portal_that_allows_fingers() -> Portal {
    let more = "[policy]\npresence = \"codes\"\n".into();
    stage::portal_with(&segl_tests::portal::Settings { more, ..Default::default() })
}

async fn enrol(session: &Session, portal: &Portal, window: &Window<'_>) -> Visitor {
    let mut visitor = stage::visitor_by_mail(portal);
    enrol_again(session, &mut visitor, window).await;
    visitor
}

async fn enrol_again(session: &Session, visitor: &mut Visitor, window: &Window<'_>) {
    enrol_under(session, visitor, window, PIN).await;
}

pub(crate) async fn enrol_under(session: &Session, visitor: &mut Visitor, window: &Window<'_>, pin: &str) {
    enrol_until_confirmed(session, visitor, window, pin).await;
    wait_for_state(window, "active").await;
}

async fn enrol_until_confirmed(session: &Session, visitor: &mut Visitor, window: &Window<'_>, pin: &str) {
    let offer = stage::offer(visitor);
    copy(session, &offer.qr_text);
    window.click("add-identity").await;
    window.click("source-paste").await;
    window.fill("[data-testid='activation-password']", &offer.password).await;
    window.click("activate").await;
    window.see("screen-choose-pin").await;
    window.pin(pin).await;
    window.see("screen-confirm-pin").await;
    window.pin(pin).await;
    window.see("screen-enrolled").await;
    let _ = stage::confirm(visitor, &offer);
    window.click("enrolled-finish").await;
}

async fn change_pin(window: &Window<'_>) {
    window.click("identity-details").await;
    window.click("identity-change-pin").await;
    window.see("screen-change-pin-old").await;
    window.pin(PIN).await;
    window.see("screen-change-pin-choose").await;
    window.pin("123456").await;
    window.see("notice-wrong").await;
    window.shot("change-pin-refused").await;
    window.pin(NEW_PIN).await;
    window.see("screen-change-pin-confirm").await;
    window.pin(NEW_PIN).await;
    window.see("screen-change-pin-done").await;
    window.shot("change-pin-done").await;
    window.click("change-close").await;
    window.see("screen-identities").await;
}

async fn show_codes(window: &Window<'_>, pin: &str) {
    window.click("identity-open").await;
    window.see("screen-codes").await;
    window.pin(pin).await;
    window.see("code").await;
}

/// A reader is plugged in, a finger enrolled, and switched on from the offer beside the codes.
async fn use_finger(session: &Session, window: &Window<'_>) -> Reader {
    window.click("identity-details").await;
    window.see("presence-text").await;
    assert!(!window.has("presence-switch").await, "no reader, no switch");
    window.shot("identity-no-reader").await;
    window.click("back").await;
    let reader = Reader::plug_in(session);
    reader.enrol("own");
    show_codes(window, NEW_PIN).await;
    window.see("presence-offer").await;
    window.shot("presence-offer").await;
    window.click("presence-offer-on").await;
    window.see("screen-presence-pin").await;
    window.shot("presence-pin").await;
    window.pin(NEW_PIN).await;
    window.see("screen-presence-touch").await;
    window.shot("presence-touch").await;
    reader.touch("SCAN own");
    window.see("screen-presence-done").await;
    window.shot("presence-done").await;
    window.click("presence-close").await;
    wait::until_async("the switch", || async {
        (window.attribute("presence", "data-on").await.as_deref() == Some("true")).then_some(())
    })
    .await;
    window.shot("identity-presence").await;
    window.click("back").await;
    window.click("identity-open").await;
    window.see("code-finger").await;
    window.shot("codes-finger").await;
    window.click("code-finger").await;
    window.see("at-reader").await;
    reader.touch("SCAN other");
    window.see("notice-wrong").await;
    window.shot("codes-finger-refused").await;
    window.click("code-finger").await;
    window.see("at-reader").await;
    reader.touch("SCAN own");
    window.see("code").await;
    window.click("back").await;
    reader
}

/// With a reader plugged in, an identity is offered the finger as soon as it is in use.
async fn first_offer(session: &Session, visitor: &mut Visitor, window: &Window<'_>) {
    enrol_until_confirmed(session, visitor, window, PIN).await;
    window.see("screen-presence-first-offer").await;
    window.shot("presence-first-offer").await;
    window.click("presence-offer-on").await;
    window.see("screen-presence-pin").await;
    window.click("back").await;
    // It is off by default: nobody was asked for a finger.
    wait::until_async("the switch", || async {
        (window.attribute("presence", "data-on").await.as_deref() == Some("false")).then_some(())
    })
    .await;
}

async fn reconnect(window: &Window<'_>, visitor: &mut Visitor) {
    window.click("identity-check").await;
    wait_for_state(window, "copied").await;
    window.shot("identities-copied").await;
    window.click("repair-reconnect").await;
    window.see("screen-reconnect").await;
    window.shot("reconnect").await;
    window.click("reconnect-proceed").await;
    window.see("screen-reconnect-pin").await;
    window.pin(NEW_PIN).await;
    window.see("reconnect-not-yet").await;
    window.shot("reconnect-not-yet").await;
    let path = visitor.open(stage::TYPES).attribute("reconnect", "href").unwrap();
    let page = visitor.open(&path);
    let _ = visitor.submit(&page, &path, &[]);
    window.click("reconnect-proceed").await;
    window.pin(NEW_PIN).await;
    window.see("screen-reconnected").await;
    window.shot("reconnected").await;
    window.click("reconnect-close").await;
    wait_for_state(window, "active").await;
}

async fn wrong_pins(window: &Window<'_>) {
    window.click("identity-open").await;
    for left in ["9", "8", "7"] {
        window.pin("482915").await;
        wait::until_async(left, || async { window.text("notice-wrong").await.contains(left).then_some(()) }).await;
        if left == "9" {
            window.shot("codes-wrong-pin").await;
        }
    }
    window.see("pause").await;
    window.shot("codes-pause").await;
    window.click("back").await;
}

async fn forget_one(window: &Window<'_>) {
    window.click("identity-details").await;
    window.click("identity-remove").await;
    window.see("screen-remove-identity").await;
    window.shot("identity-remove").await;
    assert!(window.attribute("remove-confirm", "disabled").await.is_some(), "not before the name is typed");
    window.fill("[data-testid='typed-word']", "Nordhavn Energi").await;
    window.click("remove-confirm").await;
    window.see("screen-welcome").await;
}

async fn forget_all(window: &Window<'_>, word: &str) {
    window.click("open-settings").await;
    window.click("erase").await;
    window.see("screen-erase").await;
    window.fill("[data-testid='typed-word']", word).await;
    window.shot("erase").await;
    window.click("erase-confirm").await;
    window.see("screen-welcome").await;
}

async fn wait_for_state(window: &Window<'_>, state: &str) {
    wait::until_async(state, || async {
        (window.attribute("identity-state", "data-state").await.as_deref() == Some(state)).then_some(())
    })
    .await;
}

//! Living with many identities in the app's window: found by a word, put in groups and in order, noted about; the code after
//! the present one; and one that is removed, brought back, and removed.

use authenticator::{
    Authenticator,
    ports::{Argon2id, Clock as _},
};
use device::clock::SystemClock;
use fantoccini::{
    Locator,
    actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    key::Key,
};
use otp::{Secret, totp};
use segl_tests::{app::App, session::Session, wait};
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use crate::{
    third_party::{digits, open},
    window::{Look, Window},
};

#[path = "../kit/many.rs"]
pub(crate) mod kit;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_identities_are_found_arranged_and_removed_in_english() {
    let texts = Texts { work: "Work", note: "Second floor, ask Ida", removed: "was removed" };
    Story { look: Look::ENGLISH, texts }.play().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_identities_are_found_arranged_and_removed_in_danish_and_dark() {
    let texts = Texts { work: "Arbejde", note: "Anden sal, spørg Ida", removed: "er slettet" };
    Story { look: Look::DANISH_AND_DARK, texts }.play().await;
}

struct Texts {
    work: &'static str,
    note: &'static str,
    removed: &'static str,
}

struct Story {
    look: Look,
    texts: Texts,
}

const ISSUERS: [(&str, &str); 9] = [
    ("Ærø Færgefart", "freja.holm"),
    ("Kystbanken", "12-3456"),
    ("Hafnia Cloud", "freja@nordhavn.example"),
    ("Søndersø Bibliotek", "freja.holm"),
    ("Fyr & Flamme", "freja"),
    ("Åkirkeby Radio", "studie 2"),
    ("Nordlys Mail", "freja.holm@nordlys.example"),
    ("Præstø Havn", "lager 3"),
    ("Møllegade 4", "dørkode"),
];

impl Story {
    async fn play(self) {
        let session = Session::start_with_display();
        let home = session.home().join("segl");
        std::fs::create_dir_all(&home).unwrap();
        let vault = kit::authenticator(&home, Argon2id);
        let uris = (0..).zip(ISSUERS).map(|(number, (issuer, account))| kit::uri(issuer, account, number));
        kit::add(&vault, uris, || ());
        let app = App::start_in(&session, &home, self.look.language, self.look.scheme).await;
        let window = Window::new(app.client(), "app", self.look.name);
        window.click("open-settings").await;
        window.click(&format!("language-{}", self.look.language)).await;
        window.click("back").await;
        window.see("screen-identities").await;
        self.search(&window).await;
        self.mark(&window, &vault).await;
        order(&window, &vault).await;
        next_code(&window).await;
        self.remove(&window, &vault).await;
        leave(&session, &window, &vault).await;
    }

    /// `/` leads to the search; what is written without æ, ø and å finds what has them; Escape shows all again.
    async fn search(&self, window: &Window<'_>) {
        let body = window.client().find(Locator::Css("body")).await.unwrap();
        body.send_keys("/").await.unwrap();
        wait::until_async("the search", || async {
            let active = window.client().active_element().await.ok()?;
            (active.attr("data-testid").await.ok()?.as_deref() == Some("search")).then_some(())
        })
        .await;
        window.fill("[data-testid='search']", "soendersoe").await;
        shows(window, &["Søndersø Bibliotek"]).await;
        window.shot("search").await;
        window.fill("[data-testid='search']", "zzz").await;
        shows(window, &[]).await;
        window.see("search-found").await;
        window.shot("search-nothing").await;
        window.fill("[data-testid='search']", &char::from(Key::Escape).to_string()).await;
        wait::until_async("all of them", || async { (names(window).await.len() == 9).then_some(()) }).await;
    }

    /// Two get a group, one of them a note, a third is kept on top.
    async fn mark(&self, window: &Window<'_>, vault: &Authenticator) {
        for name in ["Hafnia Cloud", "Præstø Havn"] {
            details(window, name).await;
            window.click("identity-marks").await;
            window.fill("[data-testid='group']", self.texts.work).await;
            if name == "Hafnia Cloud" {
                window.fill("[data-testid='note']", self.texts.note).await;
                window.shot("group-and-note").await;
            }
            window.click("marks-save").await;
            assert_eq!(window.text("identity-group").await, self.texts.work);
            if name == "Hafnia Cloud" {
                assert_eq!(window.text("identity-note").await, self.texts.note);
                window.shot("identity-marked").await;
            }
            window.click("back").await;
        }
        details(window, "Kystbanken").await;
        window.click("identity-marks").await;
        window.click("on-top").await;
        window.click("marks-save").await;
        window.see("screen-identity-details").await;
        window.click("back").await;
        wait::until_async("the groups", || async {
            let first: Vec<_> = names(window).await.into_iter().take(3).collect();
            (first == ["Kystbanken", "Hafnia Cloud", "Præstø Havn"]).then_some(())
        })
        .await;
        window.shot("identities-many").await;
        let marked = vault.identities().unwrap();
        assert_eq!(marked[2].note.as_deref(), Some(self.texts.note), "for every program");
        assert!(marked[1].on_top && marked[7].group.as_deref() == Some(self.texts.work));
    }

    /// One screen, no typing; then there is a way back, and the vault holds it as long as there is.
    async fn remove(&self, window: &Window<'_>, vault: &Authenticator) {
        let holds = |name: &str| vault.identities().unwrap().iter().any(|identity| identity.name == name);
        remove(window, "Fyr & Flamme").await;
        assert!(window.text("removed").await.contains(self.texts.removed));
        assert!(!names(window).await.contains(&"Fyr & Flamme".to_owned()) && holds("Fyr & Flamme"));
        window.shot("removed").await;
        let order = vault.identities().unwrap();
        window.click("removed-undo").await;
        wait::until_async("it is back", || async {
            names(window).await.contains(&"Fyr & Flamme".to_owned()).then_some(())
        })
        .await;
        assert_eq!(vault.identities().unwrap(), order, "nothing is lost");
        // Pressed away: gone at once. Left alone: gone when the time is over.
        remove(window, "Fyr & Flamme").await;
        window.click("removed-close").await;
        wait::until("it is gone", || (!holds("Fyr & Flamme")).then_some(()));
        remove(window, "Møllegade 4").await;
        assert!(holds("Møllegade 4"));
        wait::until("its time is over", || (!holds("Møllegade 4")).then_some(()));
        wait::until_async("nothing is said any more", || async { (!window.has("removed").await).then_some(()) }).await;
    }
}

/// By the arrow, by Alt and the arrow key, and by the hand.
async fn order(window: &Window<'_>, vault: &Authenticator) {
    window.click("open-order").await;
    window.see("screen-order").await;
    row(window, "Ærø Færgefart", "order-down").await.click().await.unwrap();
    is_before(vault, "Søndersø Bibliotek", "Ærø Færgefart");
    let keys: String = [Key::Alt, Key::Up].map(char::from).iter().collect();
    row(window, "Ærø Færgefart", "order-down").await.send_keys(&keys).await.unwrap();
    is_before(vault, "Ærø Færgefart", "Søndersø Bibliotek");
    window.shot("order").await;
    let (from, to) =
        (row(window, "Åkirkeby Radio", "order-grip").await, row(window, "Ærø Færgefart", "order-grip").await);
    let move_to = |element| PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
    let hand = MouseActions::new("hand".to_owned())
        .then(move_to(from))
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(PointerAction::MoveBy { duration: None, x: 0.0, y: -10.0 })
        .then(move_to(to))
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    window.client().perform_actions(hand).await.unwrap();
    is_before(vault, "Åkirkeby Radio", "Ærø Færgefart");
    window.click("back").await;
}

/// The next code is there on demand, and is the issuer's.
async fn next_code(window: &Window<'_>) {
    open(window, "Hafnia Cloud").await;
    window.pin(kit::PIN).await;
    window.see("code").await;
    // In the last five seconds of a code the next one shows by itself.
    let shown = wait::until_async("the next code", || async {
        if window.has("code-want-next").await {
            window.client().find(Locator::Css("[data-testid='code-want-next']")).await.ok()?.click().await.ok()?;
        }
        window.client().find(Locator::Css("[data-testid='code-next']")).await.ok()?.text().await.ok()
    })
    .await;
    window.shot("codes-next").await;
    let mut key = [
        0x9f, 0x04, 0xe3, 0x71, 0xb8, 0x2c, 0xd5, 0x66, 0x1a, 0xf0, 0x83, 0x5e, 0xc7, 0x39, 0x92, 0x0d, 0x64, 0xa0, 0,
        0,
    ];
    // The last four letters of its key in Base32 are C (2), A, A and A.
    key[17] |= 2 >> 1;
    key[18] = (2 & 1) << 7;
    let code = |time| totp::generate(&Secret::new(key.to_vec()).unwrap(), totp::Parameters::default(), time);
    let now = SystemClock.now();
    let expected: Vec<_> = [now, now + 30].map(|time| code(time).expose().to_string()).into();
    assert!(expected.contains(&digits(&shown)), "{shown} is none of {expected:?}");
    window.click("back").await;
}

/// Who ends the app means it: what was removed is gone with it.
async fn leave(session: &Session, window: &Window<'_>, vault: &Authenticator) {
    remove(window, "Nordlys Mail").await;
    close(session);
    wait::until("it is gone with the app", || {
        let identities = vault.identities().ok()?;
        identities.iter().all(|identity| identity.name != "Nordlys Mail").then_some(())
    });
}

/// As the button of the window's frame does (ICCCM §4.2.8.1); the driver would end the process.
fn close(session: &Session) {
    let id = session.display().xdotool(&["search", "--onlyvisible", "--name", "^Segl$"]);
    let window = id.lines().next().and_then(|id| id.parse().ok()).unwrap();
    let (connection, _) = x11rb::connect(Some(session.display().name())).unwrap();
    let atom = |name: &str| connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
    let data = [atom("WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0];
    let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS"), data);
    connection.send_event(false, window, EventMask::NO_EVENT, message).unwrap().check().unwrap();
}

async fn remove(window: &Window<'_>, name: &str) {
    details(window, name).await;
    window.click("identity-remove").await;
    window.see("screen-remove-identity").await;
    assert!(!window.has("typed-word").await, "nothing is typed");
    window.shot("remove-other").await;
    window.click("remove-confirm").await;
    window.see("removed").await;
}

async fn details(window: &Window<'_>, name: &str) {
    let path = format!(
        "//*[@data-testid='identity'][.//*[@data-testid='identity-name'][text()='{name}']]//*[@data-testid='identity-details']"
    );
    wait::until_async(name, || async { window.client().find(Locator::XPath(&path)).await.ok()?.click().await.ok() })
        .await;
}

async fn row(window: &Window<'_>, name: &str, part: &str) -> fantoccini::elements::Element {
    let path = format!("//*[@data-testid='order-row'][.//b[text()='{name}']]//*[@data-testid='{part}']");
    wait::until_async(name, || async { window.client().find(Locator::XPath(&path)).await.ok() }).await
}

fn is_before(vault: &Authenticator, first: &str, second: &str) {
    wait::until(&format!("{first} before {second}"), || {
        let identities = vault.identities().ok()?;
        let at = |name| identities.iter().position(|identity| identity.name == name);
        (at(first)? < at(second)?).then_some(())
    });
}

async fn names(window: &Window<'_>) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[data-testid=identity-name]')].map(name => name.textContent)";
    let names = window.client().execute(script, vec![]).await.unwrap();
    names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

async fn shows(window: &Window<'_>, expected: &[&str]) {
    wait::until_async("what was looked for", || async { (names(window).await == expected).then_some(()) }).await;
}

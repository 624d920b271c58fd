//! A link that opened the app waits here until the user has answered. Its secrets stay in Rust.

pub(crate) mod commands;
pub(crate) mod view;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use authenticator::{
    Authenticator, Code, LoginCode,
    intake::Found,
    link::{Link, is_link},
};
use tauri::{AppHandle, Emitter as _, Manager as _};
use zeroize::Zeroizing;

use crate::{
    error::CommandError,
    event::Event,
    features::link::view::{LinkArrived, LinkView},
    lock::Absence,
    shell::Shell,
    tasks::UnderWay,
    windows::{self, MAIN},
};

/// At most one link. Others are dropped until this one has been answered.
#[derive(Default)]
pub(crate) struct Links(Mutex<Option<Waiting>>);

type Waiting = Result<Asked, CommandError>;

/// What a link asks for.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Something is to be added.
    Add(Found),
    /// A login of its page is to be answered here.
    Login(LoginCode),
}

impl Links {
    /// Keeps a link and returns true, unless another usable one waits.
    fn offer(&self, authenticator: &Authenticator, text: &str) -> bool {
        let mut waiting = self.waiting();
        let has_room = !matches!(*waiting, Some(Ok(_)));
        if has_room {
            *waiting = Some(read(authenticator, text));
        }
        has_room
    }

    /// The link as the screens see it, or why it cannot be used.
    pub(crate) fn view(&self) -> Result<Option<LinkView>, CommandError> {
        match &*self.waiting() {
            None => Ok(None),
            Some(Ok(asked)) => LinkView::new(asked).map(Some),
            Some(Err(error)) => Err(*error),
        }
    }

    /// Takes the link out.
    pub(crate) fn accept(&self) -> Result<Asked, CommandError> {
        self.waiting().take().unwrap_or_else(|| Err(Code::LinkGone.into()))
    }

    pub(crate) fn decline(&self) {
        *self.waiting() = None;
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay for Links {
    fn forget(&self, absence: Absence) {
        if absence == Absence::Left {
            self.decline();
        }
    }
}

/// Keeps the link among a program's arguments, if there is one, and tells the main window to ask the user.
pub(crate) fn receive(app: &AppHandle, arguments: impl IntoIterator<Item = String>) {
    // The first argument is the program. A desktop passes exactly one link; with more arguments it is not from the desktop.
    let mut arguments = arguments.into_iter().skip(1).map(Zeroizing::new);
    let Some(text) = arguments.next().filter(|text| is_link(text)) else { return };
    let shell = Arc::clone(&app.state::<Arc<Shell>>());
    let app = app.clone();
    // Deriving an Entrust activation or reading the vault may take some time: neither window nor caller may wait for it.
    std::thread::spawn(move || {
        let kept = shell.tasks.links.offer(&shell.authenticator, &text);
        let _ = app.emit_to(MAIN, LinkArrived::NAME, LinkArrived { kept });
    });
}

/// Brings the main window to the front, with the link among the arguments of a second start.
pub(crate) fn from_second_start(app: &AppHandle, arguments: Vec<String>) {
    windows::show_main(app);
    receive(app, arguments);
}

/// A link that the system hands to the running app.
#[cfg(any(target_os = "macos", mobile))]
pub(crate) fn opened(app: &AppHandle, urls: Vec<tauri::Url>) {
    let urls = urls.into_iter().map(String::from).take(1);
    from_second_start(app, std::iter::once(String::new()).chain(urls).collect());
}

fn read(authenticator: &Authenticator, text: &str) -> Waiting {
    let link = Link::parse(text)?;
    if let Ok(code) = LoginCode::parse(link.text()) {
        return Ok(Asked::Login(code));
    }
    let mut intake = authenticator.intake();
    intake.take(link.text());
    Ok(Asked::Add(intake.found()?))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    const KEY: &str = "otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn";

    const LOGIN_PAGE: &str = "segl://login/SGL1hHgfaHR0cHM6Ly9wb3J0YWwubm9yZGhhdm4uZXhhbXBsZVADAwMDAwMDAwMDAwMDAwMDUAUFBQUFBQUFBQUFBQUFBQVmNDgzOTIw";

    struct Opened {
        links: Links,
        authenticator: Authenticator,
    }

    fn opened() -> Opened {
        Opened { links: Links::default(), authenticator: device::authenticator("0.0.0").unwrap() }
    }

    impl Opened {
        fn offer(&self, text: &str) -> bool {
            self.links.offer(&self.authenticator, text)
        }

        fn shown(&self) -> serde_json::Value {
            serde_json::to_value(self.links.view().unwrap()).unwrap()
        }

        fn refusal(&self, text: &str) -> Code {
            self.links.decline();
            assert!(self.offer(text));
            self.links.view().unwrap_err().code
        }
    }

    #[test]
    fn link_shows_who_asks_and_for_what_and_nothing_else() {
        let opened = opened();
        assert!(opened.links.view().unwrap().is_none());
        assert!(opened.offer(KEY));
        let shown = opened.shown();
        assert_eq!(
            shown,
            serde_json::json!({ "kind": "account", "issuer": "Havn", "account": "bo", "scheme": "totp" })
        );
        assert!(!shown.to_string().contains("GEZDGNBVGY3TQOJQ"));
    }

    #[test]
    fn second_link_never_replaces_the_first() {
        let opened = opened();
        assert!(opened.offer(KEY));
        assert!(!opened.offer(&KEY.replace("Havn", "Tyv")));
        assert!(!opened.offer("otpauth://x"), "nor does a damaged one");
        assert_eq!(opened.shown()["issuer"], "Havn");
        opened.links.decline();
        assert!(opened.offer(&KEY.replace("Havn", "Kyst")));
        assert_eq!(opened.shown()["issuer"], "Kyst");
    }

    #[test]
    fn unusable_link_says_why_and_is_replaced_by_the_next() {
        let opened = opened();
        assert_eq!(opened.refusal(&format!("otpauth://{}", "a".repeat(5_000))), Code::LinkTooLong);
        assert_eq!(opened.refusal("otpauth://\u{7}"), Code::LinkDamaged);
        assert_eq!(opened.refusal("pia://pipush/erin"), Code::PushTokenForeign);
        assert_eq!(opened.refusal("otpauth://totp/Havn:bo").as_str(), "key_unreadable");
        assert_eq!(opened.refusal("segl://enrol/SGE1AAAA").as_str(), "invitation_damaged");
        assert_eq!(opened.refusal("segl://elsewhere").as_str(), "link_damaged");
        assert!(opened.offer(KEY));
        assert_eq!(opened.shown()["issuer"], "Havn");
    }

    #[test]
    fn link_is_accepted_once() {
        let opened = opened();
        opened.offer(KEY);
        assert!(matches!(opened.links.accept(), Ok(Asked::Add(Found::Accounts(keys))) if keys.len() == 1));
        assert!(opened.links.accept().is_err_and(|error| error.code == Code::LinkGone));
    }

    #[test]
    fn link_of_a_login_page_says_of_which_portal_and_nothing_else() {
        let opened = opened();
        assert!(opened.offer(LOGIN_PAGE));
        let shown = opened.shown();
        let origin = "https://portal.nordhavn.example";
        assert_eq!(shown, serde_json::json!({ "kind": "login", "host": "portal.nordhavn.example", "origin": origin }));
        assert!(matches!(opened.links.accept(), Ok(Asked::Login(code)) if code.number.as_str() == "483920"));
    }

    #[test]
    fn every_kind_of_link_says_what_it_is() {
        let opened = opened();
        let two_step = "otpauth://totp/mette?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&issuer=Havn&2step_salt=8\
            &2step_output=20&2step_difficulty=1000";
        let entrust = "igmobileotp://?action=secactivate&enc=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&v=1&mac=AAAAAAAAAAAAAAAA";
        for (text, kind) in [
            (KEY, "account"),
            (two_step, "two_step"),
            ("otpauth-migration://offline?data=AA", "transfer"),
            (entrust, "entrust"),
        ] {
            opened.links.decline();
            assert!(opened.offer(text));
            assert_eq!(opened.shown()["kind"], kind);
        }
    }
}

//! The pages: one struct a template. They hold words and numbers that are ready to be shown; they decide nothing.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};

pub(crate) use crate::doors::pages::frame::embedded::asset;
use crate::i18n::{Language, Moment};

/// What stands around every page.
#[derive(Clone)]
pub(crate) struct Frame {
    /// The organisation's name.
    pub(crate) organisation: String,
    /// The token of every form.
    pub(crate) csrf: String,
    /// The user name, when logged in.
    pub(crate) user: Option<String>,
    /// The address of this page, for coming back to it.
    pub(crate) path: String,
}

/// The page as a response.
pub(crate) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
        Err(error) => crate::doors::pages::frame::error_page::ErrorPage::internal(&error).into_response(),
    }
}

#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct LoginPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) user_name: &'a str,
    pub(crate) error: Option<String>,
    pub(crate) logged_out: bool,
    pub(crate) too_old: bool,
}

#[derive(Template)]
#[template(path = "code.html")]
pub(crate) struct CodePage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) user_name: &'a str,
    /// The sentence before the masked address, the address, and the sentence after it.
    pub(crate) sent_to: (&'a str, &'a str, &'a str),
    pub(crate) error: Option<String>,
    pub(crate) resent: bool,
    pub(crate) demo: bool,
}

#[derive(Template)]
#[template(path = "push.html")]
pub(crate) struct PushPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) user_name: &'a str,
    pub(crate) state: &'static str,
    pub(crate) waiting: bool,
    pub(crate) number_head: &'a str,
    pub(crate) number_tail: &'a str,
    pub(crate) spelled: &'a str,
    pub(crate) seconds_left: u64,
    pub(crate) lifetime: u64,
    pub(crate) valid_until: &'a str,
    pub(crate) ended: Option<String>,
    pub(crate) tone: &'static str,
    pub(crate) can_retry: bool,
}

#[derive(Template)]
#[template(path = "passcode.html")]
pub(crate) struct PasscodePage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) user_name: &'a str,
    pub(crate) error: Option<String>,
}

#[derive(Template)]
#[template(path = "lost.html")]
pub(crate) struct LostPage {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
}

#[derive(Template)]
#[template(path = "again.html")]
pub(crate) struct AgainPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) then: &'a str,
}

#[derive(Template)]
#[template(path = "overview.html")]
pub(crate) struct OverviewPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) display_name: &'a str,
    pub(crate) user_name: &'a str,
    pub(crate) mail: &'a str,
    pub(crate) since: Moment,
    pub(crate) in_use: usize,
}

#[derive(Template)]
#[template(path = "types.html")]
pub(crate) struct TypesPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) notice: Option<String>,
    pub(crate) tokens: Vec<TokenRow>,
    pub(crate) mail: &'a str,
}

/// One soft token in the list.
pub(crate) struct TokenRow {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `active`, `paused`, `disabled`, `lost`, `copied`, `locked` or `pending`: for tests and styles.
    pub(crate) state: &'static str,
    pub(crate) state_word: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) explain: Option<String>,
    pub(crate) created: Moment,
    pub(crate) last_used: Option<Moment>,
    pub(crate) factor: Option<&'static str>,
    /// Since when biometrics are on, in words; none where there are none and there could be none.
    pub(crate) biometrics: Option<String>,
    pub(crate) key_in_file: bool,
    /// Of `disable`, `enable`, `lost` and `reconnect`, those that its state allows.
    pub(crate) acts: &'static [&'static str],
}

impl TokenRow {
    fn can(&self, act: &str) -> bool {
        self.acts.contains(&act)
    }
}

#[derive(Template)]
#[template(path = "lost_device.html")]
pub(crate) struct LostDevicePage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
}

#[derive(Template)]
#[template(path = "reconnect.html")]
pub(crate) struct ReconnectPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    /// Until when the device may reconnect, once that was said.
    pub(crate) until: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "type_choice.html")]
pub(crate) struct TypeChoicePage {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) error: Option<String>,
}

#[derive(Template)]
#[template(path = "enrolment.html")]
pub(crate) struct EnrolmentPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    /// The address of the enrolment, without a slash at its end.
    pub(crate) base: &'a str,
    pub(crate) state: &'static str,
    /// What the page knows, for asking what is new.
    pub(crate) tag: &'a str,
    pub(crate) open: bool,
    pub(crate) ready: bool,
    pub(crate) qr_svg: &'a str,
    /// Opens the app with the same text.
    pub(crate) link: &'a str,
    pub(crate) qr_text: &'a str,
    /// Only when it was asked for without a script.
    pub(crate) password: Option<&'a str>,
    pub(crate) seconds_left: u64,
    pub(crate) lifetime: u64,
    pub(crate) valid_until: &'a str,
    pub(crate) track: [Step; 3],
    pub(crate) status: String,
    pub(crate) fingerprint: &'a str,
    pub(crate) problem: Option<String>,
}

/// One of the three steps of an enrolment.
#[derive(serde::Serialize)]
pub(crate) struct Step {
    /// `done`, `now` or empty.
    pub(crate) class: &'static str,
    pub(crate) word: &'static str,
}

#[derive(Template)]
#[template(path = "rename.html")]
pub(crate) struct RenamePage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    pub(crate) error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "delete.html")]
pub(crate) struct DeletePage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) last: bool,
}

#[derive(Template)]
#[template(path = "activity.html")]
pub(crate) struct ActivityPage {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) events: Vec<EventRow>,
}

/// One line of the activity.
pub(crate) struct EventRow {
    pub(crate) what: String,
    pub(crate) when: Moment,
    pub(crate) place: Option<String>,
    pub(crate) tone: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "language.html")]
pub(crate) struct LanguagePage {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) tab: &'static str,
    pub(crate) saved: bool,
}

#[derive(Template)]
#[template(path = "trouble.html")]
pub(crate) struct ErrorPageTemplate<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) title: &'a str,
    pub(crate) explain: &'a str,
}

#[derive(Template)]
#[template(path = "demo_mail.html")]
pub(crate) struct DemoMailPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) letter: Option<LetterView<'a>>,
}

/// A mail as the demo shows it.
pub(crate) struct LetterView<'a> {
    pub(crate) to: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) body: &'a str,
}

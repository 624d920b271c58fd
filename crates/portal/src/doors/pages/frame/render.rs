//! The pages: one struct a template. They hold words and numbers that are ready to be shown; they decide nothing.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::i18n::Language;

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
#[template(path = "login/start.html")]
pub(crate) struct LoginPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) user_name: &'a str,
    pub(crate) error: Option<String>,
    pub(crate) logged_out: bool,
    pub(crate) too_old: bool,
}

#[derive(Template)]
#[template(path = "login/code.html")]
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
#[template(path = "login/push.html")]
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
#[template(path = "login/passcode.html")]
pub(crate) struct PasscodePage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) user_name: &'a str,
    pub(crate) error: Option<String>,
}

#[derive(Template)]
#[template(path = "login/lost_device.html")]
pub(crate) struct LostPage {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
}

#[derive(Template)]
#[template(path = "login/again.html")]
pub(crate) struct AgainPage<'a> {
    pub(crate) t: Language,
    pub(crate) frame: Frame,
    pub(crate) then: &'a str,
}

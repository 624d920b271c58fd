//! `GET /demo/mail`: the newest mail. Routed only in the demo; elsewhere the address does not exist.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "demo_mail.html")]
struct DemoMailPage<'a> {
    t: Language,
    frame: Frame,
    letter: Option<LetterView<'a>>,
}

/// A mail as the demo shows it.
struct LetterView<'a> {
    to: &'a str,
    subject: &'a str,
    body: &'a str,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit) -> Response {
    let newest = app.mail.newest();
    let to = newest.as_ref().map(|letter| letter.to.to_string()).unwrap_or_default();
    let letter = newest.as_ref().map(|letter| LetterView { to: &to, subject: &letter.subject, body: &letter.text });
    render::html(&DemoMailPage { t: visit.language(), frame: visit.frame(&app, None), letter })
}

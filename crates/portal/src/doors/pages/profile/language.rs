//! `GET /profile/language`: the choice of language; `POST /language` makes it.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "profile/language.html")]
struct LanguagePage {
    t: Language,
    frame: Frame,
    tab: &'static str,
    saved: bool,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    RawQuery(query): RawQuery,
) -> Response {
    render::html(&LanguagePage {
        t: visit.language(),
        frame: visit.frame(&app, Some(employee.name())),
        tab: "language",
        saved: query.as_deref() == Some("saved"),
    })
}

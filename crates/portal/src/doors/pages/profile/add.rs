//! `GET /profile/authentication-types/add`: which type?

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::doors::pages::Web;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::then::Then;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "profile/add.html")]
struct TypeChoicePage {
    t: Language,
    frame: Frame,
    tab: &'static str,
    error: Option<String>,
}

pub(crate) async fn get(State(web): State<Web>, visit: Visit, employee: Employee) -> Response {
    match employee.authority(&web, Then::Add) {
        Ok(_) => page(&web, &visit, &employee, None),
        Err(elsewhere) => elsewhere.into_response(),
    }
}

/// The page, with or without a sentence on why no QR code was made.
pub(crate) fn page(web: &Web, visit: &Visit, employee: &Employee, error: Option<String>) -> Response {
    let frame = visit.frame(web, Some(employee.name()));
    render::html(&TypeChoicePage { t: visit.language(), frame, tab: "types", error })
}

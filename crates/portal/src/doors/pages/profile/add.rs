//! `GET /profile/authentication-types/add`: which type?

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "profile/add.html")]
struct TypeChoicePage {
    t: Language,
    frame: Frame,
    tab: &'static str,
    error: Option<String>,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit, employee: Employee) -> Response {
    match employee.authority(&app, Deed::Change, ReturnPage::Add).await {
        Ok(_) => page(&app, &visit, &employee, None),
        Err(elsewhere) => elsewhere.into_response(),
    }
}

/// The page, with or without a sentence on why no QR code was made.
pub(crate) fn page(app: &App, visit: &Visit, employee: &Employee, error: Option<String>) -> Response {
    let frame = visit.frame(app, Some(employee.name()));
    render::html(&TypeChoicePage { t: visit.language(), frame, tab: "types", error })
}

//! `GET /profile/language`: the choice of language; `POST /language` makes it.

use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::super::Web;
use super::super::employee::Employee;
use super::super::visit::Visit;
use crate::pages::{self, LanguagePage};

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    RawQuery(query): RawQuery,
) -> Response {
    pages::html(&LanguagePage {
        t: visit.language(),
        frame: visit.frame(&web, Some(employee.name())),
        tab: "language",
        saved: query.as_deref() == Some("saved"),
    })
}

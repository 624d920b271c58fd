//! `POST …/enrolments/{eid}/activation-password`: shows the activation password, on demand.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::enrolment::{self, EnrolmentError};
use serde::Serialize;

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::enrolment::show::{self, Shown};
use crate::doors::pages::profile::enrolment::{error_page, parse};
use crate::doors::pages::return_page::ReturnPage;
use crate::routes::{self, Route};

/// `XXXX-XXXX`, for the script of the dialog.
#[derive(Serialize)]
struct Revealed<'a> {
    password: &'a str,
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    headers: HeaderMap,
    Path(eid): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let id = parse(&eid)?;
    let by = match employee.authority(&app, Deed::GoOn, ReturnPage::Types).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let password = match enrolment::reveal(&app.database, &app.issuer, app.now(), &by, id).await {
        Ok(password) => password,
        // Used or run out meanwhile: the dialog says so.
        Err(EnrolmentError::Over) => return Ok(routes::Enrolment(id).redirect().into_response()),
        Err(error) => return Err(error_page(&error)),
    };
    if headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json") {
        return Ok(Json(Revealed { password: &password }).into_response());
    }
    show::page(&app, &visit, &employee, &eid, Shown { password: Some(&password), problem: None }).await
}

//! `POST …/enrolments/{eid}/cancel`: the QR code is void, and so is a token that waits for *OK*.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::enrolment::{self, EnrolmentError};

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::profile::enrolment::{error_page, parse};
use crate::doors::pages::return_page::ReturnPage;
use crate::routes::{self, Route};

pub(crate) async fn post(
    State(app): State<App>,
    employee: Employee,
    Path(eid): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let id = parse(&eid)?;
    let by = match employee.authority(&app, Deed::GoOn, ReturnPage::Types).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    match enrolment::cancel(&app.database, &app.issuer, app.now(), &by, id).await {
        Ok(()) | Err(EnrolmentError::Over | EnrolmentError::Authority(_)) => {
            Ok(routes::Types.redirect().into_response())
        }
        Err(error) => Err(error_page(&error)),
    }
}

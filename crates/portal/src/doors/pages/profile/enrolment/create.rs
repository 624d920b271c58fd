//! `POST /profile/authentication-types/enrolments`: makes a QR code and goes to its dialog.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::enrolment::{self, CreateEnrolmentError};

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::add;
use crate::doors::pages::return_page::ReturnPage;
use crate::routes::{self, Route};

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let by = match employee.authority(&app, Deed::Change, ReturnPage::Add).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let mut rng = app.entropy();
    match enrolment::create(&app.database, &app.issuer, &app.work, app.now(), &mut rng, &by).await {
        // The offer carries the activation password: it is not shown here, but fetched when asked for.
        Ok(offer) => Ok(routes::Enrolment(offer.eid).redirect().into_response()),
        Err(CreateEnrolmentError::TooMany { retry_after }) => {
            let t = visit.language();
            let page = add::page(&app, &visit, &employee, Some(t.enrolment_too_many(t.wait(retry_after))));
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

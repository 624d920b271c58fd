//! `POST …/enrolments/{eid}/cancel`: the QR code is void, and so is a token that waits for *OK*.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::enrolment::{self, EnrolmentError};

use super::super::super::Web;
use super::super::super::employee::Employee;
use super::super::super::posted::{NoFields, Posted};
use super::super::super::trouble::Trouble;
use super::{parse, trouble};

pub(crate) async fn post(
    State(web): State<Web>,
    employee: Employee,
    Path(eid): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, Trouble> {
    match enrolment::cancel(web.store(), web.now(), employee.user.id, parse(&eid)?).await {
        Ok(()) | Err(EnrolmentError::Over) => Ok(Redirect::to("/profile/authentication-types").into_response()),
        Err(error) => Err(trouble(&error)),
    }
}

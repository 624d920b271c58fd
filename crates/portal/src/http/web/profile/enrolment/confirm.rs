//! `POST …/enrolments/{eid}/confirm`: *OK*. The soft token becomes active, and its owner is told by mail.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::enrolment::{self, ConfirmError, Confirmed};

use super::super::super::Web;
use super::super::super::client::Client;
use super::super::super::employee::Employee;
use super::super::super::posted::{NoFields, Posted};
use super::super::super::trouble::Trouble;
use super::super::super::visit::Visit;
use super::show::{self, Shown};
use super::{base, parse};
use crate::mail::TokenNotice;

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    employee: Employee,
    Path(eid): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, Trouble> {
    let id = parse(&eid)?;
    match enrolment::confirm(web.store(), web.now(), employee.user.id, id).await {
        Ok(confirmed) => {
            // Pressed twice, it is told once.
            if let Confirmed::Now(token) = &confirmed {
                web.notify(&visit, &employee.user, TokenNotice::TokenActivated, &token.name, &client.place());
            }
            let list = format!("/profile/authentication-types?done=added&token={}", confirmed.token().id);
            Ok(Redirect::to(&list).into_response())
        }
        Err(ConfirmError::NotReady) => {
            let problem = Some(visit.language().enrolment_not_ready().to_owned());
            let page = show::page(&web, &visit, &employee, &eid, Shown { password: None, problem }).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(ConfirmError::Over) => Ok(Redirect::to(&base(id)).into_response()),
        Err(ConfirmError::Unknown) => Err(Trouble::NotFound),
        Err(error) => Err(Trouble::internal(&error)),
    }
}

//! `POST …/enrolments/{eid}/confirm`: *OK*. The soft token becomes active, and its owner is told by mail.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::actor::Deed;
use identity::enrolment::{self, ConfirmError};

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::enrolment::parse;
use crate::doors::pages::profile::enrolment::show::{self, Shown};
use crate::doors::pages::return_page::ReturnPage;
use crate::routes::{self, Route};

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    employee: Employee,
    Path(eid): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let id = parse(&eid)?;
    let by = match employee.authority(&app, Deed::GoOn, ReturnPage::Types).await {
        Ok(by) => by,
        Err(elsewhere) => return show::confirmed_or(&app, &employee, id, elsewhere).await,
    };
    match enrolment::confirm(&app.database, &app.issuer, app.now(), &by, id).await {
        Ok(confirmed) => {
            // Pressed twice, it is told once.
            if let Some(notice) = confirmed.notice {
                visit.tell(&app, notice, &client.place());
            }
            let list = routes::Types.with(format_args!("done=added&token={}", confirmed.token.id));
            Ok(Redirect::to(&list).into_response())
        }
        Err(ConfirmError::NotReady) => {
            let problem = Some(visit.language().enrolment_not_ready().to_owned());
            let page = show::page(&app, &visit, &employee, &eid, Shown { password: None, problem }).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(ConfirmError::Over | ConfirmError::Authority(_)) => Ok(routes::Enrolment(id).redirect().into_response()),
        Err(ConfirmError::Unknown) => Err(ErrorPage::NotFound),
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

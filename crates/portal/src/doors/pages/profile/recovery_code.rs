//! `GET /profile/authentication-types/recovery-code`: what it is for. `POST`: makes one, and shows it this once.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::recovery::{self, SaveCodeError};

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::{Language, Moment};
use crate::routes::{self, Route};

#[derive(Template)]
#[template(path = "profile/recovery_code.html")]
struct RecoveryCodePage<'a> {
    t: Language,
    frame: Frame,
    tab: &'static str,
    /// Since when there is one that was not used.
    since: Option<Moment>,
    /// The new one, in groups of four.
    code: Option<&'a str>,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit, employee: Employee) -> Result<Response, ErrorPage> {
    if let Err(elsewhere) = employee.authority(&app, Deed::Change, ReturnPage::RecoveryCode).await {
        return Ok(elsewhere.into_response());
    }
    let since = recovery::saved_since(&app.database, employee.user.id).await;
    let since = since.map_err(|error| ErrorPage::internal(&error))?;
    let since = since.map(|at| visit.moment(&app, at.0));
    Ok(page(&app, &visit, &employee, since, None))
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    employee: Employee,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let by = match employee.authority(&app, Deed::Change, ReturnPage::RecoveryCode).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let mut rng = app.entropy();
    match recovery::make_saved_code(&app.database, &app.issuer, &app.work, app.now(), &mut rng, &by).await {
        Ok((code, notice)) => {
            visit.tell(&app, notice, &client.place());
            Ok(page(&app, &visit, &employee, None, Some(code.as_str())))
        }
        Err(SaveCodeError::Rules | SaveCodeError::Authority(_)) => Ok(routes::Types.redirect().into_response()),
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

fn page(app: &App, visit: &Visit, employee: &Employee, since: Option<Moment>, code: Option<&str>) -> Response {
    let frame = visit.frame(app, Some(employee.name()));
    render::html(&RecoveryCodePage { t: visit.language(), frame, tab: "types", since, code })
}

//! `POST /profile/log-out-everywhere`: ends all sessions of the account, this one too.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::actor::{AuthorityError, Deed};
use identity::closing;

use crate::app::App;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::return_page::ReturnPage;
use crate::routes::{self, Route};

pub(crate) async fn post(
    State(app): State<App>,
    employee: Employee,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let by = match employee.authority(&app, Deed::GoOn, ReturnPage::Profile).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    match closing::log_out(&app.database, &app.issuer, app.now(), &by).await {
        // Ended meanwhile, by another window: it is as it should be.
        Ok(_) | Err(AuthorityError::Closed) => {}
        Err(error) => return Err(ErrorPage::internal(&error)),
    }
    let cookie = CookieName::Session.clear(&app.config.origin);
    let page = Redirect::to(&routes::Front.with("logged-out-everywhere"));
    Ok((CookieJar::new().add(cookie), page).into_response())
}

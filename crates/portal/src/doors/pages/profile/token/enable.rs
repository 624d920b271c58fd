//! `POST /profile/authentication-types/{id}/enable`: switches a soft token on.

use axum::extract::{Path, State};
use axum::response::Response;
use identity::credential::token;

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::profile::token::{change, done};
use crate::doors::pages::return_page::ReturnPage;

pub(crate) async fn post(
    State(app): State<App>,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let app = &app;
    let act = |by, id| async move {
        token::resume(&app.database, app.now(), &by, id).await?;
        Ok(done("enabled", id))
    };
    change(app, &employee, &id, |_| ReturnPage::Types, act).await
}

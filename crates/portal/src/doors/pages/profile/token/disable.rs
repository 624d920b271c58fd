//! `POST /profile/authentication-types/{id}/disable`: switches a soft token off.

use axum::extract::{Path, State};
use axum::response::Response;
use identity::credential::token;

use crate::doors::pages::Web;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::profile::token::{change, done};
use crate::doors::pages::then::Then;

pub(crate) async fn post(
    State(web): State<Web>,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let web = &web;
    let act = |by, id| async move {
        token::suspend(web.store(), web.now(), &by, id).await?;
        Ok(done("disabled", id))
    };
    change(web, &employee, &id, |_| Then::Types, act).await
}

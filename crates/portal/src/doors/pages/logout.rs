//! `POST /logout`: ends the session.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::login::session;

use crate::app::App;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::employee::session_secret;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::routes::{self, Route};

pub(crate) async fn post(
    State(app): State<App>,
    jar: CookieJar,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    if let Some(secret) = session_secret(&jar, &app) {
        session::end(&app.database, &secret).await.map_err(|error| ErrorPage::internal(&error))?;
    }
    let cookie = CookieName::Session.clear(&app.config.origin);
    Ok((CookieJar::new().add(cookie), Redirect::to(&routes::Front.with("logged-out"))).into_response())
}

//! `POST /logout`: ends the session.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::session;

use super::Web;
use super::cookies::CookieName;
use super::employee::session_secret;
use super::posted::{NoFields, Posted};
use super::trouble::Trouble;

pub(crate) async fn post(
    State(web): State<Web>,
    jar: CookieJar,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, Trouble> {
    if let Some(secret) = session_secret(&jar, &web) {
        session::end(web.store(), &secret).await.map_err(|error| Trouble::internal(&error))?;
    }
    let cookie = CookieName::Session.clear(&web.config().origin);
    Ok((CookieJar::new().add(cookie), Redirect::to("/?logged-out")).into_response())
}

//! `GET /login/lost-device`: what to do. `POST /login/lost-device`: a code by e-mail instead of the push.

use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use identity::login;

use super::super::Web;
use super::super::client::Client;
use super::super::posted::{NoFields, Posted};
use super::super::trouble::Trouble;
use super::super::visit::Visit;
use super::{Waiting, start};
use crate::pages::{self, LostPage};

pub(crate) async fn get(State(web): State<Web>, visit: Visit, _: Waiting) -> Response {
    pages::html(&LostPage { t: visit.language(), frame: visit.frame(&web, None) })
}

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, Trouble> {
    // Whoever has the lost device must not be asked any longer.
    login::withdraw(web.store(), web.now(), &waiting.secret).await.map_err(|error| Trouble::internal(&error))?;
    start::begin_email(&web, &visit, client, &jar, waiting.name).await
}

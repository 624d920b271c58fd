//! `GET /login/lost-device`: what to do. `POST /login/lost-device`: a code by e-mail instead of the push.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::login::push;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{Waiting, start};
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "login/lost_device.html")]
struct LostPage {
    t: Language,
    frame: Frame,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit, _: Waiting) -> Response {
    render::html(&LostPage { t: visit.language(), frame: visit.frame(&app, None) })
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    waiting: Waiting,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    // Whoever has the lost device must not be asked any longer.
    push::withdraw(&app.database, app.now(), &waiting.secret).await.map_err(|error| ErrorPage::internal(&error))?;
    start::send_code(&app, &visit, &client, &waiting).await
}

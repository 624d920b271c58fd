//! `GET /login/lost-device`: the ways to go on. `POST /login/lost-device`: a code by e-mail instead of the push.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::login::methods::AuthenticationMethod;
use identity::login::{self, push};

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
    code: bool,
    desk: bool,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit, waiting: Waiting) -> Result<Response, ErrorPage> {
    let attempt = login::find(&app.database, &waiting.secret).await.map_err(|error| ErrorPage::internal(&error))?;
    let offered = |method| attempt.as_ref().is_some_and(|attempt| attempt.methods.has(method));
    Ok(render::html(&LostPage {
        t: visit.language(),
        frame: visit.frame(&app, None),
        code: offered(AuthenticationMethod::SavedCode),
        desk: offered(AuthenticationMethod::DevicePass),
    }))
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

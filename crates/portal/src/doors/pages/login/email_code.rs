//! `POST /login/email`: a code by e-mail, for whoever has no app at hand. The number on the page goes on waiting.

use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{Waiting, start};

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    waiting: Waiting,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    start::send_code(&app, &visit, &client, &waiting).await
}

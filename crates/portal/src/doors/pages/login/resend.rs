//! `POST /login/code/resend`: a new code of the same login; only the newest works.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{Waiting, start};
use crate::routes::{self, Route};

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    waiting: Waiting,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let response = start::send_code(&app, &visit, &client, &waiting).await?;
    let is_sent = response.headers().get(header::LOCATION).is_some_and(|to| *to == routes::Code.to_string());
    Ok(if is_sent { Redirect::to(&routes::Code.with("resent")).into_response() } else { response })
}

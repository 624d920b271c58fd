//! `GET /recovery/stop?secret=…`, the link in a mail: asks. `POST`: stops the recovery. Nobody has to log in: whoever has the
//! mail is warned, and a warning must not need what may be lost.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::login::client::ClientSecret;
use identity::recovery::{self, StopError};
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "login/stop_recovery.html")]
struct StopPage<'a> {
    t: Language,
    frame: Frame,
    secret: &'a str,
    stage: Stage,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Stage {
    Asks,
    Stopped,
    Nothing,
}

#[derive(Default, Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    secret: String,
}

/// Programs that look through mails open links: opening it stops nothing.
pub(crate) async fn get(State(app): State<App>, visit: Visit, Query(fields): Query<Fields>) -> Response {
    let is_secret = fields.secret.parse::<ClientSecret>().is_ok();
    page(&app, &visit, &fields.secret, if is_secret { Stage::Asks } else { Stage::Nothing })
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    Posted(fields): Posted<Fields>,
) -> Result<Response, ErrorPage> {
    let secret: ClientSecret = fields.secret.parse().map_err(|_| ErrorPage::BadRequest)?;
    match recovery::stop_by_link(&app.database, app.now(), &secret).await {
        Ok(notice) => {
            visit.tell(&app, notice, &client.place());
            Ok(page(&app, &visit, "", Stage::Stopped))
        }
        Err(StopError::Unknown) => Ok((StatusCode::GONE, page(&app, &visit, "", Stage::Nothing)).into_response()),
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

fn page(app: &App, visit: &Visit, secret: &str, stage: Stage) -> Response {
    let frame = visit.frame(app, None);
    // The way back after a choice of language holds no secret.
    let frame = Frame { path: crate::routes::Front.to_string(), ..frame };
    render::html(&StopPage { t: visit.language(), frame, secret, stage })
}

//! `GET /login/device-pass`: the page that asks for both halves of a pass. `POST /login/device-pass`: checks them.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use identity::recovery::{CheckRecoveryError, SecretKind};
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::saved_code::{RecoverError, check, refuse, tries};
use crate::doors::pages::login::{EnterError, Waiting, enter};
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "login/device_pass.html")]
struct DevicePassPage<'a> {
    t: Language,
    frame: Frame,
    user_name: &'a str,
    error: Option<String>,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit, waiting: Waiting) -> Response {
    page(&app, &visit, &waiting, None)
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    by_mail: String,
    by_desk: String,
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    Posted(fields): Posted<Fields>,
) -> Result<Response, ErrorPage> {
    let typed = format!("{}{}", fields.by_mail, fields.by_desk).parse().ok();
    match check(&app, &waiting, &client, SecretKind::DevicePass, typed).await {
        Ok(()) => enter(&app, &jar, client, &waiting.secret).await.map_err(EnterError::just_proved),
        Err(error) => refuse(&error, |error| page(&app, &visit, &waiting, Some(sentence(visit.language(), error)))),
    }
}

fn sentence(t: Language, error: &RecoverError) -> String {
    match error {
        RecoverError::Malformed => t.pass_malformed().to_owned(),
        RecoverError::Check(CheckRecoveryError::TooMany { retry_after }) => t.recovery_too_many(t.wait(*retry_after)),
        RecoverError::Check(CheckRecoveryError::Wrong { tries_left }) => t.pass_wrong(tries(t, *tries_left)),
        RecoverError::Check(_) => t.login_too_old().to_owned(),
    }
}

fn page(app: &App, visit: &Visit, waiting: &Waiting, error: Option<String>) -> Response {
    let (t, frame) = (visit.language(), visit.frame(app, None));
    render::html(&DevicePassPage { t, frame, user_name: waiting.name.as_str(), error })
}

//! `GET /login/saved-code`: the page that asks for the recovery code. `POST /login/saved-code`: checks it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use identity::recovery::{self, CheckRecoveryError, RecoverySecret, SecretKind};
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{EnterError, Waiting, enter};
use crate::i18n::Language;
use crate::routes;

#[derive(Template)]
#[template(path = "login/saved_code.html")]
struct SavedCodePage<'a> {
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
    code: String,
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    Posted(fields): Posted<Fields>,
) -> Result<Response, ErrorPage> {
    let typed = fields.code.parse().ok();
    match check(&app, &waiting, &client, SecretKind::SavedCode, typed).await {
        Ok(()) => enter(&app, &jar, client, &waiting.secret).await.map_err(EnterError::just_proved),
        Err(error) => refuse(&error, |error| page(&app, &visit, &waiting, Some(sentence(visit.language(), error)))),
    }
}

/// Why it lets nobody in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecoverError {
    #[error("not a code")]
    Malformed,
    #[error(transparent)]
    Check(#[from] CheckRecoveryError),
}

/// Checks what was typed; `None` is not a code at all, and costs no try.
pub(crate) async fn check(
    app: &App,
    waiting: &Waiting,
    client: &Client,
    kind: SecretKind,
    typed: Option<RecoverySecret>,
) -> Result<(), RecoverError> {
    let typed = typed.ok_or(RecoverError::Malformed)?;
    let (database, issuer, work, mut rng) = (&app.database, &app.issuer, &app.work, app.entropy());
    let (secret, source) = (&waiting.secret, client.0.source);
    Ok(recovery::check(database, issuer, work, app.now(), &mut rng, secret, kind, typed, source).await?)
}

/// The page with a sentence, or the way to another one.
pub(crate) fn refuse(
    error: &RecoverError,
    page: impl FnOnce(&RecoverError) -> Response,
) -> Result<Response, ErrorPage> {
    match error {
        RecoverError::Check(CheckRecoveryError::Store(error)) => Err(ErrorPage::internal(error)),
        RecoverError::Check(CheckRecoveryError::Over) => Ok(routes::Front.too_old().into_response()),
        RecoverError::Check(CheckRecoveryError::TooMany { .. }) => {
            Ok((StatusCode::TOO_MANY_REQUESTS, page(error)).into_response())
        }
        _ => Ok((StatusCode::UNPROCESSABLE_ENTITY, page(error)).into_response()),
    }
}

fn sentence(t: Language, error: &RecoverError) -> String {
    match error {
        RecoverError::Malformed => t.saved_code_malformed().to_owned(),
        RecoverError::Check(CheckRecoveryError::TooMany { retry_after }) => t.recovery_too_many(t.wait(*retry_after)),
        RecoverError::Check(CheckRecoveryError::Wrong { tries_left }) => t.saved_code_wrong(tries(t, *tries_left)),
        RecoverError::Check(_) => t.login_too_old().to_owned(),
    }
}

/// How many are left, in words.
pub(crate) fn tries(t: Language, left: usize) -> String {
    t.tries(u64::try_from(left).unwrap_or(u64::MAX))
}

fn page(app: &App, visit: &Visit, waiting: &Waiting, error: Option<String>) -> Response {
    let (t, frame) = (visit.language(), visit.frame(app, None));
    render::html(&SavedCodePage { t, frame, user_name: waiting.name.as_str(), error })
}

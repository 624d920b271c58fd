//! `GET /login/passcode`: the page that asks for a code from the app. `POST /login/passcode`: checks it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use identity::login;
use identity::passcode::{self, CheckPasscodeError};
use identity::session::OpenedSession;
use otp::Passcode;
use serde::Deserialize;

use super::super::Web;
use super::super::client::Client;
use super::super::posted::Posted;
use super::super::trouble::Trouble;
use super::super::visit::Visit;
use super::{Waiting, enter};
use crate::i18n::Language;
use crate::pages::{self, PasscodePage};

pub(crate) async fn get(State(web): State<Web>, visit: Visit, waiting: Waiting) -> Response {
    page(&web, &visit, &waiting, None)
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    passcode: String,
}

/// Why a passcode lets nobody in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasscodeLoginError {
    #[error("not a passcode")]
    Malformed,
    #[error(transparent)]
    Check(#[from] CheckPasscodeError),
}

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    match check(&web, &waiting, client, &fields.passcode).await {
        Ok(opened) => {
            // The app need not ask any longer.
            login::withdraw(web.store(), web.now(), &waiting.secret).await.map_err(|error| Trouble::internal(&error))?;
            enter(&web, &jar, opened).await
        }
        Err(PasscodeLoginError::Check(error @ (CheckPasscodeError::Store(_) | CheckPasscodeError::Unseal(_)))) => {
            Err(Trouble::internal(&error))
        }
        Err(error) => {
            let page = page(&web, &visit, &waiting, Some(sentence(visit.language(), &error)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn check(web: &Web, waiting: &Waiting, client: Client, typed: &str) -> Result<OpenedSession, PasscodeLoginError> {
    let typed = typed.parse::<Passcode>().map_err(|_| PasscodeLoginError::Malformed)?;
    if u8::from(typed.digits()) != DIGITS {
        return Err(PasscodeLoginError::Malformed);
    }
    let mut rng = web.entropy();
    Ok(passcode::check(web.store(), web.issuer(), web.now(), &mut rng, &waiting.name, &typed, client.0).await?)
}

fn sentence(t: Language, error: &PasscodeLoginError) -> String {
    match error {
        PasscodeLoginError::Malformed => t.passcode_malformed().to_owned(),
        PasscodeLoginError::Check(CheckPasscodeError::Paused { retry_after }) => t.passcode_paused(t.wait(*retry_after)),
        PasscodeLoginError::Check(CheckPasscodeError::Disabled) => t.passcode_disabled().to_owned(),
        PasscodeLoginError::Check(CheckPasscodeError::UnknownBrowser) => t.passcode_unknown_browser().to_owned(),
        PasscodeLoginError::Check(_) => t.passcode_wrong().to_owned(),
    }
}

fn page(web: &Web, visit: &Visit, waiting: &Waiting, error: Option<String>) -> Response {
    pages::html(&PasscodePage {
        t: visit.language(),
        frame: visit.frame(web, None),
        user_name: waiting.name.as_str(),
        error,
    })
}

const DIGITS: u8 = 6;

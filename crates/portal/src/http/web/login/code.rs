//! `GET /login/code`: the page that asks for the e-mailed code. `POST /login/code`: checks it.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::email_code::{self, CheckEmailError, Code, End};
use identity::session::OpenedSession;
use serde::Deserialize;

use super::super::Web;
use super::super::client::Client;
use super::super::employee::{Employee, Stranger};
use super::super::posted::Posted;
use super::super::trouble::Trouble;
use super::super::visit::Visit;
use super::{Waiting, enter, masked_address};
use crate::i18n::Language;
use crate::pages::{self, CodePage};

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    waiting: Waiting,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    page(&web, &visit, &waiting, None, query.as_deref() == Some("resent")).await
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    code: String,
}

/// Why a code lets nobody in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CodeLoginError {
    #[error("not a code")]
    Malformed,
    #[error(transparent)]
    Check(#[from] CheckEmailError),
}

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    employee: Result<Employee, Stranger>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    let Some(waiting) = Waiting::read(&jar, &web) else {
        // The code was used a moment ago, in this browser: the employee is in already.
        return Ok(Redirect::to(if employee.is_ok() { "/profile" } else { "/?too-old" }).into_response());
    };
    match check(&web, &waiting, client, &fields.code).await {
        Ok(opened) => enter(&web, &jar, opened).await,
        Err(CodeLoginError::Check(CheckEmailError::Store(error))) => Err(Trouble::internal(&error)),
        Err(error) => {
            let page = page(&web, &visit, &waiting, Some(sentence(visit.language(), &error)), false).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn check(web: &Web, waiting: &Waiting, client: Client, typed: &str) -> Result<OpenedSession, CodeLoginError> {
    let code: Code = typed.parse().map_err(|_| CodeLoginError::Malformed)?;
    let mut rng = web.entropy();
    let checked =
        email_code::check(web.store(), web.issuer(), web.work(), web.now(), &mut rng, &waiting.secret, code, client.0);
    Ok(checked.await?)
}

fn sentence(t: Language, error: &CodeLoginError) -> String {
    match error {
        CodeLoginError::Malformed => t.code_malformed().to_owned(),
        CodeLoginError::Check(CheckEmailError::Wrong { tries_left }) => t.code_wrong(t.tries(*tries_left)),
        CodeLoginError::Check(CheckEmailError::Over(End::Used)) => t.code_used().to_owned(),
        CodeLoginError::Check(CheckEmailError::Over(End::Spent)) => t.code_out_of_tries().to_owned(),
        CodeLoginError::Check(_) => t.code_expired().to_owned(),
    }
}

/// The page, with or without an error at its field.
pub(crate) async fn page(
    web: &Web,
    visit: &Visit,
    waiting: &Waiting,
    error: Option<String>,
    resent: bool,
) -> Result<Response, Trouble> {
    let t = visit.language();
    let masked = masked_address(web, &waiting.name).await?;
    // The address stands in an element of its own, so that no line breaks in it.
    let sentence = t.code_sent_to(ADDRESS);
    let (before, after) = sentence.split_once(ADDRESS).unwrap_or((&sentence, ""));
    Ok(pages::html(&CodePage {
        t,
        frame: visit.frame(web, None),
        user_name: waiting.name.as_str(),
        sent_to: (before, &masked, after),
        error,
        resent,
        demo: web.config().demo,
    }))
}

/// Holds the place of the address in its sentence.
const ADDRESS: char = '\u{fffc}';

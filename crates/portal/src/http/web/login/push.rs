//! `GET /login/push`: the number and the wait for the app; lets the employee in when the app has approved.
//! `POST /login/push`: a new number.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::login::{self, FinishError, LoginProgress, ProgressError};
use identity::throttle::PushRefusal;
use protocol::Timestamp;

use super::super::Web;
use super::super::client::Client;
use super::super::employee::{Employee, Stranger};
use super::super::posted::{NoFields, Posted};
use super::super::trouble::Trouble;
use super::super::visit::Visit;
use super::{Waiting, enter, start};
use crate::i18n::Language;
use crate::pages::{self, PushPage};

/// Why there is no waiting page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PushPageError {
    /// Nothing waits behind the cookie, or it has been used.
    #[error("no login waits")]
    Over,
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    employee: Result<Employee, Stranger>,
) -> Response {
    match show(&web, &visit, client, &jar, &waiting).await {
        Ok(response) => response,
        Err(PushPageError::Over) if employee.is_ok() => Redirect::to("/profile").into_response(),
        Err(PushPageError::Over) => Redirect::to("/?too-old").into_response(),
        Err(PushPageError::Trouble(trouble)) => trouble.into_response(),
    }
}

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, Trouble> {
    start::begin_push(&web, &visit, client, &jar, waiting.name).await
}

async fn show(
    web: &Web,
    visit: &Visit,
    client: Client,
    jar: &CookieJar,
    waiting: &Waiting,
) -> Result<Response, PushPageError> {
    let progress = login::progress(web.store(), web.issuer(), web.now(), &waiting.secret).await?;
    let t = visit.language();
    let ended = |state, sentence: &str| Ok(ended(web, visit, waiting, state, sentence.to_owned(), true));
    match progress {
        LoginProgress::Waiting { number, expires, .. } => Ok(wait(web, visit, waiting, &number, expires)),
        LoginProgress::Approved => finish(web, client, jar, waiting).await,
        LoginProgress::Denied => ended("denied", t.push_denied()),
        LoginProgress::Expired => ended("expired", t.push_expired()),
        LoginProgress::WrongNumber => ended("wrong-number", t.push_wrong_number()),
        LoginProgress::Withdrawn => ended("withdrawn", t.push_withdrawn()),
        LoginProgress::Reported => Ok(self::ended(web, visit, waiting, "reported", t.push_reported().to_owned(), false)),
        LoginProgress::Finished => Err(PushPageError::Over),
    }
}

async fn finish(web: &Web, client: Client, jar: &CookieJar, waiting: &Waiting) -> Result<Response, PushPageError> {
    let mut rng = web.entropy();
    match login::finish(web.store(), web.issuer(), web.now(), &mut rng, &waiting.secret, client.0).await {
        Ok(opened) => Ok(enter(web, jar, opened).await?),
        Err(FinishError::NotApproved) => Err(PushPageError::Over),
        Err(error) => Err(Trouble::internal(&error).into()),
    }
}

fn wait(web: &Web, visit: &Visit, waiting: &Waiting, number: &str, expires: Timestamp) -> Response {
    let (head, tail) = number.split_at_checked(number.len().div_ceil(2)).unwrap_or((number, ""));
    let spelled: Vec<String> = number.chars().map(String::from).collect();
    pages::html(&PushPage {
        state: "waiting",
        waiting: true,
        number_head: head,
        number_tail: tail,
        spelled: &spelled.join(" "),
        seconds_left: expires.seconds_since(web.now()),
        valid_until: &visit.moment(web, expires.0).clock(),
        ..frame(web, visit, waiting)
    })
}

fn ended(web: &Web, visit: &Visit, waiting: &Waiting, state: &'static str, sentence: String, can_retry: bool) -> Response {
    let tone = if state == "reported" { "bad" } else { "caution" };
    pages::html(&PushPage { state, ended: Some(sentence), tone, can_retry, ..frame(web, visit, waiting) })
}

/// The page of a push that did not go out; only browsers that the account knows come here.
pub(crate) fn refused(web: &Web, visit: &Visit, waiting: &Waiting, refusal: PushRefusal) -> Response {
    let t = visit.language();
    ended(web, visit, waiting, "refused", refusal_sentence(t, refusal), false)
}

fn refusal_sentence(t: Language, refusal: PushRefusal) -> String {
    match refusal {
        PushRefusal::TooMany { retry_after } => t.push_too_many(t.wait(retry_after)),
        PushRefusal::Paused { retry_after } => t.push_paused(t.wait(retry_after)),
        PushRefusal::Disabled => t.push_disabled().to_owned(),
        PushRefusal::AnotherWaits => t.push_another_waits().to_owned(),
        PushRefusal::Blocked => t.push_blocked().to_owned(),
        _ => t.push_unavailable().to_owned(),
    }
}

fn frame<'a>(web: &Web, visit: &Visit, waiting: &'a Waiting) -> PushPage<'a> {
    PushPage {
        t: visit.language(),
        frame: visit.frame(web, None),
        user_name: waiting.name.as_str(),
        state: "",
        waiting: false,
        number_head: "",
        number_tail: "",
        spelled: "",
        seconds_left: 0,
        lifetime: web.issuer().policy.challenge_lifetime,
        valid_until: "",
        ended: None,
        tone: "caution",
        can_retry: false,
    }
}

impl From<ProgressError> for PushPageError {
    fn from(error: ProgressError) -> Self {
        match error {
            ProgressError::Unknown => Self::Over,
            error => Self::Trouble(Trouble::internal(&error)),
        }
    }
}

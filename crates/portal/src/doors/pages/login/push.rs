//! `GET /login/push`: the number and the wait for the app; lets the employee in when the app has approved.
//! `POST /login/push`: a new number.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use identity::login::push::{self, ProgressError, PushProgress, SendPushError};
use identity::throttle::PushRefusal;
use protocol::Timestamp;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::{Employee, Stranger};
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{EnterError, Waiting, enter, pull, start};
use crate::i18n::Language;
use crate::routes::{self, Route};

#[derive(Template)]
#[template(path = "login/push.html")]
struct PushPage<'a> {
    t: Language,
    frame: Frame,
    user_name: &'a str,
    state: &'static str,
    waiting: bool,
    number_head: &'a str,
    number_tail: &'a str,
    spelled: &'a str,
    seconds_left: u64,
    lifetime: u64,
    valid_until: &'a str,
    ended: Option<String>,
    tone: &'static str,
    can_retry: bool,
}

/// Why there is no waiting page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PushPageError {
    /// Nothing waits behind the cookie, or it has been used.
    #[error("no login waits")]
    Over,
    #[error(transparent)]
    ErrorPage(#[from] ErrorPage),
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    employee: Result<Employee, Stranger>,
) -> Response {
    match show(&app, &visit, client, &jar, &waiting).await {
        Ok(response) => response,
        Err(PushPageError::Over) if employee.is_ok() => routes::Overview.redirect().into_response(),
        Err(PushPageError::Over) => routes::Front.too_old().into_response(),
        Err(PushPageError::ErrorPage(error)) => error.into_response(),
    }
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    waiting: Waiting,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let sent = push::send(&app.database, &app.issuer, app.now(), &mut app.entropy(), &waiting.secret).await;
    match sent {
        Ok(_) => Ok(routes::Push.redirect().into_response()),
        // The last token went while the page was open.
        Err(SendPushError::Refused(PushRefusal::NoToken)) => start::send_code(&app, &visit, &client, &waiting).await,
        Err(SendPushError::Refused(refusal)) => {
            Ok((StatusCode::TOO_MANY_REQUESTS, refused(&app, &visit, &waiting, refusal)).into_response())
        }
        Err(SendPushError::TooMany { retry_after }) => {
            let page = refused(&app, &visit, &waiting, PushRefusal::TooMany { retry_after });
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(SendPushError::Unknown) => Ok(routes::Front.too_old().into_response()),
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

async fn show(
    app: &App,
    visit: &Visit,
    client: Client,
    jar: &CookieJar,
    waiting: &Waiting,
) -> Result<Response, PushPageError> {
    let progress = push::progress(&app.database, app.now(), &waiting.secret).await?;
    let t = visit.language();
    let ended = |state, sentence: &str| Ok(ended(app, visit, waiting, state, sentence.to_owned(), true));
    match progress {
        PushProgress::Waiting(push) => {
            let code = push.login_code(&app.issuer).map_err(|error| ErrorPage::internal(&error))?;
            if let Some(code) = code {
                return Ok(pull::page(app, visit, waiting, &push, &code)?);
            }
            let number = push.number(&app.issuer).map_err(|error| ErrorPage::internal(&error))?;
            Ok(wait(app, visit, waiting, &number, push.expires))
        }
        PushProgress::Approved => match enter(app, jar, client, &waiting.secret).await {
            Ok(response) => Ok(response),
            Err(EnterError::NotProved) => Err(PushPageError::Over),
            Err(EnterError::ErrorPage(page)) => Err(page.into()),
        },
        PushProgress::Denied => ended("denied", t.push_denied()),
        PushProgress::Expired => ended("expired", t.push_expired()),
        PushProgress::WrongNumber => ended("wrong-number", t.push_wrong_number()),
        PushProgress::Withdrawn => ended("withdrawn", t.push_withdrawn()),
        PushProgress::Reported => Ok(self::ended(app, visit, waiting, "reported", t.push_reported().to_owned(), false)),
        PushProgress::Finished => Err(PushPageError::Over),
    }
}

fn wait(app: &App, visit: &Visit, waiting: &Waiting, number: &str, expires: Timestamp) -> Response {
    let (head, tail) = number.split_at_checked(number.len().div_ceil(2)).unwrap_or((number, ""));
    let spelled: Vec<String> = number.chars().map(String::from).collect();
    render::html(&PushPage {
        state: "waiting",
        waiting: true,
        number_head: head,
        number_tail: tail,
        spelled: &spelled.join(" "),
        seconds_left: expires.seconds_since(app.now()),
        valid_until: &visit.moment(app, expires.0).clock(),
        ..frame(app, visit, waiting)
    })
}

fn ended(
    app: &App,
    visit: &Visit,
    waiting: &Waiting,
    state: &'static str,
    sentence: String,
    can_retry: bool,
) -> Response {
    let tone = if state == "reported" { "bad" } else { "caution" };
    render::html(&PushPage { state, ended: Some(sentence), tone, can_retry, ..frame(app, visit, waiting) })
}

/// The page of a push that did not go out; only browsers that the account knows come here.
pub(crate) fn refused(app: &App, visit: &Visit, waiting: &Waiting, refusal: PushRefusal) -> Response {
    let t = visit.language();
    ended(app, visit, waiting, "refused", refusal_sentence(t, refusal), false)
}

fn refusal_sentence(t: Language, refusal: PushRefusal) -> String {
    match refusal {
        PushRefusal::TooMany { retry_after } => t.push_too_many(t.wait(retry_after)),
        PushRefusal::Paused { retry_after } => t.push_paused(t.wait(retry_after)),
        PushRefusal::Disabled => t.push_disabled().to_owned(),
        PushRefusal::AnotherWaits => t.push_another_waits().to_owned(),
        _ => t.push_unavailable().to_owned(),
    }
}

fn frame<'a>(app: &App, visit: &Visit, waiting: &'a Waiting) -> PushPage<'a> {
    PushPage {
        t: visit.language(),
        frame: visit.frame(app, None),
        user_name: waiting.name.as_str(),
        state: "",
        waiting: false,
        number_head: "",
        number_tail: "",
        spelled: "",
        seconds_left: 0,
        lifetime: app.issuer.limits.challenge_lifetime,
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
            error => Self::ErrorPage(ErrorPage::internal(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use protocol::approval::Decision;
    use protocol::jws;

    use crate::testing::browser::{Answer, Browser};
    use crate::testing::fixture::{Device, Fixture};

    async fn waiting(fixture: &Fixture) -> (Browser, Device, Answer) {
        let user = fixture.user("anna").await;
        let device = fixture.device(&user).await;
        let mut browser = Browser::new(fixture);
        browser.be_known(&fixture.known_browser(&user).await);
        browser.get("/").await;
        let page = browser.post("/login", &[("user_name", "anna")]).await;
        assert_eq!(page.path, "/login/push");
        (browser, device, page)
    }

    /// The six digits on the page.
    fn number(page: &Answer) -> String {
        let (_, spelled) = page.body.split_once("aria-label=\"The number is ").unwrap();
        spelled.split_once('"').unwrap().0.replace(' ', "")
    }

    async fn answer(fixture: &Fixture, device: &Device, number: Option<&str>, decision: Decision) {
        let (challenge, text) = fixture.poll(device).await.unwrap();
        let jws = match number {
            Some(number) => {
                let (rid, _) = fixture.evaluate(device, Some(challenge.jti)).await.unwrap();
                jws::sign(&device.approval(&challenge, &text, number, rid, fixture.now()), &device.user_key)
            }
            None => jws::sign(&device.decision(&challenge, &text, decision, fixture.now()), &device.device_key),
        };
        let _ = fixture.respond(device, challenge.jti, &jws).await;
    }

    async fn progress(browser: &mut Browser) -> String {
        browser.get("/login/push/progress?known=waiting").await.body
    }

    #[tokio::test]
    async fn login_is_let_in_when_approved_and_only_in_its_browser() {
        let fixture = Fixture::new().await;
        let (mut browser, device, page) = waiting(&fixture).await;
        answer(&fixture, &device, Some(&number(&page)), Decision::Approve).await;
        let mut thief = browser.another();
        assert_eq!(thief.get("/login/push").await.path, "/?too-old");
        assert_eq!(progress(&mut browser).await, r#"{"state":"approved"}"#);
        assert_eq!(browser.get("/login/push").await.path, "/profile");
        assert!(browser.cookie("__Host-segl-login").is_none(), "the login is over");
    }

    #[tokio::test]
    async fn waiting_page_ends_with_a_sentence_when_denied() {
        let fixture = Fixture::new().await;
        let (mut browser, device, _) = waiting(&fixture).await;
        answer(&fixture, &device, None, Decision::Deny).await;
        assert_eq!(progress(&mut browser).await, r#"{"state":"denied"}"#);
        let page = browser.get("/login/push").await;
        assert!(page.has("push-ended") && page.has("push-again") && !page.has("push-number"));
        assert!(page.body.contains("Denied in the app."));
    }

    #[tokio::test]
    async fn waiting_page_ends_with_a_sentence_when_reported() {
        let fixture = Fixture::new().await;
        let (mut browser, device, _) = waiting(&fixture).await;
        answer(&fixture, &device, None, Decision::Report).await;
        let page = browser.get("/login/push").await;
        assert!(page.body.contains("blocked for 24 hours") && !page.has("push-again"));
    }

    #[tokio::test]
    async fn waiting_page_ends_with_a_sentence_when_the_number_was_wrong() {
        let fixture = Fixture::new().await;
        let (mut browser, device, page) = waiting(&fixture).await;
        let wrong = if number(&page) == "000000" { "111111" } else { "000000" };
        answer(&fixture, &device, Some(wrong), Decision::Approve).await;
        assert_eq!(progress(&mut browser).await, r#"{"state":"wrong-number"}"#);
        assert!(browser.get("/login/push").await.body.contains("was not the one shown here"));
    }

    #[tokio::test]
    async fn waiting_page_ends_with_a_sentence_when_nobody_answers() {
        let fixture = Fixture::new().await;
        let (mut browser, _device, _) = waiting(&fixture).await;
        fixture.clock.advance(120);
        assert_eq!(progress(&mut browser).await, r#"{"state":"expired"}"#);
        assert!(browser.get("/login/push").await.body.contains("Time ran out."));
        assert!(browser.post("/login/push", &[]).await.has("push-number"), "a new number");
    }

    #[tokio::test]
    async fn question_for_news_is_answered_at_once_when_denied_meanwhile() {
        let fixture = Fixture::new().await;
        let (mut browser, device, _) = waiting(&fixture).await;
        let (news, ()) = tokio::join!(progress(&mut browser), answer(&fixture, &device, None, Decision::Deny));
        assert_eq!(news, r#"{"state":"denied"}"#);
    }

    #[tokio::test]
    async fn lost_device_leads_to_a_code_by_mail_and_the_app_stops_asking() {
        let fixture = Fixture::new().await;
        let (mut browser, device, _) = waiting(&fixture).await;
        browser.get("/login/lost-device").await;
        assert_eq!(browser.post("/login/lost-device", &[]).await.path, "/login/code");
        assert!(fixture.poll(&device).await.is_none(), "withdrawn");
        let code = browser.mailed_code();
        assert_eq!(browser.post("/login/code", &[("code", &code)]).await.path, "/profile");
    }
}

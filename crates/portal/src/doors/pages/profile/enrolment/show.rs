//! `GET /profile/authentication-types/enrolments/{eid}`: the dialog. The activation password is not in it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::enrolment::{self, EnrolmentProgress};
use protocol::EnrolmentId;
use protocol::enrolment::LINK_FRONT;

use crate::app::App;
use crate::doors::pages::frame::employee::{Employee, NoAuthority};
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::qr;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::enrolment::{Progress, Step, error_page, parse, tag};
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::Language;
use crate::routes::{self, Route};

#[derive(Template)]
#[template(path = "profile/enrolment/show.html")]
struct EnrolmentPage<'a> {
    t: Language,
    frame: Frame,
    tab: &'static str,
    progress: routes::EnrolmentProgress,
    activation_password: routes::ActivationPassword,
    confirm: routes::ConfirmEnrolment,
    cancel: routes::CancelEnrolment,
    state: &'static str,
    /// What the page knows, for asking what is new.
    tag: &'a str,
    open: bool,
    ready: bool,
    qr_svg: &'a str,
    /// Opens the app with the same text.
    link: &'a str,
    qr_text: &'a str,
    /// Only when it was asked for without a script.
    password: Option<&'a str>,
    seconds_left: u64,
    lifetime: u64,
    valid_until: &'a str,
    track: [Step; 3],
    status: String,
    fingerprint: &'a str,
    problem: Option<String>,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Path(eid): Path<String>,
) -> Result<Response, ErrorPage> {
    page(&app, &visit, &employee, &eid, Shown::default()).await
}

/// What was asked for besides, on a page without a script.
#[derive(Default)]
pub(crate) struct Shown<'a> {
    /// The activation password.
    pub(crate) password: Option<&'a str>,
    /// Why *OK* did nothing.
    pub(crate) problem: Option<String>,
}

/// The dialog.
pub(crate) async fn page(
    app: &App,
    visit: &Visit,
    employee: &Employee,
    eid: &str,
    shown: Shown<'_>,
) -> Result<Response, ErrorPage> {
    let eid = parse(eid)?;
    let view = enrolment::progress(&app.database, &app.issuer, app.now(), employee.user.id, eid)
        .await
        .map_err(|error| error_page(&error))?;
    let t = visit.language();
    let progress = Progress::of(&view, t);
    if progress.state == "confirmed" {
        return Ok(routes::Types.redirect().into_response());
    }
    // What is in the code is shown to a session that may use it, as *OK* is.
    let by = match employee.authority(app, Deed::GoOn, ReturnPage::Types).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let text = enrolment::qr_text(&app.database, &app.issuer, app.now(), &by, eid).await;
    let text = text.map_err(|error| error_page(&error))?;
    let text = text.as_deref().unwrap_or_default();
    let drawing = if text.is_empty() {
        String::new()
    } else {
        qr::svg(text, t.qr_code_alt()).map_err(|error| ErrorPage::internal(&error))?
    };
    let mut frame = visit.frame(app, Some(employee.name()));
    frame.path = routes::Enrolment(eid).to_string();
    Ok(render::html(&EnrolmentPage {
        t,
        tab: "types",
        progress: routes::EnrolmentProgress(eid),
        activation_password: routes::ActivationPassword(eid),
        confirm: routes::ConfirmEnrolment(eid),
        cancel: routes::CancelEnrolment(eid),
        frame,
        state: progress.state,
        tag: &tag(&view, &progress),
        open: !progress.is_over(),
        ready: progress.is_ready(),
        qr_svg: &drawing,
        link: &format!("{LINK_FRONT}{text}"),
        qr_text: text,
        password: shown.password,
        seconds_left: view.expires.seconds_since(app.now()),
        lifetime: app.issuer.limits.enrolment_lifetime,
        valid_until: &visit.moment(app, view.expires.0).clock(),
        problem: shown.problem.or_else(|| progress.is_over().then(|| progress.status.clone())),
        status: progress.status,
        fingerprint: &progress.fingerprint,
        track: progress.track,
    }))
}

/// The list, when *OK* was pressed before and the session has become weaker by it; `elsewhere` otherwise.
pub(crate) async fn confirmed_or(
    app: &App,
    employee: &Employee,
    eid: EnrolmentId,
    elsewhere: NoAuthority,
) -> Result<Response, ErrorPage> {
    let view = enrolment::progress(&app.database, &app.issuer, app.now(), employee.user.id, eid)
        .await
        .map_err(|error| error_page(&error))?;
    let is_confirmed = view.progress == EnrolmentProgress::Confirmed;
    Ok(if is_confirmed { routes::Types.redirect().into_response() } else { elsewhere.into_response() })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use axum::http::Method;
    use identity::enrolment;

    use crate::testing::browser::{Answer, Browser};
    use crate::testing::fixture::{Device, Fixture, Newcomer, acknowledgement};

    const TYPES: &str = "/profile/authentication-types";

    async fn dialog(fixture: &Fixture) -> (Browser, Answer) {
        fixture.user("anna").await;
        let mut browser = Browser::new(fixture);
        browser.log_in_by_mail("anna").await;
        browser.get("/profile/authentication-types/add").await;
        let page = browser.post("/profile/authentication-types/enrolments", &[]).await;
        assert!(page.has("qr"), "{}", page.path);
        (browser, page)
    }

    async fn password(browser: &mut Browser, page: &Answer) -> String {
        let body = format!("csrf={}", browser.csrf());
        let path = format!("{}/activation-password", page.path);
        let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];
        let answer = browser.send(Method::POST, &path, body, &headers).await;
        serde_json::from_str::<serde_json::Value>(&answer.body).unwrap()["password"].as_str().unwrap().to_owned()
    }

    async fn enrol(fixture: &Fixture, browser: &mut Browser, page: &Answer) -> Device {
        let qr_text = page.text("qr-text").unwrap();
        let newcomer = Newcomer::new(qr_text, &password(browser, page).await);
        let eid = newcomer.eid;
        let reply = newcomer.open(fixture).await.unwrap();
        let holder = newcomer.store(&reply);
        let token = fixture.token(holder.id).await;
        let (rid, _) = fixture.evaluate(&holder, None).await.unwrap();
        let ack = acknowledgement(&holder, eid, rid, fixture.now());
        let (database, issuer) = (&fixture.state.database, &fixture.state.issuer);
        enrolment::acknowledge(database, issuer, fixture.now(), &token, eid, &ack).await.unwrap();
        holder
    }

    #[tokio::test]
    async fn link_opens_the_app_with_the_text_of_the_qr_code() {
        let fixture = Fixture::new().await;
        let (_, page) = dialog(&fixture).await;
        let link = format!("href=\"segl://enrol/{}\"", page.text("qr-text").unwrap());
        assert!(page.body.contains(&link));
    }

    #[tokio::test]
    async fn activation_password_is_not_in_the_dialog_before_it_is_asked_for() {
        let fixture = Fixture::new().await;
        let (mut browser, page) = dialog(&fixture).await;
        let password = password(&mut browser, &page).await;
        assert_eq!(password.len(), 9);
        let again = browser.get(&page.path).await;
        for html in [&page.body, &again.body] {
            assert!(!html.contains(&password) && !html.contains(&password.replace('-', "")));
        }
        // Without a script the page comes again, with the password in it.
        let shown = browser.post(&format!("{}/activation-password", page.path), &[]).await;
        assert_eq!(shown.text("activation-password"), Some(password.as_str()));
    }

    #[tokio::test]
    async fn dialog_follows_the_app_until_ok_and_the_owner_gets_a_mail() {
        let fixture = Fixture::new().await;
        let (mut browser, page) = dialog(&fixture).await;
        assert_eq!(page.attribute("data-state"), Some("waiting"));
        let news = format!("{}/progress?known={}", page.path, page.attribute("data-known").unwrap());
        let mut second = browser.another();
        for name in ["__Host-segl-session", "__Host-segl-forms"] {
            second.set_cookie(name, browser.cookie(name).unwrap());
        }
        let (held, holder) = tokio::join!(second.get(&news), enrol(&fixture, &mut browser, &page));
        assert!(!held.body.contains("\"state\":\"waiting\""), "{}", held.body);
        let ready: serde_json::Value = serde_json::from_str(&browser.get(&news).await.body).unwrap();
        assert_eq!((&ready["state"], &ready["ready"]), (&"ready".into(), &true.into()));
        assert_eq!(ready["status"], "Activated by Work laptop");
        assert_eq!(ready["fingerprint"], fixture.token(holder.id).await.fingerprint());
        let list = browser.post(&format!("{}/confirm", page.path), &[]).await;
        assert_eq!((list.text("token-name"), list.attribute("data-state")), (Some("Work laptop"), Some("active")));
        let letter = browser.mail.newest().unwrap();
        assert!(letter.subject.contains("New soft token") && letter.text.contains("Was it not you?"));
        // Pressed twice: nothing happens twice.
        fixture.clock.advance(1);
        assert_eq!(browser.post(&format!("{}/confirm", page.path), &[]).await.status, 200);
        assert_eq!(browser.mail.newest().unwrap().at, letter.at, "told once");
    }

    #[tokio::test]
    async fn ok_does_nothing_when_the_app_is_not_ready() {
        let fixture = Fixture::new().await;
        let (mut browser, page) = dialog(&fixture).await;
        let answer = browser.post(&format!("{}/confirm", page.path), &[]).await;
        assert_eq!(answer.status, 409);
        assert!(answer.has("enrolment-problem"));
    }

    #[tokio::test]
    async fn qr_code_is_void_when_cancelled_or_late() {
        let fixture = Fixture::new().await;
        let (mut browser, page) = dialog(&fixture).await;
        let newcomer = Newcomer::new(page.text("qr-text").unwrap(), &password(&mut browser, &page).await);
        assert_eq!(browser.post(&format!("{}/cancel", page.path), &[]).await.path, TYPES);
        assert!(newcomer.open(&fixture).await.is_err(), "void");
        assert!(browser.get(&page.path).await.has("new-qr"));
        let page = browser.post("/profile/authentication-types/enrolments", &[]).await;
        fixture.clock.advance(600);
        let late = browser.get(&page.path).await;
        assert!(late.has("new-qr") && !late.has("qr") && late.body.contains("has expired"));
    }

    #[tokio::test]
    async fn fourth_qr_code_within_an_hour_is_refused_with_a_sentence() {
        let fixture = Fixture::new().await;
        let (mut browser, _) = dialog(&fixture).await;
        for _ in 0..2 {
            browser.post("/profile/authentication-types/enrolments", &[]).await;
        }
        let answer = browser.post("/profile/authentication-types/enrolments", &[]).await;
        assert_eq!(answer.status, 429);
        assert!(answer.body.contains("Wait 60 minutes"));
    }

    #[tokio::test]
    async fn dialog_is_nobody_elses() {
        let fixture = Fixture::new().await;
        let (browser, page) = dialog(&fixture).await;
        fixture.user("bo").await;
        let mut other = browser.another();
        other.log_in_by_mail("bo").await;
        assert_eq!(other.get(&page.path).await.status, 404);
        for act in ["activation-password", "confirm", "cancel"] {
            assert_eq!(other.post(&format!("{}/{act}", page.path), &[]).await.status, 404, "{act}");
        }
    }
}

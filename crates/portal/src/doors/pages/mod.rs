//! What browsers ask for: one endpoint, one file.

mod assets;
mod demo_mail;
pub(crate) mod frame;
mod help;
mod language;
mod login;
mod logout;
mod profile;
mod return_page;
mod stop_recovery;

use crate::doors::pages::frame::headers;
use crate::doors::pages::frame::visit;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::doors::pages::frame::error_page::{self, ErrorPage};
use crate::doors::shared::body;
use crate::routes::{self, Route};

/// Every address a browser may ask for.
pub fn router(app: App) -> Router {
    pages(&app)
        .fallback(async || ErrorPage::NotFound)
        .method_not_allowed_fallback(async || (StatusCode::METHOD_NOT_ALLOWED, ErrorPage::NotFound))
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), headers::add))
                .layer(from_fn_with_state(app.clone(), visit::begin))
                .layer(from_fn_with_state(app.clone(), error_page::render))
                .layer(from_fn_with_state(app.clone(), receive))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
                .layer(CatchPanicLayer::new())
                .layer(same_origin(&app))
                .layer(RequestBodyLimitLayer::new(MAX_BODY)),
        )
        .with_state(app)
}

fn pages(app: &App) -> Router<App> {
    use login::{
        again, code, device_pass, email_code, lost_device, passcode, push, push_progress, resend, saved_code, start,
    };
    use profile::{activity, add, enrolment, logout_everywhere, overview, recovery, recovery_code, token, types};
    let router = Router::new()
        .route(routes::Front::PATTERN, get(start::get))
        .route(routes::Login::PATTERN, elsewhere(routes::Front).post(start::post))
        .route(routes::Push::PATTERN, get(push::get).post(push::post))
        .route(routes::PushProgress::PATTERN, get(push_progress::get))
        .route(routes::Passcode::PATTERN, get(passcode::get).post(passcode::post))
        .route(routes::Code::PATTERN, get(code::get).post(code::post))
        .route(routes::EmailCode::PATTERN, elsewhere(routes::Push).post(email_code::post))
        .route(routes::ResendCode::PATTERN, elsewhere(routes::Code).post(resend::post))
        .route(routes::LostDevice::PATTERN, get(lost_device::get).post(lost_device::post))
        .route(routes::SavedCode::PATTERN, get(saved_code::get).post(saved_code::post))
        .route(routes::DevicePass::PATTERN, get(device_pass::get).post(device_pass::post))
        .route(routes::Again::PATTERN, get(again::get).post(again::post))
        .route(routes::StopRecovery::PATTERN, get(stop_recovery::get).post(stop_recovery::post))
        .route(routes::Logout::PATTERN, post(logout::post))
        .route(routes::Help::PATTERN, get(help::get))
        .route(routes::Overview::PATTERN, get(overview::get))
        .route(routes::Recovery::PATTERN, get(recovery::get))
        .route(routes::AskRecovery::PATTERN, elsewhere(routes::Recovery).post(recovery::ask))
        .route(routes::StopOwnRecovery::PATTERN, elsewhere(routes::Types).post(recovery::stop))
        .route(routes::LogoutEverywhere::PATTERN, elsewhere(routes::Overview).post(logout_everywhere::post))
        .route(routes::RecoveryCode::PATTERN, get(recovery_code::get).post(recovery_code::post))
        .route(routes::Types::PATTERN, get(types::get))
        .route(routes::AddType::PATTERN, get(add::get))
        .route(routes::Enrolments::PATTERN, elsewhere(routes::AddType).post(enrolment::create::post))
        .route(routes::Enrolment::PATTERN, get(enrolment::show::get))
        .route(routes::EnrolmentProgress::PATTERN, get(enrolment::progress::get))
        .route(routes::ActivationPassword::PATTERN, post(enrolment::activation_password::post))
        .route(routes::ConfirmEnrolment::PATTERN, post(enrolment::confirm::post))
        .route(routes::CancelEnrolment::PATTERN, post(enrolment::cancel::post))
        .route(routes::RenameToken::PATTERN, get(token::rename::get).post(token::rename::post))
        .route(routes::DisableToken::PATTERN, post(token::disable::post))
        .route(routes::EnableToken::PATTERN, post(token::enable::post))
        .route(routes::DeleteToken::PATTERN, get(token::delete::get).post(token::delete::post))
        .route(routes::LostToken::PATTERN, get(token::lost::get).post(token::lost::post))
        .route(routes::ReconnectToken::PATTERN, get(token::reconnect::get).post(token::reconnect::post))
        .route(routes::DropBiometrics::PATTERN, post(token::drop_biometrics::post))
        .route(routes::Activity::PATTERN, get(activity::get))
        .route(routes::ProfileLanguage::PATTERN, get(profile::language::get))
        .route(routes::ChooseLanguage::PATTERN, post(language::post))
        .route(routes::Asset::PATTERN, get(assets::get));
    if app.config.demo { router.route(routes::DemoMail::PATTERN, get(demo_mail::get)) } else { router }
}

/// Takes the form as a whole and in time.
async fn receive(State(app): State<App>, request: Request, next: Next) -> Response {
    match body::receive(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(status) => status.into_response(),
    }
}

/// Where a form was sent, and answered with a page, there is nothing to read later: the way leads back to the form.
fn elsewhere(route: impl Route + Copy + Send + Sync + 'static) -> MethodRouter<App> {
    get(async move || route.redirect())
}

/// Refuses what other sites send on behalf of a visitor.
fn same_origin(app: &App) -> CsrfLayer {
    #[expect(clippy::expect_used, reason = "the configuration has checked the origin")]
    CsrfLayer::new().add_trusted_origin(app.config.origin.as_str()).expect("the origin of the portal is an origin")
}

/// How long a question for news is held; shorter than what proxies cut off.
const HOLD: Duration = Duration::from_secs(25);

/// Longer than any page waits for news.
const TIMEOUT: Duration = Duration::from_secs(40);

/// Bytes of a form.
const MAX_BODY: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use axum::http::{Method, header};

    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    #[tokio::test]
    async fn page_has_strict_headers_and_nothing_inline() {
        let mut browser = Browser::new(&Fixture::new().await);
        let answer = browser.get("/").await;
        let policy =
            answer.headers.get(header::CONTENT_SECURITY_POLICY).map(|policy| policy.to_str().unwrap_or_default());
        assert!(policy.is_some_and(|policy| policy.starts_with("default-src 'none'") && !policy.contains("unsafe")));
        for name in ["strict-transport-security", "permissions-policy", "referrer-policy", "x-content-type-options"] {
            assert!(answer.headers.contains_key(name), "{name}");
        }
        assert!(
            !answer.body.contains("<style") && !answer.body.contains(" style=") && !answer.body.contains("<script>")
        );
    }

    #[tokio::test]
    async fn page_says_that_it_does_not_exist_in_the_visitors_language() {
        let mut browser = Browser::new(&Fixture::new().await);
        let answer = browser.send(Method::GET, "/nothing", String::new(), &[("accept-language", "da")]).await;
        assert_eq!((answer.status.as_u16(), answer.text("error-page")), (404, Some("Siden findes ikke")));
    }

    #[tokio::test]
    async fn request_is_refused_with_a_page_when_its_body_is_too_large() {
        let mut browser = Browser::new(&Fixture::new().await);
        browser.get("/").await;
        let answer = browser.post("/login", &[("user_name", &"x".repeat(40_000))]).await;
        assert!(answer.status.is_client_error() && answer.has("error-page"), "{}", answer.status);
    }

    #[tokio::test]
    async fn demo_page_is_absent_when_served() {
        let fixture = Fixture::new().await;
        assert_eq!(Browser::new(&fixture).get("/demo/mail").await.status, 404);
        assert_eq!(Browser::of(&fixture, true).get("/demo/mail").await.status, 200);
    }

    #[tokio::test]
    async fn assets_are_kept_for_ever_only_under_their_version() {
        let mut browser = Browser::new(&Fixture::new().await);
        let page = browser.get("/").await;
        let address = page.body.split('"').find(|text| text.starts_with("/assets/portal.css?v=")).unwrap_or_default();
        let kept = browser.get(address).await;
        assert!(kept.headers.get(header::CACHE_CONTROL).is_some_and(|cache| cache.as_bytes().ends_with(b"immutable")));
        let other = browser.get("/assets/portal.css?v=old").await;
        assert!(other.headers.get(header::CACHE_CONTROL).is_some_and(|cache| cache == "public, max-age=3600"));
    }
}

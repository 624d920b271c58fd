//! What browsers ask for: one endpoint, one file.

mod assets;
mod demo_mail;
pub(crate) mod frame;
mod help;
mod language;
mod login;
mod logout;
mod profile;
mod then;

use crate::doors::pages::frame::headers;
use crate::doors::pages::frame::visit;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use identity::account::user::User;
use identity::entropy::Entropy;
use identity::issuer::Issuer;
use identity::notice::Notice;
use identity::slow_work::SlowWork;
use lettre::message::Mailbox;
use protocol::Timestamp;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::AppState;
use crate::config::Config;
use crate::doors::pages::frame::error_page::{self, ErrorPage};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::routes::{self, Route};
use crate::i18n::Language;
use crate::mail::{LetterContext, Notices, Outgoing};
use store::Database;
use store::wake::Wake;

/// What the endpoints share.
#[derive(Clone)]
pub struct Web(Arc<Parts>);

struct Parts {
    config: Config,
    state: AppState,
    mail: Outgoing,
    notices: Notices,
}

impl Web {
    /// Puts the parts together.
    #[must_use]
    pub fn new(config: Config, state: AppState, mail: Outgoing) -> Self {
        let notices = Notices::new(config.clone(), mail.clone());
        Self(Arc::new(Parts { config, state, mail, notices }))
    }

    fn config(&self) -> &Config {
        &self.0.config
    }

    fn mail(&self) -> &Outgoing {
        &self.0.mail
    }

    fn store(&self) -> &Database {
        &self.0.state.database
    }

    fn issuer(&self) -> &Issuer {
        &self.0.state.issuer
    }

    fn wake(&self) -> &Wake {
        &self.0.state.wake
    }

    fn work(&self) -> &impl SlowWork {
        &self.0.state.work
    }

    fn entropy(&self) -> impl Entropy + use<> {
        self.0.state.entropy()
    }

    fn now(&self) -> Timestamp {
        self.0.state.now()
    }

    /// A letter to an employee, to be filled in.
    fn letter_to(&self, user: &User, language: Language) -> Result<LetterContext, ErrorPage> {
        let address = user.email.as_str().parse().map_err(|error| ErrorPage::internal(&error))?;
        Ok(LetterContext {
            to: Mailbox::new(None, address),
            name: user.display_name.clone(),
            language,
            organisation: self.config().name.clone(),
            origin: self.config().origin.as_str().to_owned(),
            at: self.now().0,
        })
    }

    /// Tells the owner, in the language of the page, and the service desk what was done here from `place`.
    fn tell(&self, notice: Notice, visit: &Visit, place: &str) {
        let notice = Notice { source: Some(place.to_owned()), ..notice };
        self.0.notices.send_in(visit.language(), &notice, self.now());
    }
}

/// Every address a browser may ask for.
pub fn router(web: Web) -> Router {
    pages(&web)
        .fallback(async || ErrorPage::NotFound)
        .method_not_allowed_fallback(async || (StatusCode::METHOD_NOT_ALLOWED, ErrorPage::NotFound))
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(web.clone(), headers::add))
                .layer(from_fn_with_state(web.clone(), visit::begin))
                .layer(from_fn_with_state(web.clone(), error_page::render))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
                .layer(CatchPanicLayer::new())
                .layer(same_origin(&web))
                .layer(RequestBodyLimitLayer::new(MAX_BODY)),
        )
        .with_state(web)
}

fn pages(web: &Web) -> Router<Web> {
    use login::{again, code, lost_device, passcode, push, push_progress, resend, start};
    use profile::{activity, add, enrolment, overview, token, types};
    let router = Router::new()
        .route(routes::Front::PATTERN, get(start::get))
        .route(routes::Login::PATTERN, elsewhere(routes::Front).post(start::post))
        .route(routes::Push::PATTERN, get(push::get).post(push::post))
        .route(routes::PushProgress::PATTERN, get(push_progress::get))
        .route(routes::Passcode::PATTERN, get(passcode::get).post(passcode::post))
        .route(routes::Code::PATTERN, get(code::get).post(code::post))
        .route(routes::ResendCode::PATTERN, elsewhere(routes::Code).post(resend::post))
        .route(routes::LostDevice::PATTERN, get(lost_device::get).post(lost_device::post))
        .route(routes::Again::PATTERN, get(again::get).post(again::post))
        .route(routes::Logout::PATTERN, post(logout::post))
        .route(routes::Help::PATTERN, get(help::get))
        .route(routes::Overview::PATTERN, get(overview::get))
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
        .route(routes::Activity::PATTERN, get(activity::get))
        .route(routes::ProfileLanguage::PATTERN, get(profile::language::get))
        .route(routes::ChooseLanguage::PATTERN, post(language::post))
        .route(routes::Asset::PATTERN, get(assets::get));
    if web.config().demo { router.route(routes::DemoMail::PATTERN, get(demo_mail::get)) } else { router }
}

/// Where a form was sent, and answered with a page, there is nothing to read later: the way leads back to the form.
fn elsewhere(route: impl Route + Copy + Send + Sync + 'static) -> MethodRouter<Web> {
    get(async move || route.redirect())
}

/// Refuses what other sites send on behalf of a visitor.
fn same_origin(web: &Web) -> CsrfLayer {
    #[expect(clippy::expect_used, reason = "the configuration has checked the origin")]
    CsrfLayer::new().add_trusted_origin(web.config().origin.as_str()).expect("the origin of the portal is an origin")
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
        assert_eq!((answer.status.as_u16(), answer.text("trouble")), (404, Some("Siden findes ikke")));
    }

    #[tokio::test]
    async fn request_is_refused_with_a_page_when_its_body_is_too_large() {
        let mut browser = Browser::new(&Fixture::new().await);
        browser.get("/").await;
        let answer = browser.post("/login", &[("user_name", &"x".repeat(40_000))]).await;
        assert!(answer.status.is_client_error() && answer.has("trouble"), "{}", answer.status);
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

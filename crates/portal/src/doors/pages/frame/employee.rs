//! An employee who is logged in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::account::user::User;
use identity::actor::{self, Authority, AuthorityError, Deed, Standing};
use identity::login::client::ClientSecret;
use identity::login::session::{self, Session};

use crate::app::App;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::return_page::ReturnPage;
use crate::routes::{self, Route};

/// The session behind the cookie, whose it is, and what they may do.
pub(crate) struct Employee {
    pub(crate) user: User,
    pub(crate) session: Session,
    pub(crate) standing: Standing,
}

/// Nobody is logged in, or not for this page.
pub(crate) enum Stranger {
    /// No session, or one that has ended: to the front page.
    NotLoggedIn,
    /// A session that opens authentication types alone.
    OnlyTypes,
    /// Our fault.
    ErrorPage(ErrorPage),
}

/// Why something is not done for this employee.
pub(crate) enum NoAuthority {
    /// First they prove themselves, or read what they can do instead.
    Elsewhere(Redirect),
    /// Our fault.
    ErrorPage(ErrorPage),
}

impl Employee {
    /// The user name, for the head of the page.
    pub(crate) fn name(&self) -> &str {
        self.user.name.as_str()
    }

    /// What this session may do, or the way to a session that may: a fresher login, or another kind of login.
    pub(crate) async fn authority(&self, app: &App, deed: Deed, then: ReturnPage) -> Result<Authority, NoAuthority> {
        let authority = Authority::owner(&app.database, &app.issuer, app.now(), &self.session, deed).await;
        authority.map_err(|error| match error {
            AuthorityError::Stale => elsewhere(&routes::Again.with(format_args!("then={then}"))),
            AuthorityError::TooWeak(_) => elsewhere(&routes::Recovery.with(format_args!("then={then}"))),
            AuthorityError::Closed => elsewhere(&routes::Front.to_string()),
            error => NoAuthority::ErrorPage(ErrorPage::internal(&error)),
        })
    }
}

fn elsewhere(path: &str) -> NoAuthority {
    NoAuthority::Elsewhere(Redirect::to(path))
}

impl IntoResponse for NoAuthority {
    fn into_response(self) -> Response {
        match self {
            Self::Elsewhere(redirect) => redirect.into_response(),
            Self::ErrorPage(error) => error.into_response(),
        }
    }
}

/// The secret of the session cookie, whether or not it still counts.
pub(crate) fn session_secret(jar: &CookieJar, app: &App) -> Option<ClientSecret> {
    CookieName::Session.read(jar, &app.config.origin)?.parse().ok()
}

impl FromRequestParts<App> for Employee {
    type Rejection = Stranger;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stranger> {
        let jar = CookieJar::from_headers(&parts.headers);
        let secret = session_secret(&jar, app).ok_or(Stranger::NotLoggedIn)?;
        let failed = |error| Stranger::ErrorPage(ErrorPage::internal(&error));
        let (database, issuer, now) = (&app.database, &app.issuer, app.now());
        let found = session::load(database, issuer, now, &secret).await.map_err(failed)?;
        let (session, user) = found.ok_or(Stranger::NotLoggedIn)?;
        let standing = actor::standing(database, issuer, now, &user, &session).await.map_err(failed)?;
        let path = parts.uri.path();
        let is_profile = path.starts_with(routes::Overview::PATTERN) && !path.starts_with(routes::Types::PATTERN);
        if is_profile && !standing.opens_everything() {
            return Err(Stranger::OnlyTypes);
        }
        Ok(Self { user, session, standing })
    }
}

impl IntoResponse for Stranger {
    fn into_response(self) -> Response {
        match self {
            Self::NotLoggedIn => routes::Front.redirect().into_response(),
            Self::OnlyTypes => routes::Types.redirect().into_response(),
            Self::ErrorPage(error) => error.into_response(),
        }
    }
}

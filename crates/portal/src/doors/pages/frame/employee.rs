//! An employee who is logged in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::account::user::User;
use identity::actor::Authority;
use identity::login::client::ClientSecret;
use identity::login::session::{self, Session};

use crate::app::App;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::return_page::ReturnPage;
use crate::routes::{self, Route};

/// The session behind the cookie, and whose it is.
pub(crate) struct Employee {
    pub(crate) user: User,
    pub(crate) session: Session,
}

/// Nobody is logged in.
pub(crate) enum Stranger {
    /// No session, or one that has ended: to the front page.
    NotLoggedIn,
    /// Our fault.
    ErrorPage(ErrorPage),
}

impl Employee {
    /// The user name, for the head of the page.
    pub(crate) fn name(&self) -> &str {
        self.user.name.as_str()
    }

    /// Authentication types are changed only with a fresh login; others are sent to prove themselves once more.
    pub(crate) fn authority(&self, app: &App, page: ReturnPage) -> Result<Authority, Redirect> {
        Authority::owner(&self.session, app.issuer.rules_for(Some(&self.user)), app.now())
            .map_err(|_| Redirect::to(&routes::Again.with(format_args!("then={page}"))))
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
        match session::load(&app.database, &app.issuer, app.now(), &secret).await {
            Ok(Some((session, user))) => Ok(Self { user, session }),
            Ok(None) => Err(Stranger::NotLoggedIn),
            Err(error) => Err(Stranger::ErrorPage(ErrorPage::internal(&error))),
        }
    }
}

impl IntoResponse for Stranger {
    fn into_response(self) -> Response {
        match self {
            Self::NotLoggedIn => routes::Front.redirect().into_response(),
            Self::ErrorPage(error) => error.into_response(),
        }
    }
}

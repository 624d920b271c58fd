//! The login that a browser waits for: its cookie holds the secret of an attempt.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use identity::account::user::UserName;
use identity::login;
use identity::login::client::ClientSecret;

use crate::app::App;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::routes;

/// The login that this browser waits for. The name is what was typed: it proves nothing.
pub(crate) struct Waiting {
    pub(crate) name: UserName,
    pub(crate) secret: ClientSecret,
}

impl Waiting {
    /// The secret that the browser sent, whether or not an attempt is behind it.
    pub(crate) fn secret(jar: &CookieJar, app: &App) -> Option<ClientSecret> {
        CookieName::Login.read(jar, &app.config.origin)?.parse().ok()
    }

    /// The attempt behind the browser's cookie.
    pub(crate) async fn read(jar: &CookieJar, app: &App) -> Result<Option<Self>, ErrorPage> {
        let Some(secret) = Self::secret(jar, app) else {
            return Ok(None);
        };
        let attempt = login::find(&app.database, &secret).await.map_err(|error| ErrorPage::internal(&error))?;
        Ok(attempt.map(|attempt| Self { name: attempt.name, secret }))
    }

    /// The cookie, to be set.
    pub(crate) fn cookie(secret: &ClientSecret, app: &App) -> Cookie<'static> {
        CookieName::Login.set(secret.to_text().to_string(), &app.config.origin)
    }
}

/// Why there is no login to go on with.
pub(crate) enum NothingWaits {
    /// The browser has none: it begins anew.
    None,
    /// The portal's own fault.
    ErrorPage(ErrorPage),
}

impl FromRequestParts<App> for Waiting {
    type Rejection = NothingWaits;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, NothingWaits> {
        let read = Self::read(&CookieJar::from_headers(&parts.headers), app).await;
        read.map_err(NothingWaits::ErrorPage)?.ok_or(NothingWaits::None)
    }
}

impl IntoResponse for NothingWaits {
    fn into_response(self) -> Response {
        match self {
            Self::None => routes::Front.too_old().into_response(),
            Self::ErrorPage(page) => page.into_response(),
        }
    }
}

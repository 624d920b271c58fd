//! A login under way: who it is for, and the secret of the browser that waits. Both live in one cookie.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identity::account::user::UserName;
use identity::login::client::BrowserSecret;

use crate::doors::pages::Web;
use crate::doors::pages::frame::cookies::CookieName;

/// The login that this browser waits for. The name is what was typed: it proves nothing.
pub(crate) struct Waiting {
    pub(crate) name: UserName,
    pub(crate) secret: BrowserSecret,
}

impl Waiting {
    /// A login that nothing waits for yet.
    pub(crate) fn new(name: UserName, web: &Web) -> Self {
        Self { name, secret: BrowserSecret::generate(&mut web.entropy()) }
    }

    /// What the browser sent, if it can be read.
    pub(crate) fn read(jar: &CookieJar, web: &Web) -> Option<Self> {
        let (secret, name) = CookieName::Login.read(jar, &web.config().origin)?.split_once('.')?;
        let name = String::from_utf8(URL_SAFE_NO_PAD.decode(name).ok()?).ok()?;
        Some(Self { name: name.parse().ok()?, secret: secret.parse().ok()? })
    }

    /// The cookie, to be set.
    pub(crate) fn cookie(&self, web: &Web) -> Cookie<'static> {
        let name = URL_SAFE_NO_PAD.encode(self.name.as_str());
        CookieName::Login.set(format!("{}.{name}", self.secret.to_cookie().as_str()), &web.config().origin)
    }
}

/// The browser has no login under way: it begins anew.
pub(crate) struct NothingWaits;

impl FromRequestParts<Web> for Waiting {
    type Rejection = NothingWaits;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, NothingWaits> {
        Self::read(&CookieJar::from_headers(&parts.headers), web).ok_or(NothingWaits)
    }
}

impl IntoResponse for NothingWaits {
    fn into_response(self) -> Response {
        Redirect::to("/?too-old").into_response()
    }
}

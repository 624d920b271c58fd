//! One request of a browser: its language, and the secret that ties forms to it.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identity::notice::Notice;
use protocol::Bytes;
use ring::hmac;

use crate::app::App;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::render::Frame;
use crate::i18n::{Language, Moment};
use crate::mail::StopLink;
use crate::routes;

/// What is known of the browser before anyone logs in.
#[derive(Clone)]
pub(crate) struct Visit {
    language: Language,
    forms: hmac::Key,
    path: String,
}

impl Visit {
    /// The language of the answer.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// What stands around every page.
    pub(crate) fn frame(&self, app: &App, user: Option<&str>) -> Frame {
        Frame {
            organisation: app.config.name.clone(),
            csrf: self.form_token(),
            user: user.map(str::to_owned),
            path: self.path.clone(),
        }
    }

    /// A moment in the visitor's language.
    pub(crate) fn moment(&self, app: &App, seconds: u64) -> Moment {
        Moment::new(seconds, &app.config.time_zone, self.language)
    }

    /// Tells the owner, in the language of the page, and the service desk what was done here from `place`.
    pub(crate) fn tell(&self, app: &App, notice: Notice, place: &str) {
        let notice = Notice { source: Some(place.to_owned()), ..notice };
        app.notices.send_in(self.language, &notice, app.now());
    }

    /// Tells them that somebody waits for a new device, and how to stop it.
    pub(crate) fn tell_of_recovery(&self, app: &App, notice: Notice, place: &str, stop: &StopLink) {
        let notice = Notice { source: Some(place.to_owned()), ..notice };
        app.notices.send_of_recovery(self.language, &notice, stop, app.now());
    }

    /// The token of every form: a MAC under the cookie, which no other site can read or set. It says nothing about the
    /// cookie itself.
    pub(crate) fn form_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.forms, FORM_LABEL))
    }

    /// Whether a form was made for this browser; in constant time.
    pub(crate) fn owns(&self, form_token: &str) -> bool {
        URL_SAFE_NO_PAD.decode(form_token).is_ok_and(|tag| hmac::verify(&self.forms, FORM_LABEL, &tag).is_ok())
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        #[expect(clippy::expect_used, reason = "the layer below wraps every page")]
        let visit = parts.extensions.get::<Self>().expect("the visit layer wraps every page").clone();
        Ok(visit)
    }
}

/// Finds out who visits, for everything inside; gives a browser its form cookie when it has none.
pub(crate) async fn begin(State(app): State<App>, jar: CookieJar, mut request: Request, next: Next) -> Response {
    let origin = &app.config.origin;
    let sent = CookieName::Forms.read(&jar, origin).and_then(decode);
    let (secret, is_new) = match sent {
        Some(secret) => (secret, false),
        None => (Bytes::<32>::generate(&mut app.entropy()).0, true),
    };
    let visit = Visit {
        language: language(&app, &jar, request.headers()),
        forms: hmac::Key::new(hmac::HMAC_SHA256, &secret),
        path: request.uri().path_and_query().map_or_else(|| routes::Front.to_string(), |path| path.as_str().to_owned()),
    };
    request.extensions_mut().insert(visit);
    let response = next.run(request).await;
    if is_new
        && response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    {
        let cookie = CookieName::Forms.set(URL_SAFE_NO_PAD.encode(secret), origin);
        return (CookieJar::new().add(cookie), response).into_response();
    }
    response
}

fn decode(cookie: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(cookie).ok()?.try_into().ok()
}

fn language(app: &App, jar: &CookieJar, headers: &HeaderMap) -> Language {
    let chosen = CookieName::Language.read(jar, &app.config.origin).and_then(Language::from_code);
    let asked = || Language::negotiate(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
    chosen.or_else(asked).unwrap_or(app.config.language)
}

const FORM_LABEL: &[u8] = b"segl/forms/v1";

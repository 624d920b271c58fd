//! Logging in: the user name, then a push, a passcode or an e-mailed code; and logging out.

pub(crate) mod again;
pub(crate) mod code;
pub(crate) mod device_pass;
pub(crate) mod email_code;
pub(crate) mod lost_device;
pub(crate) mod passcode;
mod pull;
pub(crate) mod push;
pub(crate) mod push_progress;
pub(crate) mod resend;
pub(crate) mod saved_code;
pub(crate) mod start;
mod waiting;

use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::login::client::ClientSecret;
use identity::login::{self, FinishError, Finished, session};

pub(crate) use self::waiting::Waiting;
use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::employee::session_secret;
use crate::doors::pages::frame::error_page::ErrorPage;

/// Finishes a proved login: the cookies of the session, and on to where the employee was going. A session that this
/// browser had before ends: its successor is the fresher one.
async fn enter(app: &App, jar: &CookieJar, client: Client, secret: &ClientSecret) -> Result<Response, EnterError> {
    let mut rng = app.entropy();
    let finished = login::finish(&app.database, &app.issuer, app.now(), &mut rng, secret, client.0).await;
    let (opened, path) = match finished {
        Ok(Finished::Page { session, path }) => (session, path),
        // No door of the portal's own pages begins another kind.
        Ok(Finished::Grant { .. } | Finished::Reply { .. }) | Err(FinishError::NotProved) => {
            return Err(EnterError::NotProved);
        }
        Err(error) => return Err(ErrorPage::internal(&error).into()),
    };
    app.notices.send_any(opened.notice.as_ref(), app.now());
    let origin = &app.config.origin;
    if let Some(before) = session_secret(jar, app) {
        session::end(&app.database, &before).await.map_err(|error| ErrorPage::internal(&error))?;
    }
    let cookies = CookieJar::new()
        .add(CookieName::Session.set(opened.secret.to_text().to_string(), origin))
        .add(CookieName::Browser.set(opened.browser.to_text().to_string(), origin))
        .add(CookieName::Login.clear(origin));
    Ok((cookies, Redirect::to(path.as_str())).into_response())
}

/// Why nobody comes in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnterError {
    /// Nothing has proved the login, or it was finished before.
    #[error("nothing has proved the login")]
    NotProved,
    #[error(transparent)]
    ErrorPage(#[from] ErrorPage),
}

impl EnterError {
    /// For a login that was proved in this request.
    fn just_proved(self) -> ErrorPage {
        match self {
            Self::NotProved => ErrorPage::internal(&self),
            Self::ErrorPage(page) => page,
        }
    }
}

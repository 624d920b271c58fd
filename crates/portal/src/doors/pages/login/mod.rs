//! Logging in: the user name, then a push, a passcode or an e-mailed code; and logging out.

pub(crate) mod again;
pub(crate) mod code;
pub(crate) mod lost_device;
pub(crate) mod passcode;
pub(crate) mod push;
pub(crate) mod push_progress;
pub(crate) mod resend;
pub(crate) mod start;
mod waiting;

use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::account::user::{self, EmailAddress, UserName};
use identity::login::session::{self, OpenedSession};

pub(crate) use self::waiting::Waiting;
use crate::doors::pages::Web;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::employee::session_secret;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::then::Then;

/// The employee is in: the cookies of the session, and on to where they were going. A session that this browser had
/// before ends: its successor is the fresher one.
async fn enter(web: &Web, jar: &CookieJar, opened: OpenedSession) -> Result<Response, ErrorPage> {
    let origin = &web.config().origin;
    if let Some(before) = session_secret(jar, web) {
        session::end(web.store(), &before).await.map_err(|error| ErrorPage::internal(&error))?;
    }
    let then = CookieName::Then.read(jar, origin).and_then(|text| text.parse::<Then>().ok());
    let cookies = CookieJar::new()
        .add(CookieName::Session.set(opened.secret.to_cookie().to_string(), origin))
        .add(CookieName::Browser.set(opened.browser.to_cookie().to_string(), origin))
        .add(CookieName::Login.clear(origin))
        .add(CookieName::Then.clear(origin));
    let path = then.map_or_else(|| "/profile".to_owned(), Then::path);
    Ok((cookies, Redirect::to(&path)).into_response())
}

/// The address a code goes to, as the page may show it: `m…@nordhavn.example`. A name that nobody has gets one that looks
/// the same, made of the name and the organisation's mail domain.
async fn masked_address(web: &Web, name: &UserName) -> Result<String, ErrorPage> {
    let found = user::find(web.store(), name).await.map_err(|error| ErrorPage::internal(&error))?;
    Ok(match found {
        Some(user) => mask(&user.email),
        None => mask_unknown(name, &web.config().mail.domain),
    })
}

fn mask(address: &EmailAddress) -> String {
    let (local, domain) = address.as_str().rsplit_once('@').unwrap_or((address.as_str(), ""));
    format!("{}…@{domain}", local.chars().next().unwrap_or_default())
}

fn mask_unknown(name: &UserName, domain: &str) -> String {
    let (local, domain) = name.as_str().rsplit_once('@').unwrap_or((name.as_str(), domain));
    format!("{}…@{domain}", local.chars().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    #[test]
    fn address_is_masked_to_its_first_letter() {
        assert_eq!(mask(&"mette.holm@nordhavn.example".parse().unwrap()), "m…@nordhavn.example");
    }

    #[test]
    fn masked_address_looks_the_same_when_nobody_has_the_name() {
        assert_eq!(mask_unknown(&"mette.holm".parse().unwrap(), "nordhavn.example"), "m…@nordhavn.example");
        assert_eq!(mask_unknown(&"m@other.example".parse().unwrap(), "nordhavn.example"), "m…@other.example");
    }
}

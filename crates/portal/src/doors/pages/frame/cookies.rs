//! The portal's cookies: their names, and how they are set and cleared.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use protocol::Origin;

/// A cookie of the portal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum CookieName {
    /// Ties forms to the browser they were sent to.
    Forms,
    /// Makes this browser known to the account it logged in to.
    Browser,
    /// The logged-in session.
    Session,
    /// The login that is under way.
    Login,
    /// The language that was chosen.
    Language,
}

impl CookieName {
    /// The value, if the browser sent one.
    pub(crate) fn read<'a>(self, jar: &'a CookieJar, origin: &Origin) -> Option<&'a str> {
        jar.get(&self.on(origin)).map(Cookie::value)
    }

    /// The cookie, to be set on a response; it ends with the browser's, except where it should last.
    pub(crate) fn set(self, value: String, origin: &Origin) -> Cookie<'static> {
        let mut cookie = Cookie::new(self.on(origin), value);
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_secure(origin.is_secure());
        // Strict for what exists only between two pages of ours. Lax for the rest, so that a link in a mail finds the
        // employee logged in; every POST is guarded besides.
        cookie.set_same_site(match self {
            Self::Login => SameSite::Strict,
            Self::Forms | Self::Browser | Self::Session | Self::Language => SameSite::Lax,
        });
        if matches!(self, Self::Browser | Self::Language) {
            cookie.make_permanent();
        }
        cookie
    }

    /// The cookie that makes the browser forget.
    pub(crate) fn clear(self, origin: &Origin) -> Cookie<'static> {
        let mut cookie = self.set(String::new(), origin);
        cookie.make_removal();
        cookie
    }

    /// The name. `__Host-` (RFC 6265bis §4.1.3.2) makes browsers insist on https, path `/` and no domain; they refuse
    /// it on plain http, so the loopback portal goes without.
    fn on(self, origin: &Origin) -> String {
        let name = match self {
            Self::Forms => "segl-forms",
            Self::Browser => "segl-browser",
            Self::Session => "segl-session",
            Self::Login => "segl-login",
            Self::Language => "segl-language",
        };
        format!("{}{name}", if origin.is_secure() { "__Host-" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    #[test]
    fn session_cookie_is_bound_to_the_host_when_https() {
        let origin = "https://login.nordhavn.example".parse().unwrap();
        let cookie = CookieName::Session.set("v".into(), &origin).to_string();
        assert_eq!(cookie, "__Host-segl-session=v; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn session_cookie_has_a_plain_name_when_loopback_http() {
        let origin = "http://localhost:8080".parse().unwrap();
        let cookie = CookieName::Session.set("v".into(), &origin).to_string();
        assert_eq!(cookie, "segl-session=v; HttpOnly; SameSite=Lax; Path=/");
    }

    #[test]
    fn login_cookie_is_strict() {
        let origin = "https://login.nordhavn.example".parse().unwrap();
        assert_eq!(CookieName::Login.set("v".into(), &origin).same_site(), Some(SameSite::Strict));
    }
}

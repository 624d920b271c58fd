//! A form that was sent by a page of ours.

use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::visit::Visit;

/// The fields of a form whose token belongs to the browser that sent it. Browsers that say where a request comes from
/// (`Sec-Fetch-Site`, `Origin`) have been asked before, by the layer around all pages.
pub(crate) struct Posted<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Posted<T> {
    type Rejection = ErrorPage;

    async fn from_request(request: Request, state: &S) -> Result<Self, ErrorPage> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, state).await;
        let form = Form::<Fields<T>>::from_request(Request::from_parts(parts, body), state).await;
        match form {
            Ok(Form(fields)) if visit.owns(&fields.csrf) => Ok(Self(fields.own)),
            Ok(_) => Err(ErrorPage::StaleForm),
            Err(_) => Err(ErrorPage::BadRequest),
        }
    }
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub(crate) struct NoFields {}

#[derive(Deserialize)]
struct Fields<T> {
    #[serde(default)]
    csrf: String,
    #[serde(flatten)]
    own: T,
}

#[cfg(test)]
mod tests {
    use crate::testing::browser::Browser;
    use crate::testing::fixture::{Fixture, origin};

    #[tokio::test]
    async fn form_is_refused_when_it_comes_from_another_site() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_mail("anna").await;
        let token = browser.csrf().to_owned();
        for headers in [
            [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
            [("sec-fetch-site", "same-site"), ("origin", "https://other.nordhavn.example")],
        ] {
            assert_eq!(browser.forge("/logout", &token, &headers).await.status, 403, "{headers:?}");
        }
        assert_eq!(browser.forge("/logout", &token, &[("origin", "null")]).await.status, 403, "sandboxed frame");
        assert_eq!(browser.get("/profile").await.path, "/profile", "still logged in");
        assert_eq!(browser.forge("/logout", &token, &[("origin", origin().as_str())]).await.path, "/?logged-out");
    }

    #[tokio::test]
    async fn form_is_refused_when_its_token_is_missing_or_of_another_browser() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_mail("anna").await;
        let mut other = browser.another();
        other.get("/").await;
        let same_origin = [("sec-fetch-site", "same-origin")];
        for token in ["", "AAAA", other.csrf()] {
            let answer = browser.forge("/logout", token, &same_origin).await;
            assert_eq!((answer.status.as_u16(), answer.text("error-page")), (403, Some("This page was open too long")));
        }
        assert_eq!(browser.get("/profile").await.path, "/profile", "still logged in");
    }
}

//! `POST /language`: chooses the language and goes back to where the visitor was.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::i18n::Language;
use crate::routes;

#[derive(Deserialize)]
pub(crate) struct Fields {
    language: String,
    back: String,
}

pub(crate) async fn post(State(app): State<App>, Posted(fields): Posted<Fields>) -> Result<Response, ErrorPage> {
    let language = Language::from_code(&fields.language).ok_or(ErrorPage::BadRequest)?;
    let cookie = CookieName::Language.set(language.code().to_owned(), &app.config.origin);
    Ok((CookieJar::new().add(cookie), Redirect::to(&local(&fields.back))).into_response())
}

/// The path, if it stays in this portal: browsers read `//host` and `/\host` as another one.
fn local(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.?=&".contains(&byte);
    if path.starts_with('/') && !path.starts_with("//") && path.bytes().all(is_plain) {
        path.to_owned()
    } else {
        routes::Front.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    #[test]
    fn way_back_is_the_front_page_when_it_leaves_the_portal() {
        for path in ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\r\nSet-Cookie: x"] {
            assert_eq!(local(path), "/", "{path}");
        }
        assert_eq!(local("/profile/language?saved"), "/profile/language?saved");
    }

    #[tokio::test]
    async fn language_stays_when_chosen_and_the_way_leads_back() {
        let mut browser = Browser::new(&Fixture::new().await);
        browser.get("/?logged-out").await;
        let page = browser.post("/language", &[("language", "da"), ("back", "/?logged-out")]).await;
        assert_eq!((page.path.as_str(), page.text("next")), ("/?logged-out", Some("Næste")));
        assert_eq!(browser.get("/").await.text("next"), Some("Næste"));
        assert_eq!(browser.post("/language", &[("language", "de"), ("back", "/")]).await.status, 400);
    }
}

//! The browser that asks, as the domain sees it.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use identity::login::client::{ClientContext, ClientSecret};

use crate::app::App;
use crate::doors::pages::frame::cookies::CookieName;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::user_agent::UserAgent;

/// Address, browser, system, and the long-lived cookie of earlier logins.
pub(crate) struct Client(pub(crate) ClientContext);

impl Client {
    /// What a person reads: `Firefox, Linux, 192.0.2.7`.
    pub(crate) fn place(&self) -> String {
        self.0.to_string()
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = ErrorPage;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ErrorPage> {
        let Ok(ConnectInfo(socket)) = ConnectInfo::<SocketAddr>::from_request_parts(parts, app).await else {
            tracing::error!("the server does not tell where requests come from");
            return Err(ErrorPage::Internal);
        };
        let jar = CookieJar::from_headers(&parts.headers);
        let agent = UserAgent::read(&parts.headers);
        Ok(Self(ClientContext {
            source: app.proxies.client(socket, &parts.headers, app.now()),
            browser: agent.browser.to_owned(),
            os: agent.os.to_owned(),
            remembered: CookieName::Browser
                .read(&jar, &app.config.origin)
                .and_then(|value| value.parse::<ClientSecret>().ok()),
        }))
    }
}

//! `POST /login/code/resend`: a new code; only the newest works, because it has a cookie of its own.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum_extra::extract::CookieJar;

use crate::doors::pages::Web;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{Waiting, start};

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let mut response = start::begin_email(&web, &visit, client, &jar, waiting.name).await?;
    if response.status().is_redirection() {
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/login/code?resent"));
    }
    Ok(response)
}

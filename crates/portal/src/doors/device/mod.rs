//! What the apps ask for (`docs/protocol.md`): one endpoint, one file.

mod ack;
mod enrolment;
mod oprf;
mod pin_changes;
mod pin_ok;
mod poll;
mod portal;
mod presence;
mod pull;
mod ratchet;
mod refused;
mod response;
mod routes;
mod scanned;
mod signed;

use std::net::SocketAddr;

use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, Request, State},
    http::{HeaderName, HeaderValue, header, request::Parts},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use identity::source::Source;
use protocol::ErrorCode;

use self::refused::Refused;
use crate::app::App;
use crate::doors::shared::client_address::client_address;

/// Every address an app may ask for, under `/api/v1`.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route(routes::PORTAL, get(portal::get))
        .route(routes::ENROLMENT_SCANNED, post(scanned::post))
        .route(routes::ENROLMENT, post(enrolment::post))
        .route(routes::ENROLMENT_ACK, post(ack::post))
        .route(routes::OPRF, post(oprf::post))
        .route(routes::PIN_OK, post(pin_ok::post))
        .route(routes::RATCHET, post(ratchet::post))
        .route(routes::PIN_CHANGES, post(pin_changes::post))
        .route(routes::PIN_CHANGE_COMMIT, post(pin_changes::commit))
        .route(routes::PRESENCE, post(presence::post))
        .route(routes::PRESENCE_REMOVE, post(presence::remove))
        .route(routes::CHALLENGE_POLL, post(poll::post))
        .route(routes::CHALLENGE_PULL, post(pull::post))
        .route(routes::CHALLENGE_RESPONSE, post(response::post))
        .fallback(async || Refused::from(ErrorCode::BadRequest))
        .method_not_allowed_fallback(async || Refused::from(ErrorCode::BadRequest))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(app.clone(), watch))
        .with_state(app);
    Router::new().nest(routes::API, api)
}

/// Turns a flood away, counts failures, and puts a fresh nonce on every answer.
async fn watch(State(app): State<App>, Client(source): Client, request: Request, next: Next) -> Response {
    let now = app.now();
    let mut response = if let Err(error) = app.limits.by_source.admit(&source.network(), now) {
        Refused::from(error).into_response()
    } else {
        next.run(request).await
    };
    if response.extensions().get::<ErrorCode>().is_some_and(|code| is_failure(*code)) {
        app.limits.by_source.record_failure(source.network(), now);
    }
    let headers = response.headers_mut();
    if let Ok(nonce) = HeaderValue::from_str(&app.limits.nonces.issue(app.now())) {
        headers.insert(HeaderName::from_static("segl-nonce"), nonce);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// What an honest app hardly ever hears.
fn is_failure(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::BadRequest
            | ErrorCode::Unauthorized
            | ErrorCode::UnknownEnrolment
            | ErrorCode::WrongActivationPassword
            | ErrorCode::UnknownToken
            | ErrorCode::UnknownChallenge
            | ErrorCode::Refused
    )
}

/// Where the request came from.
struct Client(Source);

impl FromRequestParts<App> for Client {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let socket = ConnectInfo::<SocketAddr>::from_request_parts(parts, app).await;
        let ConnectInfo(socket) = socket.map_err(|_| ErrorCode::Internal)?;
        Ok(Self(client_address(socket, &parts.headers, &app.config.trusted_proxies).into()))
    }
}

/// Bytes of a body.
const MAX_BODY: usize = 8 * 1024;

#[cfg(test)]
mod tests;

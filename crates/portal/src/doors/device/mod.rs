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
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

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
use crate::doors::shared::body;

/// Every address an app may ask for, under `/api/v1`.
pub fn router(app: App) -> Router {
    // Whoever has no key yet is refused for the network; whoever proves a key never is.
    let without_proof = Router::new()
        .route(routes::PORTAL, get(portal::get))
        .route(routes::ENROLMENT_SCANNED, post(scanned::post))
        .route(routes::ENROLMENT, post(enrolment::post))
        .fallback(async || Refused::from(ErrorCode::BadRequest))
        .layer(from_fn_with_state(app.clone(), admit_network));
    let api = Router::new()
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
        .merge(without_proof)
        .method_not_allowed_fallback(async || Refused::from(ErrorCode::BadRequest))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(app.clone(), watch))
        .with_state(app);
    Router::new().nest(routes::API, api)
}

/// Turns a flood away before anything is done for it.
async fn admit_network(State(app): State<App>, Client(source): Client, request: Request, next: Next) -> Response {
    match app.limits.by_source.admit(&source.network(), app.now()) {
        Ok(()) => next.run(request).await,
        Err(error) => Refused::from(error).into_response(),
    }
}

/// Counts the failures of a network, as far as nobody has proved a key, and puts a fresh nonce on every answer.
async fn watch(State(app): State<App>, Client(source): Client, mut request: Request, next: Next) -> Response {
    let proved = Proved::default();
    request.extensions_mut().insert(proved.clone());
    let mut response = match body::receive(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(status) => (status, Refused::from(ErrorCode::BadRequest)).into_response(),
    };
    // The time is taken now: the request may have taken long.
    let (now, network) = (app.now(), source.network());
    if response.extensions().get::<ErrorCode>().is_some_and(|code| is_failure(*code)) && !proved.holds() {
        if let Err(error) = app.limits.by_source.admit(&network, now) {
            response = Refused::from(error).into_response();
        }
        if app.limits.by_source.record_failure(network.clone(), now) {
            tracing::warn!(network, "too many failures: requests without a valid proof are refused for this minute");
        }
    }
    let headers = response.headers_mut();
    if let Ok(nonce) = HeaderValue::from_str(&app.limits.nonces.issue(now)) {
        headers.insert(HeaderName::from_static("segl-nonce"), nonce);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Whether a request has proved a device key; [`signed::Signed`] says so.
#[derive(Clone, Debug, Default)]
struct Proved(Arc<AtomicBool>);

impl Proved {
    fn holds(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    fn note(&self) {
        self.0.store(true, Ordering::Release);
    }
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
        Ok(Self(app.proxies.client(socket, &parts.headers, app.now())))
    }
}

/// Bytes of a body.
const MAX_BODY: usize = 8 * 1024;

#[cfg(test)]
mod tests;

//! Bodies, taken as a whole and in time before anything is done for them.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use tokio::time::timeout;

use crate::app::App;

/// The request with its whole body, or the status that refuses it. What a door takes at most, it says itself.
pub(crate) async fn receive(app: &App, request: Request) -> Result<Request, StatusCode> {
    if request.body().is_end_stream() {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    match timeout(app.config.connections.body, to_bytes(body, MOST)).await {
        Ok(Ok(body)) => Ok(Request::from_parts(parts, Body::from(body))),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Bytes; more than any door takes.
const MOST: usize = 64 * 1024;

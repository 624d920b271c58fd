//! HTTP: what browsers ask for, and what apps ask for.

pub mod device;
pub mod pages;
pub(crate) mod shared;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::MatchedPath;
use axum::http::{Request, Response};
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::app::{App, AppState};
use crate::config::Config;
use crate::connections;
use crate::doors::shared::host;
use crate::mail::Outgoing;

/// Everything the portal answers.
pub fn router(config: Config, state: AppState, mail: Outgoing) -> Router {
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_request(())
        .on_response(|response: &Response<Body>, latency: Duration, _: &Span| {
            tracing::info!(status = response.status().as_u16(), ms = latency.as_millis(), "answered");
        })
        .on_failure(());
    let app = App::new(config, state, mail);
    pages::router(app.clone())
        .merge(device::router(app.clone()))
        .layer(from_fn_with_state(app, host::refuse_others))
        .layer(trace)
        .layer(from_fn(connections::at_work))
}

/// A request by its route: addresses carry ids, and queries whatever was typed.
fn span(request: &Request<Body>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route)
}

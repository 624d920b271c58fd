//! `GET /api/v1/portal`: who this is, what time it is, and a first nonce.

use axum::{Json, extract::State};
use protocol::device::PortalInfo;

use crate::app::App;

pub(super) async fn get(State(app): State<App>) -> Json<PortalInfo> {
    Json(PortalInfo { name: app.issuer.name.clone(), version: env!("CARGO_PKG_VERSION").to_owned(), time: app.now() })
}

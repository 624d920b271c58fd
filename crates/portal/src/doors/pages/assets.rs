//! `GET /assets/{name}`: what pages load.

use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::doors::pages::frame::embedded;
use crate::doors::pages::frame::error_page::ErrorPage;

/// An address with the current version may be kept for ever; one without is asked for anew each hour.
pub(crate) async fn get(Path(name): Path<String>, RawQuery(query): RawQuery) -> Result<Response, ErrorPage> {
    let asset = embedded::find(&name).ok_or(ErrorPage::NotFound)?;
    let is_versioned = query.is_some_and(|query| query == format!("v={}", asset.version));
    let cache = if is_versioned { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    Ok(([(header::CONTENT_TYPE, asset.media_type), (header::CACHE_CONTROL, cache)], asset.content).into_response())
}

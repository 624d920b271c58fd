//! How a page becomes a response. Each page's struct stands with its handler; it holds words and numbers that are ready
//! to be shown, and decides nothing.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// What stands around every page.
#[derive(Clone)]
pub(crate) struct Frame {
    /// The organisation's name.
    pub(crate) organisation: String,
    /// The token of every form.
    pub(crate) csrf: String,
    /// The user name, when logged in.
    pub(crate) user: Option<String>,
    /// The address of this page, for coming back to it.
    pub(crate) path: String,
}

/// The page as a response.
pub(crate) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
        Err(error) => crate::doors::pages::frame::error_page::ErrorPage::internal(&error).into_response(),
    }
}

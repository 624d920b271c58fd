//! What a visitor sees when a request cannot be answered.
//!
//! Endpoints answer a [`ErrorPage`]; the page around it is rendered on the way out, where the visitor's language is known. So
//! are the bare answers of the layers below: unknown addresses, bodies too large, requests from other sites.

use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::csrf::ProtectionError;

use crate::app::App;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::i18n::Language;
use crate::limits::RETRY_POLL;

#[derive(Template)]
#[template(path = "frame/error.html")]
struct ErrorPageTemplate<'a> {
    t: Language,
    frame: Frame,
    title: &'a str,
    explain: &'a str,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum ErrorPage {
    /// No such page, or not the visitor's.
    #[error("no such page")]
    NotFound,
    /// The form is not from this browser, or older than its cookie.
    #[error("a form of another browser")]
    StaleForm,
    /// Not understood.
    #[error("not understood")]
    BadRequest,
    /// Too many logins were begun from the visitor's network.
    #[error("too many logins from this network")]
    TooMany,
    /// Our fault; the log knows more.
    #[error("internal")]
    Internal,
}

impl ErrorPage {
    /// Puts the cause in the log and only the fact in the answer.
    pub(crate) fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "a request failed");
        Self::Internal
    }

    fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::StaleForm => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What stands behind a bare error of a layer or an extractor; `None` for an answer that has its own body.
    fn behind(response: &Response) -> Option<Self> {
        if response.extensions().get::<ProtectionError>().is_some() {
            return Some(Self::StaleForm);
        }
        let status = response.status();
        let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
        let is_bare = kind.is_empty() || kind.starts_with(b"text/plain");
        match status {
            _ if !is_bare => None,
            StatusCode::NOT_FOUND => Some(Self::NotFound),
            _ if status.is_client_error() => Some(Self::BadRequest),
            _ if status.is_server_error() => Some(Self::Internal),
            _ => None,
        }
    }
}

impl IntoResponse for ErrorPage {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Why the script of a page gets no news.
#[derive(Debug)]
pub(crate) enum NoNews {
    /// Too many of its kind wait already.
    TooMany,
    /// The page says why.
    ErrorPage(ErrorPage),
}

impl From<ErrorPage> for NoNews {
    fn from(page: ErrorPage) -> Self {
        Self::ErrorPage(page)
    }
}

impl IntoResponse for NoNews {
    fn into_response(self) -> Response {
        match self {
            Self::TooMany => {
                let headers = [(header::RETRY_AFTER, RETRY_POLL.to_string())];
                (StatusCode::TOO_MANY_REQUESTS, headers, Json(())).into_response()
            }
            Self::ErrorPage(page) => page.into_response(),
        }
    }
}

/// Renders the page around a [`ErrorPage`].
pub(crate) async fn render(State(app): State<App>, visit: Visit, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let Some(error) = response.extensions().get().copied().or_else(|| ErrorPage::behind(&response)) else {
        return response;
    };
    let t = visit.language();
    let (title, explain) = match error {
        ErrorPage::NotFound => (t.not_found_title(), t.not_found_explain()),
        ErrorPage::StaleForm => (t.stale_form_title(), t.stale_form_explain()),
        ErrorPage::BadRequest => (t.bad_request_title(), t.bad_request_explain()),
        ErrorPage::TooMany => (t.too_many_title(), t.too_many_explain()),
        ErrorPage::Internal => (t.internal_title(), t.internal_explain()),
    };
    let page = ErrorPageTemplate { t, frame: visit.frame(&app, None), title, explain };
    let mut page = render::html(&page);
    *page.status_mut() = response.status();
    if let Some(methods) = response.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, methods.clone());
    }
    page
}

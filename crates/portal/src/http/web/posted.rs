//! A form that was sent by a page of ours.

use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::trouble::Trouble;
use super::visit::Visit;

/// The fields of a form whose token belongs to the browser that sent it. Browsers that say where a request comes from
/// (`Sec-Fetch-Site`, `Origin`) have been asked before, by the layer around all pages.
pub(crate) struct Posted<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Posted<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, state).await;
        let form = Form::<Fields<T>>::from_request(Request::from_parts(parts, body), state).await;
        match form {
            Ok(Form(fields)) if visit.owns(&fields.csrf) => Ok(Self(fields.own)),
            Ok(_) => Err(Trouble::StaleForm),
            Err(_) => Err(Trouble::BadRequest),
        }
    }
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub(crate) struct NoFields {}

#[derive(Deserialize)]
struct Fields<T> {
    #[serde(default)]
    csrf: String,
    #[serde(flatten)]
    own: T,
}

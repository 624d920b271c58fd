//! `POST /api/v1/oprf`: one try of the PIN, counted and evaluated blindly.

use axum::{Extension, Json, extract::State};
use identity::credential::pin::{self, EvaluateError};
use protocol::{
    ErrorCode,
    oprf::{EvaluationReply, EvaluationRequest},
};

use crate::app::AppState;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;
use crate::mail::Notices;

pub(super) async fn post(
    State(app): State<AppState>,
    Extension(notices): Extension<Notices>,
    signed: Signed,
) -> Result<Json<EvaluationReply>, Refused> {
    let request: EvaluationRequest = signed.read()?;
    let mut rng = app.entropy();
    let now = app.now();
    let evaluated = pin::evaluate(&app.database, &app.issuer, now, &mut rng, signed.token.id, &request).await;
    if let Err(EvaluateError::Copied(notice)) = &evaluated {
        notices.send_any(notice.as_deref(), now);
    }
    evaluated.map(Json).map_err(refuse)
}

fn refuse(error: EvaluateError) -> Refused {
    match error {
        EvaluateError::UnknownToken => ErrorCode::UnknownToken.into(),
        EvaluateError::NotActive => ErrorCode::TokenNotActive.into(),
        EvaluateError::Paused { retry_after } => Refused::with_pause(ErrorCode::PinPaused, retry_after),
        EvaluateError::Destroyed => ErrorCode::PinDestroyed.into(),
        EvaluateError::Copied(_) => ErrorCode::TokenCopied.into(),
        EvaluateError::UnknownChange => ErrorCode::UnknownChange.into(),
        EvaluateError::Reused | EvaluateError::NoStep | EvaluateError::Element(_) => ErrorCode::BadRequest.into(),
        EvaluateError::Unseal(error) => error.into(),
        EvaluateError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

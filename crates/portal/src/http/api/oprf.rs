//! `POST /api/v1/oprf`: one try of the PIN, counted and evaluated blindly.

use axum::{Json, extract::State};
use identity::pin::{self, EvaluateError};
use protocol::{
    ErrorCode,
    oprf::{EvaluationReply, EvaluationRequest},
};

use super::{Refused, signed::Signed};
use crate::state::AppState;

pub(super) async fn post(State(app): State<AppState>, signed: Signed) -> Result<Json<EvaluationReply>, Refused> {
    let request: EvaluationRequest = signed.read()?;
    let mut rng = app.entropy();
    let now = app.now();
    pin::evaluate(&app.database, &app.issuer, now, &mut rng, signed.token.id, &request).await.map(Json).map_err(refuse)
}

fn refuse(error: EvaluateError) -> Refused {
    match error {
        EvaluateError::UnknownToken => ErrorCode::UnknownToken.into(),
        EvaluateError::NotActive => ErrorCode::TokenNotActive.into(),
        EvaluateError::Paused { retry_after } => Refused::with_pause(ErrorCode::PinPaused, retry_after),
        EvaluateError::Destroyed => ErrorCode::PinDestroyed.into(),
        EvaluateError::Reused | EvaluateError::Element(_) => ErrorCode::BadRequest.into(),
        EvaluateError::Unseal(error) => error.into(),
        EvaluateError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

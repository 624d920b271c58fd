//! `POST /api/v1/oprf`: one try of the PIN, counted and evaluated blindly.

use axum::{Json, extract::State};
use identity::credential::pin::{self, EvaluateError};
use protocol::{
    ErrorCode,
    oprf::{EvaluationReply, EvaluationRequest},
};

use crate::app::App;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;

pub(super) async fn post(State(app): State<App>, signed: Signed) -> Result<Json<EvaluationReply>, Refused> {
    let request: EvaluationRequest = signed.read()?;
    let mut rng = app.entropy();
    let now = app.now();
    let evaluated = pin::evaluate(&app.database, &app.issuer, now, &mut rng, signed.token.id, &request).await;
    if let Err(EvaluateError::CopyFound(notice)) = &evaluated {
        app.notices.send_any(notice.as_deref(), now);
    }
    evaluated.map(Json).map_err(refuse)
}

fn refuse(error: EvaluateError) -> Refused {
    match error {
        EvaluateError::NotUsable(error) => error.into(),
        EvaluateError::Paused { retry_after } => Refused::with_pause(ErrorCode::PinPaused, retry_after),
        EvaluateError::CopyFound(_) => ErrorCode::TokenCopied.into(),
        EvaluateError::UnknownChange => ErrorCode::UnknownChange.into(),
        EvaluateError::Reused | EvaluateError::NoStep | EvaluateError::Element(_) => ErrorCode::BadRequest.into(),
        EvaluateError::Unseal(error) => error.into(),
        EvaluateError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

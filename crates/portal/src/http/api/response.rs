//! `POST /api/v1/challenges/{cid}/response`: what was decided.

use axum::{
    Json,
    extract::{Path, State},
};
use identity::approval::{self, RespondError};
use protocol::{
    ChallengeId, ErrorCode,
    approval::{ResponseMessage, ResponseOutcome},
};

use super::{Refused, signed::Signed};
use crate::state::AppState;

pub(super) async fn post(
    State(app): State<AppState>,
    Path(cid): Path<String>,
    signed: Signed,
) -> Result<Json<ResponseOutcome>, Refused> {
    let cid: ChallengeId = cid.parse().map_err(|_| ErrorCode::UnknownChallenge)?;
    let message: ResponseMessage = signed.read()?;
    let now = app.now();
    let state = approval::respond(&app.database, &app.issuer, now, &signed.token, cid, &message.jws).await;
    state.map(|state| Json(ResponseOutcome { state })).map_err(refuse)
}

fn refuse(error: RespondError) -> Refused {
    match error {
        RespondError::UnknownToken => ErrorCode::UnknownToken.into(),
        RespondError::NotActive => ErrorCode::TokenNotActive.into(),
        RespondError::Destroyed => ErrorCode::PinDestroyed.into(),
        RespondError::UnknownChallenge => ErrorCode::UnknownChallenge.into(),
        RespondError::Expired => ErrorCode::ChallengeExpired.into(),
        RespondError::Closed => ErrorCode::ChallengeClosed.into(),
        RespondError::WrongNumber => ErrorCode::WrongNumber.into(),
        RespondError::Refused(_) => ErrorCode::Refused.into(),
        RespondError::Unseal(error) => error.into(),
        RespondError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

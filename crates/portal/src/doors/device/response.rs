//! `POST /api/v1/challenges/{cid}/response`: what was decided.

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use identity::approval::{self, RespondError};
use protocol::{
    ChallengeId, ErrorCode,
    approval::{ResponseMessage, ResponseOutcome},
};

use crate::app::AppState;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;
use crate::mail::Notices;

pub(super) async fn post(
    State(app): State<AppState>,
    Extension(notices): Extension<Notices>,
    Path(cid): Path<String>,
    signed: Signed,
) -> Result<Json<ResponseOutcome>, Refused> {
    let cid: ChallengeId = cid.parse().map_err(|_| ErrorCode::UnknownChallenge)?;
    let message: ResponseMessage = signed.read()?;
    let now = app.now();
    let concluded = approval::respond(&app.database, &app.issuer, now, &signed.token, cid, &message.jws).await;
    let concluded = concluded.map_err(refuse)?;
    notices.send_any(concluded.notice.as_ref(), now);
    Ok(Json(ResponseOutcome { state: concluded.state }))
}

fn refuse(error: RespondError) -> Refused {
    match error {
        RespondError::UnknownToken => ErrorCode::UnknownToken.into(),
        RespondError::NotActive => ErrorCode::TokenNotActive.into(),
        RespondError::Destroyed => ErrorCode::PinDestroyed.into(),
        RespondError::Copied => ErrorCode::TokenCopied.into(),
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

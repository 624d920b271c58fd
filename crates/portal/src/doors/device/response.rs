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

use crate::app::App;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;

pub(super) async fn post(
    State(app): State<App>,
    Path(cid): Path<String>,
    signed: Signed,
) -> Result<Json<ResponseOutcome>, Refused> {
    let cid: ChallengeId = cid.parse().map_err(|_| ErrorCode::UnknownChallenge)?;
    let message: ResponseMessage = signed.read()?;
    let now = app.now();
    let concluded = approval::respond(&app.database, &app.issuer, now, &signed.token, cid, &message.jws).await;
    let concluded = concluded.map_err(refuse)?;
    app.notices.send_any(concluded.notice.as_ref(), now);
    Ok(Json(ResponseOutcome { state: concluded.state }))
}

fn refuse(error: RespondError) -> Refused {
    match error {
        RespondError::NotUsable(error) => error.into(),
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

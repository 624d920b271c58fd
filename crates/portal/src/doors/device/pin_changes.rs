//! `POST /api/v1/pin-changes`: new secrets for a new PIN. `POST /api/v1/pin-changes/{change}/commit`: they are stored.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use identity::credential::pin_change::{self, PinChangeError};
use protocol::{
    ChangeId, ErrorCode,
    pin_change::{PinChangeMessage, PinCommitMessage},
    sealed_answer::SealedAnswerMessage,
};

use crate::app::App;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;

pub(super) async fn post(State(app): State<App>, signed: Signed) -> Result<Json<SealedAnswerMessage>, Refused> {
    let message: PinChangeMessage = signed.read()?;
    let (now, mut rng, id) = (app.now(), app.entropy(), signed.token.id);
    let begun = pin_change::begin(&app.database, &app.issuer, now, &mut rng, id, &message.jws).await;
    begun.map(Json).map_err(refuse)
}

pub(super) async fn commit(
    State(app): State<App>,
    Path(change): Path<String>,
    signed: Signed,
) -> Result<StatusCode, Refused> {
    let change: ChangeId = change.parse().map_err(|_| ErrorCode::UnknownChange)?;
    let message: PinCommitMessage = signed.read()?;
    let (now, mut rng, id) = (app.now(), app.entropy(), signed.token.id);
    let done = pin_change::commit(&app.database, &app.issuer, now, &mut rng, id, change, &message.jws).await;
    app.notices.send_any(done.map_err(refuse)?.as_ref(), now);
    Ok(StatusCode::NO_CONTENT)
}

fn refuse(error: PinChangeError) -> Refused {
    match error {
        PinChangeError::NotUsable(error) => error.into(),
        PinChangeError::UnknownChange => ErrorCode::UnknownChange.into(),
        PinChangeError::Jws(_) | PinChangeError::Audience | PinChangeError::Proof(_) | PinChangeError::Answer(_) => {
            ErrorCode::Refused.into()
        }
        PinChangeError::Unseal(error) => error.into(),
        PinChangeError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

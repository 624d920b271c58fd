//! `POST /api/v1/presence`: biometrics on. `POST /api/v1/presence/remove`: off.

use axum::{Extension, Json, extract::State, http::StatusCode};
use identity::credential::biometrics::{self, PresenceError};
use protocol::{ErrorCode, presence::PresenceMessage, sealed_answer::SealedAnswerMessage};

use crate::app::AppState;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;
use crate::mail::Notices;

pub(super) async fn post(
    State(app): State<AppState>,
    Extension(notices): Extension<Notices>,
    signed: Signed,
) -> Result<Json<SealedAnswerMessage>, Refused> {
    let message: PresenceMessage = signed.read()?;
    let (now, mut rng, id) = (app.now(), app.entropy(), signed.token.id);
    let done = biometrics::register(&app.database, &app.issuer, now, &mut rng, id, &message.jws).await;
    let (answer, notice) = done.map_err(refuse)?;
    notices.send_any(notice.as_ref(), now);
    Ok(Json(answer))
}

pub(super) async fn remove(State(app): State<AppState>, signed: Signed) -> Result<StatusCode, Refused> {
    biometrics::remove(&app.database, app.now(), signed.token.id).await.map_err(refuse)?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse(error: PresenceError) -> Refused {
    match error {
        PresenceError::UnknownToken => ErrorCode::UnknownToken.into(),
        PresenceError::NotActive => ErrorCode::TokenNotActive.into(),
        PresenceError::Copied => ErrorCode::TokenCopied.into(),
        PresenceError::Destroyed => ErrorCode::PinDestroyed.into(),
        PresenceError::Policy
        | PresenceError::Jws(_)
        | PresenceError::Audience
        | PresenceError::Proof(_)
        | PresenceError::Answer(_) => ErrorCode::Refused.into(),
        PresenceError::Unseal(error) => error.into(),
        PresenceError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

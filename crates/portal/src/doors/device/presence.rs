//! `POST /api/v1/presence`: biometrics on. `POST /api/v1/presence/remove`: off.

use axum::{Json, extract::State, http::StatusCode};
use identity::credential::biometrics::{self, PresenceError};
use protocol::{ErrorCode, presence::PresenceMessage, sealed_answer::SealedAnswerMessage};

use crate::app::App;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;

pub(super) async fn post(State(app): State<App>, signed: Signed) -> Result<Json<SealedAnswerMessage>, Refused> {
    let message: PresenceMessage = signed.read()?;
    let (now, mut rng, id) = (app.now(), app.entropy(), signed.token.id);
    let done = biometrics::register(&app.database, &app.issuer, now, &mut rng, id, &message.jws).await;
    let (answer, notice) = done.map_err(refuse)?;
    app.notices.send_any(notice.as_ref(), now);
    Ok(Json(answer))
}

pub(super) async fn remove(State(app): State<App>, signed: Signed) -> Result<StatusCode, Refused> {
    biometrics::remove(&app.database, app.now(), signed.token.id).await.map_err(refuse)?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse(error: PresenceError) -> Refused {
    match error {
        PresenceError::NotUsable(error) => error.into(),
        PresenceError::Rules
        | PresenceError::Jws(_)
        | PresenceError::Audience
        | PresenceError::Proof(_)
        | PresenceError::Answer(_) => ErrorCode::Refused.into(),
        PresenceError::Unseal(error) => error.into(),
        PresenceError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

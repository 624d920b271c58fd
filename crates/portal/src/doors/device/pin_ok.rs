//! `POST /api/v1/pin-ok`: the PIN was right, although nothing was approved.

use axum::{extract::State, http::StatusCode};
use identity::credential::pin::{self, PinOkError};
use protocol::{ErrorCode, approval::PinOkMessage};

use crate::app::App;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;

pub(super) async fn post(State(app): State<App>, signed: Signed) -> Result<StatusCode, Refused> {
    let message: PinOkMessage = signed.read()?;
    let now = app.now();
    pin::acknowledge(&app.database, &app.issuer, now, signed.token.id, &message.jws).await.map_err(refuse)?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse(error: PinOkError) -> Refused {
    match error {
        PinOkError::NotUsable(error) => error.into(),
        PinOkError::Jws(_) | PinOkError::Audience | PinOkError::Proof(_) => ErrorCode::Refused.into(),
        PinOkError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

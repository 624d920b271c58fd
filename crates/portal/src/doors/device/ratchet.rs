//! `POST /api/v1/ratchet`: settles a step whose answer was lost with the program that asked.

use axum::{extract::State, http::StatusCode};
use identity::credential::ratchet::{self, SettleError};
use protocol::{ErrorCode, ratchet::SettleRequest};

use crate::app::App;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;

pub(super) async fn post(State(app): State<App>, signed: Signed) -> Result<StatusCode, Refused> {
    let request: SettleRequest = signed.read()?;
    let now = app.now();
    match ratchet::settle(&app.database, now, signed.token.id, &request).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(SettleError::CopyFound(notice)) => {
            app.notices.send_any(notice.as_deref(), now);
            Err(ErrorCode::TokenCopied.into())
        }
        Err(error) => Err(refuse(error)),
    }
}

fn refuse(error: SettleError) -> Refused {
    match error {
        SettleError::NotUsable(error) => error.into(),
        SettleError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

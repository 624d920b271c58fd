//! `POST /api/v1/enrolments/{eid}/scanned`: a device has read the QR code.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use identity::enrolment::{self, ScannedError};
use protocol::{EnrolmentId, ErrorCode};

use crate::app::App;
use crate::doors::device::Refused;

pub(super) async fn post(State(app): State<App>, Path(eid): Path<String>) -> Result<StatusCode, Refused> {
    let eid: EnrolmentId = eid.parse().map_err(|_| ErrorCode::UnknownEnrolment)?;
    enrolment::scanned(&app.database, app.now(), eid).await.map_err(refuse)?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse(error: ScannedError) -> Refused {
    match error {
        ScannedError::Unknown => ErrorCode::UnknownEnrolment.into(),
        ScannedError::Expired => ErrorCode::EnrolmentExpired.into(),
        ScannedError::Used => ErrorCode::EnrolmentUsed.into(),
        ScannedError::Void => ErrorCode::EnrolmentVoid.into(),
        ScannedError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

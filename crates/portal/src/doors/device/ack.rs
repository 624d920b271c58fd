//! `POST /api/v1/enrolments/{eid}/ack`: the device has stored the token.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use identity::enrolment::{self, AcknowledgeError};
use protocol::{EnrolmentId, ErrorCode, enrolment::AcknowledgementMessage};

use crate::app::App;
use crate::doors::device::Refused;
use crate::doors::device::signed::Signed;

pub(super) async fn post(
    State(app): State<App>,
    Path(eid): Path<String>,
    signed: Signed,
) -> Result<StatusCode, Refused> {
    let eid: EnrolmentId = eid.parse().map_err(|_| ErrorCode::UnknownEnrolment)?;
    let message: AcknowledgementMessage = signed.read()?;
    let now = app.now();
    enrolment::acknowledge(&app.database, &app.issuer, now, &signed.token, eid, &message.jws).await.map_err(refuse)?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse(error: AcknowledgeError) -> Refused {
    match error {
        AcknowledgeError::Unknown => ErrorCode::UnknownEnrolment.into(),
        AcknowledgeError::Expired => ErrorCode::EnrolmentExpired.into(),
        AcknowledgeError::Void => ErrorCode::EnrolmentVoid.into(),
        AcknowledgeError::Jws(_) | AcknowledgeError::Audience => ErrorCode::Refused.into(),
        AcknowledgeError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

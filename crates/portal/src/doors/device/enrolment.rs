//! `POST /api/v1/enrolments/{eid}`: the activation password opens the QR code, and a token begins.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};
use identity::enrolment::{self, OpenError};
use protocol::{
    EnrolmentId, ErrorCode,
    enrolment::{EnrolmentMessage, EnrolmentReplyMessage},
};

use crate::app::App;
use crate::doors::device::signed::read;
use crate::doors::device::{Client, Refused};

pub(super) async fn post(
    State(app): State<App>,
    Client(source): Client,
    Path(eid): Path<String>,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<EnrolmentReplyMessage>, Refused> {
    let eid: EnrolmentId = eid.parse().map_err(|_| ErrorCode::UnknownEnrolment)?;
    let message: EnrolmentMessage = read(&body.map_err(|_| ErrorCode::BadRequest)?)?;
    let mut rng = app.entropy();
    let opened = enrolment::open(&app.database, &app.issuer, app.now(), &mut rng, eid, source, &message).await;
    opened.map(Json).map_err(refuse)
}

fn refuse(error: OpenError) -> Refused {
    match error {
        OpenError::Unknown => ErrorCode::UnknownEnrolment.into(),
        OpenError::Expired => ErrorCode::EnrolmentExpired.into(),
        OpenError::Used => ErrorCode::EnrolmentUsed.into(),
        OpenError::Void => ErrorCode::EnrolmentVoid.into(),
        OpenError::WrongPassword { tries_left } => Refused::with_tries(ErrorCode::WrongActivationPassword, tries_left),
        OpenError::Malformed => ErrorCode::BadRequest.into(),
        OpenError::KeyStore => ErrorCode::Refused.into(),
        OpenError::Unseal(error) => error.into(),
        OpenError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

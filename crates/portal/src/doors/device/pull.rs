//! `POST /api/v1/challenges/pull`: the login under a number that the user has read off a page.

use axum::{Json, extract::State};
use identity::login::pull::{self, PullError};
use protocol::{
    ErrorCode,
    pull::{PullReply, PullRequest},
};

use crate::app::App;
use crate::doors::device::signed::Signed;
use crate::doors::device::{Client, Refused};

pub(super) async fn post(
    State(app): State<App>,
    Client(source): Client,
    signed: Signed,
) -> Result<Json<PullReply>, Refused> {
    let request: PullRequest = signed.read()?;
    let time = app.now();
    let found = pull::pull(&app.database, &app.issuer, time, signed.token.id, source, &request).await;
    Ok(Json(PullReply { challenge: found.map_err(refuse)?, time }))
}

fn refuse(error: PullError) -> Refused {
    match error {
        PullError::NotUsable(error) => error.into(),
        PullError::Key(_) => ErrorCode::BadRequest.into(),
        PullError::Unknown => ErrorCode::UnknownChallenge.into(),
        PullError::TooMany { retry_after } => Refused::with_pause(ErrorCode::TooManyRequests, retry_after),
        PullError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

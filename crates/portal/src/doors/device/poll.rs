//! `POST /api/v1/challenges/poll`: is anything asked? Holds the request until something is, at most 50 seconds.

use std::time::Duration;

use axum::{Json, extract::State};
use identity::challenge::{self, Poll, PollError};
use identity::challenge_keys;
use identity::store::Topic;
use protocol::{
    ErrorCode,
    challenge::{MAX_WAIT, PollReply, PollRequest},
    challenge_keys::MAX_KEYS,
};
use tokio::time::Instant;

use crate::app::{App, Waited, wait};
use crate::doors::device::signed::Signed;
use crate::doors::device::{Client, Refused};
use crate::limits::RETRY_POLL;

pub(super) async fn post(
    State(app): State<App>,
    Client(source): Client,
    signed: Signed,
) -> Result<Json<PollReply>, Refused> {
    let request: PollRequest = signed.read()?;
    let names_too_many = request.pinned.as_ref().is_some_and(|pinned| !(1..=MAX_KEYS).contains(&pinned.len()));
    if request.wait > MAX_WAIT || names_too_many {
        return Err(ErrorCode::BadRequest.into());
    }
    // Ten thousand may wait here: keep two names, not the token and the body.
    let (token, user) = (signed.token.id, signed.token.user);
    drop(signed);
    let place = app.polls.by_token.enter(token);
    let _place = place.ok_or_else(|| Refused::with_pause(ErrorCode::TooManyRequests, RETRY_POLL))?;
    if let Some(pinned) = &request.pinned {
        challenge_keys::note_pinned(&app.database, token, pinned).await?;
    }
    let deadline = Instant::now() + Duration::from_secs(request.wait);
    let mut listener = app.wake.listen(Topic::Devices(user));
    loop {
        let now = app.now();
        let found = challenge::poll(&app.database, &app.issuer, now, token, source, &request).await.map_err(refuse)?;
        let (challenge, known_until) = match found {
            Poll::News { challenge } => (Some(challenge), None),
            Poll::KnownEnded => (None, None),
            Poll::Quiet { known_until } => {
                let expiry = known_until.map(|until| Duration::from_secs(until.seconds_since(now)));
                let until = expiry.map_or(deadline, |expiry| deadline.min(Instant::now() + expiry));
                match wait(&mut listener, until).await {
                    Waited::Woken => continue,
                    // The shown challenge has expired: look again.
                    Waited::TimedOut if until < deadline => continue,
                    Waited::TimedOut | Waited::Closing => (None, known_until),
                }
            }
        };
        let issuer = &app.issuer;
        let keys = challenge_keys::statement(&app.database, &issuer.challenge_keys(), &issuer.origin, token).await?;
        let time = app.now();
        let known_open = known_until.is_some_and(|until| time < until);
        return Ok(Json(PollReply { challenge, known_open, time, keys }));
    }
}

fn refuse(error: PollError) -> Refused {
    match error {
        PollError::NotUsable(error) => error.into(),
        PollError::Store(error) => error.into(),
        _ => ErrorCode::Internal.into(),
    }
}

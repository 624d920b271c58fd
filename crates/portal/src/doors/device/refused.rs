//! The one shape of every refusal: a status and a stable code, never a sentence.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use identity::credential::token::{NotUsable, RequireOpenError};
use identity::kek::UnsealError;
use identity::store::StoreError;
use protocol::{ErrorBody, ErrorCode};

use crate::limits::rate_limit::TooManyFailures;

/// A refusal on its way out.
#[derive(Debug)]
pub(super) struct Refused(ErrorBody);

impl Refused {
    /// A refusal that says how many tries remain.
    pub(super) fn with_tries(code: ErrorCode, tries_left: u8) -> Self {
        Self(ErrorBody { tries_left: Some(tries_left), ..code.into() })
    }

    /// A refusal that says when it is worth trying again.
    pub(super) fn with_pause(code: ErrorCode, seconds: u64) -> Self {
        Self(ErrorBody { retry_after: Some(seconds), ..code.into() })
    }
}

impl From<ErrorCode> for Refused {
    fn from(code: ErrorCode) -> Self {
        Self(code.into())
    }
}

impl From<NotUsable> for Refused {
    fn from(error: NotUsable) -> Self {
        let code = match error {
            NotUsable::Unknown => ErrorCode::UnknownToken,
            NotUsable::NotActive => ErrorCode::TokenNotActive,
            NotUsable::Copied => ErrorCode::TokenCopied,
            NotUsable::Destroyed => ErrorCode::PinDestroyed,
        };
        code.into()
    }
}

impl From<RequireOpenError> for Refused {
    fn from(error: RequireOpenError) -> Self {
        match error {
            RequireOpenError::NotUsable(error) => error.into(),
            RequireOpenError::Store(error) => error.into(),
            _ => ErrorCode::Internal.into(),
        }
    }
}

impl From<TooManyFailures> for Refused {
    fn from(error: TooManyFailures) -> Self {
        Self::with_pause(ErrorCode::TooManyRequests, error.retry_after)
    }
}

/// The portal's own fault is logged here, and nowhere told.
impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        tracing::error!(%error, cause, "the store failed");
        Self(ErrorCode::Internal.into())
    }
}

impl From<UnsealError> for Refused {
    fn from(error: UnsealError) -> Self {
        tracing::error!(%error, "a stored secret does not open");
        Self(ErrorCode::Internal.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let code = self.0.code;
        let retry_after = self.0.retry_after;
        let mut response = (status(code), Json(self.0)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(code);
        response
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::UseNonce | ErrorCode::Unauthorized => StatusCode::UNAUTHORIZED,
        ErrorCode::TooManyRequests | ErrorCode::PinPaused => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::UnknownEnrolment
        | ErrorCode::UnknownToken
        | ErrorCode::UnknownChange
        | ErrorCode::UnknownChallenge => StatusCode::NOT_FOUND,
        ErrorCode::EnrolmentExpired
        | ErrorCode::EnrolmentVoid
        | ErrorCode::ChallengeExpired
        | ErrorCode::PinDestroyed => StatusCode::GONE,
        ErrorCode::EnrolmentUsed | ErrorCode::ChallengeClosed => StatusCode::CONFLICT,
        ErrorCode::WrongActivationPassword
        | ErrorCode::TokenNotActive
        | ErrorCode::TokenCopied
        | ErrorCode::WrongNumber
        | ErrorCode::Refused => StatusCode::FORBIDDEN,
        ErrorCode::BadRequest => StatusCode::BAD_REQUEST,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

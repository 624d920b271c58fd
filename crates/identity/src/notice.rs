//! What somebody has to be told by mail. The domain says what has happened, the shell writes the letter.

use crate::account::user::User;

/// One thing to be told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notice {
    /// What has happened.
    pub kind: NoticeKind,
    /// To whose account.
    pub owner: User,
    /// What its owner calls the token.
    pub token: String,
    /// From where, if that is known.
    pub source: Option<String>,
}

/// What has happened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// Two copies of a token are at work; it is off.
    TokenCopied,
    /// A token that was copied goes on, on one device.
    TokenReconnected,
    /// A device was reported lost.
    TokenLost,
    /// A token has a new PIN.
    PinChanged,
    /// Biometrics were switched on.
    BiometricsOn,
    /// "It was not me."
    LoginReported,
}

//! What somebody has to be told by mail. The domain decides what is told, the portal writes the letter.

use crate::account::user::User;

/// One thing to be told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notice {
    /// What has happened.
    pub kind: NoticeKind,
    /// To whose account.
    pub owner: User,
    /// What its owner calls the token; empty where it is about none.
    pub token: String,
    /// The browser and the address it was done from, if that is known.
    pub source: Option<String>,
}

/// What has happened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A token was confirmed.
    TokenActivated,
    /// A token was switched off.
    TokenSuspended,
    /// A token was switched on again.
    TokenResumed,
    /// A token was deleted.
    TokenDeleted,
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
    /// Biometrics were switched off in the portal.
    BiometricsOff,
    /// "It was not me."
    LoginReported,
    /// Somebody logged in with an e-mailed code to an account that has a token.
    EmailLogin,
    /// A recovery code was made, in the place of an earlier one.
    SavedCodeMade,
    /// Somebody logged in with the recovery code.
    SavedCodeUsed,
    /// Somebody logged in with a pass for a new device.
    DevicePassUsed,
    /// Somebody wants to add a device after the waiting time.
    RecoveryAsked,
    /// That was stopped.
    RecoveryStopped,
    /// The account was closed.
    AccountDisabled,
    /// The account was opened again.
    AccountEnabled,
    /// The account was deleted.
    AccountDeleted,
}

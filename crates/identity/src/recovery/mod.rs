//! The way back of a bound account without a device that it has (ADR 0022): a saved code, a pass in two halves, or time.

mod device_pass;
mod saved_code;
mod secret;
mod tries;
mod waiting;

use std::future::Future;

use protocol::{Bytes, Timestamp};

pub(crate) use self::waiting::stop_in;
pub use self::{
    device_pass::{MadePass, PassError, make_pass},
    saved_code::{SaveCodeError, make_saved_code, saved_since},
    secret::{RecoverySecret, RecoverySecretError},
    tries::{CheckRecoveryError, check},
    waiting::{AskError, Asked, RecoveryRequest, RequestState, StopError, ask, pending, stop, stop_by_link},
};
pub use crate::policy::{Way, Ways};
use crate::{account::user::UserId, login::methods::AuthenticationMethod, store::StoreError};

/// A saved code or a pass as it is stored: one of each for an account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredSecret {
    /// Whose it is.
    pub user: UserId,
    /// What it is for.
    pub kind: SecretKind,
    /// Salt of the hash: 16 bytes.
    pub salt: Bytes<16>,
    /// Argon2id of its 16 characters: 32 bytes.
    pub hash: Bytes<32>,
    /// When it was made.
    pub created: Timestamp,
    /// After this it is worth nothing; none for a saved code.
    pub expires: Option<Timestamp>,
}

/// What a stored secret is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SecretKind {
    /// A saved code.
    SavedCode,
    /// A pass for a new device.
    DevicePass,
}

impl SecretKind {
    /// What a login with it is.
    #[must_use]
    pub fn method(self) -> AuthenticationMethod {
        match self {
            Self::SavedCode => AuthenticationMethod::SavedCode,
            Self::DevicePass => AuthenticationMethod::DevicePass,
        }
    }
}

/// Stored secrets of recovery, tries of them, and requests that wait.
pub trait RecoveryRows {
    /// Keeps a secret, in the place of an earlier one of its kind.
    fn put_recovery_secret(&mut self, secret: &StoredSecret) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The account's secret of a kind.
    fn recovery_secret(
        &mut self,
        user: UserId,
        kind: SecretKind,
    ) -> impl Future<Output = Result<Option<StoredSecret>, StoreError>> + Send;
    /// Forgets it.
    fn delete_recovery_secret(
        &mut self,
        user: UserId,
        kind: SecretKind,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Counts a try of a secret.
    fn insert_recovery_try(
        &mut self,
        account: &str,
        network: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// When secrets of this account name were tried after `since`, oldest first; `network` limits it to one.
    fn recovery_tries(
        &mut self,
        account: &str,
        network: Option<&str>,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
    /// Keeps a request for a new device, in the place of an earlier one of the account.
    fn put_recovery_request(
        &mut self,
        request: &RecoveryRequest,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The account's request.
    fn recovery_request(
        &mut self,
        user: UserId,
    ) -> impl Future<Output = Result<Option<RecoveryRequest>, StoreError>> + Send;
    /// Forgets every secret and every request of everybody.
    fn delete_recoveries(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The request that the secret with this SHA-256 stops.
    fn recovery_request_of(
        &mut self,
        stop: Bytes<32>,
    ) -> impl Future<Output = Result<Option<RecoveryRequest>, StoreError>> + Send;
}

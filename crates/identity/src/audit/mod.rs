//! What happened, in rows that are only ever added, each naming the hash of the one before.

use std::collections::BTreeMap;

use protocol::{Bytes, Timestamp, TokenId, jws::Jws};
use ring::digest;

use crate::account::user::UserId;
use crate::source::Source;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// Declares [`Kind`] with its stable codes.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        /// What kind of thing happened.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[$doc])* $name,)+
        }

        impl Kind {
            /// Its stable code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// The kind of a stored code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// An account was made.
    UserCreated = "user_created",
    /// A code was sent by e-mail.
    EmailCodeSent = "email_code_sent",
    /// A wrong code was typed.
    EmailCodeWrong = "email_code_wrong",
    /// Logged in with an e-mailed code.
    EmailLogin = "email_login",
    /// A QR code was made.
    EnrolmentCreated = "enrolment_created",
    /// A wrong activation password was typed.
    ActivationWrong = "activation_wrong",
    /// A QR code was withdrawn, or voided by wrong activation passwords.
    EnrolmentVoided = "enrolment_voided",
    /// A token was enrolled and waits for *OK*.
    TokenEnrolled = "token_enrolled",
    /// A token was confirmed.
    TokenActivated = "token_activated",
    /// A token got another name.
    TokenRenamed = "token_renamed",
    /// A token was switched off.
    TokenSuspended = "token_suspended",
    /// A device was reported lost.
    TokenLost = "token_lost",
    /// Two copies of a token were at work; it is off.
    TokenCopied = "token_copied",
    /// The owner lets one device go on with a token that was copied.
    TokenReconnecting = "token_reconnecting",
    /// A token that was copied goes on, on one device.
    TokenReconnected = "token_reconnected",
    /// The database was put back from a backup; the token was rolled forward.
    TokenRolledForward = "token_rolled_forward",
    /// A token has a new PIN.
    PinChanged = "pin_changed",
    /// Biometrics were switched on.
    BiometricsOn = "biometrics_on",
    /// Biometrics were switched off.
    BiometricsOff = "biometrics_off",
    /// A token was switched on again.
    TokenResumed = "token_resumed",
    /// A token was deleted.
    TokenDeleted = "token_deleted",
    /// A token was never confirmed and died.
    TokenUnconfirmed = "token_unconfirmed",
    /// Ten PIN tries without proof: the OPRF key is gone.
    PinDestroyed = "pin_destroyed",
    /// A pause after PIN tries without proof began.
    PinPaused = "pin_paused",
    /// A push was asked for.
    PushStarted = "push_started",
    /// A push was asked for and quietly not sent.
    PushDropped = "push_dropped",
    /// A login was approved.
    LoginApproved = "login_approved",
    /// A login was denied.
    LoginDenied = "login_denied",
    /// "It was not me."
    LoginReported = "login_reported",
    /// A response did not hold; the detail `reason` says why.
    ResponseRefused = "response_refused",
    /// The wrong number was typed; the challenge is closed.
    WrongNumber = "wrong_number",
    /// Logged in with a passcode.
    PasscodeLogin = "passcode_login",
    /// A wrong passcode was typed.
    PasscodeWrong = "passcode_wrong",
    /// Ten wrong passcodes: passcodes are off until the next enrolment.
    PasscodesDisabled = "passcodes_disabled",
}

/// Both signatures of a decision, as they travelled: proof for a third party.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Evidence {
    /// What was asked, signed by the portal.
    pub challenge: Jws,
    /// What was answered, signed by the holder.
    pub response: Jws,
}

/// Something that happens, on its way into the log.
#[derive(Clone, Debug)]
pub struct Event {
    kind: Kind,
    user: Option<UserId>,
    token: Option<TokenId>,
    source: Option<Source>,
    detail: BTreeMap<&'static str, String>,
    evidence: Option<Evidence>,
}

impl Event {
    /// An event of this kind.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self { kind, user: None, token: None, source: None, detail: BTreeMap::new(), evidence: None }
    }

    /// Whom it concerns.
    #[must_use]
    pub fn user(self, user: UserId) -> Self {
        Self { user: Some(user), ..self }
    }

    /// Which token it concerns.
    #[must_use]
    pub fn token(self, token: TokenId) -> Self {
        Self { token: Some(token), ..self }
    }

    /// From where.
    #[must_use]
    pub fn source(self, source: Source) -> Self {
        Self { source: Some(source), ..self }
    }

    /// A detail; never a secret.
    #[must_use]
    pub fn detail(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.detail.insert(name, value.to_string());
        self
    }

    /// The signatures that prove it.
    #[must_use]
    pub fn evidence(self, challenge: Jws, response: Jws) -> Self {
        Self { evidence: Some(Evidence { challenge, response }), ..self }
    }
}

/// One row of the log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuditRow {
    /// 1, 2, 3 …
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// [`Kind::code`].
    pub kind: String,
    /// Whom it concerns.
    pub user: Option<UserId>,
    /// Which token it concerns.
    pub token: Option<TokenId>,
    /// From where.
    pub source: Option<String>,
    /// Details as a JSON object, keys in order.
    pub detail: String,
    /// The signatures that prove it.
    pub evidence: Option<Evidence>,
    /// Hash of the row before; zeros before the first.
    pub previous: Bytes<32>,
    /// Hash of this row.
    pub hash: Bytes<32>,
}

impl AuditRow {
    /// SHA-256 of `"segl/audit/v1"` and every other field, each with its length (8 bytes, big-endian) before it.
    ///
    /// # Panics
    /// Never: no field has 2^64 bytes.
    #[must_use]
    pub fn compute_hash(&self) -> Bytes<32> {
        let (challenge, response) = self
            .evidence
            .as_ref()
            .map_or(("", ""), |evidence| (evidence.challenge.as_str(), evidence.response.as_str()));
        let fields: [&[u8]; 10] = [
            &self.previous.0,
            &self.sequence.to_be_bytes(),
            &self.at.0.to_be_bytes(),
            self.kind.as_bytes(),
            self.user.as_ref().map_or(&[], |user| user.as_bytes().as_slice()),
            self.token.as_ref().map_or(&[], |token| token.as_bytes().as_slice()),
            self.source.as_deref().unwrap_or_default().as_bytes(),
            self.detail.as_bytes(),
            challenge.as_bytes(),
            response.as_bytes(),
        ];
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(LABEL);
        for field in fields {
            let length = u64::try_from(field.len()).expect("no field has 2^64 bytes");
            context.update(&length.to_be_bytes());
            context.update(field);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Bytes(hash)
    }
}

/// Adds a row; the last thing a transaction does before it commits, because it holds the end of the chain until then.
pub(crate) async fn append(tx: &mut impl Tx, now: Timestamp, event: Event) -> Result<(), StoreError> {
    let (sequence, previous) = tx.lock_audit_end().await?;
    let mut row = AuditRow {
        sequence: sequence + 1,
        at: now,
        kind: event.kind.code().to_owned(),
        user: event.user,
        token: event.token,
        source: event.source.map(|source| source.to_string()),
        detail: serde_json::to_string(&event.detail).expect("a map of texts is JSON"),
        evidence: event.evidence,
        previous,
        hash: Bytes([0; 32]),
    };
    row.hash = row.compute_hash();
    tx.append_audit(&row).await
}

/// The user's latest rows, newest first.
pub async fn recent(store: &impl Store, user: UserId, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
    store.read().await?.audit_of(user, limit).await
}

/// Rows after `sequence` (0 for all), in order, for export and for checking the chain.
pub async fn after(store: &impl Store, sequence: u64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
    store.read().await?.audit_after(sequence, limit).await
}

/// The chain does not hold at this row.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the audit log was altered at row {sequence}")]
pub struct BrokenChainError {
    /// The first row that does not fit.
    pub sequence: u64,
}

/// Checks that `rows`, in order, follow one another from `previous` (zeros for the first row).
pub fn verify_chain(mut previous: Bytes<32>, rows: &[AuditRow]) -> Result<Bytes<32>, BrokenChainError> {
    for row in rows {
        if row.previous != previous || row.compute_hash() != row.hash {
            return Err(BrokenChainError { sequence: row.sequence });
        }
        previous = row.hash;
    }
    Ok(previous)
}

const LABEL: &[u8] = b"segl/audit/v1";

/// The audit log: rows are added, never changed.
pub trait AuditRows {
    /// Number and hash of the last row (0 and zeros before the first), held until the end of the transaction.
    fn lock_audit_end(&mut self) -> impl Future<Output = Result<(u64, Bytes<32>), StoreError>> + Send;
    /// Adds a row, which becomes the last.
    fn append_audit(&mut self, row: &AuditRow) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The user's latest rows, newest first.
    fn audit_of(&mut self, user: UserId, limit: u32) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;
    /// Rows after `sequence`, in order.
    fn audit_after(
        &mut self,
        sequence: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Vec<AuditRow> {
        let mut previous = Bytes([0; 32]);
        (1..=3)
            .map(|sequence| {
                let mut row = AuditRow {
                    sequence,
                    at: Timestamp(sequence),
                    kind: Kind::LoginApproved.code().to_owned(),
                    user: Some(UserId(Bytes([1; 16]))),
                    token: None,
                    source: Some("192.0.2.1".to_owned()),
                    detail: "{}".to_owned(),
                    evidence: None,
                    previous,
                    hash: Bytes([0; 32]),
                };
                row.hash = row.compute_hash();
                previous = row.hash;
                row
            })
            .collect()
    }

    #[test]
    fn chain_is_refused_when_a_row_is_altered_missing_or_swapped() {
        assert!(verify_chain(Bytes([0; 32]), &chain()).is_ok(), "untouched");
        let mut altered = chain();
        altered[1].source = Some("192.0.2.2".to_owned());
        assert_eq!(verify_chain(Bytes([0; 32]), &altered), Err(BrokenChainError { sequence: 2 }), "altered");
        let mut missing = chain();
        missing.remove(1);
        assert_eq!(verify_chain(Bytes([0; 32]), &missing), Err(BrokenChainError { sequence: 3 }), "missing");
        let mut swapped = chain();
        swapped.swap(0, 1);
        assert_eq!(verify_chain(Bytes([0; 32]), &swapped), Err(BrokenChainError { sequence: 2 }), "swapped");
    }

    #[test]
    fn kind_is_read_back_from_its_code() {
        assert_eq!(Kind::from_code(Kind::PinDestroyed.code()), Some(Kind::PinDestroyed));
        assert_eq!(Kind::from_code("later"), None);
    }
}

//! What happened: rows that are only ever added, and a tree over them that shows every change.

mod activity;
mod record;
mod sealing;
mod tree;

use std::collections::BTreeMap;

use protocol::{Bytes, Timestamp, TokenId, jws::Jws};

pub use self::{
    activity::{Activity, ActivityEntry, activity},
    record::{AuditRow, Field, Opened, Subject},
    sealing::{Verified, Verifier, VerifyError, seal, verify},
    tree::Tree,
};
use crate::{
    account::user::UserId,
    actor::Actor,
    source::Source,
    store::{Store, StoreError, prelude::*},
};

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
    /// The key-encryption key was replaced.
    EncryptionKeyRotated = "encryption_key_rotated",
    /// An account was made.
    UserCreated = "user_created",
    /// An account was put into another group.
    UserGroupChanged = "user_group_changed",
    /// An account was closed.
    UserDisabled = "user_disabled",
    /// An account was opened again.
    UserEnabled = "user_enabled",
    /// An account was deleted.
    UserDeleted = "user_deleted",
    /// Everybody was logged out of an account.
    SessionsEnded = "sessions_ended",
    /// A recovery code was made.
    SavedCodeMade = "saved_code_made",
    /// Logged in with the recovery code.
    SavedCodeUsed = "saved_code_used",
    /// A pass for a new device was made.
    DevicePassMade = "device_pass_made",
    /// Logged in with a pass for a new device.
    DevicePassUsed = "device_pass_used",
    /// A wrong recovery code or a wrong pass was typed.
    RecoveryWrong = "recovery_wrong",
    /// A new device was asked for, after the waiting time.
    RecoveryAsked = "recovery_asked",
    /// That was stopped.
    RecoveryStopped = "recovery_stopped",
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
    /// A device asked for a login of an unknown browser, and was shown it.
    LoginPulled = "login_pulled",
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
    /// A new challenge key was made.
    ChallengeKeyMade = "challenge_key_made",
    /// A new challenge key signs.
    ChallengeKeySwitched = "challenge_key_switched",
    /// An old challenge key was dropped.
    ChallengeKeyRetired = "challenge_key_retired",
}

/// Something that happens, on its way into the log.
#[derive(Clone, Debug)]
pub struct Event {
    kind: Kind,
    user: Option<UserId>,
    token: Option<TokenId>,
    source: Option<Source>,
    detail: BTreeMap<&'static str, String>,
    evidence: Option<(Jws, Jws)>,
    actor: Option<Actor>,
}

impl Event {
    /// An event of this kind.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self { kind, user: None, token: None, source: None, detail: BTreeMap::new(), evidence: None, actor: None }
    }

    /// Whom it concerns.
    #[must_use]
    pub fn user(self, user: UserId) -> Self {
        Self { user: Some(user), ..self }
    }

    /// Who acted. Without it, the owner of the account, or the system where it concerns nobody.
    #[must_use]
    pub fn by(self, actor: &Actor) -> Self {
        Self { actor: Some(actor.clone()), ..self }
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
        Self { evidence: Some((challenge, response)), ..self }
    }
}

impl Event {
    /// Its fields, in the order of the format.
    fn fields(self, now: Timestamp) -> Vec<(String, String)> {
        let actor = self.actor.unwrap_or(if self.user.is_some() { Actor::Owner } else { Actor::System });
        let mut fields = vec![
            ("at".to_owned(), now.0.to_string()),
            ("kind".to_owned(), self.kind.code().to_owned()),
            ("actor".to_owned(), actor.to_string()),
        ];
        let optional = [
            ("user", self.user.map(|user| user.0.to_string())),
            ("token", self.token.map(|token| token.to_string())),
            ("source", self.source.map(|source| source.to_string())),
        ];
        fields.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        fields.extend(self.detail.into_iter().map(|(name, value)| (format!("detail.{name}"), value)));
        if let Some((challenge, response)) = self.evidence {
            fields.push(("challenge".to_owned(), challenge.as_str().to_owned()));
            fields.push(("response".to_owned(), response.as_str().to_owned()));
        }
        fields
    }
}

/// Adds a row. It locks nothing that others need: it is put in its place later, by [`seal`].
pub(crate) async fn append(tx: &mut impl Tx, now: Timestamp, event: Event) -> Result<(), StoreError> {
    let subject = Subject { user: event.user, token: event.token };
    let mut fields = Vec::new();
    for (name, value) in event.fields(now) {
        fields.push(Field::new(&name, tx.audit_salt()?, value));
    }
    tx.insert_audit(&AuditRow { sequence: None, leaf: None, fields, subject: Some(subject) }).await
}

/// The user's latest rows, newest first.
pub async fn recent(store: &impl Store, user: UserId, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
    store.read().await?.audit_of(user, limit).await
}

/// Sealed rows after `sequence` (0 for all), in order, for export.
pub async fn after(store: &impl Store, sequence: u64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
    store.read().await?.audit_after(sequence, limit).await
}

/// Rows that wait to be sealed, at most `limit`.
pub async fn waiting(store: &impl Store, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
    store.read().await?.audit_waiting(limit).await
}

/// Stored rows of the audit log, and the tree over those that are sealed.
pub trait AuditRows {
    /// 16 random bytes for a field.
    fn audit_salt(&mut self) -> Result<Bytes<16>, StoreError>;
    /// Adds a row; nothing that others need is locked.
    fn insert_audit(&mut self, row: &AuditRow) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The user's latest rows, newest first.
    fn audit_of(&mut self, user: UserId, limit: u32) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;
    /// The user's latest rows before this position that stand alone, newest first.
    fn audit_page(
        &mut self,
        user: UserId,
        before: i64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<ActivityEntry>, StoreError>> + Send;
    /// The user's rows after one position and before another that are folded: one entry for each kind.
    fn audit_folded(
        &mut self,
        user: UserId,
        after: i64,
        before: i64,
    ) -> impl Future<Output = Result<Vec<ActivityEntry>, StoreError>> + Send;
    /// Sealed rows after `sequence`, in order.
    fn audit_after(
        &mut self,
        sequence: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;
    /// Rows that wait to be sealed.
    fn audit_waiting(&mut self, limit: u32) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;
    /// How many rows wait to be sealed.
    fn count_unsealed(&mut self) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// Whether this transaction may seal: one in the cluster at a time.
    fn begin_sealing(&mut self) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Rows that can be sealed, in order: with no transaction before them that is still open. With their positions.
    fn sealable(&mut self, limit: u32) -> impl Future<Output = Result<Vec<(i64, AuditRow)>, StoreError>> + Send;
    /// Seals one row.
    fn seal(
        &mut self,
        position: i64,
        sequence: u64,
        leaf: Bytes<32>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The tree over the sealed rows.
    fn audit_tree(&mut self) -> impl Future<Output = Result<Tree, StoreError>> + Send;
    /// Writes the tree.
    fn update_audit_tree(&mut self, tree: &Tree) -> impl Future<Output = Result<(), StoreError>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_is_read_back_from_its_code() {
        assert_eq!(Kind::from_code(Kind::PinDestroyed.code()), Some(Kind::PinDestroyed));
        assert_eq!(Kind::from_code("later"), None);
    }

    fn log() -> Vec<AuditRow> {
        let row = |sequence: u64| {
            let field = |name: &str, value: &str| Field::new(name, Bytes([7; 16]), value.to_owned());
            let fields = vec![field("at", "1"), field("kind", "login_approved"), field("source", "192.0.2.1")];
            let row = AuditRow { sequence: Some(sequence), leaf: None, fields, subject: None };
            AuditRow { leaf: Some(row.leaf_at(sequence)), ..row }
        };
        (1..=4).map(row).collect()
    }

    fn check(rows: &[AuditRow]) -> Result<Bytes<32>, String> {
        let mut verifier = Verifier::default();
        rows.iter().try_for_each(|row| verifier.add(row)).map_err(|error| error.to_string())?;
        Ok(verifier.tree().root())
    }

    #[test]
    fn first_row_that_does_not_fit_is_named() {
        let root = check(&log());
        assert!(root.is_ok());
        let mut altered = log();
        altered[1].fields[2].opened = Some(Opened { salt: Bytes([7; 16]), value: "192.0.2.2".to_owned() });
        assert_eq!(check(&altered), Err("row 2 of the audit log was altered".to_owned()));
        let mut replaced = log();
        replaced[1].fields[2] = Field::new("source", Bytes([7; 16]), "192.0.2.2".to_owned());
        assert_eq!(check(&replaced), Err("row 2 of the audit log was altered".to_owned()), "with a new commitment");
        let mut missing = log();
        missing.remove(1);
        assert!(check(&missing).is_err_and(|error| error.starts_with("row 2 of the audit log is missing")));
        let mut swapped = log();
        swapped.swap(0, 1);
        assert!(check(&swapped).is_err_and(|error| error.starts_with("row 1 of the audit log is missing")));
        let mut renumbered = swapped;
        (renumbered[0].sequence, renumbered[1].sequence) = (Some(1), Some(2));
        assert_eq!(check(&renumbered), Err("row 1 of the audit log was altered".to_owned()), "with other numbers");
        let mut redacted = log();
        redacted[1].fields[2].opened = None;
        assert_eq!(check(&redacted), root, "a value that retention has removed");
    }
}

//! A browser that is logged in.

use protocol::{Bytes, Timestamp};

use crate::account::user::{User, UserId};
use crate::actor::Actor;
use crate::credential::token::{Factor, Token};
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::login::attempt::Proof;
use crate::login::client::{ClientContext, ClientSecret};
use crate::login::methods::AuthenticationMethod;
use crate::notice::{Notice, NoticeKind};
use crate::policy::{HOUR, Rules};
use crate::recovery;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// One session as stored, found by the SHA-256 of its secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Session {
    /// SHA-256 of its secret: 32 bytes.
    pub digest: Bytes<32>,
    /// Whose it is.
    pub user: UserId,
    /// How its user was proved.
    pub method: AuthenticationMethod,
    /// How the token's user was verified; none where no token proved them.
    pub factor: Option<Factor>,
    /// When it began; it is as fresh as this.
    pub started: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen: Timestamp,
}

impl Session {
    /// Whether it still counts.
    #[must_use]
    pub fn is_alive(&self, rules: &Rules, now: Timestamp) -> bool {
        let absolute = match self.method {
            AuthenticationMethod::SavedCode | AuthenticationMethod::DevicePass => RECOVERING,
            _ => rules.session_absolute,
        };
        now.seconds_since(self.last_seen) < rules.session_idle && now.seconds_since(self.started) < absolute
    }
}

/// A session that has begun, with two secrets for the client to keep.
#[derive(Debug)]
pub struct OpenedSession {
    /// Of the session; ends with it.
    pub secret: ClientSecret,
    /// Of the client, which is known from now on; long-lived.
    pub browser: ClientSecret,
    /// Who logged in.
    pub user: UserId,
    /// How.
    pub method: AuthenticationMethod,
    /// What the owner is told about it.
    pub notice: Option<Notice>,
}

/// Begins a session inside the transaction that proved the user.
pub(super) async fn open(
    tx: &mut impl Tx,
    now: Timestamp,
    rng: &mut impl Entropy,
    user: User,
    proof: Proof,
    client: ClientContext,
) -> Result<OpenedSession, StoreError> {
    let secret = ClientSecret::generate(rng);
    let (id, Proof { method, factor, .. }) = (user.id, proof);
    let session = Session { digest: secret.digest(), user: id, method, factor, started: now, last_seen: now };
    tx.insert_session(&session).await?;
    let notice = tell(tx, now, user, proof, client.to_string()).await?;
    let browser = client.remember(tx, id, now, rng).await?;
    Ok(OpenedSession { secret, browser, user: id, method, notice })
}

/// What the owner is told of this login: each one without a device, and that a device has ended a waiting recovery.
async fn tell(
    tx: &mut impl Tx,
    now: Timestamp,
    owner: User,
    proof: Proof,
    place: String,
) -> Result<Option<Notice>, StoreError> {
    let kind = match proof.method {
        // Before there is a token, each login is one, and its mail has just come.
        AuthenticationMethod::EmailCode if tx.tokens_of(owner.id).await?.iter().any(Token::binds) => {
            NoticeKind::EmailLogin
        }
        AuthenticationMethod::EmailCode => return Ok(None),
        AuthenticationMethod::SavedCode => NoticeKind::SavedCodeUsed,
        AuthenticationMethod::DevicePass => NoticeKind::DevicePassUsed,
        AuthenticationMethod::Push | AuthenticationMethod::Passcode => {
            return recovery::stop_in(tx, now, owner, &Actor::Owner).await;
        }
    };
    Ok(Some(Notice { kind, owner, token: String::new(), source: Some(place) }))
}

/// The session of a secret and its user, if it still counts; notes the use once a minute.
pub async fn load(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    secret: &ClientSecret,
) -> Result<Option<(Session, User)>, StoreError> {
    let mut tx = store.read().await?;
    let Some(session) = tx.session(secret.digest()).await? else {
        return Ok(None);
    };
    let user = tx.user(session.user).await?;
    let Some(user) = user.filter(|user| user.is_open() && session.is_alive(issuer.rules_for(Some(user)), now)) else {
        return Ok(None);
    };
    drop(tx);
    if now.seconds_since(session.last_seen) >= TOUCH_EVERY {
        let mut tx = store.write().await?;
        tx.touch_session(session.digest, now).await?;
        tx.commit().await?;
    }
    Ok(Some((session, user)))
}

/// Logs this browser out.
pub async fn end(store: &impl Store, secret: &ClientSecret) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    tx.delete_session(secret.digest()).await?;
    tx.commit().await
}

/// How long after a recovery a new device may be added: time to find and install the app there.
pub(crate) const RECOVERING: u64 = HOUR;

const TOUCH_EVERY: u64 = 60;

/// Sessions and known browsers.
pub trait SessionRows {
    /// Adds a session.
    fn insert_session(&mut self, session: &Session) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The session of a secret.
    fn session(&mut self, digest: Bytes<32>) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
    /// Notes that it was used.
    fn touch_session(
        &mut self,
        digest: Bytes<32>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Ends a session.
    fn delete_session(&mut self, digest: Bytes<32>) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Ends all sessions of a user but the one with this digest; how many.
    fn delete_sessions_of(
        &mut self,
        user: UserId,
        keep: Option<Bytes<32>>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// Ends all sessions of everybody.
    fn delete_sessions(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Remembers that this browser has logged in to the account.
    fn remember_browser(
        &mut self,
        user: UserId,
        digest: Bytes<32>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Whether it has.
    fn is_browser_known(
        &mut self,
        user: UserId,
        digest: Bytes<32>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Forgets a browser, whoever has logged in with it.
    fn forget_browser(&mut self, digest: Bytes<32>) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Forgets all browsers of a user but one, and all networks; how many browsers.
    fn forget_browsers_of(
        &mut self,
        user: UserId,
        keep: Option<Bytes<32>>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// Remembers that the account was logged in to from this network.
    fn remember_network(
        &mut self,
        user: UserId,
        network: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Whether it was.
    fn is_network_known(
        &mut self,
        user: UserId,
        network: &str,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session_ends_when_idle_or_old() {
        let rules = Rules::default();
        let session = |started, last_seen| Session {
            digest: Bytes([0; 32]),
            user: UserId(Bytes([0; 16])),
            method: AuthenticationMethod::EmailCode,
            factor: None,
            started: Timestamp(started),
            last_seen: Timestamp(last_seen),
        };
        assert!(session(0, 0).is_alive(&rules, Timestamp(899)), "15 minutes without a request");
        assert!(!session(0, 0).is_alive(&rules, Timestamp(900)), "and no longer");
        assert!(session(0, 28_000).is_alive(&rules, Timestamp(28_799)), "8 hours in all");
        assert!(!session(0, 28_000).is_alive(&rules, Timestamp(28_800)), "and no longer");
    }
}

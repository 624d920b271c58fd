//! What a session may do, and with what authority something is done (ADR 0022).

use protocol::{Bytes, Timestamp};

use crate::{
    account::user::{User, UserId},
    actor::{Actor, PersonName},
    credential::token::{Factor, Token},
    issuer::Issuer,
    login::{
        methods::AuthenticationMethod,
        session::{RECOVERING, Session},
    },
    policy::Way,
    store::{Store, StoreError, prelude::*},
};

/// What the owner of a session may do, by how they were proved and by what the account has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// Everything.
    Full,
    /// By a saved code, a pass, or an e-mailed code after the waiting time: authentication types, and no other page.
    Recovering,
    /// By a passcode after biometrics: everything but changes of authentication types.
    Biometrics,
    /// By an e-mailed code, while the account is bound: reading, reporting a device lost, asking for recovery.
    Mail {
        /// Whether another token of the account can approve this very change.
        has_active_token: bool,
    },
}

impl Standing {
    /// Whether it opens the whole profile, and other systems; otherwise authentication types alone.
    #[must_use]
    pub fn opens_everything(self) -> bool {
        self != Self::Recovering
    }

    /// Whether it is enough for this, however fresh the login is.
    #[must_use]
    pub fn allows(self, deed: Deed) -> bool {
        match (self, deed) {
            (Self::Full | Self::Recovering, Deed::Ask) => false,
            (Self::Full | Self::Recovering, _) | (_, Deed::Report) | (Self::Mail { .. }, Deed::Ask) => true,
            // It takes the device and its PIN besides.
            (Self::Mail { has_active_token }, Deed::Reconnect) => !has_active_token,
            _ => false,
        }
    }
}

/// What an owner wants to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Deed {
    /// Add, enable, disable or delete an authentication type.
    Change,
    /// Go on with what a fresh login has begun, or end what others may have begun: *OK*, *Log out everywhere*.
    GoOn,
    /// Report a device lost.
    Report,
    /// Let one device go on after its token was copied.
    Reconnect,
    /// Ask for a new device after the waiting time.
    Ask,
}

impl Deed {
    fn wants_fresh_login(self) -> bool {
        matches!(self, Self::Change | Self::Report | Self::Reconnect)
    }
}

/// Who may do something, and over whose account: their owner, or the service desk.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Authority {
    actor: Actor,
    over: UserId,
    owner: Option<(Session, Deed)>,
}

/// Why an owner may not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The login is too old for this.
    #[error("the login is not fresh")]
    Stale,
    /// This kind of login does not allow it.
    #[error("the login is not enough for this")]
    TooWeak(Standing),
    /// The account is closed.
    #[error("the account is closed")]
    Closed,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Authority {
    /// The owner's, as far as the session allows.
    pub async fn owner(
        store: &impl Store,
        issuer: &Issuer,
        now: Timestamp,
        session: &Session,
        deed: Deed,
    ) -> Result<Self, AuthorityError> {
        let mut tx = store.read().await?;
        let user = tx.user(session.user).await?.ok_or(AuthorityError::Closed)?;
        judge(&mut tx, issuer, now, &user, session, deed).await?;
        Ok(Self { actor: Actor::Owner, over: session.user, owner: Some((session.clone(), deed)) })
    }

    /// The service desk's, over this account; whoever runs commands on the portal's machine has it.
    #[must_use]
    pub fn service_desk(over: UserId, name: &str) -> Self {
        Self { actor: Actor::Desk(PersonName::from_text(name)), over, owner: None }
    }

    /// Over whose account.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.over
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The session that acts, which goes on when the others end.
    pub(crate) fn session(&self) -> Option<Bytes<32>> {
        self.owner.as_ref().map(|(session, _)| session.digest)
    }

    /// Holds the account, and looks whether what allowed this still does: a token may have been confirmed, a recovery
    /// stopped, or the session ended since.
    pub(crate) async fn hold(&self, tx: &mut impl Tx, issuer: &Issuer, now: Timestamp) -> Result<User, AuthorityError> {
        let user = tx.lock_user(self.over).await?.ok_or(AuthorityError::Closed)?;
        if let Some((session, deed)) = &self.owner {
            tx.session(session.digest).await?.ok_or(AuthorityError::Closed)?;
            judge(tx, issuer, now, &user, session, *deed).await?;
        }
        Ok(user)
    }
}

async fn judge(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    user: &User,
    session: &Session,
    deed: Deed,
) -> Result<(), AuthorityError> {
    if !user.is_open() {
        return Err(AuthorityError::Closed);
    }
    let standing = standing_in(tx, issuer, now, user, session).await?;
    if !standing.allows(deed) {
        return Err(AuthorityError::TooWeak(standing));
    }
    let age = now.seconds_since(session.started);
    let patience = if standing == Standing::Recovering { RECOVERING } else { issuer.rules_for(Some(user)).step_up };
    if deed.wants_fresh_login() && age >= patience { Err(AuthorityError::Stale) } else { Ok(()) }
}

/// What the owner of this session may do.
pub async fn standing(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    user: &User,
    session: &Session,
) -> Result<Standing, StoreError> {
    match by_method(session) {
        Some(standing) => Ok(standing),
        None => standing_in(&mut store.read().await?, issuer, now, user, session).await,
    }
}

async fn standing_in(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    user: &User,
    session: &Session,
) -> Result<Standing, StoreError> {
    if let Some(standing) = by_method(session) {
        return Ok(standing);
    }
    let tokens = tx.tokens_of(user.id).await?;
    if !tokens.iter().any(Token::binds) {
        return Ok(Standing::Full);
    }
    let waited = tx.recovery_request(user.id).await?.is_some_and(|request| request.is_ready(now));
    Ok(if waited && issuer.rules_for(Some(user)).recovery.has(Way::Wait) {
        Standing::Recovering
    } else {
        Standing::Mail { has_active_token: tokens.iter().any(Token::is_active) }
    })
}

/// What the method alone decides; for an e-mailed code the account does.
fn by_method(session: &Session) -> Option<Standing> {
    match (session.method, session.factor) {
        (AuthenticationMethod::Passcode, Some(Factor::Biometrics)) => Some(Standing::Biometrics),
        (AuthenticationMethod::Passcode | AuthenticationMethod::Push, _) => Some(Standing::Full),
        (AuthenticationMethod::SavedCode | AuthenticationMethod::DevicePass, _) => Some(Standing::Recovering),
        (AuthenticationMethod::EmailCode, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deed_is_allowed_as_the_table_of_the_decision_says() {
        let (mail, alone) = (Standing::Mail { has_active_token: true }, Standing::Mail { has_active_token: false });
        let deeds = [Deed::Change, Deed::GoOn, Deed::Report, Deed::Reconnect, Deed::Ask];
        for (standing, allowed) in [
            (Standing::Full, [true, true, true, true, false]),
            (Standing::Recovering, [true, true, true, true, false]),
            (Standing::Biometrics, [false, false, true, false, false]),
            (mail, [false, false, true, false, true]),
            (alone, [false, false, true, true, true]),
        ] {
            assert_eq!(deeds.map(|deed| standing.allows(deed)), allowed, "{standing:?}");
        }
        assert!(!Standing::Recovering.opens_everything() && mail.opens_everything());
    }
}

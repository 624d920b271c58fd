//! The employee's account.

use crate::account::group::GroupName;
use std::{fmt, str::FromStr};

use protocol::{Bytes, Timestamp};

use crate::actor::Actor;
use crate::audit::{self, Event, Kind};
use crate::entropy::Entropy;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};
use crate::throttle::PushGuard;

/// Names one account, 16 random bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UserId(pub Bytes<16>);

impl UserId {
    /// Its 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0.0
    }
}

/// What the employee types to log in: lower case, without blanks around it, 1 to 64 characters.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UserName(String);

/// Not a user name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a user name has 1 to 64 letters, digits and . _ - @ +")]
pub struct UserNameError;

impl UserName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserName {
    type Err = UserNameError;

    fn from_str(typed: &str) -> Result<Self, UserNameError> {
        let name = typed.trim().to_lowercase();
        let is_name = (1..=64).contains(&name.chars().count())
            && name.chars().all(|character| character.is_alphanumeric() || "._-@+".contains(character));
        if is_name { Ok(Self(name)) } else { Err(UserNameError) }
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where codes and notices go, at most 254 bytes (RFC 5321 §4.5.3.1.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmailAddress(String);

/// Not an e-mail address.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailAddressError;

impl EmailAddress {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;

    fn from_str(text: &str) -> Result<Self, EmailAddressError> {
        let text = text.trim();
        let is_address = text.len() <= 254
            && !text
                .chars()
                .any(|character| character.is_control() || character.is_whitespace() || "<>,;".contains(character))
            && text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
        if is_address { Ok(Self(text.to_owned())) } else { Err(EmailAddressError) }
    }
}

/// One account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct User {
    /// Its own name, never reused.
    pub id: UserId,
    /// What the employee types.
    pub name: UserName,
    /// The employee's full name, for the screen.
    pub display_name: String,
    /// Where codes go.
    pub email: EmailAddress,
    /// When the service desk made it.
    pub created: Timestamp,
    /// The group whose rules it has; the default rules without one.
    pub group: Option<GroupName>,
    /// What it has seen of pushes.
    pub push: PushGuard,
    /// Whether anybody gets in.
    pub state: UserState,
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum UserState {
    /// It can.
    #[default]
    Open,
    /// The service desk has closed it, and can open it again.
    Disabled,
    /// Gone: its row stays, because the audit log names it, and says nothing about a person.
    Deleted,
}

impl User {
    /// Whether somebody can log in to it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == UserState::Open
    }
}

/// Why an account is not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CreateUserError {
    /// There is an account of that name.
    #[error("the user name is taken")]
    NameTaken,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an account begins with.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// What the employee types.
    pub name: UserName,
    /// The employee's full name.
    pub display_name: String,
    /// Where codes go.
    pub email: EmailAddress,
    /// The group whose rules it has; the default rules without one.
    pub group: Option<GroupName>,
}

/// Makes an account.
pub async fn create(
    store: &impl Store,
    now: Timestamp,
    rng: &mut impl Entropy,
    by: &Actor,
    new: NewUser,
) -> Result<User, CreateUserError> {
    let NewUser { name, display_name, email, group } = new;
    let id = UserId(Bytes::generate(rng));
    let (push, state) = (PushGuard::default(), UserState::Open);
    let user = User { id, name, display_name, email, created: now, group, push, state };
    let mut tx = store.write().await?;
    if !tx.insert_user(&user).await? {
        return Err(CreateUserError::NameTaken);
    }
    audit::append(&mut tx, now, Event::of(Kind::UserCreated).by(by).user(user.id)).await?;
    tx.commit().await?;
    Ok(user)
}

/// Why an account is not put into a group.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AssignGroupError {
    /// There is no such account.
    #[error("no such account")]
    Unknown,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Puts an account into a group, or out of its group; the rules of the group hold at once.
pub async fn assign_group(
    store: &impl Store,
    now: Timestamp,
    by: &Actor,
    id: UserId,
    group: Option<GroupName>,
) -> Result<(), AssignGroupError> {
    let mut tx = store.write().await?;
    let user = tx.lock_user(id).await?.ok_or(AssignGroupError::Unknown)?;
    tx.update_group(id, group.as_ref()).await?;
    let name = |group: Option<&GroupName>| group.map_or("none", GroupName::as_str).to_owned();
    let event = Event::of(Kind::UserGroupChanged).by(by).user(id);
    let event = event.detail("from", &name(user.group.as_ref())).detail("to", &name(group.as_ref()));
    audit::append(&mut tx, now, event).await?;
    Ok(tx.commit().await?)
}

/// The account of that name.
pub async fn find(store: &impl Store, name: &UserName) -> Result<Option<User>, StoreError> {
    store.read().await?.user_by_name(name).await
}

/// Every account, by name.
pub async fn list(store: &impl Store) -> Result<Vec<User>, StoreError> {
    store.read().await?.users().await
}

/// Every group that has an account in it, by name.
pub async fn groups(store: &impl Store) -> Result<Vec<GroupName>, StoreError> {
    store.read().await?.groups().await
}

/// Accounts, and the sources they have reported.
pub trait UserRows {
    /// Adds an account; `false` when the name is taken.
    fn insert_user(&mut self, user: &User) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// All accounts that are not deleted, by name.
    fn users(&mut self) -> impl Future<Output = Result<Vec<User>, StoreError>> + Send;
    /// The groups that have accounts in them, by name.
    fn groups(&mut self) -> impl Future<Output = Result<Vec<GroupName>, StoreError>> + Send;
    /// One account.
    fn user(&mut self, id: UserId) -> impl Future<Output = Result<Option<User>, StoreError>> + Send;
    /// One account, held until the end of the transaction.
    fn lock_user(&mut self, id: UserId) -> impl Future<Output = Result<Option<User>, StoreError>> + Send;
    /// The account of a name.
    fn user_by_name(&mut self, name: &UserName) -> impl Future<Output = Result<Option<User>, StoreError>> + Send;
    /// Writes the group of an account.
    fn update_group(
        &mut self,
        id: UserId,
        group: Option<&GroupName>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Writes whether the account can be used, with its names and its address.
    fn update_state(&mut self, user: &User) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Forgets the browsers that the account knows, the sources it has reported, and every way to recover it.
    fn forget_ways_in(&mut self, id: UserId) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Writes what the account has seen of pushes.
    fn update_push(&mut self, user: &User) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Blocks pushes for this account from this network.
    fn block_source(
        &mut self,
        user: UserId,
        network: &str,
        until: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Whether it is blocked.
    fn is_source_blocked(
        &mut self,
        user: UserId,
        network: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_name_is_one_when_case_and_blanks_differ() {
        let name: UserName = "  Anna.Holm\n".parse().expect("a name");
        assert_eq!(name.as_str(), "anna.holm");
        for typed in ["", "  ", "anna holm", "anna\u{202e}", "a/b", &"a".repeat(65)] {
            assert_eq!(typed.parse::<UserName>(), Err(UserNameError), "{typed:?}");
        }
    }

    #[test]
    fn email_address_is_refused_when_it_could_hide_a_second() {
        assert!("anna@nordhavn.example".parse::<EmailAddress>().is_ok());
        for text in ["anna", "@x", "a@", "a@b\r\nBcc: c@d", "a@b,c@d", "A <a@b>"] {
            assert_eq!(text.parse::<EmailAddress>(), Err(EmailAddressError), "{text:?}");
        }
    }
}

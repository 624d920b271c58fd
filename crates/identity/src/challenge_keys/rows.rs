//! What is stored of the challenge keys, and of who has pinned them.

use protocol::{Thumbprint, Timestamp, TokenId};

use crate::account::user::UserName;
use crate::kek::Sealed;
use crate::store::StoreError;

/// What a stored key is for. There is one of each at most.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Slot {
    /// Signs.
    Current,
    /// Will sign.
    Next,
    /// Has signed.
    Previous,
}

/// A stored key.
#[derive(Clone, Debug)]
pub struct ChallengeKeyRow {
    /// What it is for.
    pub slot: Slot,
    /// The key, sealed.
    pub key: Sealed,
    /// When it was made.
    pub created: Timestamp,
    /// When the set last changed; the latest of all rows counts.
    pub changed: Timestamp,
}

/// A token in use, and what it pins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Holder {
    /// Whose it is.
    pub user: UserName,
    /// The token.
    pub token: TokenId,
    /// Its name.
    pub name: String,
    /// The keys that it pins, by their thumbprints; none when nothing was ever noted.
    pub pinned: Option<Vec<Thumbprint>>,
}

/// The challenge keys, and the column of the tokens that says who has pinned them.
pub trait ChallengeKeyRows {
    /// All keys, current first.
    fn challenge_keys(&mut self) -> impl Future<Output = Result<Vec<ChallengeKeyRow>, StoreError>> + Send;
    /// The same; nobody else changes them until the end of the transaction.
    fn lock_challenge_keys(&mut self) -> impl Future<Output = Result<Vec<ChallengeKeyRow>, StoreError>> + Send;
    /// Adds a key; `false`, and nothing is done, when there is one of its slot.
    fn insert_challenge_key(&mut self, key: &ChallengeKeyRow) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Puts a key from one slot into another, which is empty.
    fn move_challenge_key(&mut self, from: Slot, to: Slot) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Deletes a key.
    fn delete_challenge_key(&mut self, slot: Slot) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Says when the set changed, in every row.
    fn date_challenge_keys(&mut self, changed: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// What was noted of a token; none when nothing was, or there is no such token.
    fn pinned_keys(
        &mut self,
        token: TokenId,
    ) -> impl Future<Output = Result<Option<Vec<Thumbprint>>, StoreError>> + Send;
    /// Notes what a token pins.
    fn note_pinned_keys(
        &mut self,
        token: TokenId,
        pinned: &[Thumbprint],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Notes it of all tokens of which nothing is noted.
    fn note_pinned_keys_of_the_rest(
        &mut self,
        pinned: &[Thumbprint],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The tokens that are active or wait for *OK*, by user name.
    fn holders(&mut self) -> impl Future<Output = Result<Vec<Holder>, StoreError>> + Send;
}

//! What a device is told about the keys, and what it says it has pinned (`docs/protocol.md` §13).

use protocol::{
    Origin, PrivateKey, Thumbprint, TokenId, challenge_keys as wire,
    jws::{self, Jws},
};

use super::{ChallengeKeys, Other};
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// What this token is to be told with the next answer to a poll: the portal's keys, signed by one that it has pinned. `None`
/// when it has pinned them, or none of them.
pub async fn statement(
    store: &impl Store,
    keys: &ChallengeKeys,
    issuer: &Origin,
    token: TokenId,
) -> Result<Option<Jws>, StoreError> {
    let pinned = keys.pinned(store.read().await?.pinned_keys(token).await?);
    if is_same_set(&pinned, &keys.thumbprints()) {
        return Ok(None);
    }
    let statement = wire::ChallengeKeys { iss: issuer.clone(), aud: token, keys: keys.public(), iat: keys.since };
    Ok(keys.signer_pinned_in(&pinned).map(|signer| jws::sign(&statement, signer)))
}

/// Notes what a token says it has pinned, if that is news.
pub async fn note_pinned(store: &impl Store, token: TokenId, pinned: &[Thumbprint]) -> Result<(), StoreError> {
    if store.read().await?.pinned_keys(token).await?.is_some_and(|noted| noted == pinned) {
        return Ok(());
    }
    let mut tx = store.write().await?;
    tx.note_pinned_keys(token, pinned).await?;
    tx.commit().await
}

impl ChallengeKeys {
    /// The key that signs a statement for a token that pins these.
    fn signer_pinned_in(&self, pinned: &[Thumbprint]) -> Option<&PrivateKey> {
        let mut keys = std::iter::once(&self.current).chain(self.other.as_ref().map(Other::key));
        keys.find(|key| pinned.contains(&key.public().thumbprint()))
    }
}

fn is_same_set(one: &[Thumbprint], other: &[Thumbprint]) -> bool {
    one.len() == other.len() && one.iter().all(|thumbprint| other.contains(thumbprint))
}

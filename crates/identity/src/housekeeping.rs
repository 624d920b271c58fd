//! What ends by itself: pending tokens, used-up PINs, old rows.

use protocol::Timestamp;

use crate::audit::{self, Event, Kind};
use crate::credential::token::{Destruction, TokenState};
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// Ends what has run out and forgets what is past its use; call it once a minute.
pub async fn sweep(store: &impl Store, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    for token in tx.sweep(now).await? {
        let kind = match token.state {
            TokenState::Destroyed(Destruction::Pin) => Kind::PinDestroyed,
            _ => Kind::TokenUnconfirmed,
        };
        audit::append(&mut tx, now, Event::of(kind).user(token.user).token(token.id)).await?;
    }
    tx.commit().await
}

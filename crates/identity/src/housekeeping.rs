//! What ends by itself: pending tokens, used-up PINs, old rows.

use protocol::Timestamp;

use crate::{
    actor::Actor,
    audit::{self, Event, Kind},
    credential::token::Destruction,
    store::{Store, StoreError, prelude::*},
};

/// Ends what has run out and forgets what is past its use; call it once a minute.
pub async fn sweep(store: &impl Store, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    for token in tx.tokens_to_end(now).await? {
        // Held, and looked at again: it may have been confirmed or proved in the meantime.
        let Some(token) = tx.lock_token(token.id).await? else {
            continue;
        };
        let Some(why) = token.run_out(now) else {
            continue;
        };
        let token = token.destroy(why);
        tx.update_token(&token).await?;
        let kind = if why == Destruction::Pin { Kind::PinDestroyed } else { Kind::TokenUnconfirmed };
        audit::append(&mut tx, now, Event::of(kind).by(&Actor::System).user(token.user).token(token.id)).await?;
    }
    tx.forget_old(now).await?;
    tx.commit().await
}

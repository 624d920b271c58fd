//! The log of one account, as its owner reads it: a page at a time, and what strangers can cause is folded, so that it pushes
//! nothing else off the page.

use crate::account::user::UserId;
use crate::audit::{AuditRow, Kind};
use crate::store::{Store, StoreError, prelude::*};

/// One page, newest first.
#[derive(Debug)]
pub struct Activity {
    /// What happened.
    pub entries: Vec<ActivityEntry>,
    /// Where the page of older entries begins; none when there are none.
    pub older: Option<i64>,
}

/// One thing, or several of one kind.
#[derive(Clone, Debug)]
pub struct ActivityEntry {
    /// Its place in the log; of several, the last one's.
    pub position: i64,
    /// The row; of several, the last one.
    pub row: AuditRow,
    /// How many there are in the time of this page.
    pub times: u64,
}

impl Kind {
    /// Whether somebody who knows nothing but a user name can cause it, as often as the limits let him.
    #[must_use]
    pub fn is_folded(self) -> bool {
        matches!(
            self,
            Self::PushDropped
                | Self::PushStarted
                | Self::EmailCodeSent
                | Self::EmailCodeWrong
                | Self::PasscodeWrong
                | Self::RecoveryWrong
        )
    }
}

/// At most `limit` things that stand alone, and beside them one entry for each kind that is folded. `before` is
/// [`Activity::older`] of the page before.
pub async fn activity(
    store: &impl Store,
    user: UserId,
    before: Option<i64>,
    limit: u32,
) -> Result<Activity, StoreError> {
    let mut tx = store.read().await?;
    let before = before.unwrap_or(i64::MAX);
    let mut entries = tx.audit_page(user, before, limit.saturating_add(1)).await?;
    let has_more = entries.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if has_more {
        entries.pop();
    }
    let older = entries.last().filter(|_| has_more).map(|entry| entry.position);
    entries.extend(tx.audit_folded(user, older.unwrap_or(0), before).await?);
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.position));
    Ok(Activity { entries, older })
}

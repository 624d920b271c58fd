//! How many codes may be tried for a name in a day.

use protocol::Timestamp;

use crate::credential::email_code::CheckEmailError;
use crate::issuer::Issuer;
use crate::login::attempt::LoginAttempt;
use crate::login::client::ClientContext;
use crate::policy::DAY;
use crate::store::prelude::*;

/// So many tries a day for each name; then only from where the owner of the account has logged in before. (The owner's own
/// tries are from there as soon as one was right.) Over many days and many accounts, a guesser would find a code otherwise.
pub(super) async fn refuse_too_many_today(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    attempt: &LoginAttempt,
    client: &ClientContext,
) -> Result<(), CheckEmailError> {
    let limit = issuer.limits.email_code_tries_per_day;
    let tries = tx.email_code_tries_of_day(attempt.name.as_str(), Timestamp(now.0.saturating_sub(DAY))).await?;
    let Some(oldest) = tries.len().checked_sub(limit).and_then(|index| tries.get(index)) else {
        return Ok(());
    };
    let is_familiar = match attempt.account {
        Some(user) => client.is_familiar(tx, user).await?,
        None => false,
    };
    let retry_after = oldest.plus(DAY).seconds_since(now).max(1);
    if is_familiar { Ok(()) } else { Err(CheckEmailError::TooManyToday { retry_after }) }
}

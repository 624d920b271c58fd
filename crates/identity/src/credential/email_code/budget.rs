//! How many letters go out. Known browsers have letters of their own, which no stranger can use up; and nobody uses up those of
//! another network.

use protocol::Timestamp;

use super::SendEmailError;
use crate::account::user::{User, UserName};
use crate::audit::{self, Event, Kind};
use crate::issuer::Issuer;
use crate::login::attempt::LoginAttempt;
use crate::policy::{DAY, HOUR, MINUTE};
use crate::source::Source;
use crate::store::StoreError;
use crate::store::prelude::*;

/// One letter, as it is counted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SentEmail {
    /// From which network it was asked for.
    pub network: String,
    /// Whether the account knew the client.
    pub is_known: bool,
    /// When.
    pub at: Timestamp,
}

/// Which letters are counted together.
#[derive(Clone, Copy, Debug)]
pub enum EmailsTo<'a> {
    /// For this name, asked for by clients that its account knows.
    Known(&'a UserName),
    /// For this name, asked for by unknown clients of this network.
    Network(&'a UserName, &'a str),
    /// For this name, asked for by unknown clients anywhere.
    Strangers(&'a UserName),
    /// For any name, asked for by unknown clients of this network.
    AnyoneFrom(&'a str),
}

/// Counts one letter of the attempt, or refuses it. Holds the account's row, and returns it.
pub(super) async fn count(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    attempt: &LoginAttempt,
    source: Source,
) -> Result<Option<User>, SendEmailError> {
    let user = match attempt.account {
        Some(id) => tx.lock_user(id).await?,
        None => None,
    };
    let network = source.network();
    refuse_too_many(tx, issuer, now, attempt, source, &network).await?;
    let sent = SentEmail { network, is_known: attempt.client.is_known, at: now };
    tx.insert_sent_email(&attempt.name, &sent).await?;
    if let Some(user) = &user {
        audit::append(tx, now, Event::of(Kind::EmailCodeSent).user(user.id).source(source)).await?;
    }
    Ok(user)
}

async fn refuse_too_many(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    attempt: &LoginAttempt,
    source: Source,
    network: &str,
) -> Result<(), SendEmailError> {
    let (limits, name) = (&issuer.limits, &attempt.name);
    let mut budgets = Vec::with_capacity(3);
    if attempt.client.is_known {
        budgets.push((EmailsTo::Known(name), limits.emails_per_account, ACCOUNT_WINDOW));
    } else {
        budgets.push((EmailsTo::Network(name, network), limits.emails_per_account, ACCOUNT_WINDOW));
        budgets.push((EmailsTo::AnyoneFrom(network), limits.emails_from(source), HOUR));
        if !limits.is_office(source) {
            budgets.push((EmailsTo::Strangers(name), limits.emails_of_strangers_per_day, DAY));
        }
    }
    let mut longest = None;
    for (to, limit, window) in budgets {
        let sent = tx.sent_emails(to, Timestamp(now.0.saturating_sub(window))).await?;
        let oldest = sent.len().checked_sub(limit).and_then(|index| sent.get(index));
        let wait = oldest.map(|oldest| oldest.plus(window).seconds_since(now).max(1));
        longest = longest.max(wait);
    }
    longest.map_or(Ok(()), |retry_after| Err(SendEmailError::TooMany { retry_after }))
}

const ACCOUNT_WINDOW: u64 = 15 * MINUTE;

/// Letters that were sent.
pub trait SentEmailRows {
    /// Counts a letter that is sent for this name.
    fn insert_sent_email(
        &mut self,
        name: &UserName,
        sent: &SentEmail,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// When letters were sent after `since`, oldest first.
    fn sent_emails(
        &mut self,
        to: EmailsTo<'_>,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
}

//! When two codes of other issuers are the same code: one rule, for what comes in twice and for what is here already.

use otp::Secret;
use subtle::{Choice, ConstantTimeEq as _};
use vault::OtpToken;

use crate::{OtpauthKey, identity::Identity, import::Row};

/// A code as far as it can be seen: before the PIN is there, a stored one shows its names alone.
#[derive(Clone, Copy)]
pub(crate) struct Sighting<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) account: &'a str,
    pub(crate) key: Option<&'a Secret>,
}

impl<'a> Sighting<'a> {
    /// A stored code by its names.
    pub(crate) fn of_token(token: &'a OtpToken) -> Self {
        Self { issuer: &token.issuer, account: &token.account, key: None }
    }

    /// The same as its owner sees it; `None` for an identity of a portal.
    pub(crate) fn of_identity(identity: &'a Identity) -> Option<Self> {
        let names = Self { issuer: &identity.issuer_name, account: &identity.account, key: None };
        identity.issuer.is_none().then_some(names)
    }

    /// A code that comes in.
    pub(crate) fn of_key(key: &'a OtpauthKey) -> Self {
        Self { issuer: key.issuer(), account: key.account(), key: Some(key.secret()) }
    }

    /// The same in an export.
    pub(crate) fn of_row(row: &'a Row) -> Self {
        Self { issuer: &row.issuer, account: &row.account, key: Some(&row.secret) }
    }

    /// Together with its key, once that is open.
    pub(crate) fn with_key(self, key: &'a Secret) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Whether it is the same code as another:
    ///
    /// - the same key, whatever the names say. Stored twice, it would be hidden twice under one PIN, and the two together would
    ///   give the PIN away (ADR 0007);
    /// - or the same account of the same issuer. An issuer that gives out a new key has given up the old one; its owner
    ///   removes that first. An account without a name is never taken for another.
    ///
    /// Keys are compared in constant time.
    pub(crate) fn is_same(&self, other: &Self) -> Choice {
        let same_account = !self.account.is_empty() && self.issuer == other.issuer && self.account == other.account;
        let same_key = match (self.key, other.key) {
            (Some(one), Some(other)) => one.ct_eq(other),
            _ => Choice::from(0),
        };
        Choice::from(u8::from(same_account)) | same_key
    }

    /// Whether it is the same as any of `others`, all of which are looked at: the duration says nothing about the keys.
    pub(crate) fn is_among<'b>(&self, others: impl Iterator<Item = Sighting<'b>>) -> bool {
        others.fold(Choice::from(0), |found, other| found | self.is_same(&other)).into()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    #[test]
    fn code_is_the_same_by_its_key_or_by_its_account() {
        let keys = [1, 2].map(|byte| Secret::new(vec![byte; 20]).unwrap());
        let of = |issuer, account, key: usize| Sighting { issuer, account, key: keys.get(key) };
        let stored = of("Havn", "bo", 0);
        for (other, expected) in [
            (of("Havn", "bo", 0), true),
            (of("Kyst", "ida", 0), true),
            (of("Havn", "bo", 1), true),
            (of("Havn", "ida", 1), false),
            (of("Kyst", "bo", 1), false),
            (of("Havn", "BO", 1), false),
            // Its key is not open yet.
            (of("Havn", "bo", 9), true),
            (of("Kyst", "ida", 9), false),
        ] {
            assert_eq!(bool::from(stored.is_same(&other)), expected, "{} {}", other.issuer, other.account);
            assert_eq!(bool::from(other.is_same(&stored)), expected, "whichever comes first");
        }
    }

    #[test]
    fn account_without_a_name_is_the_same_by_its_key_alone() {
        let keys = [1, 2].map(|byte| Secret::new(vec![byte; 20]).unwrap());
        let of = |key: usize| Sighting { issuer: "Havn", account: "", key: keys.get(key) };
        assert!(!bool::from(of(0).is_same(&of(1))));
        assert!(!of(0).is_among([of(1), of(9)].into_iter()));
        assert!(of(0).is_among([of(1), of(0)].into_iter()));
    }
}

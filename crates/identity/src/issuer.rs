//! Who issues: what every ceremony knows of its own portal.

use std::sync::Arc;

use protocol::Origin;

use crate::account::user::User;
use crate::challenge_keys::{ChallengeKeys, NodeKeys};
use crate::kek::Kek;
use crate::policy::{Limits, RuleBook, Rules};

/// The portal itself.
#[derive(Debug)]
pub struct Issuer {
    /// Its web origin.
    pub origin: Origin,
    /// The organisation's name.
    pub name: String,
    /// Its limits against abuse.
    pub limits: Limits,
    /// The rules of each group; asked through [`Issuer::rules_for`].
    pub rules: RuleBook,
    /// Opens stored secrets.
    pub kek: Kek,
    /// Sign challenges; asked through [`Issuer::challenge_keys`].
    pub challenge_keys: NodeKeys,
}

impl Issuer {
    /// The rules for an account, or for a name that nobody has.
    #[must_use]
    pub fn rules_for(&self, account: Option<&User>) -> &Rules {
        self.rules.rules_for(account)
    }

    /// The keys that sign challenges now.
    #[must_use]
    pub fn challenge_keys(&self) -> Arc<ChallengeKeys> {
        self.challenge_keys.now()
    }
}

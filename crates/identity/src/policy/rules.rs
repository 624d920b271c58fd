//! What an administrator decides for a group of accounts.

use std::collections::BTreeMap;

use protocol::enrolment::{IssuerPolicy, PresencePolicy};

use crate::{
    account::{group::GroupName, user::User},
    login::methods::{AuthenticationMethod, Methods},
    policy::{DAY, HOUR, MINUTE, Way, Ways},
};

/// The rules of one group; all times in seconds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rules {
    /// What a soft token may be used for at a login. An e-mailed code is always possible, and opens little (ADR 0022).
    pub methods: Methods,
    /// Whether devices ring for logins from unknown browsers too.
    pub push_to_unknown_browsers: bool,
    /// Digits of the number on the login page: 2 to 8, or 0 for none. A login that is pulled has 6 at least.
    pub number_digits: u8,
    /// Fewest digits of a PIN: 4 to 12.
    pub pin_min: u8,
    /// What a device may do with a token; it is told at enrolment.
    pub device: IssuerPolicy,
    /// How a bound account comes back without a device that it has; another device is always possible.
    pub recovery: Ways,
    /// How long an e-mailed code waits until it may add a device.
    pub recovery_wait: u64,
    /// Whether the service desk hears of each login by mail, and of each authentication type that is added, enabled,
    /// disabled or deleted.
    pub desk_notices: bool,
    /// A session without a request ends after this.
    pub session_idle: u64,
    /// Every session ends after this.
    pub session_absolute: u64,
    /// A change of authentication types needs a login no older than this.
    pub step_up: u64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            methods: [AuthenticationMethod::Push, AuthenticationMethod::Passcode].into_iter().collect(),
            push_to_unknown_browsers: false,
            number_digits: 6,
            pin_min: 6,
            device: IssuerPolicy { presence: PresencePolicy::None, codes_idle: 60, key_file: false, third_party: true },
            recovery: Way::ALL.into_iter().collect(),
            recovery_wait: DAY,
            desk_notices: false,
            session_idle: 15 * MINUTE,
            session_absolute: 8 * HOUR,
            step_up: 5 * MINUTE,
        }
    }
}

/// The rules of every group.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RuleBook {
    /// Of accounts in no group, and of names that nobody has.
    pub default: Rules,
    /// Of each group that has rules of its own.
    pub groups: BTreeMap<GroupName, Rules>,
}

impl RuleBook {
    /// The same rules for everybody.
    #[must_use]
    pub fn of_everybody(default: Rules) -> Self {
        Self { default, groups: BTreeMap::new() }
    }

    /// The rules for an account, or for a name that nobody has.
    #[must_use]
    pub fn rules_for(&self, account: Option<&User>) -> &Rules {
        let group = account.and_then(|user| user.group.as_ref());
        group.and_then(|group| self.groups.get(group)).unwrap_or(&self.default)
    }

    /// Every group's rules, the default first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Rules> {
        std::iter::once(&self.default).chain(self.groups.values())
    }

    /// Whether this group has rules.
    #[must_use]
    pub fn has(&self, group: &GroupName) -> bool {
        self.groups.contains_key(group)
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Bytes, Timestamp};

    use super::*;
    use crate::{
        account::user::{UserId, UserState},
        throttle::PushGuard,
    };

    fn user(group: Option<&str>) -> User {
        User {
            id: UserId(Bytes([1; 16])),
            name: "anna".parse().expect("a user name"),
            display_name: "Anna Holm".to_owned(),
            email: "anna@nordhavn.example".parse().expect("an address"),
            created: Timestamp(0),
            group: group.map(|name| name.parse().expect("a group name")),
            push: PushGuard::default(),
            state: UserState::Open,
        }
    }

    #[test]
    fn rules_are_the_groups_own_and_otherwise_the_default() {
        let strict = Rules { pin_min: 8, ..Rules::default() };
        let leaders: GroupName = "leaders".parse().expect("a group name");
        let book = RuleBook { groups: BTreeMap::from([(leaders, strict)]), ..RuleBook::default() };
        assert_eq!(book.rules_for(Some(&user(Some("leaders")))).pin_min, 8);
        assert_eq!(book.rules_for(Some(&user(Some("others")))).pin_min, 6, "a group without rules");
        assert_eq!(book.rules_for(Some(&user(None))).pin_min, 6, "no group");
        assert_eq!(book.rules_for(None).pin_min, 6, "nobody's name");
    }
}

//! `[policy]`, the rules of accounts in no group, and `[groups.NAME]`, what differs from them in a group.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use identity::login::methods::AuthenticationMethod;
use identity::policy::{HOUR, MINUTE, RuleBook, Rules};
use identity::recovery::Way;
use protocol::enrolment::{IssuerPolicy, PresencePolicy};
use serde::Deserialize;

/// A rule that cannot be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// Out of its range.
    #[error("[{section}] {key} must be {least} to {most}")]
    Range {
        /// `policy` or `groups.NAME`.
        section: String,
        /// The key.
        key: &'static str,
        /// The least that is allowed.
        least: u64,
        /// The most that is allowed.
        most: u64,
    },
    /// Digits of the number on the login page.
    #[error("[{0}] number_digits must be 2 to 8, or 0 for no number")]
    NumberDigits(String),
    /// Not the name of a group.
    #[error("[groups.{0}] is not a name: write lower-case letters, digits, '-', '_' and '.'")]
    Group(String),
}

/// One section as it is written; what is left out is as in the section before it: `[policy]` before a group, Segl's own
/// values before `[policy]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRules {
    methods: Option<Vec<WrittenMethod>>,
    push_to_unknown_browsers: Option<bool>,
    number_digits: Option<u8>,
    pin_min: Option<u8>,
    presence: Option<PresencePolicy>,
    codes_idle: Option<u16>,
    key_file: Option<bool>,
    third_party: Option<bool>,
    recovery: Option<Vec<WrittenWay>>,
    recovery_wait_hours: Option<u64>,
    desk_notices: Option<bool>,
    session_idle_minutes: Option<u64>,
    session_hours: Option<u64>,
    step_up_minutes: Option<u64>,
}

/// What a soft token may be used for at a login.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenMethod {
    Push,
    Passcode,
}

/// A way back without a device.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenWay {
    Code,
    Desk,
    Wait,
}

impl From<WrittenWay> for Way {
    fn from(written: WrittenWay) -> Self {
        match written {
            WrittenWay::Code => Self::Code,
            WrittenWay::Desk => Self::Desk,
            WrittenWay::Wait => Self::Wait,
        }
    }
}

impl From<WrittenMethod> for AuthenticationMethod {
    fn from(written: WrittenMethod) -> Self {
        match written {
            WrittenMethod::Push => Self::Push,
            WrittenMethod::Passcode => Self::Passcode,
        }
    }
}

/// Checks all sections.
pub(super) fn rule_book(policy: WrittenRules, groups: BTreeMap<String, WrittenRules>) -> Result<RuleBook, RuleError> {
    let default = policy.over(&Rules::default()).checked("policy")?;
    let mut book = RuleBook::of_everybody(default);
    for (name, written) in groups {
        let section = format!("groups.{name}");
        let group = name.parse().map_err(|_| RuleError::Group(name))?;
        book.groups.insert(group, written.over(&book.default).checked(&section)?);
    }
    Ok(book)
}

impl WrittenRules {
    fn over(self, before: &Rules) -> Written {
        let device = IssuerPolicy {
            presence: self.presence.unwrap_or(before.device.presence),
            codes_idle: self.codes_idle.unwrap_or(before.device.codes_idle),
            key_file: self.key_file.unwrap_or(before.device.key_file),
            third_party: self.third_party.unwrap_or(before.device.third_party),
        };
        let methods = self.methods.map(|methods| methods.into_iter().map(AuthenticationMethod::from).collect());
        let recovery = self.recovery.map(|ways| ways.into_iter().map(Way::from).collect());
        Written(Rules {
            recovery: recovery.unwrap_or(before.recovery),
            recovery_wait: seconds(self.recovery_wait_hours, HOUR, before.recovery_wait),
            desk_notices: self.desk_notices.unwrap_or(before.desk_notices),
            methods: methods.unwrap_or(before.methods),
            push_to_unknown_browsers: self.push_to_unknown_browsers.unwrap_or(before.push_to_unknown_browsers),
            number_digits: self.number_digits.unwrap_or(before.number_digits),
            pin_min: self.pin_min.unwrap_or(before.pin_min),
            device,
            session_idle: seconds(self.session_idle_minutes, MINUTE, before.session_idle),
            session_absolute: seconds(self.session_hours, HOUR, before.session_absolute),
            step_up: seconds(self.step_up_minutes, MINUTE, before.step_up),
        })
    }
}

/// Rules that nobody has checked yet.
struct Written(Rules);

impl Written {
    fn checked(self, section: &str) -> Result<Rules, RuleError> {
        let rules = self.0;
        if rules.number_digits != 0 && !(2..=8).contains(&rules.number_digits) {
            return Err(RuleError::NumberDigits(section.to_owned()));
        }
        let in_range = |key, value: u64, range: RangeInclusive<u64>| {
            let (least, most) = (*range.start(), *range.end());
            let error = RuleError::Range { section: section.to_owned(), key, least, most };
            if range.contains(&value) { Ok(()) } else { Err(error) }
        };
        in_range("pin_min", rules.pin_min.into(), 4..=12)?;
        in_range("codes_idle", rules.device.codes_idle.into(), 0..=300)?;
        in_range("recovery_wait_hours", rules.recovery_wait / HOUR, 1..=168)?;
        in_range("session_idle_minutes", rules.session_idle / MINUTE, 1..=60)?;
        in_range("session_hours", rules.session_absolute / HOUR, 1..=24)?;
        in_range("step_up_minutes", rules.step_up / MINUTE, 1..=15)?;
        Ok(rules)
    }
}

fn seconds(written: Option<u64>, unit: u64, before: u64) -> u64 {
    written.map_or(before, |number| number.saturating_mul(unit))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        policy: WrittenRules,
        #[serde(default)]
        groups: BTreeMap<String, WrittenRules>,
    }

    fn read(text: &str) -> Result<RuleBook, RuleError> {
        let file: File = toml::from_str(text).unwrap();
        rule_book(file.policy, file.groups)
    }

    #[test]
    fn rules_are_the_default_when_nothing_is_written() {
        assert_eq!(read("").unwrap(), RuleBook::default());
    }

    #[test]
    fn group_overrides_the_policy_and_keeps_what_it_does_not_say() {
        let text = "[policy]\npin_min = 8\nstep_up_minutes = 3\n[groups.leaders]\npresence = \"approvals\"\nsession_hours = 2\n\
            methods = [\"push\"]";
        let book = read(text).unwrap();
        let leaders = &book.groups[&"leaders".parse().unwrap()];
        assert_eq!((book.default.pin_min, leaders.pin_min), (8, 8), "from [policy]");
        assert_eq!((book.default.step_up, leaders.step_up), (180, 180), "from [policy]");
        assert_eq!((book.default.session_absolute, leaders.session_absolute), (28_800, 7_200));
        assert_eq!(book.default.device.presence, PresencePolicy::None);
        assert_eq!(leaders.device.presence, PresencePolicy::Approvals);
        assert!(book.default.methods.has(AuthenticationMethod::Passcode));
        assert!(!leaders.methods.has(AuthenticationMethod::Passcode));
        let ringing = read("[policy]\n[groups.desk]\npush_to_unknown_browsers = true").unwrap();
        assert!(!ringing.default.push_to_unknown_browsers);
        assert!(ringing.groups[&"desk".parse().unwrap()].push_to_unknown_browsers);
    }

    #[test]
    fn group_has_its_own_ways_back() {
        let text = "[policy]\nrecovery = [\"code\", \"desk\"]\nrecovery_wait_hours = 48\n[groups.leaders]\nrecovery = []\n\
            desk_notices = true\n[groups.it]\nrecovery = [\"wait\"]";
        let book = read(text).unwrap();
        let (leaders, it) = (&book.groups[&"leaders".parse().unwrap()], &book.groups[&"it".parse().unwrap()]);
        let ways = |rules: &Rules| Way::ALL.map(|way| rules.recovery.has(way));
        assert_eq!(
            (ways(&book.default), ways(leaders), ways(it)),
            ([true, true, false], [false; 3], [false, false, true])
        );
        assert_eq!((it.recovery_wait, it.desk_notices, leaders.desk_notices), (48 * HOUR, false, true));
        assert!(toml::from_str::<File>("[policy]\nrecovery = [\"mail\"]").is_err());
    }

    #[test]
    fn rule_is_refused_when_it_is_out_of_range() {
        for (key, value) in [
            ("pin_min", 3),
            ("pin_min", 13),
            ("codes_idle", 301),
            ("session_idle_minutes", 0),
            ("session_hours", 25),
            ("recovery_wait_hours", 0),
            ("recovery_wait_hours", 169),
            ("step_up_minutes", 16),
        ] {
            let error = read(&format!("[groups.it]\n{key} = {value}")).unwrap_err();
            assert!(error.to_string().starts_with(&format!("[groups.it] {key} must be ")), "{error}");
        }
        assert_eq!(read("[policy]\nnumber_digits = 1"), Err(RuleError::NumberDigits("policy".to_owned())));
        assert!(read("[policy]\nnumber_digits = 0").is_ok());
    }

    #[test]
    fn group_is_refused_when_its_name_is_none_or_a_key_is_unknown() {
        assert_eq!(read("[groups.Leaders]"), Err(RuleError::Group("Leaders".to_owned())));
        assert!(toml::from_str::<File>("[groups.it]\npin_mni = 8").is_err());
        assert!(toml::from_str::<File>("[groups.it]\nmethods = [\"fax\"]").is_err());
    }
}

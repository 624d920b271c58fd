//! `[policy]`: what devices may do.

use identity::policy::Policy;
use protocol::enrolment::{IssuerPolicy, PresencePolicy};
use serde::Deserialize;

use crate::config::ConfigError;

/// What differs from [`Policy::default`].
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenPolicy {
    pin_min: Option<u8>,
    presence: Option<PresencePolicy>,
    codes_idle: Option<u16>,
    key_file: Option<bool>,
    third_party: Option<bool>,
}

impl WrittenPolicy {
    pub(super) fn check(self) -> Result<Policy, ConfigError> {
        let default = Policy::default();
        let device = IssuerPolicy {
            presence: self.presence.unwrap_or(default.device.presence),
            codes_idle: self.codes_idle.unwrap_or(default.device.codes_idle),
            key_file: self.key_file.unwrap_or(default.device.key_file),
            third_party: self.third_party.unwrap_or(default.device.third_party),
        };
        let policy = Policy { pin_min: self.pin_min.unwrap_or(default.pin_min), device, ..default };
        if !(4..=12).contains(&policy.pin_min) {
            return Err(ConfigError::PinMin);
        }
        if policy.device.codes_idle > 300 {
            return Err(ConfigError::CodesIdle);
        }
        Ok(policy)
    }
}

//! Seconds since 1970-01-01T00:00:00Z, by whoever's clock the context names.

use serde::{Deserialize, Serialize};

/// Unix time in whole seconds (RFC 7519 §2 `NumericDate`, without fractions).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// This time plus `seconds`; stays at the end of time when it would pass it.
    #[must_use]
    pub fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Whole seconds from `earlier` to `self`; 0 when `earlier` is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

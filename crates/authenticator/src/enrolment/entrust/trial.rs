//! Before the token counts, a code of it is tried at the issuer: two things are not said by the QR code.

use otp::{Algorithm, Digits, Scheme, totp};

use super::{Activation, RegistrationCode};
use crate::{OtpauthKey, TimedPasscode};

/// A token whose codes are tried at the issuer. Nothing is stored before the issuer has taken one.
pub struct Trial {
    activation: Activation,
    registration: RegistrationCode,
    /// How many digits the codes have.
    pub length: CodeLength,
    /// Whether the policy is part of the seed.
    pub policy: PolicyInSeed,
}

/// How many digits the issuer wants. The QR code does not say; the vendor's cloud service says 8 unless it is changed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum CodeLength {
    /// 6.
    Six,
    /// 8.
    #[default]
    Eight,
}

impl CodeLength {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Six => Self::Eight,
            Self::Eight => Self::Six,
        }
    }
}

impl From<CodeLength> for u8 {
    fn from(length: CodeLength) -> Self {
        match length {
            CodeLength::Six => 6,
            CodeLength::Eight => 8,
        }
    }
}

/// Whether the issuer's policy is part of the seed. Nothing public says which issuers do it: it is tried when a first
/// code is refused.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum PolicyInSeed {
    /// As in every case that is known.
    #[default]
    Without,
    /// The other way.
    With,
}

impl PolicyInSeed {
    /// The other way.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Without => Self::With,
            Self::With => Self::Without,
        }
    }
}

impl Trial {
    /// Both halves of the secret are here.
    #[must_use]
    pub fn new(activation: Activation, registration: RegistrationCode) -> Self {
        Self { activation, registration, length: CodeLength::default(), policy: PolicyInSeed::default() }
    }

    /// Whose token it is.
    #[must_use]
    pub fn activation(&self) -> &Activation {
        &self.activation
    }

    /// The code to be tried at this time (unix seconds): RFC 6238 with HMAC-SHA-256 and 30 seconds.
    #[must_use]
    pub fn code(&self, now: u64) -> TimedPasscode {
        let parameters = self.parameters();
        let seed = self.activation.seed(&self.registration, self.policy);
        let valid_until = now.saturating_add(parameters.period.seconds_remaining(now));
        let valid_from = valid_until.saturating_sub(u32::from(parameters.period).into());
        TimedPasscode { passcode: totp::generate(&seed, parameters, now), valid_from, valid_until }
    }

    /// The key, once the issuer has taken a code of it. Its issuer is the host that the QR code names, its account the
    /// serial number.
    #[must_use]
    pub fn key(&self) -> OtpauthKey {
        let host = self.activation.host().and_then(|host| host.split('/').next()).filter(|host| !host.is_empty());
        let seed = self.activation.seed(&self.registration, self.policy);
        let account = self.activation.serial().to_string();
        // Entrust binds a soft token to one device: it is activated anew on another.
        OtpauthKey::new(host.unwrap_or(VENDOR), &account, seed, Scheme::Totp(self.parameters())).bound(true)
    }

    fn parameters(&self) -> totp::Parameters {
        let digits = match self.length {
            CodeLength::Six => Digits::SIX,
            CodeLength::Eight => Digits::EIGHT,
        };
        totp::Parameters { algorithm: Algorithm::Sha256, digits, period: totp::Period::THIRTY_SECONDS }
    }
}

impl std::fmt::Debug for Trial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trial").field("activation", &self.activation).finish_non_exhaustive()
    }
}

/// What a token is called whose issuer is not known.
const VENDOR: &str = "Entrust";

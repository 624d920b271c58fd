//! TOTP, the time-based passcode of RFC 6238, over `totp-rs`.

use std::num::NonZeroU32;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use thiserror::Error;

use crate::{Algorithm, Digits, Passcode, Secret, hotp};

/// What both sides must agree on besides the secret.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Parameters {
    /// Hash under the HMAC.
    pub algorithm: Algorithm,
    /// Length of the passcode.
    pub digits: Digits,
    /// Length of a time step.
    pub period: Period,
}

impl Parameters {
    /// What Segl's own tokens use: SHA-256, six digits, 30 seconds.
    pub const SEGL: Self = Self { algorithm: Algorithm::Sha256, digits: Digits::SIX, period: Period::THIRTY_SECONDS };
}

/// The passcode of the time step that holds `time` (unix seconds).
#[must_use]
pub fn generate(secret: &Secret, parameters: Parameters, time: u64) -> Passcode {
    generate_at(secret, parameters, parameters.period.step_at(time))
}

/// The passcode of one time step.
#[must_use]
pub fn generate_at(secret: &Secret, parameters: Parameters, step: TimeStep) -> Passcode {
    // The library knows the lengths of RFC 4226; RFC 6238 §4.2 defines the others: HOTP of the step.
    if Digits::try_from(u8::from(parameters.digits)).is_err() {
        return hotp::generate(secret, step.0, parameters.algorithm, parameters.digits);
    }
    let token = totp_rs::Builder::new()
        .with_algorithm(parameters.algorithm.totp_rs())
        .with_digits(parameters.digits.into())
        .with_secret(Box::<[u8]>::from(secret.expose()))
        // One second a step makes the library's time our counter, so no multiplication can overflow.
        .with_step_duration(1)
        // Ours are checked by type; `build` would refuse the short secrets of other issuers.
        .build_noncompliant()
        .generate(step.0);
    Passcode::from(&token)
}

/// Looks for `candidate` in the time step of `time` (unix seconds), the one before and the one after
/// (RFC 6238 §5.2 and §6).
///
/// Returns the matching step, the latest if there were several. A verifier remembers it and accepts only a later one
/// next time: "the verifier MUST NOT accept the second attempt of the OTP" (RFC 6238 §5.2).
///
/// All three steps are computed and compared in constant time, so neither duration nor result says which digits agree.
#[must_use]
pub fn check(secret: &Secret, parameters: Parameters, candidate: &Passcode, time: u64) -> Option<TimeStep> {
    let now = parameters.period.step_at(time).0;
    let mut found = Choice::from(0);
    let mut matching = 0;
    for step in now.saturating_sub(WINDOW)..=now.saturating_add(WINDOW) {
        let equal = generate_at(secret, parameters, TimeStep(step)).ct_eq(candidate);
        matching = u64::conditional_select(&matching, &step, equal);
        found |= equal;
    }
    bool::from(found).then_some(TimeStep(matching))
}

/// The number of time steps since the epoch, *T* of RFC 6238 §4.2.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TimeStep(pub u64);

/// The length of a time step in seconds, *X* of RFC 6238 §4.1: 1 second to 1 hour (with other issuers to a day), 30 seconds
/// by default.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Period(NonZeroU32);

impl Period {
    /// RFC 6238's recommendation.
    pub const THIRTY_SECONDS: Self = Self(NonZeroU32::new(30).expect("30 is not zero"));

    /// What other issuers ask for, in the field: 1 second to a day.
    pub fn of_any_issuer(seconds: u32) -> Result<Self, PeriodError> {
        NonZeroU32::new(seconds).filter(|_| seconds <= LONGEST_PERIOD).map(Self).ok_or(PeriodError(seconds))
    }

    /// The time step that holds `time` (unix seconds; T0 is 0).
    #[must_use]
    pub fn step_at(self, time: u64) -> TimeStep {
        TimeStep(time / self.length())
    }

    /// Seconds until the next time step begins: 1 to the whole period.
    #[must_use]
    pub fn seconds_remaining(self, time: u64) -> u64 {
        self.length() - time % self.length()
    }

    fn length(self) -> u64 {
        u64::from(self.0.get())
    }
}

impl Default for Period {
    fn default() -> Self {
        Self::THIRTY_SECONDS
    }
}

impl From<Period> for u32 {
    fn from(period: Period) -> Self {
        period.0.get()
    }
}

impl TryFrom<u32> for Period {
    type Error = PeriodError;

    fn try_from(seconds: u32) -> Result<Self, PeriodError> {
        NonZeroU32::new(seconds).filter(|_| seconds <= MAX_PERIOD).map(Self).ok_or(PeriodError(seconds))
    }
}

/// A time step that is no length of time, or longer than an hour (with other issuers: than a day).
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a time step has 1 to 3600 seconds (other issuers: to 86400), not {0}")]
pub struct PeriodError(pub u32);

/// Steps before and after the current one that are accepted. RFC 6238 §5.2 recommends one; Segl grants the same to
/// clocks that run ahead (§6).
const WINDOW: u64 = 1;

const MAX_PERIOD: u32 = 3600;

const LONGEST_PERIOD: u32 = 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret::from(b"12345678901234567890123456789012")
    }

    #[test]
    fn passcode_equals_hotp_of_the_time_step() {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
            for digits in (5..=10).filter_map(|digits| Digits::of_any_issuer(digits).ok()) {
                for time in [0, 29, 30, 1_111_111_109, 20_000_000_000, u64::MAX] {
                    let parameters = Parameters { algorithm, digits, period: Period::default() };
                    let hotp = hotp::generate(&secret(), time / 30, algorithm, digits);
                    assert_eq!(generate(&secret(), parameters, time), hotp, "{algorithm} {digits:?} {time}");
                }
            }
        }
    }

    #[test]
    fn check_accepts_one_step_either_side() {
        let now = 1_700_000_000;
        let here = Period::default().step_at(now).0;
        for step in here - 3..=here + 3 {
            let candidate = generate_at(&secret(), Parameters::SEGL, TimeStep(step));
            let expected = (here - 1..=here + 1).contains(&step).then_some(TimeStep(step));
            assert_eq!(check(&secret(), Parameters::SEGL, &candidate, now), expected, "{step}");
        }
    }

    #[test]
    fn check_survives_the_ends_of_time() {
        for time in [0, u64::MAX] {
            let candidate = generate(&secret(), Parameters::SEGL, time);
            let step = Period::default().step_at(time);
            assert_eq!(check(&secret(), Parameters::SEGL, &candidate, time), Some(step));
        }
        let every_second = Parameters { period: Period(NonZeroU32::MIN), ..Parameters::SEGL };
        let candidate = generate(&secret(), every_second, u64::MAX);
        assert_eq!(check(&secret(), every_second, &candidate, u64::MAX), Some(TimeStep(u64::MAX)));
    }

    #[test]
    fn check_refuses_a_passcode_of_another_length() {
        let eight = Parameters { digits: Digits::EIGHT, ..Parameters::SEGL };
        let candidate = generate(&secret(), eight, 59);
        assert_eq!(check(&secret(), Parameters::SEGL, &candidate, 59), None);
    }

    #[test]
    fn seconds_remaining_counts_down_from_the_whole_period() {
        let remaining: Vec<u64> = [0, 1, 29, 30, 59].map(|time| Period::default().seconds_remaining(time)).into();
        assert_eq!(remaining, [30, 29, 1, 30, 1]);
    }

    #[test]
    fn period_is_refused_when_zero_or_over_an_hour() {
        for seconds in [0, 3601, u32::MAX] {
            assert_eq!(Period::try_from(seconds), Err(PeriodError(seconds)));
        }
    }

    #[test]
    fn period_of_other_issuers_is_refused_when_zero_or_over_a_day() {
        for seconds in [0, 86_401, u32::MAX] {
            assert_eq!(Period::of_any_issuer(seconds), Err(PeriodError(seconds)));
        }
        assert!(Period::of_any_issuer(1).is_ok() && Period::of_any_issuer(86_400).is_ok());
    }
}

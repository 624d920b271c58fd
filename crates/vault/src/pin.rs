//! The PIN: what may be one, and what people must not choose.
//!
//! [`Pin::parse`] reads a PIN that exists (to unlock); [`Pin::choose`] judges one that somebody is about to choose.

mod blocklist;

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

/// 4 to 12 ASCII digits, zeroed when dropped.
///
/// Digits are their own NFKC form, so the bytes that enter the key derivation are the ASCII digits themselves.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Reads a PIN to unlock with. No policy is applied: the PIN was chosen under the policy of its day.
    pub fn parse(typed: &str) -> Result<Self, PinError> {
        if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PinError::NotDigits);
        }
        match typed.len() {
            length if length < SHORTEST => Err(PinError::TooShort { minimum: 4 }),
            length if length > LONGEST => Err(PinError::TooLong),
            _ => Ok(Self(Zeroizing::new(typed.to_owned()))),
        }
    }

    /// Judges a new PIN by the policy's length and by the block-list.
    pub fn choose(typed: &str, policy: PinPolicy) -> Result<Self, PinError> {
        let pin = Self::parse(typed).map_err(|error| match error {
            PinError::TooShort { .. } => PinError::TooShort { minimum: policy.minimum },
            other => other,
        })?;
        if pin.0.len() < usize::from(policy.minimum) {
            return Err(PinError::TooShort { minimum: policy.minimum });
        }
        blocklist::judge(pin.0.as_bytes())?;
        Ok(pin)
    }

    /// The digits.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Pin {
    /// For "type it again": both sides are the user's own, so the time it takes tells nobody anything.
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Pin {}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not even its length.
        f.write_str("Pin(redacted)")
    }
}

/// What the issuer asks of new PINs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PinPolicy {
    minimum: u8,
}

impl PinPolicy {
    /// At least `minimum` digits: 4 to 12, where less than 6 takes an administrator who says so.
    pub fn with_minimum(minimum: u8) -> Result<Self, PinPolicyError> {
        match minimum {
            4..=12 => Ok(Self { minimum }),
            _ => Err(PinPolicyError(minimum)),
        }
    }

    /// The fewest digits of a new PIN.
    #[must_use]
    pub fn minimum(self) -> u8 {
        self.minimum
    }

    /// The most digits of any PIN.
    #[must_use]
    pub fn maximum(self) -> u8 {
        12
    }
}

impl Default for PinPolicy {
    /// Six digits at least.
    fn default() -> Self {
        Self { minimum: 6 }
    }
}

/// A minimum outside 4 to 12.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a PIN policy asks for 4 to 12 digits, not {0}")]
pub struct PinPolicyError(pub u8);

/// Why something is not a PIN, or not one to choose.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PinError {
    /// Something other than the digits 0 to 9.
    #[error("a PIN consists of digits")]
    NotDigits,
    /// Fewer digits than the policy asks for.
    #[error("the PIN has fewer than {minimum} digits")]
    TooShort {
        /// The policy's minimum.
        minimum: u8,
    },
    /// More than 12 digits.
    #[error("the PIN has more than 12 digits")]
    TooLong,
    /// One digit alone, or two: 777777, 122112.
    #[error("the PIN uses only one or two different digits")]
    FewDigits,
    /// The same step all the way: 123456, 975319.
    #[error("the PIN is a sequence")]
    Sequence,
    /// The same digit four times in a row: 205555.
    #[error("the PIN repeats a digit four times in a row")]
    Run,
    /// A shorter piece repeated: 123123, 121212.
    #[error("the PIN repeats itself")]
    Repetition,
    /// The same read backwards: 123321.
    #[error("the PIN reads the same backwards")]
    Palindrome,
    /// Doubled digits: 112233.
    #[error("the PIN consists of pairs")]
    Pairs,
    /// A day or a month: 240586, 198605.
    #[error("the PIN is a date")]
    Date,
}

const SHORTEST: usize = 4;
const LONGEST: usize = 12;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    #[test]
    fn pin_is_refused_when_not_four_to_twelve_digits() {
        for (typed, expected) in [
            ("", PinError::TooShort { minimum: 4 }),
            ("123", PinError::TooShort { minimum: 4 }),
            ("1234567890123", PinError::TooLong),
            ("12345a", PinError::NotDigits),
            ("１２３４５６", PinError::NotDigits),
            ("12 456", PinError::NotDigits),
        ] {
            assert_eq!(Pin::parse(typed).err(), Some(expected), "{typed:?}");
        }
    }

    #[test]
    fn existing_pin_is_read_even_when_it_would_not_be_chosen_today() {
        assert_eq!(Pin::parse("123456").unwrap().expose(), "123456");
    }

    #[test]
    fn chosen_pin_is_refused_when_shorter_than_the_policy() {
        assert_eq!(Pin::choose("7", PinPolicy::default()).err(), Some(PinError::TooShort { minimum: 6 }));
        assert_eq!(Pin::choose("52730", PinPolicy::default()).err(), Some(PinError::TooShort { minimum: 6 }));
        let relaxed = PinPolicy::with_minimum(4).unwrap();
        assert_eq!(Pin::choose("5273", relaxed).unwrap().expose(), "5273");
    }

    #[test]
    fn policy_is_refused_outside_four_to_twelve() {
        for minimum in [0, 3, 13] {
            assert_eq!(PinPolicy::with_minimum(minimum), Err(PinPolicyError(minimum)));
        }
    }

    #[test]
    fn pins_are_the_same_when_their_digits_are() {
        let pin = |digits| Pin::parse(digits).unwrap();
        assert!(pin("527306") == pin("527306"));
        assert!(pin("527306") != pin("527307") && pin("527306") != pin("5273060"));
        let most = "8".repeat(usize::from(PinPolicy::default().maximum()));
        assert!(Pin::parse(&most).is_ok() && Pin::parse(&format!("{most}8")).is_err());
    }

    #[test]
    fn pin_debug_shows_neither_digits_nor_length() {
        assert_eq!(format!("{:?}", Pin::parse("527306").unwrap()), "Pin(redacted)");
    }
}

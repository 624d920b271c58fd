use thiserror::Error;

/// How many digits a passcode shows: 6, 7 or 8 (RFC 4226 §5.3, parameter *Digit*); with other issuers 5 to 10.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Digits(u8);

impl Digits {
    /// What some issuers show, shorter than RFC 4226 allows.
    pub const FIVE: Self = Self(5);
    /// The usual length.
    pub const SIX: Self = Self(6);
    /// Allowed by RFC 4226, rare.
    pub const SEVEN: Self = Self(7);
    /// The longest.
    pub const EIGHT: Self = Self(8);

    /// What other issuers ask for, in the field: 5 to 10. With 10 the first digit is never more than 2, since 31 bits
    /// are behind it (RFC 4226 §5.3).
    pub fn of_any_issuer(digits: u8) -> Result<Self, DigitsError> {
        match digits {
            5..=10 => Ok(Self(digits)),
            _ => Err(DigitsError(digits)),
        }
    }

    /// 10 to the power of the digits: passcodes are smaller than this.
    #[must_use]
    pub fn modulus(self) -> u64 {
        10_u64.pow(u32::from(self.0))
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::SIX
    }
}

impl From<Digits> for u8 {
    fn from(digits: Digits) -> Self {
        digits.0
    }
}

impl From<Digits> for usize {
    fn from(digits: Digits) -> Self {
        Self::from(digits.0)
    }
}

impl TryFrom<u8> for Digits {
    type Error = DigitsError;

    fn try_from(digits: u8) -> Result<Self, DigitsError> {
        match digits {
            6..=8 => Ok(Self(digits)),
            _ => Err(DigitsError(digits)),
        }
    }
}

/// A passcode length outside RFC 4226's 6 to 8, or outside 5 to 10 where other issuers are admitted.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a passcode has 6 to 8 digits (other issuers: 5 to 10), not {0}")]
pub struct DigitsError(pub u8);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_refused_outside_six_to_eight() {
        let accepted: Vec<u8> = (0..=u8::MAX).filter(|&n| Digits::try_from(n).is_ok()).collect();
        assert_eq!(accepted, [6, 7, 8]);
    }

    #[test]
    fn digits_of_other_issuers_are_refused_outside_five_to_ten() {
        let accepted: Vec<u8> = (0..=u8::MAX).filter(|&n| Digits::of_any_issuer(n).is_ok()).collect();
        assert_eq!(accepted, [5, 6, 7, 8, 9, 10]);
    }
}

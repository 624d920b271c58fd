use thiserror::Error;

/// How many digits a passcode shows: 6, 7 or 8 (RFC 4226 §5.3, parameter *Digit*).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Digits(u8);

impl Digits {
    /// The usual length.
    pub const SIX: Self = Self(6);
    /// Allowed by RFC 4226, rare.
    pub const SEVEN: Self = Self(7);
    /// The longest.
    pub const EIGHT: Self = Self(8);

    /// 10 to the power of the digits: passcodes are smaller than this.
    #[must_use]
    pub fn modulus(self) -> u32 {
        10_u32.pow(u32::from(self.0))
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

/// A passcode length outside RFC 4226's 6 to 8.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a passcode has 6 to 8 digits, not {0}")]
pub struct DigitsError(pub u8);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_refused_outside_six_to_eight() {
        let accepted: Vec<u8> = (0..=u8::MAX).filter(|&n| Digits::try_from(n).is_ok()).collect();
        assert_eq!(accepted, [6, 7, 8]);
    }
}

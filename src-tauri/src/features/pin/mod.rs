//! The PIN pad: digits are collected here, key by key, and never become a string of the web view.

pub(crate) mod commands;
pub(crate) mod view;

use std::sync::{Mutex, PoisonError};

use authenticator::{Code, Pin};
use device::memory::Digits;

use crate::{error::CommandError, features::pin::view::PinKey, lock::Absence, tasks::UnderWay, windows::APPROVE};

/// One pad for each window: digits typed in one window are never used by the other.
#[derive(Default)]
pub(crate) struct PinPads {
    main: PinPad,
    approve: PinPad,
}

impl PinPads {
    pub(crate) fn of(&self, window: &str) -> &PinPad {
        if window == APPROVE { &self.approve } else { &self.main }
    }
}

impl UnderWay for PinPads {
    fn forget(&self, _: Absence) {
        self.main.clear();
        self.approve.clear();
    }
}

/// The digits typed so far in one window. Zeroed when taken, cleared or dropped.
pub(crate) struct PinPad(Mutex<Digits>);

impl PinPad {
    /// Takes one key and returns the number of digits.
    pub(crate) fn press(&self, key: PinKey) -> u8 {
        let mut digits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match digit(key) {
            Some(digit) => digits.push(digit),
            None if key == PinKey::Erase => digits.pop(),
            None => digits.clear(),
        }
        u8::try_from(digits.len()).unwrap_or(u8::MAX)
    }

    /// Takes the digits out of the pad.
    pub(crate) fn take(&self) -> Result<Digits, CommandError> {
        let mut digits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if digits.is_empty() {
            return Err(Code::PinMissing.into());
        }
        Ok(std::mem::replace(&mut digits, empty()))
    }

    /// Takes the digits out of the pad as a PIN to unlock with.
    pub(crate) fn take_pin(&self) -> Result<Pin, CommandError> {
        Ok(Pin::parse(self.take()?.expose())?)
    }

    fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Default for PinPad {
    fn default() -> Self {
        Self(Mutex::new(empty()))
    }
}

fn empty() -> Digits {
    Digits::with_capacity(CAPACITY)
}

fn digit(key: PinKey) -> Option<char> {
    match key {
        PinKey::Zero => Some('0'),
        PinKey::One => Some('1'),
        PinKey::Two => Some('2'),
        PinKey::Three => Some('3'),
        PinKey::Four => Some('4'),
        PinKey::Five => Some('5'),
        PinKey::Six => Some('6'),
        PinKey::Seven => Some('7'),
        PinKey::Eight => Some('8'),
        PinKey::Nine => Some('9'),
        PinKey::Erase | PinKey::Clear => None,
    }
}

/// The longest PIN has 12 digits. One digit more, so that a longer PIN is refused and not cut.
const CAPACITY: usize = 13;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;
    use PinKey::{Clear, Eight, Erase, Four, Two};

    #[test]
    fn pad_counts_digits_and_gives_them_once() {
        let pad = PinPad::default();
        assert_eq!([Four, Eight, Two].map(|key| pad.press(key)), [1, 2, 3]);
        assert_eq!(pad.take().unwrap().expose(), "482");
        assert_eq!(pad.take().unwrap_err(), Code::PinMissing.into());
    }

    #[test]
    fn pad_forgets_one_digit_or_all() {
        let pad = PinPad::default();
        let lengths = [Erase, Four, Eight, Erase, Two, Clear, Clear].map(|key| pad.press(key));
        assert_eq!(lengths, [0, 1, 2, 1, 2, 0, 0]);
    }

    #[test]
    fn pin_is_refused_and_not_cut_when_it_is_too_long() {
        let pad = PinPad::default();
        for _ in 0..20 {
            pad.press(Four);
        }
        assert!(pad.take_pin().is_err());
    }

    #[test]
    fn pin_has_a_key_for_every_digit() {
        let keys = [
            PinKey::Zero,
            PinKey::One,
            PinKey::Two,
            PinKey::Three,
            PinKey::Four,
            PinKey::Five,
            PinKey::Six,
            PinKey::Seven,
            PinKey::Eight,
            PinKey::Nine,
        ];
        let pad = PinPad::default();
        for key in keys {
            pad.press(key);
        }
        assert_eq!(pad.take().unwrap().expose(), "0123456789");
    }
}

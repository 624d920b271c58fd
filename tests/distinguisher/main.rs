//! The offline distinguisher: who steals file and keyring entry tries all 10^6 PINs and learns nothing.
//!
//! The thief holds every PIN against everything that is stored, with Argon2id replaced by a cheap function of the same
//! kind, and looks for a *sign*: anything that holds for few PINs only. Each sign has a chance below 10^-10 for a wrong
//! PIN, so that one among 10^6 is no accident. From an honest vault there is none; from each vault that breaks a rule
//! the very same thief takes the PIN.
//!
//! What is left to him are the passcodes. Pearson's χ² over their first three digits and over their last three (1,000
//! classes of 1,000 expected, 999 degrees of freedom) lies between 867 and 1,143: p > 0.001 on either side. And the
//! right PIN is nowhere at the edge: of each thing that can be counted in a seed, between 0.1 % and 99.9 % of all PINs
//! have no more.

#[expect(dead_code, reason = "the thief seals nothing")]
#[path = "../kit/body.rs"]
mod body;
#[path = "../kit/seeded.rs"]
mod seeded;
mod thief;
mod third_party;
mod victim;

use std::thread;

use thief::{Sign, Thief, Unmasked};
use victim::{Flaw, stolen};

const ALL: u32 = 1_000_000;

/// In a place that no counting from either end meets early.
const PIN: u32 = 527_306;

/// The thief stops at the first sign, so these victims have an early one.
const EARLY_PIN: u32 = 4_711;

/// Things that can be counted about what a PIN unmasks.
fn features(unmasked: &Unmasked) -> [u32; 3] {
    let halves = [0, 16].map(|at| u128::from_le_bytes(unmasked.seed[at..at + 16].try_into().expect("16 bytes")));
    let ones = halves.iter().map(|half| half.count_ones()).sum();
    let sum = unmasked.seed.iter().fold(0, |sum, byte| sum + u32::from(*byte));
    [ones, sum, unmasked.passcode]
}

/// What the thief has after all PINs, for each token.
struct Survey {
    signs: Vec<(u32, Sign)>,
    first_digits: [Vec<u32>; 2],
    last_digits: [Vec<u32>; 2],
    /// How many PINs have no more of a feature than the right one has.
    no_more: [[u32; 3]; 2],
}

impl Survey {
    fn new() -> Self {
        let classes = || [vec![0; 1000], vec![0; 1000]];
        Self { signs: Vec::new(), first_digits: classes(), last_digits: classes(), no_more: Default::default() }
    }

    fn of(thief: &Thief, pins: std::ops::Range<u32>, right: &[Unmasked]) -> Self {
        let mut survey = Self::new();
        let right: Vec<_> = right.iter().map(features).collect();
        for pin in pins {
            let trial = thief.tries(pin);
            survey.signs.extend(trial.sign.map(|sign| (pin, sign)));
            for (token, unmasked) in trial.unmasked.iter().enumerate() {
                survey.first_digits[token][usize::try_from(unmasked.passcode / 1000).expect("three digits")] += 1;
                survey.last_digits[token][usize::try_from(unmasked.passcode % 1000).expect("three digits")] += 1;
                for (at, feature) in features(unmasked).into_iter().enumerate() {
                    survey.no_more[token][at] += u32::from(feature <= right[token][at]);
                }
            }
        }
        survey
    }

    fn add(&mut self, other: Self) {
        let sum = |mine: &mut [u32], other: &[u32]| mine.iter_mut().zip(other).for_each(|(mine, other)| *mine += other);
        self.signs.extend(other.signs);
        for token in 0..2 {
            sum(&mut self.first_digits[token], &other.first_digits[token]);
            sum(&mut self.last_digits[token], &other.last_digits[token]);
            sum(&mut self.no_more[token], &other.no_more[token]);
        }
    }
}

#[test]
fn thief_learns_nothing_from_file_and_keyring() {
    let thief = Thief::of(&stolen(&PIN.to_string(), Flaw::None));
    let right = thief.tries(PIN).unmasked;
    let mut survey = Survey::new();
    thread::scope(|scope| {
        let (thief, right) = (&thief, &right);
        let parts = (0..4).map(|part| part * (ALL / 4)..(part + 1) * (ALL / 4));
        let parts: Vec<_> = parts.map(|pins| scope.spawn(move || Survey::of(thief, pins, right))).collect();
        for part in parts {
            survey.add(part.join().expect("no PIN makes anything panic"));
        }
    });
    assert_eq!(survey.signs, [], "nothing singles a PIN out");
    for classes in survey.first_digits.iter().chain(&survey.last_digits) {
        assert_eq!(classes.iter().sum::<u32>(), ALL, "every PIN gives a passcode");
        let chi_squared = chi_squared(classes);
        assert!((867.0..1143.0).contains(&chi_squared), "χ² = {chi_squared}");
    }
    for (feature, no_more) in survey.no_more.iter().flat_map(|token| token.iter().enumerate()) {
        assert!((ALL / 1000..ALL - ALL / 1000).contains(no_more), "feature {feature}: {no_more} of {ALL}");
    }
}

#[test]
fn thief_finds_the_pin_when_a_rule_is_broken() {
    for (flaw, expected) in [
        (Flaw::SeedMaskedTwice, Sign::SameSeedTwice),
        (Flaw::TagOfTheSeed, Sign::Stored("hash of the seed")),
        (Flaw::HashOfThePin, Sign::Stored("hash of the PIN")),
        (Flaw::RememberedPasscode, Sign::Stored("passcode")),
        (Flaw::SeedIsText, Sign::Structure),
        (Flaw::SeedIsPadded, Sign::Structure),
        (Flaw::WrapWithoutPortal, Sign::Unwrapped),
    ] {
        let thief = Thief::of(&stolen(&format!("{EARLY_PIN:06}"), flaw));
        let found = (0..ALL).find_map(|pin| thief.tries(pin).sign.map(|sign| (pin, sign)));
        assert_eq!(found, Some((EARLY_PIN, expected)), "{flaw:?}");
    }
}

/// Two vaults of the same chances and different PINs: what differs in the plain bodies is masked or sealed.
#[test]
fn pin_shows_only_in_what_is_masked_or_sealed() {
    let [one, other] = ["527306", "184029563710"].map(|pin| stolen(pin, Flaw::None));
    assert_eq!(one.entry[..57], other.entry[..57], "the keyring entry, up to the hash of the file");
    assert_eq!(one.file[..body::HEADER_LEN], other.file[..body::HEADER_LEN], "the header");
    let [one, other] = [one, other].map(|stolen| body::open(&stolen.file, &stolen.entry));
    assert_eq!(one.len(), other.len(), "the length");
    let secret = [("masked", 32), ("commit", 32), ("ct", 48)];
    let mut visible = vec![true; one.len()];
    for (name, length) in secret {
        // CBOR: the name, two bytes that announce a byte string of this length, the string.
        for start in positions(&one, name).map(|at| at + name.len() + 2) {
            visible[start..start + length].fill(false);
        }
    }
    let differing = (0..one.len()).filter(|at| one[*at] != other[*at]);
    assert_eq!(differing.filter(|at| visible[*at]).count(), 0, "bytes that differ elsewhere");
    assert_eq!(visible.iter().filter(|visible| !**visible).count(), 2 * (32 + 32 + 48), "two tokens were looked at");
}

fn positions<'a>(bytes: &'a [u8], name: &'a str) -> impl Iterator<Item = usize> + 'a {
    let (name, head) = (name.as_bytes(), 0x60 + u8::try_from(name.len()).expect("a short name"));
    let is_key = move |at: &usize| *at > 0 && bytes[*at - 1] == head;
    (0..bytes.len()).filter(move |at| bytes[*at..].starts_with(name)).filter(is_key)
}

fn chi_squared(classes: &[u32]) -> f64 {
    let expected = f64::from(classes.iter().sum::<u32>()) / 1000.0;
    classes.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum()
}

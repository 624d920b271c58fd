//! Properties of the enrolments of other issuers: what was altered is refused, or is another thing altogether.

use authenticator::{
    entrust::{ActivationCode, CodeError, EntrustError, RegistrationCode, SecureActivation, SerialNumber},
    privacyidea::PhonePart,
};
use otp::otpauth::{KeyUri, KeyUriError, TwoStepUri};
use proptest::{prelude::*, sample::Index};
use serde_json::Value;

use crate::cases;

const PUBLISHED: &str = include_str!("../vectors/entrust/published.json");
const URI: &str = "otpauth://totp/mette?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&issuer=Havn&2step_salt=8&2step_output=20\
    &2step_difficulty=10000";

fn published(name: &str) -> String {
    serde_json::from_str::<Value>(PUBLISHED).unwrap()[name].as_str().unwrap().to_owned()
}

/// One character is another one: whatever is on a keyboard.
fn with_another(text: &str, at: &Index, other: char) -> Option<String> {
    let mut characters: Vec<char> = text.chars().collect();
    let at = at.index(characters.len());
    let is_new = characters[at] != other;
    characters[at] = other;
    is_new.then(|| characters.into_iter().collect())
}

fn config(share: usize) -> ProptestConfig {
    let cases = u32::try_from(cases(10_000) / share).unwrap();
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// The digits, and their check digit (ISO/IEC 7812-1 annex B), computed from the front where the house does it from the
/// back.
fn with_check_digit(digits: &str) -> String {
    let doubled = |(index, digit): (usize, u32)| if (digits.len() - index) % 2 == 1 { digit * 2 } else { digit };
    let values = digits.chars().map(|digit| digit.to_digit(10).unwrap()).enumerate().map(doubled);
    let sum: u32 = values.map(|value| if value > 9 { value - 9 } else { value }).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

proptest! {
    #![proptest_config(config(10))]

    /// One mistyped digit is always caught, and whatever is no digit has a name of its own.
    #[test]
    fn entrust_code_is_refused_when_one_character_is_another(
        digits in "[0-9]{15}", at in any::<Index>(), other in any::<char>(),
    ) {
        let sound = with_check_digit(&digits);
        prop_assert!(sound.parse::<ActivationCode>().is_ok(), "{}", sound);
        let Some(wrong) = with_another(&sound, &at, other) else { return Ok(()) };
        let expected = match other {
            '0'..='9' => CodeError::CheckDigit,
            '-' => CodeError::Length { expected: 16, found: 15 },
            blank if blank.is_whitespace() => CodeError::Length { expected: 16, found: 15 },
            _ => CodeError::NotDigits,
        };
        prop_assert_eq!(wrong.parse::<ActivationCode>().err(), Some(expected));
    }

    #[test]
    fn entrust_code_is_refused_when_a_digit_is_another(digits in "[0-9]{9}", at in any::<Index>(), other in "[0-9]") {
        let sound = with_check_digit(&digits);
        let shown = sound.parse::<RegistrationCode>().unwrap().expose();
        prop_assert_eq!(shown.replace('-', ""), sound.clone(), "shown as it was typed");
        let Some(wrong) = with_another(&sound, &at, other.chars().next().unwrap()) else { return Ok(()) };
        prop_assert_eq!(wrong.parse::<SerialNumber>().err(), Some(CodeError::CheckDigit));
        prop_assert_eq!(wrong.parse::<RegistrationCode>().err(), Some(CodeError::CheckDigit));
    }

    /// The check digit catches neighbours that changed places, but for 0 and 9.
    #[test]
    fn entrust_code_is_refused_when_two_digits_are_swapped(digits in "[0-9]{9}", at in 0..9_usize) {
        let sound = with_check_digit(&digits);
        let (left, right) = (&sound[at..=at], &sound[at + 1..at + 2]);
        prop_assume!(left != right && !matches!((left, right), ("0", "9") | ("9", "0")));
        let swapped = format!("{}{right}{left}{}", &sound[..at], &sound[at + 2..]);
        prop_assert_eq!(swapped.parse::<SerialNumber>().err(), Some(CodeError::CheckDigit));
    }

    #[test]
    fn entrust_code_of_another_length_is_refused_by_it(digits in "[0-9]{0,40}") {
        prop_assume!(digits.len() != 10);
        let refusal = digits.parse::<SerialNumber>().err();
        prop_assert_eq!(refusal, Some(CodeError::Length { expected: 10, found: digits.len() }));
    }

    /// The MAC covers all but the scheme and itself; what does not reach it is refused before.
    #[test]
    fn entrust_activation_is_refused_when_one_character_is_another(at in any::<Index>(), other in "[ -~]") {
        let sound = published("qr_text");
        let query = sound.find('?').unwrap() + 1;
        let Some(query) = with_another(&sound[query..], &at, other.chars().next().unwrap()) else { return Ok(()) };
        let altered = format!("igmobileotp://?{query}");
        let refusal = match SecureActivation::read(&altered) {
            Ok(read) => read.open(&published("activation_password")).err(),
            Err(refusal) => Some(refusal),
        };
        // An escape of the MAC has two spellings, `%2B` and `%2b`, and means the same.
        let same = altered.replace("%2b", "%2B").trim() == sound;
        prop_assert!(refusal.is_some() || same, "{}", altered);
    }

    #[test]
    fn entrust_activation_is_refused_when_it_is_cut(at in any::<Index>()) {
        let sound = published("qr_text");
        let cut = &sound[..at.index(sound.len())];
        let refusal = SecureActivation::read(cut).err();
        prop_assert!(matches!(refusal, Some(EntrustError::Foreign | EntrustError::Version | EntrustError::Damaged)), "{}: {:?}", cut, refusal);
    }

    #[test]
    fn entrust_activation_is_no_other_text(text in ".{0,200}") {
        let refusal = SecureActivation::read(&text).err();
        prop_assert_eq!(refusal, Some(EntrustError::Foreign));
    }

    #[test]
    fn two_steps_are_refused_unless_their_numbers_are_in_range(
        salt in prop_oneof![0..100_u64, any::<u64>()],
        output in prop_oneof![0..100_u64, any::<u64>()],
        rounds in prop_oneof![0..2_000_000_u64, any::<u64>()],
    ) {
        let uri = URI
            .replace("salt=8", &format!("salt={salt}"))
            .replace("output=20", &format!("output={output}"))
            .replace("=10000", &format!("={rounds}"));
        let fits = (1..=64).contains(&salt) && (16..=64).contains(&output) && (1..=1_000_000).contains(&rounds);
        match TwoStepUri::parse(&uri) {
            Ok(read) => {
                let lengths = [read.phone_part_len, read.key_len].map(|length| u64::try_from(length).unwrap());
                prop_assert_eq!((lengths, u64::from(read.rounds.get()), fits), ([salt, output], rounds, true));
            }
            Err(refusal) => prop_assert_eq!((refusal, fits), (KeyUriError::TwoStepUnsupported, false)),
        }
    }

    /// Whatever happens to the URI, its half of a key is never taken for a key while it says that it is a half.
    #[test]
    fn half_a_key_is_never_a_key(at in any::<Index>(), other in "[ -~]") {
        let Some(altered) = with_another(URI, &at, other.chars().next().unwrap()) else { return Ok(()) };
        if altered.contains("2step") {
            prop_assert!(KeyUri::parse(&altered).is_err(), "{}", altered);
        }
    }

    /// RFC 4648 §6 by bits, where the house does it by groups of five bytes.
    #[test]
    fn phone_part_is_typed_as_its_checksum_and_its_bytes(part in prop::collection::vec(any::<u8>(), 1..65)) {
        let typed = PhonePart::new(part.clone().into()).expose();
        let check = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &part);
        let bytes = [&check.as_ref()[..4], &part].concat();
        let bits = bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
        let alphabet: Vec<char> = ('A'..='Z').chain('2'..='7').collect();
        let letters = bits.as_bytes().chunks(5).map(|chunk| {
            let chunk = format!("{:0<5}", str::from_utf8(chunk).unwrap());
            alphabet[usize::from_str_radix(&chunk, 2).unwrap()]
        });
        prop_assert_eq!(typed.as_str(), letters.collect::<String>());
    }
}

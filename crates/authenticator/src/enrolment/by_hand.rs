//! A key of another issuer that is typed: for pages that show letters beside the QR code, or none.

use otp::{
    Algorithm, Digits, Scheme, hotp,
    otpauth::{Assumed, KeyUri, KeyUriError, MAX_COUNTER, decode_secret},
    totp,
};
use thiserror::Error;

use super::otpauth::OtpauthKey;
use crate::{
    failure::{Code, Failure},
    import::Kind,
};

/// What was typed.
#[derive(Clone, Copy)]
pub struct ByHand<'a> {
    /// Who issued it; may be empty when there is an account.
    pub issuer: &'a str,
    /// Whose it is; may be empty when there is an issuer.
    pub account: &'a str,
    /// The key, as [`decode_secret`] reads it.
    pub base32: &'a str,
    /// How its codes are made.
    pub kind: Kind,
    /// Digits of a code, 6 to 8 (RFC 4226 §5.3); Steam's have none.
    pub digits: u8,
    /// The hash under the HMAC; Steam's is SHA-1.
    pub algorithm: Algorithm,
}

/// What is wrong with it. Nothing is stored.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ByHandError {
    /// Neither an issuer nor an account: nobody could tell the codes from others.
    #[error("no name")]
    NoName,
    /// No key.
    #[error("no key")]
    NoKey,
    /// The key has a character that Base32 does not have.
    #[error("character {place} of the key is not Base32")]
    Character {
        /// Which one, counted from 1 in what was typed.
        place: usize,
    },
    /// A number of characters that Base32 never has: some are missing.
    #[error("characters of the key are missing")]
    Incomplete,
    /// A key of more than 128 bytes.
    #[error("the key is too long")]
    TooLong,
    /// Not 6 to 8 digits.
    #[error("digits out of range")]
    Digits,
    /// Not 1 second to a day.
    #[error("period out of range")]
    Period,
    /// 2^63 or more.
    #[error("counter out of range")]
    Counter,
}

impl From<ByHandError> for Failure {
    fn from(error: ByHandError) -> Self {
        let code = match error {
            ByHandError::NoName => Code::ByHandNoName,
            ByHandError::NoKey => Code::ByHandNoKey,
            ByHandError::Character { place } => {
                return Self { place: Some(u16::try_from(place).unwrap_or(u16::MAX)), ..Code::ByHandCharacter.into() };
            }
            ByHandError::Incomplete => Code::ByHandIncomplete,
            ByHandError::TooLong => Code::ByHandTooLong,
            ByHandError::Digits => Code::ByHandDigits,
            ByHandError::Period => Code::ByHandPeriod,
            ByHandError::Counter => Code::ByHandCounter,
        };
        code.into()
    }
}

impl OtpauthKey {
    /// A key that was typed, as if it had come in a key URI.
    pub fn by_hand(typed: ByHand<'_>) -> Result<Self, ByHandError> {
        let (issuer, account) = (typed.issuer.trim(), typed.account.trim());
        if issuer.is_empty() && account.is_empty() {
            return Err(ByHandError::NoName);
        }
        let scheme = scheme(typed)?;
        let mut assumed = Vec::new();
        let secret = decode_secret(typed.base32, &mut assumed).map_err(|error| refused(error, typed.base32))?;
        let (issuer, account) = (issuer.to_owned(), account.to_owned());
        Ok(Self::of_uri(KeyUri { issuer, account, secret, scheme, managed: false, assumed }))
    }
}

impl OtpauthKey {
    /// A key as sites print it beside its QR code, with the names as far as they are known: codes by time, as most sites
    /// mean without saying so.
    pub fn printed(issuer: &str, account: &str, base32: &str) -> Result<Self, ByHandError> {
        let mut assumed = Vec::new();
        let secret = decode_secret(base32, &mut assumed).map_err(|error| refused(error, base32))?;
        assumed.extend(issuer.trim().is_empty().then_some(Assumed::NoIssuer));
        assumed.extend(account.trim().is_empty().then_some(Assumed::NoAccount));
        let (issuer, account) = (issuer.trim().to_owned(), account.trim().to_owned());
        let scheme = Scheme::Totp(totp::Parameters::default());
        Ok(Self::of_uri(KeyUri { issuer, account, secret, scheme, managed: false, assumed }))
    }
}

fn scheme(ByHand { kind, digits, algorithm, .. }: ByHand<'_>) -> Result<Scheme, ByHandError> {
    let digits = Digits::try_from(digits).map_err(|_| ByHandError::Digits);
    match kind {
        Kind::Steam => Ok(Scheme::Steam),
        Kind::Totp { period } => {
            let period = totp::Period::of_any_issuer(period).map_err(|_| ByHandError::Period)?;
            Ok(Scheme::Totp(totp::Parameters { algorithm, digits: digits?, period }))
        }
        Kind::Hotp { counter } if counter > MAX_COUNTER => Err(ByHandError::Counter),
        Kind::Hotp { counter } => Ok(Scheme::Hotp(hotp::Parameters { algorithm, digits: digits?, counter })),
    }
}

fn refused(error: KeyUriError, text: &str) -> ByHandError {
    // The first of its kind is the one that stopped the reading; within the text an equals sign is as foreign as any.
    let at = |foreign: char| text.chars().position(|typed| typed == foreign).map_or(1, |index| index + 1);
    match error {
        KeyUriError::SecretCharacter(foreign) => ByHandError::Character { place: at(foreign) },
        KeyUriError::SecretPadding => ByHandError::Character { place: at('=') },
        KeyUriError::SecretLength => ByHandError::Incomplete,
        KeyUriError::SecretTooLong => ByHandError::TooLong,
        _ => ByHandError::NoKey,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 6238's test vectors, appendix B.
    const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const TIMED: Kind = Kind::Totp { period: 30 };

    fn typed(base32: &str) -> ByHand<'_> {
        ByHand { issuer: "Kyst", account: "ida", base32, kind: TIMED, digits: 6, algorithm: Algorithm::Sha1 }
    }

    fn refusal(typed: ByHand<'_>) -> ByHandError {
        OtpauthKey::by_hand(typed).expect_err("it will not do")
    }

    #[test]
    fn key_is_the_same_however_it_is_grouped() {
        let uri = OtpauthKey::read(&format!("otpauth://totp/Kyst:ida?secret={KEY}&issuer=Kyst")).expect("it is one");
        for text in [KEY, "gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "GEZDGNBV-GY3TQOJQ-GEZDGNBV-GY3TQOJQ\n"] {
            let key = OtpauthKey::by_hand(typed(text)).expect("it is the same");
            assert_eq!((key.issuer(), key.account(), key.scheme()), (uri.issuer(), uri.account(), uri.scheme()));
            assert_eq!(key.assumed(), []);
            assert!(key.is_bare(), "digits in a row are text");
        }
    }

    #[test]
    fn printed_key_is_one_by_time_whose_names_may_be_missing() {
        let key = OtpauthKey::printed("", " ", "gezd gnbv gy3t qojq gezd gnbv gy3t qojq").expect("it is one");
        assert_eq!((key.issuer(), key.account(), key.scheme()), ("", "", Scheme::Totp(totp::Parameters::default())));
        assert_eq!(key.assumed(), [Assumed::NoIssuer, Assumed::NoAccount]);
        assert_eq!(OtpauthKey::printed("Havn", "ida", KEY).expect("it is one").assumed(), []);
        assert_eq!(OtpauthKey::printed("Havn", "", "GEZ").err(), Some(ByHandError::Incomplete));
    }

    #[test]
    fn key_may_lack_its_padding_and_be_short() {
        for text in ["MZXW6YTB", "MZXW6YQ=", "mzxw6yq"] {
            let key = OtpauthKey::by_hand(typed(text)).expect("it is Base32");
            assert!(matches!(key.assumed(), [Assumed::ShortSecret(_)]), "{text}");
        }
    }

    #[test]
    fn impossible_character_is_named_with_its_place_in_what_was_typed() {
        for (text, place) in [("GEZ1", 4), ("GEZD 0NBV", 6), ("ÆGEZD", 1), ("GE=ZD", 3)] {
            assert_eq!(refusal(typed(text)), ByHandError::Character { place }, "{text}");
        }
    }

    #[test]
    fn key_is_refused_when_it_is_missing_or_cut_short() {
        let long = KEY.repeat(7);
        assert_eq!(refusal(typed(" ")), ByHandError::NoKey);
        assert_eq!(refusal(typed("GEZ")), ByHandError::Incomplete);
        assert_eq!(refusal(typed(&long)), ByHandError::TooLong);
    }

    #[test]
    fn what_is_not_possible_is_refused_by_name() {
        let counter = Kind::Hotp { counter: MAX_COUNTER + 1 };
        assert_eq!(refusal(ByHand { issuer: " ", account: "", ..typed(KEY) }), ByHandError::NoName);
        assert_eq!(refusal(ByHand { digits: 5, ..typed(KEY) }), ByHandError::Digits);
        assert_eq!(refusal(ByHand { kind: Kind::Totp { period: 0 }, ..typed(KEY) }), ByHandError::Period);
        assert_eq!(refusal(ByHand { kind: counter, ..typed(KEY) }), ByHandError::Counter);
        let hotp = OtpauthKey::by_hand(ByHand { kind: Kind::Hotp { counter: 7 }, digits: 8, ..typed(KEY) });
        assert!(matches!(hotp.map(|key| key.scheme()), Ok(Scheme::Hotp(hotp::Parameters { counter: 7, .. }))));
    }
}

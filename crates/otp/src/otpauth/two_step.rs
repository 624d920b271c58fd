//! privacyIDEA's two-step keys: the URI holds the server's half, the other one is made on the device.
//!
//! privacyIDEA writes `2step_salt`, `2step_output` and `2step_difficulty` (seen with version 3.14). The names mislead: they
//! are the length of the device's half, the length of the key, and the rounds of the derivation.

use std::num::NonZeroU32;

use super::{Assumed, KeyUri, KeyUriError, Parameter, parameters::Parameters, split};
use crate::{Scheme, Secret};

/// What the URI of a key in two steps says.
#[derive(Debug)]
pub struct TwoStepUri {
    /// Who issued the key; empty when the URI does not say.
    pub issuer: String,
    /// Whose key it is; empty when the URI does not say.
    pub account: String,
    /// The server's half: not the key.
    pub server_part: Secret,
    /// How the passcodes come about; never Steam's.
    pub scheme: Scheme,
    /// As [`KeyUri::managed`].
    pub managed: bool,
    /// What had to be assumed, each once, in no order of weight.
    pub assumed: Vec<Assumed>,
    /// Bytes of the device's half: 1 to 64.
    pub phone_part_len: usize,
    /// Bytes of the key: 16 to 64.
    pub key_len: usize,
    /// Rounds of the derivation: at most a million.
    pub rounds: NonZeroU32,
}

impl TwoStepUri {
    /// Reads the URI; blanks around it do not matter.
    pub fn parse(text: &str) -> Result<Self, KeyUriError> {
        let mut assumed = Vec::new();
        let (kind, label, query) = split(text.trim())?;
        let parameters = Parameters::parse(query, &mut assumed)?;
        if !parameters.is_two_step() {
            return Err(KeyUriError::OneStep);
        }
        if parameters.has_strange_step() {
            return Err(KeyUriError::TwoStepUnsupported);
        }
        // 1. How long the halves are, and how much work lies between them.
        let phone_part_len = number(&parameters, Parameter::TwoStepSalt, 1..=64)?;
        let key_len = number(&parameters, Parameter::TwoStepOutput, 16..=64)?;
        let rounds = number(&parameters, Parameter::TwoStepDifficulty, 1..=MAX_ROUNDS)?;
        let rounds = NonZeroU32::new(rounds).ok_or(KeyUriError::TwoStepUnsupported)?;
        // 2. The rest, as in any other key URI.
        let uri = KeyUri::read((kind, label), &parameters, assumed)?;
        if uri.scheme == Scheme::Steam {
            return Err(KeyUriError::TwoStepUnsupported);
        }
        let mut assumed = uri.assumed;
        // The key is as long as `2step_output` says, whatever its halves.
        assumed.retain(|assumed| !matches!(assumed, Assumed::ShortSecret(_)));
        Ok(Self {
            issuer: uri.issuer,
            account: uri.account,
            server_part: uri.secret,
            scheme: uri.scheme,
            managed: uri.managed,
            assumed,
            phone_part_len: length(phone_part_len)?,
            key_len: length(key_len)?,
            rounds,
        })
    }
}

fn number(parameters: &Parameters, name: Parameter, range: std::ops::RangeInclusive<u32>) -> Result<u32, KeyUriError> {
    let given = parameters.number(name, &mut Vec::new())?.ok_or(KeyUriError::TwoStepIncomplete)?;
    let given = u32::try_from(given).map_err(|_| KeyUriError::TwoStepUnsupported)?;
    if range.contains(&given) { Ok(given) } else { Err(KeyUriError::TwoStepUnsupported) }
}

fn length(bytes: u32) -> Result<usize, KeyUriError> {
    usize::try_from(bytes).map_err(|_| KeyUriError::TwoStepUnsupported)
}

/// A few seconds of a slow device; servers ask for 10,000.
const MAX_ROUNDS: u32 = 1_000_000;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use crate::{Algorithm, Digits, totp};

    const SOUND: &str = "otpauth://totp/mette?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&algorithm=SHA512&digits=8&issuer=Havn\
        &serial=TOTP0001048A&2step_salt=16&2step_output=64&2step_difficulty=20000";

    fn refusal(from: &str, to: &str) -> Option<KeyUriError> {
        assert!(SOUND.contains(from), "{from}");
        TwoStepUri::parse(&SOUND.replace(from, to)).err()
    }

    #[test]
    fn uri_says_whose_it_is_and_how_the_key_is_made() {
        let uri = TwoStepUri::parse(SOUND).unwrap();
        assert_eq!((uri.issuer.as_str(), uri.account.as_str()), ("Havn", "mette"));
        assert_eq!((uri.phone_part_len, uri.key_len, uri.rounds.get()), (16, 64, 20_000));
        let Scheme::Totp(parameters) = uri.scheme else { panic!("{:?}", uri.scheme) };
        assert_eq!(
            parameters,
            totp::Parameters { algorithm: Algorithm::Sha512, digits: Digits::EIGHT, ..totp::Parameters::default() }
        );
        assert_eq!(uri.server_part.expose()[..4], [0x87, 0xb3, 0x00, 0xb2]);
        assert_eq!(uri.assumed, [Assumed::UnknownParameters], "the serial number");
        assert!(!uri.managed, "a serial number alone says nothing");
        for (creator, managed) in [("privacyidea", true), ("privacyIDEA", true), ("another", false), ("", false)] {
            let text = SOUND.replace("&serial=", &format!("&creator={creator}&serial="));
            assert_eq!(TwoStepUri::parse(&text).unwrap().managed, managed, "{creator}");
        }
    }

    #[test]
    fn uri_of_the_other_ceremony_is_refused_by_either() {
        assert_eq!(KeyUri::parse(SOUND).err(), Some(KeyUriError::TwoStep));
        let whole = SOUND.split("&2step").next().unwrap();
        assert_eq!(TwoStepUri::parse(whole).err(), Some(KeyUriError::OneStep));
        assert_eq!(TwoStepUri::parse("https://nordhavn.example").err(), Some(KeyUriError::Foreign));
    }

    #[test]
    fn uri_is_refused_by_name_when_a_step_is_missing_strange_or_absurd() {
        for missing in ["&2step_salt=16", "&2step_output=64", "&2step_difficulty=20000"] {
            assert_eq!(refusal(missing, ""), Some(KeyUriError::TwoStepIncomplete), "{missing}");
        }
        assert_eq!(refusal("2step_salt=16", "2step_salt="), Some(KeyUriError::TwoStepIncomplete));
        for (from, to) in [
            ("salt=16", "salt=0"),
            ("salt=16", "salt=65"),
            ("output=64", "output=15"),
            ("output=64", "output=65"),
            ("=20000", "=0"),
            ("=20000", "=1000001"),
            ("=20000", "=4294967296"),
            ("=20000", "=99999999999999999999"),
            ("&serial=", "&2step_hash="),
            ("totp/", "steam/"),
        ] {
            let refused = refusal(from, to);
            let contradicted = refused == Some(KeyUriError::SteamContradicted) && to == "steam/";
            assert!(refused == Some(KeyUriError::TwoStepUnsupported) || contradicted, "{to}: {refused:?}");
        }
        assert_eq!(refusal("salt=16", "salt=-8"), Some(KeyUriError::NotANumber(Parameter::TwoStepSalt)));
        let twice = refusal("&serial=", "&2STEP_SALT=8&serial=");
        assert_eq!(twice, Some(KeyUriError::Repeated(Parameter::TwoStepSalt)));
        assert_eq!(refusal("secret=Q6ZQ", "secret=Q6Z0"), Some(KeyUriError::SecretCharacter('0')));
    }
}

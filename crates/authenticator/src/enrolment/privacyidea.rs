//! privacyIDEA's two-step keys: one half comes in the key URI, the other is made on the device and typed into the
//! server, so that a photographed QR code is not the key.
//!
//! Checked against a running privacyIDEA 3.14; the vectors in the tests are that server's.

use otp::{
    Scheme, Secret, base32,
    otpauth::{Assumed, KeyUriError, TwoStepUri},
};
use rand_core::RngCore as _;
use ring::{
    digest,
    pbkdf2::{self, PBKDF2_HMAC_SHA1},
};
use zeroize::Zeroizing;

use super::otpauth::OtpauthKey;
use crate::{Authenticator, ports::Random};

/// A key in two steps: the URI has been read, and the device's half is made.
pub struct TwoStepKey {
    uri: TwoStepUri,
    phone_part: PhonePart,
    key: OtpauthKey,
}

impl Authenticator {
    /// Reads a key URI of two steps, for which [`Authenticator::read_otpauth`] says [`KeyUriError::TwoStep`], and makes
    /// the device's half of the key. Nothing is stored. Up to two seconds, when the URI asks for a million rounds.
    pub fn read_two_step(&self, text: &str) -> Result<TwoStepKey, KeyUriError> {
        let uri = TwoStepUri::parse(text)?;
        let mut random = Zeroizing::new(vec![0; uri.phone_part_len]);
        Random(&*self.ports.entropy).fill_bytes(&mut random);
        let phone_part = PhonePart::new(random);
        let key = OtpauthKey::new(&uri.issuer, &uri.account, derive(&uri, &phone_part), uri.scheme).bound(uri.managed);
        Ok(TwoStepKey { uri, phone_part, key })
    }
}

impl TwoStepKey {
    /// What the user types into the server, before or after the key is stored.
    #[must_use]
    pub fn phone_part(&self) -> &PhonePart {
        &self.phone_part
    }

    /// The key of both halves, to be stored like that of any other issuer.
    #[must_use]
    pub fn key(&self) -> &OtpauthKey {
        &self.key
    }

    /// What the URI left open.
    #[must_use]
    pub fn assumed(&self) -> &[Assumed] {
        &self.uri.assumed
    }

    /// How its codes come about.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.uri.scheme
    }
}

impl std::fmt::Debug for TwoStepKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TwoStepKey").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The key: PBKDF2-HMAC-SHA-1 (RFC 8018 §5.2) over the server's half, written in lower-case hexadecimal, with the
/// device's half as salt. SHA-1 whatever the passcodes use.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "the URI says 16 to 64 bytes, which are a secret")]
pub fn derive(uri: &TwoStepUri, phone_part: &PhonePart) -> Secret {
    let mut password = Zeroizing::new(String::with_capacity(2 * uri.server_part.expose().len()));
    for byte in uri.server_part.expose() {
        for digit in [byte >> 4, byte & 0xf] {
            password.push(char::from_digit(digit.into(), 16).expect("half a byte is a hexadecimal digit"));
        }
    }
    let mut key = Zeroizing::new(vec![0; uri.key_len]);
    pbkdf2::derive(PBKDF2_HMAC_SHA1, uri.rounds, &phone_part.0, password.as_bytes(), &mut key);
    Secret::new(std::mem::take(&mut *key)).expect("16 to 64 bytes are a secret")
}

/// The half of a key that the device makes. Zeroed when dropped.
pub struct PhonePart(Zeroizing<Vec<u8>>);

impl PhonePart {
    /// Takes over random bytes, as many as [`TwoStepUri::phone_part_len`] says.
    #[must_use]
    pub fn new(random: Zeroizing<Vec<u8>>) -> Self {
        Self(random)
    }

    /// What the server takes: Base32 (RFC 4648 §6) without padding of SHA-1(part)\[0..4\] || part. Without blanks, which
    /// it refuses.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let check = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let mut bytes = Zeroizing::new(Vec::with_capacity(CHECK_LEN + self.0.len()));
        bytes.extend_from_slice(&check.as_ref()[..CHECK_LEN]);
        bytes.extend_from_slice(&self.0);
        base32::encode(&bytes)
    }

    /// The same in groups of four, for the eye alone.
    #[must_use]
    pub fn grouped(&self) -> Zeroizing<String> {
        let text = self.expose();
        let mut grouped = Zeroizing::new(String::with_capacity(text.len() * 5 / 4 + 1));
        for (index, character) in text.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(character);
        }
        grouped
    }
}

impl std::fmt::Debug for PhonePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhonePart(redacted)")
    }
}

/// Bytes of the checksum before the device's half.
const CHECK_LEN: usize = 4;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use otp::{Algorithm, Digits, hotp};

    use super::*;

    /// With the server's parameters.
    const URI: &str = "otpauth://hotp/alice%40testrealm?secret=Q6ZQBMSPEBUSRIODXEXTBFDIWC7U5LMF&counter=1&digits=6\
        &creator=privacyidea&issuer=ACME%20Test&serial=OATH0000BD8F&2step_salt=8&2step_output=20&2step_difficulty=10000";

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    fn part(hex: &str) -> PhonePart {
        PhonePart::new(Zeroizing::new(bytes(hex)))
    }

    #[test]
    fn key_and_passcodes_are_those_that_the_server_accepted() {
        let key = derive(&TwoStepUri::parse(URI).unwrap(), &part("4c83adf1832d2adc"));
        assert_eq!(key.expose(), bytes("3c964d21957988db26909165809ac7721f795f89"));
        for (counter, code) in [(0, "473643"), (1, "846929"), (2, "071791")] {
            let passcode = hotp::generate(&key, counter, Algorithm::Sha1, Digits::SIX);
            assert_eq!(passcode.expose().as_str(), code);
        }
    }

    #[test]
    fn phone_part_is_typed_as_the_server_expects_it() {
        assert_eq!(part("4c83adf1832d2adc").expose().as_str(), "NJXSIN2MQOW7DAZNFLOA");
        assert_eq!(part("0d22ce3f18f666ef").expose().as_str(), "KENTRGANELHD6GHWM3XQ");
        assert_eq!(part("4c83adf1832d2adc").grouped().as_str(), "NJXS IN2M QOW7 DAZN FLOA");
        assert_eq!(
            part("00").grouped().replace(' ', ""),
            part("00").expose().as_str(),
            "a last group of its own length"
        );
        assert_eq!(format!("{:?}", part("4c83adf1832d2adc")), "PhonePart(redacted)");
    }
}

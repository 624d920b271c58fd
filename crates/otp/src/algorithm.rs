use std::{fmt, str::FromStr};

use ring::hmac;
use thiserror::Error;

/// The hash under the HMAC (RFC 6238 §1.2; RFC 4226 knows SHA-1 alone).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Algorithm {
    /// HMAC-SHA-1, what most issuers use. Collisions of SHA-1 do not weaken it (RFC 4226 appendix B.2).
    #[default]
    Sha1,
    /// HMAC-SHA-256, what Segl's own tokens use.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}

impl Algorithm {
    /// The name that key URIs and the vault carry: `SHA1`, `SHA256` or `SHA512`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// Reads a name as other programs spell it, where it means one algorithm alone: `sha1`, `HMAC-SHA-256`,
    /// `hmacWithSHA512`, `Algorithm.sha1` (a printed enum), `SHA2-256` (the name of FIPS 180-4's family).
    pub fn spelt(name: &str) -> Result<Self, AlgorithmError> {
        // 1. The last part of a qualified name.
        let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let name = name.rsplit(['.', ':']).next().unwrap_or(name);
        // 2. Letters and digits alone.
        let name: String = name.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '+')).collect();
        let mut name = name.to_ascii_uppercase();
        // 3. Words that say nothing about which of the three it is.
        while let Some(rest) = WORDS.iter().find_map(|word| name.strip_prefix(word).or_else(|| name.strip_suffix(word)))
        {
            name = rest.to_owned();
        }
        match name.as_str() {
            "SHA1" => Ok(Self::Sha1),
            "SHA256" | "SHA2256" => Ok(Self::Sha256),
            "SHA512" | "SHA2512" => Ok(Self::Sha512),
            _ => Err(AlgorithmError),
        }
    }

    pub(crate) fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha512 => hmac::HMAC_SHA512,
        }
    }

    pub(crate) fn totp_rs(self) -> totp_rs::Algorithm {
        match self {
            Self::Sha1 => totp_rs::Algorithm::SHA1,
            Self::Sha256 => totp_rs::Algorithm::SHA256,
            Self::Sha512 => totp_rs::Algorithm::SHA512,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = AlgorithmError;

    /// Reads exactly what [`Algorithm::name`] writes.
    fn from_str(name: &str) -> Result<Self, AlgorithmError> {
        match name {
            "SHA1" => Ok(Self::Sha1),
            "SHA256" => Ok(Self::Sha256),
            "SHA512" => Ok(Self::Sha512),
            _ => Err(AlgorithmError),
        }
    }
}

/// A hash that RFC 6238 does not name.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the algorithm is none of SHA1, SHA256, SHA512")]
pub struct AlgorithmError;

/// What programs write before or after the name of the hash.
const WORDS: [&str; 8] = ["HMAC", "WITH", "ALGORITHM", "ALGO", "HASH", "TOTP", "HOTP", "OTP"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_read_when_it_means_one_algorithm() {
        let sha1 = "SHA1 sha1 SHA-1 sha_1 HMAC-SHA1 HMAC-SHA-1 HmacSHA1 hmac_sha1 hmacsha1 HmacWithSHA1 Algorithm.sha1 \
            Algorithm.SHA1 Algorithm::Sha1 HashAlgorithm.SHA1 OtpHashMode.Sha1 otp.AlgorithmSHA1 AlgorithmSHA1 \
            ALGORITHM_SHA1 hashlib.sha1 SHA1WithHmac \"SHA1\" HMAC+SHA1";
        for (algorithm, number) in [(Algorithm::Sha1, "1"), (Algorithm::Sha256, "256"), (Algorithm::Sha512, "512")] {
            for name in sha1.split(' ') {
                let name = name.replace('1', number);
                assert_eq!(Algorithm::spelt(&name), Ok(algorithm), "{name}");
                assert_eq!(Algorithm::spelt(&format!(" {} ", name.to_lowercase())), Ok(algorithm), "{name}");
            }
        }
        assert_eq!(Algorithm::spelt("SHA2-256"), Ok(Algorithm::Sha256));
        assert_eq!(Algorithm::spelt("HMAC-SHA2-512"), Ok(Algorithm::Sha512));
    }

    #[test]
    fn spelling_is_refused_when_it_means_another_algorithm_or_several() {
        for name in [
            "",
            "SHA",
            "SHA2",
            "SHA-2",
            "SHA3",
            "SHA3-256",
            "SHA3-512",
            "SHA-224",
            "SHA384",
            "SHA512/256",
            "SHA-512-256",
            "SHA512224",
            "SHA11",
            "MD5",
            "HMAC-MD5",
            "HMAC",
            "Algorithm.",
            "Algorithm.md5",
            "1",
            "256",
            "SHA1SHA256",
            "ＳＨＡ１",
            "SHA1.",
            "SM3",
        ] {
            assert_eq!(Algorithm::spelt(name), Err(AlgorithmError), "{name}");
        }
    }

    #[test]
    fn algorithm_round_trips_through_its_name() {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
            assert_eq!(algorithm.name().parse(), Ok(algorithm));
        }
        assert_eq!("sha1".parse::<Algorithm>(), Err(AlgorithmError));
    }
}

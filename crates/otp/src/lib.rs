//! One-time passcodes: HOTP (RFC 4226), TOTP (RFC 6238), Steam's, the key URIs that carry them ([`otpauth`]), and the
//! [`Secret`] they share.
//!
//! Pure: the caller brings the time and the secret, and gets a [`Passcode`]. Nothing here reads a clock, draws
//! randomness, touches a file or can be serialised.
//!
//! ```
//! use otp::{Digits, Secret, totp};
//!
//! let secret = Secret::new(b"12345678901234567890".to_vec())?;
//! let parameters = totp::Parameters { digits: Digits::EIGHT, ..totp::Parameters::default() };
//! assert_eq!(totp::generate(&secret, parameters, 59).expose().as_str(), "94287082");
//! # Ok::<(), otp::SecretError>(())
//! ```
#![forbid(unsafe_code)]

mod algorithm;
pub mod base32;
mod digits;
pub mod hotp;
pub mod otpauth;
mod passcode;
mod scheme;
mod secret;
pub mod steam;
pub mod totp;

pub use algorithm::{Algorithm, AlgorithmError};
pub use digits::{Digits, DigitsError};
pub use passcode::{Grouped, Passcode, PasscodeError};
pub use scheme::Scheme;
pub use secret::{Secret, SecretError};

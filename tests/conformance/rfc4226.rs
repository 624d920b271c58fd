//! RFC 4226 appendix D: ten HOTP values.

use otp::{Algorithm, Digits, Secret, hotp};

use crate::vectors::{array, hex, json};

#[test]
fn hotp_matches_appendix_d() {
    let vectors = json("otp/rfc4226_appendix_d.json");
    let secret = Secret::new(hex(&vectors, "secret")).unwrap();
    let passcodes = array(&vectors, "passcodes");
    assert_eq!(passcodes.len(), 10);
    for (counter, expected) in (0..).zip(passcodes) {
        let passcode = hotp::generate(&secret, counter, Algorithm::Sha1, Digits::SIX);
        assert_eq!(passcode.expose().as_str(), expected, "counter {counter}");
    }
}

#[test]
fn hotp_of_seven_and_eight_digits_matches_the_truncated_values_of_appendix_d() {
    let vectors = json("otp/rfc4226_appendix_d.json");
    let secret = Secret::new(hex(&vectors, "secret")).unwrap();
    for (counter, truncated) in (0..).zip(array(&vectors, "truncated")) {
        let truncated = truncated.as_u64().unwrap();
        let eight = hotp::generate(&secret, counter, Algorithm::Sha1, Digits::EIGHT);
        assert_eq!(*eight.expose(), format!("{:08}", truncated % 100_000_000), "counter {counter}");
        let seven = hotp::generate(&secret, counter, Algorithm::Sha1, Digits::SEVEN);
        assert_eq!(*seven.expose(), format!("{:07}", truncated % 10_000_000), "counter {counter}");
    }
}

//! RFC 6238 appendix B: eighteen TOTP values, three hashes at six times.

use otp::{Algorithm, Digits, Secret, totp};

use crate::vectors::{array, hex, json, number, text};

#[test]
fn totp_matches_appendix_b() {
    let vectors = json("otp/rfc6238_appendix_b.json");
    let rows = array(&vectors, "passcodes");
    assert_eq!(rows.len(), 6);
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        let secret = Secret::new(hex(&vectors["secrets"], algorithm.name())).unwrap();
        let parameters = totp::Parameters { algorithm, digits: Digits::EIGHT, period: totp::Period::THIRTY_SECONDS };
        for row in rows {
            let (time, expected) = (number(row, "time"), text(row, algorithm.name()));
            assert_eq!(totp::generate(&secret, parameters, time).expose().as_str(), expected, "{algorithm} at {time}");
            let step = totp::check(&secret, parameters, &expected.parse().unwrap(), time);
            assert_eq!(step, Some(totp::TimeStep(time / 30)), "{algorithm} at {time}");
        }
    }
}

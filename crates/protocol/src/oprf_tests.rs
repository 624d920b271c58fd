#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::testing::SeededRng;

fn evaluate(key: &OprfKey, blinded: &Bytes<33>, rng: &mut SeededRng) -> EvaluationReply {
    let (element, proof) = key.evaluate(blinded, rng).unwrap();
    EvaluationReply { element, proof, tries_left: 9 }
}

#[test]
fn output_is_the_same_when_blinded_anew() {
    let mut rng = SeededRng::new(1);
    let key = OprfKey::generate(&mut rng);
    let outputs: Vec<_> = (0..2)
        .map(|_| {
            let (blinding, blinded) = Blinding::blind(&[5; 32], &mut rng).unwrap();
            (blinded, *blinding.finalize(&evaluate(&key, &blinded, &mut rng), &key.public()).unwrap())
        })
        .collect();
    assert_ne!(outputs[0].0, outputs[1].0, "the portal cannot link two tries");
    assert_eq!(outputs[0].1, outputs[1].1, "the output depends on PIN and key alone");
    let (blinding, blinded) = Blinding::blind(&[6; 32], &mut rng).unwrap();
    let other = blinding.finalize(&evaluate(&key, &blinded, &mut rng), &key.public()).unwrap();
    assert_ne!(*other, outputs[0].1, "another PIN, another output");
}

#[test]
fn evaluation_is_refused_when_made_with_another_key() {
    let mut rng = SeededRng::new(2);
    let (pinned, other) = (OprfKey::generate(&mut rng), OprfKey::generate(&mut rng));
    let (blinding, blinded) = Blinding::blind(&[5; 32], &mut rng).unwrap();
    let reply = evaluate(&other, &blinded, &mut rng);
    assert_eq!(blinding.finalize(&reply, &pinned.public()).unwrap_err(), OprfError::Proof, "not the pinned key");
}

#[test]
fn evaluation_is_refused_when_element_is_no_point() {
    let mut rng = SeededRng::new(3);
    let key = OprfKey::generate(&mut rng);
    for blinded in [Bytes([0; 33]), Bytes([0xff; 33]), Bytes([4; 33])] {
        assert_eq!(key.evaluate(&blinded, &mut rng).unwrap_err(), OprfError::Malformed, "{blinded}");
    }
}
